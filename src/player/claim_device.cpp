#include "player/claim_device.hpp"

#include "base/try.hpp"
#include "crypto/digest.hpp"
#include "crypto/token.hpp"
#include "device_protocol/messages_json.hpp"
#include "player/http_fetch.hpp"
#include "json/parse.hpp"

#include <boost/json.hpp>

#include <array>

namespace player {

using device_protocol::ClaimGrant;
using device_protocol::ClaimReply;
using device_protocol::ClaimRequest;

namespace {

std::string fresh_nonce(base::Random& random) {
    std::array<std::uint8_t, 16> bytes{};
    random.fill(std::as_writable_bytes(std::span(bytes)));
    return base::to_hex(bytes);
}

/// What a problem+json answer says for people; empty when it says nothing.
std::string words_of(const std::string& body) {
    const auto value = json::parse(body);
    if (!value || !value->is_object()) {
        return "";
    }
    const auto* detail = value->get_object().if_contains("detail");
    return detail != nullptr && detail->is_string() ? std::string(detail->get_string()) : "";
}

base::Failure refused(const HttpAnswer& answer) {
    const std::string words = words_of(answer.body);
    return base::fail(base::Fault::forbidden, "player.claim_refused",
                      "Máy chủ từ chối đăng ký thiết bị. " +
                          (words.empty() ? "Hãy kiểm tra mã, số sê-ri và thời hạn của mã." : words),
                      "The server refused the claim (status " + std::to_string(answer.status) +
                          "). Check code, serial number and the code's time limit.");
}

base::Failure forged() {
    return base::fail(base::Fault::forbidden, "player.claim_forged",
                      "Câu trả lời không do máy chủ đã cấp mã gửi. Có thể có kẻ đứng giữa đường "
                      "truyền: hãy dừng lại và báo người quản trị.",
                      "The answer does not come from the server that issued the code. Somebody may "
                      "sit on the line: stop and tell the administrator.");
}

} // namespace

base::Result<Identity> claim_device(const ClaimOptions& options, base::Random& random) {
    std::string server = options.server;
    while (server.ends_with('/')) {
        server.pop_back();
    }
    TRY(check_address(server, options.plain_allowed));
    TRY_ASSIGN(const std::string code, crypto::normalize_code(options.code));
    ClaimRequest request;
    request.serial = options.serial;
    request.model = options.model;
    request.nonce = fresh_nonce(random);
    PostTarget target{server, options.ca_file, "", options.from};
    if (server.starts_with("https://")) {
        TRY_ASSIGN(const SeenCertificate seen, look_at_certificate(server));
        request.tls_certificate = seen.sha256;
        target.pin = seen.pin;
    }
    const base::Sha256 key = device_protocol::claim_key(code, request.serial);
    request.proof = device_protocol::claim_request_proof(key, request);
    TRY_ASSIGN(const HttpAnswer answer,
               http_post_json(target, "/device/v1/claim", device_protocol::write_message(request)));
    if (answer.status < 200 || answer.status > 299) {
        return refused(answer);
    }
    const auto reply = device_protocol::read_message<ClaimReply>(answer.body);
    if (!reply ||
        !crypto::equal_constant_time(
            reply->proof, device_protocol::claim_reply_proof(key, request.nonce, reply->grant))) {
        return forged();
    }
    TRY_ASSIGN(ClaimGrant grant, device_protocol::read_message<ClaimGrant>(reply->grant));
    Identity identity{server,       request.serial,  request.model, options.plain_allowed,
                      grant.now.ms, std::move(grant)};
    return identity;
}

} // namespace player
