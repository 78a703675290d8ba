#pragma once

#include "device_protocol/event.hpp"
#include "device_protocol/key_set.hpp"
#include "device_protocol/session_messages.hpp"
#include "device_protocol/topics.hpp"
#include "fleet/check/report.hpp"
#include "fleet/check/stand_in.hpp"

#include <deque>

namespace fleet::check {

struct DeviceCheckOptions {
    std::string serial;
    std::string code; ///< as a person would type it
    /// Shell commands; `{server}`, `{code}`, `{serial}` are replaced. The second runs the device
    /// until it is ended or killed.
    std::string claim_command;
    std::string run_command;
    std::filesystem::path folder;     ///< for certificates, made by the caller
    std::filesystem::path transcript; ///< empty: none
};

/// Is the server of one device and looks at everything that it does.
class DeviceCheck {
public:
    [[nodiscard]] static base::Result<bool> run(const DeviceCheckOptions& options);

private:
    DeviceCheck(const DeviceCheckOptions& options, StandIn& server);
    ~DeviceCheck();

    // In this order.
    bool claim();
    bool greet();
    void keep_in_touch();
    void take_programme();
    void refuse_documents();
    void keep_what_no_run_needs();
    void refuse_envelopes();
    void refuse_commands();
    void judge_rights();
    void obey_commands();
    void give_way();
    void follow_keys();
    void keep_quiet();
    void come_back();
    void survive_a_kill();
    void leave();
    void look_back();

    using Members = std::function<void(device_protocol::Command&)>;
    /// Steps of follow_keys, in this order.
    void follow_first_set();
    void follow_unknown_key();
    void judge_times_and_tiers();
    void refuse_sets();
    struct Sent {
        std::string cid;
        std::string run;
        std::string envelope;
        std::size_t begin = 0; ///< what was seen before
    };
    Sent command(const std::string& op, const Members& change = {}, const std::string& topic = "");
    [[nodiscard]] device_protocol::Command draft(const std::string& op, const Members& change);
    Sent send(const device_protocol::Command& command, const crypto::KeyPair& signer,
              const std::string& topic);
    /// As `command`, in the name of another key than those of this server.
    Sent command_by(const crypto::KeyPair& signer, const std::string& op,
                    const Members& change = {});
    Sent play_by(const crypto::KeyPair& signer, int seconds, const Members& change);
    [[nodiscard]] const crypto::KeyPair& make_key();
    /// The set after the present one, in force here from now on.
    std::string next_set(std::vector<device_protocol::TrustedIssuer> others = {});
    [[nodiscard]] std::vector<device_protocol::TrustedIssuer> own_issuers() const;
    /// The device asks for what comes after set `version`, and tells that it followed the next.
    bool asks_and_follows(std::int64_t version, std::size_t begin, int seconds) const;
    void announce_keys();
    Sent play(int seconds, const Members& change = {});
    void desire(const std::function<void(device_protocol::DesiredState&)>& change = {});
    void plan(std::vector<device_protocol::ManifestRun> runs,
              std::optional<std::vector<device_protocol::ManifestItem>> keep = std::nullopt);
    [[nodiscard]] device_protocol::ManifestRun run_at(base::Instant at, int seconds) const;
    [[nodiscard]] std::vector<device_protocol::ManifestItem> tones(int seconds) const;

    [[nodiscard]] std::string ack_of(const Sent& sent, const std::vector<std::string>& any_of,
                                     int seconds, std::string* code = nullptr) const;
    [[nodiscard]] std::optional<device_protocol::PlayedProof> proof_of(const std::string& run,
                                                                       int seconds) const;
    [[nodiscard]] bool refused(const std::string& what, const std::string& code, std::size_t begin,
                               int seconds) const;
    /// An event tells how the command ended (10.7).
    [[nodiscard]] bool answered(const Sent& sent, device_protocol::AckState state) const;
    [[nodiscard]] std::optional<Seen> said(device_protocol::Channel channel, std::size_t begin,
                                           double seconds,
                                           const std::function<bool(const Seen&)>& fits = {}) const;
    [[nodiscard]] std::vector<device_protocol::Event> events() const;
    [[nodiscard]] std::optional<device_protocol::Hello> hello_after(std::size_t begin,
                                                                    int seconds) const;
    [[nodiscard]] std::string topic(device_protocol::Channel channel) const;
    [[nodiscard]] std::string filled(std::string command) const;
    void expect_rejected(const std::string& what, const std::string& code, const Sent& sent,
                         const std::string& state = "rejected");

    void start_device();
    void kill_device(int signal);

    const DeviceCheckOptions& options_;
    StandIn& server_;
    Report report_;
    std::string tone_;
    base::Sha256 tone_hash_;
    device_protocol::DesiredState desired_;
    std::int64_t manifest_version_ = 10;
    std::string manifest_text_;
    std::int64_t seq_ = 0;
    std::deque<crypto::KeyPair> made_keys_;
    const crypto::KeyPair* root_ = nullptr; ///< none: the one key of the claim signs everything
    const crypto::KeyPair* emergency_;
    const crypto::KeyPair* ordinary_;
    std::int64_t key_set_ = 0;
    pid_t device_process_ = -1;
    std::string first_run_;
};

} // namespace fleet::check
