#include "crypto/cbor_items.hpp"

#include <cbor.h>

namespace crypto {

namespace {

using Kind = CborItem::Kind;
using Found = std::optional<CborItem>;

template <Kind kind, class Number>
void number(void* found, Number value) {
    *static_cast<Found*>(found) = CborItem{.kind = kind, .value = value, .content = {}};
}

template <Kind kind>
void content(void* found, cbor_data data, std::size_t size) {
    *static_cast<Found*>(found) =
        CborItem{.kind = kind,
                 .value = size,
                 .content = std::string_view(reinterpret_cast<const char*>(data), size)};
}

template <Kind kind>
void size_of(void* found, std::size_t size) {
    *static_cast<Found*>(found) = CborItem{.kind = kind, .value = size, .content = {}};
}

/// What is not named here calls back nothing, so the reader finds nothing.
cbor_callbacks callbacks() {
    cbor_callbacks wanted = cbor_empty_callbacks;
    wanted.uint8 = number<Kind::unsigned_integer, std::uint8_t>;
    wanted.uint16 = number<Kind::unsigned_integer, std::uint16_t>;
    wanted.uint32 = number<Kind::unsigned_integer, std::uint32_t>;
    wanted.uint64 = number<Kind::unsigned_integer, std::uint64_t>;
    wanted.negint8 = number<Kind::negative_integer, std::uint8_t>;
    wanted.negint16 = number<Kind::negative_integer, std::uint16_t>;
    wanted.negint32 = number<Kind::negative_integer, std::uint32_t>;
    wanted.negint64 = number<Kind::negative_integer, std::uint64_t>;
    wanted.byte_string = content<Kind::bytes>;
    wanted.string = content<Kind::text>;
    wanted.array_start = size_of<Kind::array>;
    wanted.map_start = size_of<Kind::map>;
    return wanted;
}

} // namespace

std::optional<CborItem> CborItems::next() {
    static const cbor_callbacks wanted = callbacks();
    if (rest_.empty()) {
        return std::nullopt;
    }
    Found found;
    const cbor_decoder_result read = cbor_stream_decode(reinterpret_cast<cbor_data>(rest_.data()),
                                                        rest_.size(), &wanted, &found);
    if (read.status != CBOR_DECODER_FINISHED || !found) {
        return std::nullopt;
    }
    rest_.remove_prefix(read.read);
    return found;
}

bool CborItems::skip() {
    // Each item that is still to come takes at least one byte, which bounds the count and the loop.
    for (std::uint64_t open = 1; open > 0; --open) {
        const auto item = next();
        if (!item || open > rest_.size() + 1) {
            return false;
        }
        if (item->kind == Kind::array || item->kind == Kind::map) {
            const std::uint64_t held = item->kind == Kind::map ? 2 : 1;
            if (item->value > rest_.size() / held) {
                return false;
            }
            open += item->value * held;
        }
    }
    return true;
}

} // namespace crypto
