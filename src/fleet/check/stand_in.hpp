#pragma once

#include "crypto/signing.hpp"
#include "device_protocol/signed_message.hpp"
#include "fleet/loop.hpp"
#include "mqtt/client.hpp"

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

namespace fleet::check {

/// Something that the device did, in order.
struct Seen {
    enum class Kind : std::uint8_t { claimed, fetched, connected, subscribed, published, left };
    Kind kind = Kind::published;
    base::Instant at;
    int line = 0;        ///< number of the MQTT connection
    std::string topic;   ///< or filter, path, client id
    std::string payload; ///< or what was wrong with a claim, the will's payload
    std::string more;    ///< user name of a connection, `authorization` of a request
    bool retained = false;
    bool orderly = false; ///< of `left`: with a goodbye; of `connected`: clean session
    mqtt::Qos qos = mqtt::Qos::at_most_once;
};

/// A server for one device that writes down all it does: HTTPS for claim, manifest and media, and
/// MQTT with TLS, on loopback and a thread of its own. The checking thread tells it how to behave.
class StandIn {
public:
    struct Setup {
        std::filesystem::path folder;
        std::string serial;
        std::string code;                 ///< normalised
        std::filesystem::path transcript; ///< empty: none
    };
    /// What the next moments are like. Read by the loop's thread at each event.
    struct Manners {
        bool forge_reply = false;
        bool answer_hello = true;
        bool acknowledge_events = true;
        std::string status = "accepted";
        std::int32_t retry_s = 0;
        std::int32_t heartbeat_s = 5;
        bool spoil_media = false; ///< one byte of each file is another
    };

    [[nodiscard]] static base::Result<std::unique_ptr<StandIn>> start(Setup setup);
    ~StandIn();
    StandIn(const StandIn&) = delete;
    StandIn& operator=(const StandIn&) = delete;

    [[nodiscard]] std::string url() const;
    [[nodiscard]] const std::string& device() const { return device_; }
    /// Trusted by the device with every right but that of keys.
    [[nodiscard]] const crypto::KeyPair& key() const { return key_; }
    /// Trusted with the rights of the day's work, and with those for emergencies alone.
    [[nodiscard]] const crypto::KeyPair& day_key() const { return day_key_; }
    [[nodiscard]] const crypto::KeyPair& alarm_key() const { return alarm_key_; }

    void behave(const std::function<void(Manners&)>& change);
    void serve_media(const std::string& content);
    void serve_manifest(const std::string& envelope);
    /// The answer to every question for keys, whichever set it is asked after.
    void serve_keys(const std::vector<std::string>& envelopes);
    /// To the device, if it has subscribed to the topic.
    void say(const std::string& topic, const std::string& payload);
    /// On `des`: now, and after each hello that names a lower version (6.8).
    void say_desired(const std::string& envelope, std::int64_t version);
    /// An answer to the last hello, with another member changed by the caller.
    void answer(std::int64_t inc, const std::string& status, std::int64_t event_ack);
    void cut();

    [[nodiscard]] std::vector<Seen> all() const;
    /// The first seen from `begin` on that fits; waits for it at most so long.
    [[nodiscard]] std::optional<Seen> wait(std::chrono::milliseconds longest, std::size_t begin,
                                           const std::function<bool(const Seen&)>& fits) const;
    [[nodiscard]] std::size_t count() const;

private:
    class Inside;
    StandIn(Setup setup, base::Random& random);

    void saw(Seen seen);

    Setup setup_;
    crypto::KeyPair key_;
    crypto::KeyPair day_key_;
    crypto::KeyPair alarm_key_;
    std::string device_;
    std::string token_;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::vector<Seen> seen_;
    Manners manners_;
    std::map<std::string, std::string> media_;
    std::string manifest_;
    device_protocol::KeyChain keys_;
    std::ofstream transcript_;
    Loop loop_;
    std::unique_ptr<Inside> inside_;
    std::thread thread_;
};

} // namespace fleet::check
