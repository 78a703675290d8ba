#pragma once

#include "player/stage.hpp"

namespace player {

/// Takes what arrives signed: commands, desired states, manifests. Judges it, stores it, answers,
/// and acts. Belongs to the control loop.
class CommandDesk {
public:
    /// All references must outlive this object.
    CommandDesk(DeviceState& state, Stage& stage, ServerSession& session);

    void take_command(const std::string& envelope);
    /// True when something has changed.
    bool take_desired(const std::string& envelope);
    bool take_manifest(const FetchedManifest& fetched);
    /// What was announced, is not stored and was not refused already.
    [[nodiscard]] std::optional<device_protocol::ManifestReference> wanted_manifest() const;

private:
    using SignedCommand = device_protocol::Signed<device_protocol::Command>;
    void refuse(const SignedCommand& command, const device_protocol::Verdict& verdict);
    void perform(const SignedCommand& command);
    void perform_stop(const SignedCommand& command);
    void finish_command(const device_protocol::CommandId& cid, device_protocol::AckState state,
                        std::optional<std::string> code, bool spread = false);
    void refuse_manifest(const FetchedManifest& fetched, std::string code);

    DeviceState& state_;
    Stage& stage_;
    ServerSession& session_;
    std::optional<base::Sha256> refused_manifest_;
};

} // namespace player
