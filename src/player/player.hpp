#pragma once

#include "base/random.hpp"
#include "player/capture.hpp"
#include "player/command_desk.hpp"
#include "player/fetcher.hpp"
#include "player/updater.hpp"

namespace player {

struct PlayerOptions {
    SessionOptions session;
    std::unique_ptr<SoundInput> input;   ///< none: nothing to broadcast from
    std::unique_ptr<SoundInput> monitor; ///< none: nothing hears what this device sounds
    UpdaterOptions updates;
};

/// The control loop: one thread that alone decides and writes. Runs until Quit arrives in the
/// inbox.
class Player {
public:
    /// All references must outlive this object.
    Player(PlayerOptions options, DeviceState& state, SoundOutput& output, Inbox& inbox,
           base::Random& random);

    /// True when it ended to make room for another program.
    [[nodiscard]] bool run();

private:
    using Steady = std::chrono::steady_clock;

    /// False when the program is to end.
    bool handle(Input input);
    void handle_message(const mqtt::Message& message);
    void handle_media(const base::Sha256& hash);
    void watch_clock();
    void watch_output();
    void plan_fetching();
    void check_soon_needed();
    void housekeep();
    [[nodiscard]] Steady::time_point next_turn(base::Instant look_at) const;

    DeviceState& state_;
    Inbox& inbox_;
    CounterStore counters_;
    Playback playback_;
    ServerSession session_;
    Stage stage_;
    Captures captures_;
    CommandDesk desk_;
    Updater updater_;
    Fetcher fetcher_;
    FetchPlan planned_;
    Steady::time_point next_housekeeping_;
    bool clock_was_known_ = true; ///< so that not knowing it is told at the start, too
    bool output_was_good_ = true; ///< and what is wrong behind the output, too
    std::set<RunId> checked_;     ///< runs whose files were read again shortly before their time
};

} // namespace player
