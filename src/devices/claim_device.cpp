#include "devices/claim_device.hpp"

#include "audit/audit.hpp"
#include "base/try.hpp"
#include "crypto/digest.hpp"
#include "crypto/token.hpp"
#include "device_protocol/messages_json.hpp"
#include "devices/device_json.hpp"
#include "devices/live_events.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

namespace devices {

namespace {

using device_protocol::ClaimGrant;
using device_protocol::ClaimReply;
using device_protocol::ClaimRequest;

/// One answer for an unknown serial, a serial without a code and a wrong code: the address is open
/// to everybody and must not tell which devices there are.
base::Failure refused() {
    return base::fail(base::Fault::forbidden, "devices.claim_refused",
                      "Số sê-ri hoặc mã nhận thiết bị không đúng.",
                      "The serial number or the claim code is wrong.");
}

base::Result<void> check_certificate(const ClaimTerms& terms, const ClaimRequest& request) {
    const bool known =
        !request.tls_certificate || terms.certificates.empty() ||
        std::ranges::find(terms.certificates, *request.tls_certificate) != terms.certificates.end();
    if (!known) {
        return base::fail(base::Fault::forbidden, "devices.claim_intercepted",
                          "Thiết bị thấy một chứng thư không phải của máy chủ này: có kẻ đứng giữa "
                          "đường truyền.",
                          "The device saw a certificate that is not ours: somebody sits between.");
    }
    return {};
}

struct Claimed {
    Device device;
    ClaimReply reply;
};

Claimed give_identity(DeviceDesk& desk, storage::Transaction& transaction, const ClaimTerms& terms,
                      const ClaimRequest& request, const ClaimCode& code, Device device,
                      base::Instant now) {
    const std::string token = crypto::random_token(desk.random);
    put_credential(transaction, device.id,
                   {.token = crypto::sha256(token),
                    .broker_password = mqtt::hash_broker_password(token, desk.random)});
    // The counter of connections starts anew on a device that was wiped.
    save_presence(transaction, Presence{.device = device.id});
    const ClaimGrant grant{.device = base::to_text(device.id),
                           .token = token,
                           .brokers = terms.brokers,
                           .ca_certificate = terms.ca_certificate,
                           .issuers = terms.issuers,
                           .now = now,
                           .key_set =
                               terms.key_set > 0 ? std::optional(terms.key_set) : std::nullopt,
                           .release_keys = terms.release_keys};
    const std::string text = device_protocol::write_message(grant);
    return {.device = std::move(device),
            .reply = {.grant = text,
                      .proof = device_protocol::claim_reply_proof(code.key, request.nonce, text)}};
}

} // namespace

base::Result<ClaimReply> claim_device(DeviceDesk& desk, const CurrentTerms& current_terms,
                                      const ClaimRequest& request, std::string_view peer) {
    const base::Instant now = desk.clock.now();
    TRY_ASSIGN(const ClaimTerms terms, current_terms());
    // Nothing: the proof was wrong. That is no failure of the transaction, the try stays spent.
    auto outcome = desk.database.write(
        [&](storage::Transaction& transaction) -> base::Result<std::optional<Claimed>> {
            const auto found = find_by_serial(transaction, request.serial);
            const auto code = found ? find_claim_code(transaction, found->id) : std::nullopt;
            if (!code) {
                return refused();
            }
            TRY(check_claim_open(*code, now));
            const auto expected = device_protocol::claim_request_proof(code->key, request);
            if (!crypto::equal_constant_time(expected, request.proof)) {
                (void)spend_claim_try(transaction, found->id);
                return std::optional<Claimed>();
            }
            TRY(check_certificate(terms, request));
            TRY_ASSIGN(Device device, claim(*found, now));
            if (device.details.model.empty()) {
                device.details.model = request.model;
            }
            TRY_ASSIGN(device, save_device(transaction, std::move(device)));
            audit::append(transaction, rights::system_actor("device"),
                          {.action = "devices.claim_device",
                           .entity = "device/" + base::to_text(device.id),
                           .area = device.details.area,
                           .before = canonical_json(*found),
                           .after = canonical_json(device),
                           .note = std::string(peer)},
                          now);
            return std::optional(
                give_identity(desk, transaction, terms, request, *code, std::move(device), now));
        });
    TRY_ASSIGN(std::optional<Claimed> claimed, std::move(outcome));
    if (!claimed) {
        spdlog::warn("claim of serial {} from {} refused: wrong proof", request.serial, peer);
        return refused();
    }
    desk.end_streams(claimed->device.id); // of whoever had the token before
    if (const auto renewed = desk.renew_broker_access(); !renewed) {
        spdlog::error("broker access was not renewed: {}", renewed.error().message.en);
    }
    tell_device_changed(desk.events, claimed->device);
    return std::move(claimed->reply);
}

} // namespace devices
