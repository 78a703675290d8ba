#include "base/text.hpp"
#include "content/bulletin_store.hpp"

namespace content {

namespace {
constexpr std::size_t words_max = 10;
}

std::string search_text(const BulletinBody& body) {
    std::string text = base::fold(body.title);
    if (body.source_document_number) {
        text += '\n' + base::fold(*body.source_document_number);
    }
    for (const LanguageVariant& variant : body.variants) {
        for (const TextBlock& block : variant.blocks) {
            text += '\n' + base::fold(block.text);
        }
    }
    return text;
}

std::vector<std::string> search_words(std::string_view query) {
    const std::string folded = base::fold(query);
    std::vector<std::string> words;
    std::size_t at = 0;
    while (at < folded.size() && words.size() < words_max) {
        const std::size_t end = std::min(folded.find(' ', at), folded.size());
        if (end > at) {
            words.push_back(folded.substr(at, end - at));
        }
        at = end + 1;
    }
    return words;
}

} // namespace content
