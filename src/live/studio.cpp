#include "live/studio.hpp"

namespace live {

void Studio::open(const Session& session) {
    auto made = std::make_shared<OnAir>(session.id, session.devices, parts_, options_);
    const std::lock_guard lock(mutex_);
    sessions_.emplace(session.id, Running{std::move(made), nullptr});
}

void Studio::open(const Session& session, std::vector<relay::ChainLink> chain,
                  relay::ChainRules rules) {
    open(session);
    auto made = std::make_shared<StationRelay>(find(session.id), std::move(chain), rules,
                                               StationRelay::Parts{.sandbox = parts_.sandbox,
                                                                   .clock = parts_.clock,
                                                                   .streams = stations_.streams,
                                                                   .blobs = stations_.blobs,
                                                                   .ffmpeg = options_.ffmpeg});
    const std::lock_guard lock(mutex_);
    sessions_.at(session.id).relay = std::move(made);
}

std::shared_ptr<OnAir> Studio::find(const SessionId& id) const {
    const std::lock_guard lock(mutex_);
    const auto found = sessions_.find(id);
    return found == sessions_.end() ? nullptr : found->second.on_air;
}

std::shared_ptr<StationRelay> Studio::find_relay(const SessionId& id) const {
    const std::lock_guard lock(mutex_);
    const auto found = sessions_.find(id);
    return found == sessions_.end() ? nullptr : found->second.relay;
}

Studio::Running Studio::take(const SessionId& id) {
    const std::lock_guard lock(mutex_);
    auto node = sessions_.extract(id);
    return node.empty() ? Running() : std::move(node.mapped());
}

std::vector<SessionId> Studio::running() const {
    const std::lock_guard lock(mutex_);
    std::vector<SessionId> ids;
    for (const auto& [id, _] : sessions_) {
        ids.push_back(id);
    }
    return ids;
}

std::filesystem::path Studio::recording_file(const SessionId& id) const {
    return live::recording_file(options_, id);
}

std::vector<SessionId> Studio::left_recordings() const {
    std::vector<SessionId> left;
    std::error_code error;
    // Others keep their files in the same folder.
    for (const auto& entry : std::filesystem::directory_iterator(options_.recordings, error)) {
        const auto id = SessionId::parse(entry.path().stem().string());
        if (id && entry.path() == recording_file(*id) && !find(*id)) {
            left.push_back(*id);
        }
    }
    return left;
}

void Studio::tick() {
    for (const SessionId& id : running()) {
        if (const auto session = find(id)) {
            session->tick();
        }
    }
}

} // namespace live
