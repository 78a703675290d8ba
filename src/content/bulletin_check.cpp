#include "base/text.hpp"
#include "content/bulletin.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace content {

namespace {

constexpr std::size_t title_characters_max = 300;
constexpr std::size_t field_characters_max = 100;
constexpr std::size_t document_number_characters_max = 100;
constexpr std::size_t variants_max = 20;
constexpr std::size_t blocks_max = 2'000;
constexpr std::size_t text_bytes_max = 400'000; ///< of one variant; about six hours of speech
constexpr std::size_t attachments_max = 20;
constexpr std::size_t targets_max = 5'000;
constexpr std::size_t name_characters_max = 200;

/// Collects what is wrong, so that the officer sees all of it at once.
class Faults {
public:
    void add(std::string pointer, std::string vi, std::string en) {
        if (fields_.size() < 50) {
            fields_.push_back({std::move(pointer), {std::move(vi), std::move(en)}});
        }
    }
    [[nodiscard]] bool empty() const { return fields_.empty(); }
    [[nodiscard]] base::Error take() {
        base::Error error = base::refuse(base::Fault::invalid, "content.wrong_members",
                                         "Bản tin còn mục chưa đúng. Hãy sửa các mục được nêu.",
                                         "Some members of the bulletin are wrong.");
        error.fields = std::move(fields_);
        return error;
    }

private:
    std::vector<base::FieldError> fields_;
};

/// NFC, no outer spaces, at least `least` and at most `most` characters, no control characters.
void check_line(Faults& faults, const std::string& pointer, std::string& text, std::size_t least,
                std::size_t most) {
    auto nfc = base::to_nfc(text);
    if (!nfc) {
        faults.add(pointer, nfc.error().message.vi, nfc.error().message.en);
        return;
    }
    for (char& c : *nfc) {
        if (static_cast<unsigned char>(c) < 0x20) {
            c = ' ';
        }
    }
    text = std::string(base::trim(*nfc));
    const std::size_t length = base::code_points(text);
    if (length < least) {
        faults.add(pointer, "không được để trống", "must not be empty");
    } else if (length > most) {
        faults.add(pointer, fmt::format("dài quá {} ký tự", most),
                   fmt::format("is longer than {} characters", most));
    }
}

/// Enough of BCP 47 for the languages of Việt Nam: `vi`, `km`, `hnj-Latn`.
bool is_language(std::string_view text) {
    const auto dash = text.find('-');
    const std::string_view primary = text.substr(0, dash);
    const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto letter_or_digit = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    if (primary.size() < 2 || primary.size() > 3 || !std::ranges::all_of(primary, lower)) {
        return false;
    }
    if (dash == std::string_view::npos) {
        return true;
    }
    const std::string_view rest = text.substr(dash + 1);
    return rest.size() >= 2 && rest.size() <= 8 && std::ranges::all_of(rest, letter_or_digit);
}

void check_blocks(Faults& faults, const std::string& pointer, std::vector<TextBlock>& blocks) {
    if (blocks.size() > blocks_max) {
        faults.add(pointer, fmt::format("quá {} đoạn", blocks_max),
                   fmt::format("has more than {} blocks", blocks_max));
        return;
    }
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        TextBlock& block = blocks[i];
        const std::string at = fmt::format("{}/{}", pointer, i);
        check_line(faults, at + "/text", block.text, 0, text_bytes_max);
        if (block.marker) {
            check_line(faults, at + "/marker", *block.marker, 0, 20);
        }
        const bool heading = block.kind == BlockKind::heading;
        if (block.level < (heading ? 1 : 0) || block.level > 6) {
            faults.add(at + "/level", "ngoài khoảng cho phép", "is out of range");
        }
        bytes += block.text.size();
    }
    if (bytes > text_bytes_max) {
        faults.add(pointer, "văn bản quá dài; hãy chia thành nhiều bản tin",
                   "is too long; divide it into several bulletins");
    }
    std::erase_if(blocks, [](const TextBlock& block) { return block.text.empty(); });
}

void check_file(Faults& faults, const std::string& pointer, const MediaFile& file) {
    if (file.size_bytes <= 0 || file.duration_ms < 0) {
        faults.add(pointer, "không phải tệp đã tải lên", "is not an uploaded file");
    }
}

void check_variants(Faults& faults, std::vector<LanguageVariant>& variants) {
    if (variants.size() > variants_max) {
        faults.add("/variants", fmt::format("quá {} ngôn ngữ", variants_max),
                   fmt::format("has more than {} languages", variants_max));
        return;
    }
    std::set<std::string> languages;
    for (std::size_t i = 0; i < variants.size(); ++i) {
        LanguageVariant& variant = variants[i];
        const std::string at = fmt::format("/variants/{}", i);
        if (!is_language(variant.language)) {
            faults.add(at + "/language", "không phải mã ngôn ngữ như vi, km",
                       "is not a language tag such as vi, km");
        } else if (!languages.insert(variant.language).second) {
            faults.add(at + "/language", "ngôn ngữ này đã có", "is there twice");
        }
        if (variant.source == VariantSource::recording && !variant.recording) {
            faults.add(at + "/recording", "hãy chọn tệp ghi âm", "choose the recording");
        }
        if (variant.recording) {
            check_file(faults, at + "/recording", *variant.recording);
        }
        if (variant.voice) {
            check_line(faults, at + "/voice", *variant.voice, 1, 100);
        }
        check_blocks(faults, at + "/blocks", variant.blocks);
    }
}

void check_attachments(Faults& faults, std::vector<Attachment>& attachments) {
    if (attachments.size() > attachments_max) {
        faults.add("/attachments", fmt::format("quá {} tệp", attachments_max),
                   fmt::format("has more than {} files", attachments_max));
        return;
    }
    for (std::size_t i = 0; i < attachments.size(); ++i) {
        const std::string at = fmt::format("/attachments/{}", i);
        check_line(faults, at + "/name", attachments[i].name, 1, name_characters_max);
        check_line(faults, at + "/content_type", attachments[i].content_type, 1, 100);
        check_file(faults, at + "/file", attachments[i].file);
    }
}

template <class T>
void sort_unique(std::vector<T>& values) {
    std::ranges::sort(values);
    const auto rest = std::ranges::unique(values);
    values.erase(rest.begin(), rest.end());
}

} // namespace

base::Result<BulletinBody> check_body(BulletinBody body) {
    Faults faults;
    check_line(faults, "/title", body.title, 1, title_characters_max);
    check_line(faults, "/field", body.field, 0, field_characters_max);
    if (body.source_document_number) {
        check_line(faults, "/source_document_number", *body.source_document_number, 0,
                   document_number_characters_max);
    }
    if (body.valid_to < body.valid_from) {
        faults.add("/valid_to", "phải từ ngày bắt đầu trở đi", "must not be before valid_from");
    }
    if (body.miss.not_before && body.miss.not_after &&
        *body.miss.not_after < *body.miss.not_before) {
        faults.add("/miss/not_after", "phải sau giờ sớm nhất", "must not be before not_before");
    }
    sort_unique(body.targets.areas);
    sort_unique(body.targets.groups);
    sort_unique(body.targets.devices);
    if (body.targets.areas.size() + body.targets.groups.size() + body.targets.devices.size() >
        targets_max) {
        faults.add("/targets", "quá nhiều nơi nhận; hãy chọn theo xã hoặc nhóm",
                   "has too many entries; choose areas or groups");
    }
    if (body.targets.drawn) {
        for (base::FieldError& wrong : area::faults_of(*body.targets.drawn)) {
            faults.add("/targets/drawn" + wrong.pointer, std::move(wrong.message.vi),
                       std::move(wrong.message.en));
        }
    }
    check_variants(faults, body.variants);
    check_attachments(faults, body.attachments);
    if (!faults.empty()) {
        return base::fail(faults.take());
    }
    return body;
}

} // namespace content
