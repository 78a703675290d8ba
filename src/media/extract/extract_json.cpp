#include "media/extract/extract_json.hpp"

#include "base/text.hpp"
#include "media/extract/block_builder.hpp"
#include "json/described.hpp"

namespace base {
BOOST_DESCRIBE_ENUM(Fault, invalid, unauthenticated, forbidden, not_found, conflict, too_large,
                    too_many, unavailable)
} // namespace base

namespace media {

namespace {

constexpr std::size_t reply_bytes_max = 16U << 20U;

} // namespace

std::string write_reply(const base::Result<ImportedText>& result) {
    ExtractReply reply;
    if (result) {
        reply.document = *result;
    } else {
        const base::Error& error = result.error();
        reply.refusal = ExtractRefusal{error.fault, error.code, error.message.vi, error.message.en};
    }
    return json::write(reply);
}

base::Result<ImportedText> read_reply(std::string_view text) {
    auto reply =
        json::read<ExtractReply>(text, json::Unknown::refuse, {.bytes_max = reply_bytes_max});
    if (!reply || reply->document.has_value() == reply->refusal.has_value()) {
        return base::fail(document_broken());
    }
    if (reply->refusal) {
        ExtractRefusal& refusal = *reply->refusal;
        if (!refusal.code.starts_with("media.document_")) {
            return base::fail(document_broken());
        }
        return base::fail(base::refuse(refusal.fault, refusal.code, std::move(refusal.vi),
                                       std::move(refusal.en)));
    }
    for (const TextBlock& block : reply->document->blocks) {
        if (!base::is_utf8(block.text) || !base::is_utf8(block.marker)) {
            return base::fail(document_broken());
        }
    }
    return std::move(*reply->document);
}

} // namespace media
