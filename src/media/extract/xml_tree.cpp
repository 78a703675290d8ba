#include "media/extract/xml_tree.hpp"

#include "media/extract/block_builder.hpp"

namespace media {

base::Result<pugi::xml_document> parse_xml(const std::string& text) {
    pugi::xml_document document;
    if (text.empty()) {
        return document;
    }
    // White space of its own is kept: <w:t xml:space="preserve"> </w:t> is a space between two
    // words.
    const auto result = document.load_buffer(text.data(), text.size(),
                                             pugi::parse_default | pugi::parse_ws_pcdata_single);
    if (!result) {
        return base::fail(document_broken());
    }
    return document;
}

} // namespace media
