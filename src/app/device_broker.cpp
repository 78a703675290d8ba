#include "app/device_broker.hpp"

#include "base/try.hpp"
#include "crypto/token.hpp"
#include "mqtt/broker_process.hpp"
#include "mqtt/rules_delivery.hpp"

#include <spdlog/spdlog.h>

namespace app {

namespace {

constexpr std::string_view own_user = "server";
constexpr std::chrono::milliseconds delivery_patience{15'000};

void tell_operators(mqtt::BrokerState state, const base::Message& message) {
    if (state == mqtt::BrokerState::restarting) {
        spdlog::warn("broker: {}", message.vi);
    } else {
        spdlog::info("broker: {}", message.vi);
    }
}

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

/// The server's account stands in the same files as those of the devices.
mqtt::AccessRules with_server(mqtt::AccessRules rules, std::string_view user,
                              std::string_view password_hash) {
    rules.accounts.push_back({.user = std::string(user),
                              .password_hash = std::string(password_hash),
                              .may_read = {"lb/1/#"},
                              .may_write = {"lb/1/#"}});
    return rules;
}

class OwnBroker final : public DeviceBroker {
public:
    OwnBroker(Foundation& foundation, const CertificateFiles& certificates)
        : public_host_(foundation.config().listen.public_host),
          password_(crypto::random_token(foundation.random())),
          password_hash_(mqtt::hash_broker_password(password_, foundation.random())),
          process_(broker_settings(foundation, certificates), tell_operators) {}

    base::Result<void> start(const mqtt::AccessRules& rules) override {
        return process_.start(with_server(rules, own_user, password_hash_));
    }
    void stop() override { process_.stop(); }
    base::Result<void> apply(const mqtt::AccessRules& rules) override {
        return process_.apply(with_server(rules, own_user, password_hash_));
    }
    broadcast::DispatcherOptions line() const override {
        broadcast::DispatcherOptions options;
        options.broker_port = process_.local_port();
        options.user = own_user;
        options.password = password_;
        return options;
    }
    device_protocol::BrokerAddress address() const override {
        return {public_host_, process_.device_port(), true};
    }
    base::Result<std::string> authority() const override { return std::string(); }
    base::Result<void> ready() const override {
        if (process_.state() == mqtt::BrokerState::running) {
            return {};
        }
        return base::fail(base::Fault::unavailable, "app.broker_away",
                          "Kênh liên lạc với thiết bị đang khởi động lại.",
                          "The line to the devices is being started again.");
    }

private:
    const std::string public_host_;
    /// Of the server's own account; made anew at each start.
    const std::string password_;
    const std::string password_hash_;
    mqtt::BrokerProcess process_;
};

class ExternalBroker final : public DeviceBroker {
public:
    ExternalBroker(ExternalBrokerConfig config, std::string password, std::string authority,
                   base::Random& random)
        : config_(std::move(config)), password_(std::move(password)),
          password_hash_(mqtt::hash_broker_password(password_, random)),
          authority_(std::move(authority)),
          delivery_({.folder = config_.rules_folder, .command = config_.reload_command}) {}

    /// A broker that is away now does not keep us from starting.
    base::Result<void> start(const mqtt::AccessRules& rules) override {
        return delivery_.apply(with_server(rules, config_.user, password_hash_));
    }
    void stop() override { delivery_.stop(); }
    /// Waits for the broker: a device that was told its account too early would be refused there,
    /// and stay away for five minutes.
    base::Result<void> apply(const mqtt::AccessRules& rules) override {
        TRY(delivery_.apply(with_server(rules, config_.user, password_hash_)));
        return delivery_.delivered(delivery_patience);
    }
    broadcast::DispatcherOptions line() const override {
        broadcast::DispatcherOptions options;
        options.broker_host = config_.host;
        options.broker_port = config_.port;
        options.user = config_.user;
        options.password = password_;
        if (config_.tls) {
            options.tls = mqtt::TlsOptions{config_.ca_certificate.string()};
        }
        return options;
    }
    device_protocol::BrokerAddress address() const override {
        return {config_.device_host.empty() ? config_.host : config_.device_host,
                config_.device_port == 0 ? config_.port : config_.device_port, config_.tls};
    }
    base::Result<std::string> authority() const override { return authority_; }
    base::Result<void> ready() const override { return delivery_.delivered(); }

private:
    const ExternalBrokerConfig config_;
    const std::string password_;
    const std::string password_hash_;
    const std::string authority_;
    mqtt::RulesDelivery delivery_;
};

base::Failure bad_broker(const std::string& vi, const std::string& en) {
    return base::fail(base::Fault::invalid, "app.bad_broker", "Mục [external_broker]: " + vi,
                      "Section [external_broker]: " + en);
}

base::Result<void> check(const ExternalBrokerConfig& config) {
    if (config.user.empty() || config.password_file.empty()) {
        return bad_broker("thiếu user hoặc password_file.", "user or password_file is missing.");
    }
    if (config.rules_folder.empty() || config.reload_command.empty() ||
        !config.reload_command.front().starts_with('/')) {
        return bad_broker("thiếu rules_folder, hoặc reload_command không bắt đầu bằng đường dẫn "
                          "đầy đủ của chương trình.",
                          "rules_folder is missing, or reload_command does not begin with the full "
                          "path of a program.");
    }
    if (config.tls && config.ca_certificate.empty()) {
        return bad_broker("thiếu ca_certificate: thiết bị cần nó để nhận ra máy chủ tin nhắn.",
                          "ca_certificate is missing: devices need it to know the broker.");
    }
    if (!config.tls && config.host != "localhost" && !config.host.starts_with("127.")) {
        return bad_broker("kết nối tới máy khác phải dùng TLS (tls = true).",
                          "a connection to another machine must use TLS (tls = true).");
    }
    return {};
}

/// The first line of the file.
base::Result<std::string> read_password(const std::filesystem::path& file) {
    TRY_ASSIGN(std::string text, read_key_file(file));
    text.resize(std::min(text.find_first_of("\r\n"), text.size()));
    if (text.size() < 16) {
        return bad_broker("mật khẩu trong password_file phải dài ít nhất 16 ký tự.",
                          "the password in password_file must have at least 16 characters.");
    }
    return text;
}

} // namespace

base::Result<std::unique_ptr<DeviceBroker>>
open_device_broker(Foundation& foundation, const CertificateFiles& certificates) {
    const ExternalBrokerConfig& config = foundation.config().external_broker;
    if (config.host.empty()) {
        return std::make_unique<OwnBroker>(foundation, certificates);
    }
    TRY(check(config));
    TRY_ASSIGN(std::string password, read_password(config.password_file));
    std::string authority;
    if (!config.ca_certificate.empty()) {
        TRY_ASSIGN(authority, read_key_file(config.ca_certificate));
    }
    return std::make_unique<ExternalBroker>(config, std::move(password), std::move(authority),
                                            foundation.random());
}

} // namespace app
