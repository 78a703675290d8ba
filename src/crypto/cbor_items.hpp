#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace crypto {

/// One data item of CBOR (RFC 8949) without what it holds: of a map or an array its size only.
struct CborItem {
    enum class Kind : std::uint8_t { unsigned_integer, negative_integer, bytes, text, array, map };
    Kind kind = Kind::unsigned_integer;
    /// The number; of a negative one `-1 - value` is meant; of a map how many pairs follow.
    std::uint64_t value = 0;
    std::string_view content; ///< of bytes and text; points into what was read
};

/// Goes through a text in CBOR item by item, as libcbor's stream decoder finds them: nothing is
/// allocated, whatever sizes a stranger claims. Floats, tags, simple values and indefinite lengths
/// are not among what WebAuthn asks of an authenticator (CTAP2 canonical form) and end the reading.
class CborItems {
public:
    explicit CborItems(std::string_view bytes) : rest_(bytes) {}

    /// Nothing when no whole item follows.
    [[nodiscard]] std::optional<CborItem> next();
    /// Passes over one item with all that it holds; false when it is not whole.
    [[nodiscard]] bool skip();
    [[nodiscard]] std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
};

} // namespace crypto
