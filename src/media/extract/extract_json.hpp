#pragma once

#include "media/extract_text.hpp"

#include <boost/describe.hpp>

namespace media {

/// What the child answers over its pipe: a document, or why there is none.
struct ExtractRefusal {
    base::Fault fault = base::Fault::invalid;
    std::string code;
    std::string vi;
    std::string en;
};

struct ExtractReply {
    std::optional<ImportedText> document;
    std::optional<ExtractRefusal> refusal;
};

[[nodiscard]] std::string write_reply(const base::Result<ImportedText>& result);
/// A reply that is not one is `media.document_broken`: the child was taken over or crashed while
/// writing.
[[nodiscard]] base::Result<ImportedText> read_reply(std::string_view text);

BOOST_DESCRIBE_ENUM(BlockKind, heading, paragraph, list_item, table_row)
BOOST_DESCRIBE_STRUCT(TextBlock, (), (kind, level, marker, text))
BOOST_DESCRIBE_STRUCT(ImportedText, (), (title, blocks))
BOOST_DESCRIBE_STRUCT(ExtractRefusal, (), (fault, code, vi, en))
BOOST_DESCRIBE_STRUCT(ExtractReply, (), (document, refusal))

} // namespace media
