#include "app/device_part.hpp"

#include "base/try.hpp"
#include "broadcast/broadcast_routes.hpp"
#include "broadcast/issuing_key.hpp"
#include "crypto/token.hpp"
#include "devices/device_routes.hpp"
#include "http/router.hpp"

#include <spdlog/spdlog.h>

namespace app {

namespace {

constexpr std::string_view server_user = "server";

mqtt::BrokerSettings broker_settings(const Foundation& foundation,
                                     const CertificateFiles& certificates) {
    mqtt::BrokerSettings settings;
    settings.directory = foundation.folders().broker;
    settings.listen_address = foundation.config().broker.address;
    settings.device_port = foundation.config().broker.port;
    settings.issue_certificate = [certificates]() -> base::Result<mqtt::BrokerCertificate> {
        return mqtt::BrokerCertificate{certificates.certificate, certificates.private_key};
    };
    return settings;
}

void tell_operators(mqtt::BrokerState state, const base::Message& message) {
    if (state == mqtt::BrokerState::restarting) {
        spdlog::warn("broker: {}", message.vi);
    } else {
        spdlog::info("broker: {}", message.vi);
    }
}

} // namespace

base::Result<std::unique_ptr<DevicePart>>
DevicePart::open(Foundation& foundation, CertificateFiles certificates, Neighbours neighbours) {
    TRY_ASSIGN(auto key, broadcast::load_or_make_issuing_key(
                             foundation.folders().keys / "issuing.key", foundation.random()));
    return std::unique_ptr<DevicePart>(
        new DevicePart(foundation, std::move(certificates), neighbours, std::move(key)));
}

DevicePart::DevicePart(Foundation& foundation, CertificateFiles certificates, Neighbours neighbours,
                       crypto::KeyPair issuing_key)
    : foundation_(foundation), certificates_(std::move(certificates)), blobs_(neighbours.blobs),
      plan_(neighbours.plan), devices_changed_(std::move(neighbours.devices_changed)),
      issuing_key_(std::move(issuing_key)),
      broker_password_(crypto::random_token(foundation.random())),
      broker_(broker_settings(foundation, certificates_), tell_operators),
      devices_{foundation.database(), foundation.clock(), foundation.random(), neighbours.events,
               [this]() -> base::Result<void> {
                   devices_changed_();
                   TRY_ASSIGN(const auto rules, access_rules());
                   return broker_.apply(rules);
               }},
      desk_{foundation.database(),
            foundation.clock(),
            foundation.random(),
            neighbours.events,
            neighbours.guard,
            issuing_key_,
            crypto::key_id(issuing_key_.public_key())} {}

base::Result<mqtt::AccessRules> DevicePart::access_rules() const {
    return devices::broker_access(
        foundation_.database(), server_user,
        mqtt::hash_broker_password(broker_password_, foundation_.random()));
}

base::Result<devices::ClaimTerms> DevicePart::claim_terms() const {
    devices::ClaimTerms terms;
    terms.brokers = {{foundation_.config().listen.public_host, broker_.device_port(), true}};
    TRY_ASSIGN(terms.ca_certificate, read_key_file(certificates_.authority));
    terms.issuers = {broadcast::describe_issuer(issuing_key_, device_protocol::Tier::commune)};
    TRY_ASSIGN(const auto served, read_key_file(certificates_.certificate));
    TRY_ASSIGN(const auto fingerprint, certificate_fingerprint(served));
    terms.certificates = {fingerprint};
    return terms;
}

void DevicePart::add_routes(http::Router& router) {
    devices::add_device_routes(router, devices_);
    devices::add_claim_routes(router, devices_, [this] { return claim_terms(); });
    broadcast::add_broadcast_routes(router, desk_);
    broadcast::add_download_routes(router, desk_, blobs_);
}

http::Authenticators::Check DevicePart::device_check() {
    return [this](const http::Request& request) -> base::Result<http::Caller> {
        TRY_ASSIGN(const auto device,
                   devices::authenticate_device(foundation_.database(), request));
        return http::Caller{"device/" + base::to_text(device), device};
    };
}

base::Result<void> DevicePart::start() {
    TRY_ASSIGN(const auto rules, access_rules());
    TRY(broker_.start(rules));
    broadcast::DispatcherOptions options;
    options.broker_port = broker_.local_port();
    options.user = server_user;
    options.password = broker_password_;
    dispatcher_ = std::make_unique<broadcast::Dispatcher>(desk_, plan_, std::move(options));
    dispatcher_->start();
    return {};
}

void DevicePart::stop() {
    if (dispatcher_) {
        dispatcher_->stop();
    }
    broker_.stop();
}

base::Result<void> DevicePart::ready() const {
    if (broker_.state() != mqtt::BrokerState::running || !dispatcher_ ||
        !dispatcher_->connected()) {
        return base::fail(base::Fault::unavailable, "app.broker_away",
                          "Kênh liên lạc với thiết bị đang khởi động lại.",
                          "The line to the devices is being started again.");
    }
    return {};
}

} // namespace app
