#include "base/ensure.hpp"
#include "crypto/cose_key.hpp"
#include "crypto/passkey.hpp"

#include <cstddef>
#include <cstdint>

namespace {

const crypto::RelyingParty party{.id = "example.org", .origin = "https://example.org"};

crypto::ClientData client_data(std::string type) {
    return {.type = std::move(type),
            .challenge = "AA",
            .origin = party.origin,
            .cross_origin = false,
            .bytes = "{}"};
}

} // namespace

/// Whatever a browser sends, nothing is read past its end, and nobody's signature is good for a key
/// that a stranger made up.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const crypto::ClientData made = client_data("webauthn.create");
    static const crypto::ClientData shown = client_data("webauthn.get");
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    static_cast<void>(crypto::read_client_data(std::string(text)));
    const auto passkey = crypto::read_new_passkey(made, text, party);
    if (passkey) {
        ENSURE(crypto::read_cose_key(passkey->cose_key).has_value());
        ENSURE(!passkey->credential_id.empty());
    }
    if (const auto key = crypto::read_cose_key(text)) {
        ENSURE(key->size <= size);
        static_cast<void>(crypto::verify(key->key, "message", text));
    }
    const std::size_t half = size / 2;
    static_cast<void>(
        crypto::check_passkey(shown, text.substr(0, half), text.substr(half), text, party));
    return 0;
}
