#include "player/stage.hpp"

#include "player/give_way.hpp"
#include "player/proof.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace player {

using base::Instant;
using device_protocol::AckState;
using device_protocol::Outcome;
using device_protocol::PlayedPart;
using device_protocol::PlayedProof;

namespace {

constexpr base::Millis idle_look = std::chrono::seconds(30);
/// More interruptions than this of one run are not told one by one: the message has a limit.
constexpr std::size_t parts_max = 50;
/// Pauses between tries of a failed output grow from the first to the second.
constexpr base::Millis output_rest_min = std::chrono::milliseconds(500);
constexpr base::Millis output_rest_max = std::chrono::seconds(10);

void log_failure(const base::Result<void>& outcome) {
    if (!outcome) {
        spdlog::error("{}", outcome.error().message.en);
    }
}

} // namespace

Stage::Stage(DeviceState& state, Playback& playback, ServerSession& session)
    : state_(state), playback_(playback), session_(session),
      sounding_file_(state.paths.sounding()) {}

Instant Stage::step() {
    const Instant now = state_.now();
    const std::vector<PlannedRun> runs = state_.planned_runs();
    const std::vector<device_protocol::QuietHours> quiet =
        state_.desired ? state_.desired->message.quiet : std::vector<device_protocol::QuietHours>{};
    const std::vector<device_protocol::ClashRule> clashes =
        state_.manifest ? state_.manifest->message.clashes
                        : std::vector<device_protocol::ClashRule>{};
    const std::function<bool(const PlannedRun&)> has_media = [this](const PlannedRun& run) {
        return state_.has_media(run);
    };
    const RunMemory& memory = state_.runs.memory();
    const Step step =
        next_step({now, state_.clock.known(), state_.manifest.has_value(), runs, memory, sounding_,
                   quiet, clashes, has_media, output_ready_at_, playback_.warm_up()});
    const auto planned = [&](const RunId& run) -> PlannedRun {
        const auto found = std::ranges::find(runs, run, &PlannedRun::run);
        return found != runs.end() ? *found : *memory.find(run)->plan;
    };
    for (const RunId& run : step.deferred) {
        RunRecord record;
        record.run = run;
        record.deferred = true;
        record.touched_at = now;
        if (const RunRecord* known = memory.find(run)) {
            record = *known;
            record.deferred = true;
        }
        store(std::move(record));
    }
    for (const Over& over : step.over) {
        give_up(planned(over.run), over);
    }
    if (step.stop && !ending_) {
        end(*step.stop);
    } else if (step.start && !sounding_) {
        begin(planned(step.start->run), *step.start);
    }
    return std::min(step.wake_at.value_or(now + idle_look), now + idle_look);
}

bool Stage::check_media(const PlannedRun& run) {
    bool good = true;
    for (const base::Sha256& file : files_of(run)) {
        good = state_.check_media(file) && good;
    }
    return good;
}

void Stage::begin(const PlannedRun& run, const Start& start) {
    if (!check_media(run)) {
        return; // it is missing now, and waits for its files as any other
    }
    RunRecord record;
    record.run = run.run;
    const RunRecord* known = state_.runs.memory().find(run.run);
    const auto resumed = resumed_from(known);
    if (known != nullptr) {
        record = *known;
    }
    record.phase = Phase::begun;
    record.touched_at = state_.now();
    record.plan = run;
    if (const auto stored = state_.runs.put(record); !stored) {
        // What cannot be remembered may not sound: after a restart it would sound again.
        log_failure(base::Result<void>(base::fail(stored.error())));
        return;
    }
    PlaybackOrder order;
    order.run = run;
    for (const auto& item : run.items) {
        order.files.push_back(state_.media.path_of(item.sha256));
    }
    order.at = start.at - state_.clock.correction();
    order.position_ms = start.position_ms;
    if (run.live) {
        order.live = live_order(*run.live);
    }
    const VolumeCurve curve = volume_curve(run);
    volume_percent_ = static_cast<std::int32_t>(std::lround(curve(order.at)));
    spdlog::info("run {} begins at {} from {} ms", base::to_text(run.run), base::to_text(start.at),
                 start.position_ms);
    sounding_ = Sounding{run};
    resumed_from_ = resumed;
    ending_.reset();
    told_started_ = false;
    playback_.begin(std::move(order), curve);
}

LiveOrder Stage::live_order(const LiveSource& live) const {
    return {.server = state_.own_server(),
            .path = "/device/v1/live/" + live.session,
            .until = live.until - state_.clock.correction(),
            .correction = state_.clock.correction()};
}

VolumeCurve Stage::volume_curve(const PlannedRun& run) const {
    return [plan = state_.volume_plan(), commanded = state_.volume_override, class_ = run.class_,
            own = run.volume_percent, correction = state_.clock.correction()](Instant at) {
        return percent_at(plan, {at + correction, class_, own, commanded});
    };
}

void Stage::renew_volume() {
    if (sounding_) {
        playback_.set_volume(volume_curve(sounding_->run));
    }
}

void Stage::end(const Stop& stop) {
    ending_ = stop;
    playback_.stop();
}

Stage::StopAnswer Stage::stop(std::optional<RunId> run, device_protocol::Tier tier) {
    if (sounding_ && (!run || *run == sounding_->run.run)) {
        if (tier < sounding_->run.tier) {
            return StopAnswer::higher_tier;
        }
        if (!ending_) {
            end({Outcome::stopped, "command", false});
        }
        return StopAnswer::done;
    }
    const std::vector<PlannedRun> runs = state_.planned_runs();
    const auto found = run ? std::ranges::find(runs, *run, &PlannedRun::run) : runs.end();
    if (found == runs.end() || state_.runs.memory().phase_of(*run) == Phase::over) {
        return StopAnswer::nothing;
    }
    if (tier < found->tier) {
        return StopAnswer::higher_tier;
    }
    finish(*found, parts_with(*run, {}), Outcome::stopped, "command");
    return StopAnswer::done;
}

void Stage::on_report(const PlaybackReport& report) {
    if (!sounding_ || sounding_->run.run != report.run) {
        return;
    }
    const PlannedRun run = sounding_->run;
    if (report.part && !told_started_) {
        told_started_ = true;
        tell_started(run);
        if (std::exchange(output_rest_, base::Millis{0}) > base::Millis{0}) {
            state_.note_notice("output_back", "");
        }
    }
    if (!report.ended) {
        PlayedPart part = *report.part;
        part.at = part.at + state_.clock.correction();
        log_failure(sounding_file_.save({run.run, part}));
        return;
    }
    sounding_.reset();
    session_.tell_sounding(std::nullopt, volume_percent_);
    if (report.failure && report.failure->code == "player.output" && !ending_) {
        rest_output(run, report);
    } else if (report.failure) {
        finish(run, parts_with(run.run, report), Outcome::failed, report.failure->code);
    } else if (ending_ && (ending_->pause || !report.part)) {
        put_aside(run, report);
    } else if (ending_ && !report.complete) {
        finish(run, parts_with(run.run, report), ending_->outcome, ending_->reason);
    } else {
        finish(run, parts_with(run.run, report), Outcome::played, "");
    }
    ending_.reset();
    sounding_file_.clear();
}

/// A card that is missing or busy may be back soon: the run goes on where it will be then, as long
/// as it lasts.
void Stage::rest_output(const PlannedRun& run, const PlaybackReport& report) {
    if (output_rest_ == base::Millis{0}) {
        state_.note_notice("output_failed", report.failure->message.en);
    }
    output_rest_ = std::clamp(2 * output_rest_, output_rest_min, output_rest_max);
    output_ready_at_ = state_.now() + output_rest_;
    without_output_.insert(run.run);
    RunRecord record;
    record.run = run.run;
    record.phase = Phase::begun;
    record.parts = parts_with(run.run, report);
    record.touched_at = state_.now();
    record.plan = run;
    store(std::move(record));
}

void Stage::give_up(const PlannedRun& run, const Over& over) {
    const auto parts = parts_with(run.run, {});
    const bool late = over.reason == "interrupted" || over.reason == "too_late";
    if (without_output_.erase(run.run) > 0 && late) {
        finish(run, parts, parts.empty() ? Outcome::failed : Outcome::partial, "player.output");
    } else {
        finish(run, parts, over.outcome, over.reason);
    }
}

/// A run that gave way and may go on later, or that had not begun to sound when it was told to
/// stop.
void Stage::put_aside(const PlannedRun& run, const PlaybackReport& report) {
    if (!ending_->pause && ending_->outcome != Outcome::preempted) {
        finish(run, parts_with(run.run, report), ending_->outcome, ending_->reason);
        return;
    }
    RunRecord record = after_giving_way(run, {.resumed_from_ms = resumed_from_,
                                              .part = report.part,
                                              .parts = parts_with(run.run, report)});
    record.touched_at = state_.now();
    record.plan = run;
    store(std::move(record));
}

std::vector<PlayedPart> Stage::parts_with(const RunId& run, const PlaybackReport& report) const {
    std::vector<PlayedPart> parts;
    if (const RunRecord* record = state_.runs.memory().find(run)) {
        parts = record->parts;
    }
    if (report.part && report.part->ms > 0) {
        parts.push_back(*report.part);
        parts.back().at = parts.back().at + state_.clock.correction();
    }
    while (parts.size() > parts_max) {
        parts[1].ms += parts[0].ms;
        parts.erase(parts.begin());
    }
    return parts;
}

void Stage::finish(const PlannedRun& run, const std::vector<PlayedPart>& parts, Outcome outcome,
                   std::string reason) {
    PlayedProof proof =
        make_proof(run, parts,
                   {state_.now(), outcome, std::move(reason), parts.empty() ? 0 : volume_percent_,
                    state_.clock.state().error_ms});
    without_output_.erase(run.run);
    if (!state_.events.has_played(run.run)) {
        device_protocol::Event event;
        event.kind = "played";
        event.played = proof;
        state_.note(std::move(event));
    }
    RunRecord record;
    record.run = run.run;
    record.phase = Phase::over;
    record.parts = parts;
    record.proof = proof;
    record.touched_at = state_.now();
    store(std::move(record));
    tell_command(run, proof);
}

void Stage::tell_started(const PlannedRun& run) {
    session_.tell_sounding(run.run, volume_percent_);
    if (run.cid) {
        log_failure(state_.commands.set_state(*run.cid, AckState::started));
        session_.acknowledge({0, *run.cid, AckState::started, {}, {}, {}, {}});
    }
}

void Stage::tell_command(const PlannedRun& run, const PlayedProof& proof) {
    if (!run.cid) {
        return;
    }
    AckState state = AckState::failed;
    if (proof.outcome == Outcome::played || proof.outcome == Outcome::partial) {
        state = AckState::done;
    } else if (proof.outcome == Outcome::preempted) {
        state = AckState::preempted;
    } else if (proof.outcome == Outcome::missed) {
        state = AckState::expired;
    }
    log_failure(state_.commands.set_state(*run.cid, state));
    session_.acknowledge({0, *run.cid, state, {}, proof.reason, {}, proof.ms_played});
    const RunId id = run.run;
    std::erase_if(state_.commanded, [&](const PlannedRun& known) { return known.run == id; });
}

void Stage::store(RunRecord record) {
    log_failure(state_.runs.put(std::move(record)));
    log_failure(state_.runs.compact(state_.now()));
}

void Stage::leave() {
    if (sounding_) {
        playback_.stop();
    }
}

void Stage::keep_for_next_start(const PlaybackReport& report) {
    if (!sounding_ || sounding_->run.run != report.run || !report.ended) {
        return;
    }
    if (report.complete) {
        on_report(report);
        return;
    }
    RunRecord record = *state_.runs.memory().find(report.run);
    record.parts = parts_with(report.run, report);
    if (!report.part && resumed_from_) {
        record.phase = Phase::paused; // at the place that it still remembers
    }
    store(std::move(record));
    sounding_.reset();
    sounding_file_.clear();
}

bool Stage::sounds_emergency() const {
    return sounding_ && sounding_->run.class_ == BroadcastClass::emergency;
}

} // namespace player
