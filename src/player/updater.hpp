#pragma once

#include "player/fetcher.hpp"
#include "player/program_slots.hpp"
#include "player/stage.hpp"

namespace player {

struct UpdaterOptions {
    std::filesystem::path
        folder;          ///< of the slots; empty: this program is not updated over the line
    std::string version; ///< that runs
    base::Millis trial = std::chrono::minutes(5);
};

/// Carries out the order of an update: fetches, judges, installs, changes over in a good moment,
/// proves itself or goes back, tells. Belongs to the control loop.
class Updater {
public:
    /// All references must outlive this object.
    Updater(UpdaterOptions options, DeviceState& state, Stage& stage, ServerSession& session);

    /// What is to be fetched now, if anything.
    [[nodiscard]] std::optional<UpdateJob> wanted_update() const;
    [[nodiscard]] std::optional<ProgramJob> wanted_program() const;
    void take_update(const std::string& envelope);
    void take_program(const base::Sha256& sha256);
    /// True when this program is to be left for what the slots name now.
    [[nodiscard]] bool tick(std::chrono::steady_clock::time_point now);

private:
    using Steady = std::chrono::steady_clock;
    using Order = device_protocol::UpdateOrder;
    [[nodiscard]] std::optional<Order> order() const;
    void follow_order();
    void drop_order();
    [[nodiscard]] bool keys_are_behind() const;
    void tell_ended();
    void end(const Order& order, const std::string& outcome, const std::string& reason);
    [[nodiscard]] bool go_back(const Order& order);
    [[nodiscard]] bool stand_trial(const Trial& trial, Steady::time_point now);
    [[nodiscard]] bool is_good_moment(const Order& order) const;
    void show(device_protocol::UpdatePhase phase, const std::string& order);

    const UpdaterOptions options_;
    DeviceState& state_;
    Stage& stage_;
    ServerSession& session_;
    ProgramSlots slots_;
    SlotHistory history_; ///< as on disk
    std::optional<Trial> trial_;
    const Steady::time_point started_ = Steady::now();
    std::optional<Order> order_; ///< that is followed
    std::string envelope_;       ///< of its bundle, when it was found good
    std::string unread_;         ///< signed by a key of a later set than ours
    std::optional<device_protocol::UpdateBundle> bundle_;
    bool installed_ = false;
};

} // namespace player
