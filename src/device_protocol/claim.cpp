#include "device_protocol/claim.hpp"

#include "crypto/digest.hpp"

namespace device_protocol {

namespace {

constexpr int claim_rounds = 100'000;

std::string_view bytes_of(const base::Sha256& key) {
    return {reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size()};
}

} // namespace

base::Sha256 claim_key(std::string_view code, std::string_view serial) {
    return crypto::stretch(code, "nguon-claim-1:" + std::string(serial), claim_rounds);
}

base::Sha256 claim_request_proof(const base::Sha256& key, const ClaimRequest& request) {
    // Each part ends with a line feed, which none of them may hold (read_message refuses it).
    std::string text = "nguon-claim-request-1\n";
    text += request.serial + "\n" + request.model + "\n" + request.nonce + "\n";
    if (request.tls_certificate) {
        text += base::to_text(*request.tls_certificate);
    }
    text += "\n";
    return crypto::hmac_sha256(bytes_of(key), text);
}

base::Sha256 claim_reply_proof(const base::Sha256& key, std::string_view nonce,
                               std::string_view grant) {
    std::string text = "nguon-claim-reply-1\n";
    text += std::string(nonce) + "\n" + std::string(grant);
    return crypto::hmac_sha256(bytes_of(key), text);
}

} // namespace device_protocol
