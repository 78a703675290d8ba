#pragma once

#include "app/foundation.hpp"
#include "app/media_part.hpp"
#include "app/periodic.hpp"
#include "content/content_store_sql.hpp"
#include "emergency/emergency_desk.hpp"

#include <atomic>
#include <memory>

namespace http {
class Router;
}

namespace app {

/// Emergencies: their routes, and the job that makes their words and brings their ends.
class EmergencyPart {
public:
    /// All must outlive the part.
    EmergencyPart(Foundation& foundation, MediaPart& media, content::SoundMaker& voice,
                  broadcast::BroadcastDesk& broadcast);
    EmergencyPart(const EmergencyPart&) = delete;
    EmergencyPart& operator=(const EmergencyPart&) = delete;

    void add_routes(http::Router& router);
    /// What "stop everything" does with live sessions; before `start`.
    void end_live_by(decltype(emergency::EmergencyDesk::end_live) end_live) {
        desk_.end_live = std::move(end_live);
    }
    void start();
    void stop();

private:
    [[nodiscard]] std::chrono::milliseconds advance(const std::stop_token& stop);
    [[nodiscard]] std::chrono::milliseconds make_sounds(const std::stop_token& stop);

    Foundation& foundation_;
    MediaPart& media_;
    content::SqlBulletinStore rules_;
    emergency::EmergencyDesk desk_;
    std::atomic<Periodic*> running_ = nullptr; ///< advancing_, while it may be woken
    std::unique_ptr<Periodic> advancing_;
    std::unique_ptr<Periodic> making_;
};

} // namespace app
