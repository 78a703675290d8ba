#include "app/config.hpp"

#include <fmt/format.h>
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <fstream>
#include <functional>
#include <map>
#include <sstream>

namespace app {

namespace {

/// Reads one value; returns false when the type or the range is wrong.
using Setter = std::function<bool(const toml::node&)>;
using Section = std::map<std::string, Setter, std::less<>>;

Setter text(std::string& out) {
    return [&out](const toml::node& node) {
        const auto value = node.value_exact<std::string>();
        out = value.value_or(out);
        return value.has_value();
    };
}

Setter texts(std::vector<std::string>& out) {
    return [&out](const toml::node& node) {
        const auto* array = node.as_array();
        if (array == nullptr) {
            return false;
        }
        for (const toml::node& item : *array) {
            const auto value = item.value_exact<std::string>();
            if (!value) {
                return false;
            }
            out.push_back(*value);
        }
        return true;
    };
}

Setter flag(bool& out) {
    return [&out](const toml::node& node) {
        const auto value = node.value_exact<bool>();
        out = value.value_or(out);
        return value.has_value();
    };
}

Setter path(std::filesystem::path& out) {
    return [&out](const toml::node& node) {
        const auto value = node.value_exact<std::string>();
        out = value ? std::filesystem::path(*value) : out;
        return value.has_value();
    };
}

template <class T>
Setter integer(T& out, std::int64_t least, std::int64_t most) {
    return [&out, least, most](const toml::node& node) {
        const auto value = node.value_exact<std::int64_t>();
        if (!value || *value < least || *value > most) {
            return false;
        }
        out = static_cast<T>(*value);
        return true;
    };
}

Setter number(double& out, double least, double most) {
    return [&out, least, most](const toml::node& node) {
        const auto value = node.value<double>();
        if (!value || !(*value >= least && *value <= most)) {
            return false;
        }
        out = *value;
        return true;
    };
}

Setter proxies(http::TrustedProxies& out) {
    return [&out](const toml::node& node) {
        std::vector<std::string> read;
        auto parsed = texts(read)(node) ? http::TrustedProxies::parse(read)
                                        : http::TrustedProxies::parse({""});
        out = parsed.value_or(out);
        return parsed.has_value();
    };
}

Setter forwarded_by(http::ForwardedBy& out) {
    return [&out](const toml::node& node) {
        const auto value = node.value_exact<std::string>();
        out = value == "forwarded" ? http::ForwardedBy::forwarded
                                   : http::ForwardedBy::x_forwarded_for;
        return value == "forwarded" || value == "x-forwarded-for";
    };
}

constexpr std::int64_t port_max = 65'535;

Section external_broker(ExternalBrokerConfig& broker) {
    return {{"host", text(broker.host)},
            {"port", integer(broker.port, 1, port_max)},
            {"tls", flag(broker.tls)},
            {"ca_certificate", path(broker.ca_certificate)},
            {"user", text(broker.user)},
            {"password_file", path(broker.password_file)},
            {"device_host", text(broker.device_host)},
            {"device_port", integer(broker.device_port, 0, port_max)},
            {"rules_folder", path(broker.rules_folder)},
            {"reload_command", texts(broker.reload_command)}};
}

std::map<std::string, Section, std::less<>> sections(Config& config) {
    return {
        {"",
         {{"data", path(config.data)},
          {"database", text(config.database)},
          {"web", path(config.web)},
          {"worker_threads", integer(config.worker_threads, 1, 256)}}},
        {"listen",
         {{"address", text(config.listen.address)},
          {"port", integer(config.listen.port, 0, port_max)},
          {"tls_address", text(config.listen.tls_address)},
          {"tls_port", integer(config.listen.tls_port, 0, port_max)},
          {"certificate", path(config.listen.certificate)},
          {"private_key", path(config.listen.private_key)},
          {"public_host", text(config.listen.public_host)},
          {"requests_per_minute", integer(config.listen.requests_per_minute, 60, 10'000'000)},
          {"trusted_proxies", proxies(config.listen.trusted_proxies)},
          {"forwarded_by", forwarded_by(config.listen.forwarded_by)}}},
        {"broker",
         {{"address", text(config.broker.address)},
          {"port", integer(config.broker.port, 0, port_max)}}},
        {"external_broker", external_broker(config.external_broker)},
        {"media",
         {{"s3_endpoint", text(config.media.s3_endpoint)},
          {"s3_bucket", text(config.media.s3_bucket)},
          {"s3_region", text(config.media.s3_region)},
          {"s3_access_key", text(config.media.s3_access_key)},
          {"s3_secret_key_file", text(config.media.s3_secret_key_file)},
          {"loudness_lufs", number(config.media.loudness_lufs, -31.0, -9.0)},
          {"true_peak_dbtp", number(config.media.true_peak_dbtp, -9.0, 0.0)},
          {"opus_bitrate", integer(config.media.opus_bitrate, 16'000, 128'000)}}},
        {"speech",
         {{"default_voice", text(config.speech.default_voice)},
          {"neural_model", path(config.speech.neural_model)},
          {"neural_library", path(config.speech.neural_library)},
          {"http_url", text(config.speech.http_url)},
          {"http_body", text(config.speech.http_body)},
          {"http_headers", texts(config.speech.http_headers)},
          {"http_token_file", path(config.speech.http_token_file)},
          {"http_voices", texts(config.speech.http_voices)},
          {"http_seconds_max", integer(config.speech.http_seconds_max, 1, 300)}}},
        {"alarms",
         {{"escalate_minutes", integer(config.alarms.escalate_minutes, 1, 10'080)},
          {"smtp_url", text(config.alarms.smtp_url)},
          {"smtp_from", text(config.alarms.smtp_from)},
          {"smtp_user", text(config.alarms.smtp_user)},
          {"smtp_password_file", path(config.alarms.smtp_password_file)},
          {"console_url", text(config.alarms.console_url)},
          {"private_web_hooks", flag(config.alarms.private_web_hooks)}}},
        {"relay", {{"private_hosts", texts(config.relay.private_hosts)}}},
        {"keys", {{"master_key_file", path(config.keys.master_key_file)}}},
    };
}

base::Failure bad_key(const std::string& name, const toml::node& node, std::string_view why_vi,
                      std::string_view why_en) {
    const auto line = node.source().begin.line;
    return base::fail(base::Fault::invalid, "app.bad_config",
                      fmt::format("Tệp cấu hình, dòng {}: «{}» {}.", line, name, why_vi),
                      fmt::format("Configuration, line {}: «{}» {}.", line, name, why_en));
}

base::Result<void> read_section(const toml::table& table, const std::string& prefix,
                                const Section& section) {
    for (const auto& [key, node] : table) {
        const std::string name = prefix + std::string(key.str());
        const auto setter = section.find(key.str());
        if (setter == section.end()) {
            if (node.is_table() && prefix.empty()) {
                continue; // sections are visited by the caller
            }
            return bad_key(name, node, "không phải là mục cấu hình", "is not a setting");
        }
        if (!setter->second(node)) {
            return bad_key(name, node, "sai kiểu hoặc ngoài khoảng cho phép",
                           "has a wrong type or is out of range");
        }
    }
    return {};
}

} // namespace

base::Result<Config> parse_config(std::string_view toml_text) {
    const toml::parse_result parsed = toml::parse(toml_text);
    if (!parsed) {
        const auto& error = parsed.error();
        return base::fail(base::Fault::invalid, "app.bad_config",
                          fmt::format("Tệp cấu hình, dòng {}: không đúng cú pháp TOML ({}).",
                                      error.source().begin.line, error.description()),
                          fmt::format("Configuration, line {}: not valid TOML ({}).",
                                      error.source().begin.line, error.description()));
    }
    Config config;
    const auto known = sections(config);
    const toml::table& root = parsed.table();
    if (auto outcome = read_section(root, "", known.find("")->second); !outcome) {
        return base::fail(std::move(outcome).error());
    }
    for (const auto& [key, node] : root) {
        const auto* table = node.as_table();
        if (table == nullptr) {
            continue;
        }
        const auto section = known.find(key.str());
        if (section == known.end()) {
            return bad_key(std::string(key.str()), node, "không phải là mục cấu hình",
                           "is not a section");
        }
        if (auto outcome = read_section(*table, std::string(key.str()) + ".", section->second);
            !outcome) {
            return base::fail(std::move(outcome).error());
        }
    }
    return config;
}

base::Result<Config> read_config(const std::filesystem::path& file) {
    const std::ifstream in(file, std::ios::binary);
    if (!in) {
        return base::fail(base::Fault::not_found, "app.config_unreadable",
                          fmt::format("Không đọc được tệp cấu hình {}.", file.string()),
                          fmt::format("Cannot read the configuration file {}.", file.string()));
    }
    std::ostringstream text;
    text << in.rdbuf();
    return parse_config(text.str());
}

} // namespace app
