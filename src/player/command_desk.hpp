#pragma once

#include "player/capture.hpp"
#include "player/fetcher.hpp"
#include "player/stage.hpp"

namespace player {

/// Takes what arrives signed: commands, desired states, manifests. Judges it, stores it, answers,
/// and acts. Belongs to the control loop.
class CommandDesk {
public:
    /// All references must outlive this object.
    CommandDesk(DeviceState& state, Stage& stage, Captures& captures, ServerSession& session);

    /// Carries out what was stored when the program ended and is no run (the stage has those).
    void resume();
    void take_command(const std::string& envelope);
    /// True when something has changed.
    bool take_desired(const std::string& envelope);
    bool take_manifest(const FetchedManifest& fetched);
    /// Sets of keys, each by the one before. What came under a key that was unknown till now is
    /// taken again.
    void take_keys(const std::string& chain);
    /// When a newer set was announced, or something came under a key that is not known: an own set
    /// that is behind is the likely reason.
    [[nodiscard]] std::optional<KeysJob>
    wanted_keys(std::chrono::steady_clock::time_point now) const;
    /// When `wanted_keys` will say more, if that is before `at_latest`.
    [[nodiscard]] std::chrono::steady_clock::time_point
    next_turn(std::chrono::steady_clock::time_point now,
              std::chrono::steady_clock::time_point at_latest) const;
    /// What was announced, is not stored and was not refused already.
    [[nodiscard]] std::optional<device_protocol::ManifestReference> wanted_manifest() const;

private:
    using SignedCommand = device_protocol::Signed<device_protocol::Command>;
    void refuse(const SignedCommand& command, const device_protocol::Verdict& verdict);
    void perform(const SignedCommand& command);
    void perform_capture(const device_protocol::Command& order);
    void perform_stop(const SignedCommand& command);
    /// Answers with a final state, and once more by an event, which is told until the server has
    /// it.
    void finish_command(const device_protocol::CommandId& cid, device_protocol::AckState state,
                        std::optional<std::string> code);
    void answer_command(const device_protocol::CommandId& cid, device_protocol::AckState state,
                        std::optional<std::string> code, bool spread = false);
    void refuse_manifest(const FetchedManifest& fetched, std::string code);
    [[nodiscard]] bool needs_keys() const;
    bool follow_keys(const std::vector<std::string>& sets);
    void take_unread_again();

    DeviceState& state_;
    Stage& stage_;
    Captures& captures_;
    ServerSession& session_;
    std::optional<base::Sha256> refused_manifest_;
    std::chrono::steady_clock::time_point keys_not_before_;
    int keys_in_vain_ = 0;
    bool unknown_key_ = false;
    // Signed by a key that was not known; the newest few.
    std::optional<std::string> unread_desired_;
    std::vector<std::string> unread_commands_;
};

} // namespace player
