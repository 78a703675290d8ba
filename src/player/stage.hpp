#pragma once

#include "player/device_state.hpp"
#include "player/next_step.hpp"
#include "player/playback.hpp"
#include "player/server_session.hpp"
#include "player/sounding_file.hpp"

#include <set>

namespace player {

/// Carries out what next_step decides: stores the intention, sounds it, proves it. Belongs to the
/// control loop.
class Stage {
public:
    /// All references must outlive this object.
    Stage(DeviceState& state, Playback& playback, ServerSession& session);

    /// Decides and acts. Gives when to look again at the latest.
    base::Instant step();
    void on_report(const PlaybackReport& report);

    enum class StopAnswer : std::uint8_t { done, nothing, higher_tier };
    /// A stop command of this tier: for one run, or for what sounds now.
    StopAnswer stop(std::optional<RunId> run, device_protocol::Tier tier);
    /// Volume plan or override changed.
    void renew_volume();
    /// Ends the sound without ending the run: the program stops, it may go on after the next start.
    void leave();
    /// The last report after leave: how far the sound had come.
    void keep_for_next_start(const PlaybackReport& report);
    [[nodiscard]] bool sounding() const { return sounding_.has_value(); }
    [[nodiscard]] bool sounds_emergency() const;
    /// False while it rests after a failure.
    [[nodiscard]] bool output_works() const { return output_rest_ == base::Millis(0); }

private:
    void begin(const PlannedRun& run, const Start& start);
    void end(const Stop& stop);
    void finish(const PlannedRun& run, const std::vector<device_protocol::PlayedPart>& parts,
                device_protocol::Outcome outcome, std::string reason);
    void rest_output(const PlannedRun& run, const PlaybackReport& report);
    void give_up(const PlannedRun& run, const Over& over);
    void put_aside(const PlannedRun& run, const PlaybackReport& report);
    void tell_started(const PlannedRun& run);
    void tell_command(const PlannedRun& run, const device_protocol::PlayedProof& proof);
    void store(RunRecord record);
    [[nodiscard]] bool check_media(const PlannedRun& run);
    [[nodiscard]] LiveOrder live_order(const LiveSource& live) const;
    [[nodiscard]] VolumeCurve volume_curve(const PlannedRun& run) const;
    [[nodiscard]] std::vector<device_protocol::PlayedPart>
    parts_with(const RunId& run, const PlaybackReport& report) const;

    DeviceState& state_;
    Playback& playback_;
    ServerSession& session_;
    SoundingFile sounding_file_;
    std::optional<Sounding> sounding_;
    std::optional<Stop> ending_; ///< why the playback was told to stop; its last report is awaited
    std::int32_t volume_percent_ = 0;
    std::optional<std::int64_t> resumed_from_; ///< of what sounds, when it had been paused
    bool told_started_ = false;
    base::Millis output_rest_{0};   ///< the last pause after a failure; 0 while the output works
    base::Instant output_ready_at_; ///< nothing is begun before
    std::set<RunId> without_output_;
};

} // namespace player
