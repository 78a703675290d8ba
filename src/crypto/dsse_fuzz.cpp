#include "base/ensure.hpp"
#include "crypto/dsse.hpp"

#include <cstddef>
#include <cstdint>

namespace {

crypto::KeyPair pair_of(char byte) {
    return crypto::KeyPair::from_seed(std::string(32, byte)).value();
}

} // namespace

/// Whatever arrives, only what the trusted key has sealed is opened: strangers' bytes never, also
/// not when they replace a part of a good envelope.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const crypto::KeyPair pair = pair_of('k');
    static const std::string good = crypto::seal("t", "payload", pair);
    const std::vector<crypto::TrustedKey> trusted{
        {crypto::key_id(pair.public_key()), pair.public_key()}};
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    const auto opened = crypto::open(text, trusted);
    ENSURE(!opened || (opened->payload_type == "t" && opened->payload == "payload"));
    if (size > 1) {
        std::string altered = good;
        const std::size_t at = bytes[0] % altered.size();
        altered.replace(at, size - 1, text.substr(1));
        const auto again = crypto::open(altered, trusted);
        ENSURE(!again || (again->payload_type == "t" && again->payload == "payload"));
    }
    return 0;
}
