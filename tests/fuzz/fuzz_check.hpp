#pragma once

#include "base/ensure.hpp"
#include "base/text.hpp"
#include "media/extract_text.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fuzz {

inline std::string_view bytes_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// What every imported document must be, whatever went in.
inline void check_document(const base::Result<media::ImportedText>& document) {
    if (!document) {
        ENSURE(document.error().code.starts_with("media.document_"));
        ENSURE(!document.error().message.vi.empty());
        return;
    }
    ENSURE(!document->blocks.empty());
    for (const media::TextBlock& block : document->blocks) {
        ENSURE(!block.text.empty() && base::is_utf8(block.text) && base::is_utf8(block.marker));
        ENSURE(block.text.find_first_of("\n\r\t") == std::string::npos);
        ENSURE(block.kind != media::BlockKind::heading || (block.level >= 1 && block.level <= 6));
    }
}

} // namespace fuzz
