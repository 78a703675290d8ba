#include "app/device_part.hpp"

#include "base/try.hpp"
#include "broadcast/broadcast_routes.hpp"
#include "broadcast/order_sound.hpp"
#include "broadcast/programme_record.hpp"
#include "devices/device_routes.hpp"
#include "http/router.hpp"
#include "keys/key_routes.hpp"
#include "json/parse.hpp"

#include <boost/json.hpp>
#include <spdlog/spdlog.h>

namespace app {

namespace {

base::Result<keys::KeyFiles> open_key_files(Foundation& foundation) {
    std::optional<crypto::MasterKey> master;
    const auto& file = foundation.config().keys.master_key_file;
    if (!file.empty()) {
        TRY_ASSIGN(const std::string text, read_key_file(file));
        TRY_ASSIGN(master, crypto::MasterKey::parse(text));
    }
    return keys::KeyFiles(foundation.folders().keys, std::move(master), foundation.random());
}

std::string subject_of(devices::DeviceId device) {
    return "device/" + base::to_text(device);
}

} // namespace

base::Result<std::unique_ptr<DevicePart>>
DevicePart::open(Foundation& foundation, CertificateFiles certificates, Neighbours neighbours) {
    TRY_ASSIGN(auto files, open_key_files(foundation));
    TRY_ASSIGN(auto ring, keys::KeyRing::open({.database = foundation.database(),
                                               .clock = foundation.clock(),
                                               .random = foundation.random(),
                                               .files = std::move(files)}));
    TRY_ASSIGN(auto broker, open_device_broker(foundation, certificates));
    return std::unique_ptr<DevicePart>(new DevicePart(
        foundation, std::move(certificates), neighbours, std::move(ring), std::move(broker)));
}

DevicePart::DevicePart(Foundation& foundation, CertificateFiles certificates, Neighbours neighbours,
                       std::unique_ptr<keys::KeyRing> ring, std::unique_ptr<DeviceBroker> broker)
    : foundation_(foundation), certificates_(std::move(certificates)), blobs_(neighbours.blobs),
      plan_(neighbours.plan), devices_changed_(std::move(neighbours.devices_changed)),
      ring_(std::move(ring)), broker_(std::move(broker)),
      renew_access_([this]() -> base::Result<void> {
          TRY_ASSIGN(const auto rules, access_rules());
          return broker_->apply(rules);
      }),
      devices_{
          foundation.database(),
          foundation.clock(),
          foundation.random(),
          neighbours.events,
          [this]() -> base::Result<void> {
              devices_changed_();
              return renew_access_.ask();
          },
          [end = std::move(neighbours.end_streams)](devices::DeviceId id) { end(subject_of(id)); }},
      desk_{foundation.database(), foundation.clock(), foundation.random(),
            neighbours.events,     neighbours.guard,   *ring_,
            foundation.node()},
      withdrawals_(foundation.database(), foundation.clock(), foundation.node(),
                   {.name = "broadcast.withdrawn", .topic = "content.changed"},
                   [this](const auto& item) { return on_content_changed(item); }) {
    ring_->on_change([this] { on_keys_changed(); });
}

void DevicePart::on_keys_changed() {
    const auto marked =
        foundation_.database().write([](storage::Transaction& transaction) -> base::Result<void> {
            broadcast::mark_all_to_check(transaction);
            return {};
        });
    if (!marked) {
        // They are looked at again within half an hour by themselves.
        spdlog::error("keys: programmes are not signed anew yet: {}", marked.error().message.en);
    }
    desk_.wake();
}

base::Result<void> DevicePart::on_content_changed(const storage::OutboxItem& item) {
    TRY_ASSIGN(const auto payload, json::parse(item.entry.payload));
    const auto& members = payload.as_object();
    const auto* state = members.if_contains("state");
    const auto* id = members.if_contains("id");
    if (state == nullptr || id == nullptr || *state != "withdrawn") {
        return {};
    }
    TRY_ASSIGN(const auto bulletin, content::BulletinId::parse(id->as_string()));
    TRY_ASSIGN(const std::size_t stopped, broadcast::stop_withdrawn(desk_, bulletin));
    if (stopped > 0) {
        spdlog::info("broadcast: {} runs of a withdrawn bulletin stopped", stopped);
    }
    return {};
}

base::Result<mqtt::AccessRules> DevicePart::access_rules() const {
    return devices::broker_access(foundation_.database());
}

std::uint16_t DevicePart::broker_port() const {
    return static_cast<std::uint16_t>(broker_->address().port);
}

base::Result<devices::ClaimTerms> DevicePart::claim_terms() const {
    devices::ClaimTerms terms;
    terms.brokers = {broker_->address()};
    TRY_ASSIGN(terms.ca_certificate, read_key_file(certificates_.authority));
    TRY_ASSIGN(const auto broker_authority, broker_->authority());
    terms.ca_certificate += broker_authority;
    const keys::KeySet trusted = ring_->key_set();
    terms.issuers = trusted.issuers;
    terms.release_keys = trusted.release_keys;
    terms.key_set = trusted.version;
    TRY_ASSIGN(const auto served, read_key_file(certificates_.certificate));
    TRY_ASSIGN(const auto fingerprint, certificate_fingerprint(served));
    terms.certificates = {fingerprint};
    return terms;
}

void DevicePart::add_routes(http::Router& router) {
    devices::add_device_routes(router, devices_);
    keys::add_key_routes(router, *ring_);
    devices::add_claim_routes(router, devices_, [this] { return claim_terms(); });
    broadcast::add_broadcast_routes(router, desk_);
    broadcast::add_download_routes(router, desk_, blobs_);
}

http::Authenticators::Check DevicePart::device_check() {
    return [this](const http::Request& request) -> base::Result<http::Caller> {
        TRY_ASSIGN(const auto device,
                   devices::authenticate_device(foundation_.database(), request));
        return http::Caller{subject_of(device), device};
    };
}

base::Result<void> DevicePart::start() {
    TRY_ASSIGN(const auto rules, access_rules());
    TRY(broker_->start(rules));
    dispatcher_ = std::make_unique<broadcast::Dispatcher>(desk_, plan_, broker_->line());
    dispatcher_->start();
    return {};
}

void DevicePart::stop() {
    if (dispatcher_) {
        dispatcher_->stop();
    }
    broker_->stop();
}

base::Result<void> DevicePart::ready() const {
    TRY(broker_->ready());
    if (!dispatcher_ || !dispatcher_->connected()) {
        return base::fail(base::Fault::unavailable, "app.broker_not_reached",
                          "Chưa kết nối được với máy chủ tin nhắn của thiết bị.",
                          "The broker of the devices is not reached.");
    }
    return {};
}

} // namespace app
