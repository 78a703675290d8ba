#pragma once

#include "base/result.hpp"
#include "http/forwarded.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace app {

struct ListenConfig {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080; ///< plain HTTP for a browser on this machine or a proxy before us; 0
                               ///< takes any free port
    std::string tls_address = "0.0.0.0";
    std::uint16_t tls_port = 8443;     ///< HTTPS for devices and browsers; 0 takes any free port
    std::filesystem::path certificate; ///< PEM; empty: nguon's own CA issues one
    std::filesystem::path private_key;
    /// Host name or address under which devices and browsers reach this server; goes into
    /// certificates and claims.
    std::string public_host = "localhost";
    unsigned requests_per_minute = 6'000; ///< of one client address over all routes
    http::TrustedProxies trusted_proxies; ///< whose word about the client is believed
    http::ForwardedBy forwarded_by = http::ForwardedBy::x_forwarded_for;
};

struct BrokerConfig {
    std::string address = "0.0.0.0";
    std::uint16_t port = 8883; ///< MQTT over TLS for devices; 0 takes any free port
};

/// A Mosquitto that somebody else runs, in place of our own (docs/operating.md). Used when `host`
/// is set.
struct ExternalBrokerConfig {
    std::string host;
    std::uint16_t port = 8883;
    bool tls = true;
    std::filesystem::path ca_certificate; ///< PEM; devices and we trust the broker by it
    std::string user;                     ///< of our own account there
    std::filesystem::path password_file;
    std::string device_host;       ///< as devices reach it; empty: `host`
    std::uint16_t device_port = 0; ///< 0: `port`
    /// Where we write `passwords` and `access`, and what brings them to the broker.
    std::filesystem::path rules_folder;
    std::vector<std::string> reload_command;
};

struct MediaConfig {
    /// Empty: files below the data folder. Else an S3 bucket.
    std::string s3_endpoint;
    std::string s3_bucket;
    std::string s3_region = "us-east-1";
    std::string s3_access_key;
    std::string s3_secret_key_file;
    double loudness_lufs = -16.0;        ///< EBU R128 integrated target, -31 to -9
    double true_peak_dbtp = -1.0;        ///< EBU R128 maximum true peak, -9 to 0
    std::uint32_t opus_bitrate = 32'000; ///< bit/s, 16 000 to 128 000
};

struct SpeechConfig {
    std::string default_voice = "espeak-north";
    /// Folder of a neural voice pack; empty: none.
    std::filesystem::path neural_model;
    std::filesystem::path neural_library; ///< libsherpa-onnx-c-api.so
    /// A speech service of the organisation; empty: none. See speech/http_engine.hpp.
    std::string http_url;
    std::string http_body;                 ///< empty: the usual JSON
    std::vector<std::string> http_headers; ///< "Content-Type: application/json"
    std::filesystem::path http_token_file; ///< its content goes into an Authorization header
    std::vector<std::string> http_voices;  ///< "id|name|region|name at the service"
    std::uint32_t http_seconds_max = 20;   ///< for one sentence, 1 to 300; then the job fails
};

struct RelayConfig {
    /// Hosts of stations that may lie in a private network; all others must be public.
    std::vector<std::string> private_hosts;
};

struct KeyConfig {
    /// Base64 of 32 bytes, kept apart from the data; empty: signing keys lie unsealed (mode 0600).
    std::filesystem::path master_key_file;
};

struct AlarmConfig {
    /// An alarm that nobody has taken on goes one level up after so long.
    std::uint32_t escalate_minutes = 30;
    std::string smtp_url;  ///< smtp://host:25 or smtps://host:465; empty: no e-mail
    std::string smtp_from; ///< address of the sender
    std::string smtp_user; ///< empty: without signing in
    std::filesystem::path smtp_password_file;
    std::string console_url; ///< https://…, for links in e-mail; may be empty
    /// Web hooks may go to private addresses and by http://, for a system in the same house.
    bool private_web_hooks = false;
};

/// Everything that an operator sets, with the defaults of a small commune server.
struct Config {
    std::filesystem::path data = "var";
    std::string database; ///< `sqlite:PATH` or `postgresql://…`; empty: SQLite in the data folder
    std::filesystem::path web; ///< built console; empty: the one beside the program
    unsigned worker_threads = 8;
    ListenConfig listen;
    BrokerConfig broker;
    ExternalBrokerConfig external_broker;
    MediaConfig media;
    SpeechConfig speech;
    AlarmConfig alarms;
    RelayConfig relay;
    KeyConfig keys;
};

/// Reads a TOML document over the defaults. An unknown key, a wrong type or a value out of range is
/// refused
/// (`app.bad_config`) with its name and line: a misspelt limit must not be silently ignored.
[[nodiscard]] base::Result<Config> parse_config(std::string_view toml);

/// parse_config on a file; `app.config_unreadable` when it cannot be read.
[[nodiscard]] base::Result<Config> read_config(const std::filesystem::path& file);

} // namespace app
