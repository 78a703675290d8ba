#pragma once

#include "app/foundation.hpp"
#include "app/periodic.hpp"
#include "updates/update_desk.hpp"

#include <atomic>
#include <memory>

namespace http {
class Router;
}

namespace app {

/// New programs for devices: the routes, and the job that brings rollouts forward.
class UpdatePart {
public:
    /// Both must outlive the part.
    UpdatePart(broadcast::BroadcastDesk& broadcast, media::BlobStore& blobs);
    UpdatePart(const UpdatePart&) = delete;
    UpdatePart& operator=(const UpdatePart&) = delete;

    void add_routes(http::Router& router);
    void start();
    void stop();

private:
    updates::UpdateDesk desk_;
    std::atomic<Periodic*> running_ = nullptr; ///< advancing_, while it may be woken
    std::unique_ptr<Periodic> advancing_;
};

} // namespace app
