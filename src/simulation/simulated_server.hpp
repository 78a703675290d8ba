#pragma once

#include "broadcast/desk.hpp"
#include "broadcast/play_guard.hpp"
#include "http/event_hub.hpp"
#include "keys/one_key.hpp"
#include "rights/actor.hpp"
#include "schedule/planned_runs_memory.hpp"
#include "simulation/faulty_database.hpp"
#include "simulation/mutant.hpp"
#include "simulation/simulated_device.hpp"

#include <deque>
#include <memory>

namespace simulation {

/// The server: the dispatcher's real steps on a real database, run by the world instead of by
/// threads, with a connection to the wire and a process that may die at each write.
class SimulatedServer final : public Party, public Downloads, private mqtt::Client {
public:
    /// `database` is migrated and outlives this object.
    SimulatedServer(World& world, Wire& wire, storage::Database& database, Mutant mutant);
    ~SimulatedServer() override;

    /// Registers and claims a device; gives its id.
    [[nodiscard]] std::string add_device(const std::string& serial);
    [[nodiscard]] device_protocol::TrustedIssuer issuer() const;

    void start();
    void crash();
    [[nodiscard]] bool is_running() const { return running_; }
    /// No more deaths.
    void calm() { crash_one_in_ = 0; }

    /// An officer orders something; what was accepted is told as facts.
    void order_something();
    /// A new day's plan for all devices.
    void publish_plan();
    /// What the server shows of each device now.
    void tell_conditions(const std::vector<std::unique_ptr<SimulatedDevice>>& devices);
    /// Proofs, final states and lost events, as rows say.
    void tell_outcome();

    std::optional<std::string> fetch_programme(const std::string& device) override;

    void connected() override;
    void disconnected() override;
    void received(const mqtt::Message& message) override;

private:
    class Guard;
    class Ears;
    // The client of the wire, as the steps see it.
    void start(mqtt::Listener&) override {}
    void stop() override {}
    base::Result<int> publish(const mqtt::Message& message) override;
    base::Result<void> subscribe(const std::vector<mqtt::Subscription>&) override { return {}; }
    void disconnect() override {}

    void boot();
    void reconnect(std::uint64_t life);
    void work(std::uint64_t life);
    void work_once();
    /// Runs `act`; the process is gone afterwards if it died in it.
    void survive(const std::function<void()>& act);
    void tell_ordered_runs();
    void order_play();
    void order_stop();
    void order_volume();
    [[nodiscard]] schedule::PlannedRun planned_run(base::Instant at);

    World& world_;
    Wire& wire_;
    storage::Database& disk_;
    const Mutant mutant_;
    std::int64_t crash_one_in_ = 400;
    FaultyDatabase database_;
    std::unique_ptr<Guard> guard_;
    std::unique_ptr<http::EventHub> hub_;
    crypto::KeyPair key_;
    keys::OneKey signers_;
    broadcast::BroadcastDesk desk_;
    schedule::MemoryPlannedRuns plan_;
    std::int64_t plan_changes_ = 0;
    rights::Actor officer_;
    std::vector<device_protocol::DeviceId> devices_;
    std::set<std::string> told_runs_;
    base::Instant runs_told_at_;
    bool running_ = false;
    std::uint64_t life_ = 0;
    std::deque<mqtt::Message> inbox_;
    std::map<std::string, base::Instant> last_heard_; ///< what was on the way when it went counts
};

} // namespace simulation
