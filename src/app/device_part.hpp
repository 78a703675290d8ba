#pragma once

#include "app/device_broker.hpp"
#include "app/foundation.hpp"
#include "app/own_certificates.hpp"
#include "app/shared_deed.hpp"
#include "broadcast/desk.hpp"
#include "broadcast/dispatcher.hpp"
#include "broadcast/play_guard.hpp"
#include "devices/claim_device.hpp"
#include "http/authenticators.hpp"
#include "http/event_hub.hpp"
#include "keys/key_ring.hpp"
#include "media/blob_store.hpp"
#include "schedule/planned_runs.hpp"
#include "storage/outbox_runner.hpp"

#include <functional>
#include <memory>
#include <string>

namespace http {
class Router;
}

namespace app {

/// Everything towards devices: the register, our broker, what is sent and what comes back.
class DevicePart {
public:
    struct Neighbours {
        http::EventHub& events;
        media::BlobStore& blobs;
        schedule::PlannedRunQueries& plan;
        broadcast::PlayGuard& guard;
        /// Told after devices were claimed, revoked or moved, so that their plans are made anew.
        std::function<void()> devices_changed;
        /// Ends everything that goes on for this caller.
        std::function<void(std::string_view subject)> end_streams = [](std::string_view) {};
    };
    /// All must outlive the part.
    [[nodiscard]] static base::Result<std::unique_ptr<DevicePart>>
    open(Foundation& foundation, CertificateFiles certificates, Neighbours neighbours);
    DevicePart(const DevicePart&) = delete;
    DevicePart& operator=(const DevicePart&) = delete;

    void add_routes(http::Router& router);
    [[nodiscard]] broadcast::BroadcastDesk& desk() { return desk_; }
    /// Ends what sounds of a bulletin that was withdrawn; to be run with the other consumers.
    [[nodiscard]] storage::OutboxConsumer& withdrawals() { return withdrawals_; }
    [[nodiscard]] http::Authenticators::Check device_check();
    /// Starts the broker, then the dispatcher. A broker of ours that does not start is a failure
    /// here; later it is restarted.
    [[nodiscard]] base::Result<void> start();
    void stop();
    [[nodiscard]] std::uint16_t broker_port() const;
    /// For `/readyz`: the broker runs with the rules in force, and we are connected to it.
    [[nodiscard]] base::Result<void> ready() const;

private:
    DevicePart(Foundation& foundation, CertificateFiles certificates, Neighbours neighbours,
               std::unique_ptr<keys::KeyRing> ring, std::unique_ptr<DeviceBroker> broker);
    [[nodiscard]] base::Result<mqtt::AccessRules> access_rules() const;
    [[nodiscard]] base::Result<void> on_content_changed(const storage::OutboxItem& item);
    [[nodiscard]] base::Result<devices::ClaimTerms> claim_terms() const;
    void on_keys_changed();

    Foundation& foundation_;
    const CertificateFiles certificates_;
    media::BlobStore& blobs_;
    schedule::PlannedRunQueries& plan_;
    const std::function<void()> devices_changed_;
    const std::unique_ptr<keys::KeyRing> ring_;
    const std::unique_ptr<DeviceBroker> broker_;
    /// The broker's whole list; read and written in one turn, so an older one never comes last.
    SharedDeed renew_access_;
    devices::DeviceDesk devices_;
    broadcast::BroadcastDesk desk_;
    storage::OutboxConsumer withdrawals_;
    std::unique_ptr<broadcast::Dispatcher> dispatcher_;
};

} // namespace app
