// The loudspeaker of a simulated device: carries out what player::next_step decides.
#include "device_protocol/preemption.hpp"
#include "player/give_way.hpp"
#include "player/proof.hpp"
#include "simulation/simulated_device.hpp"

#include <algorithm>

namespace simulation {

using namespace std::chrono_literals;
using device_protocol::AckState;
using device_protocol::Outcome;
using device_protocol::PlayedPart;
using player::Phase;
using player::PlannedRun;
using player::RunRecord;
using std::chrono::milliseconds;

namespace {

bool has_played(const std::vector<device_protocol::Event>& events,
                const device_protocol::RunId& run) {
    return std::ranges::any_of(
        events, [&](const auto& event) { return event.played && event.played->run == run; });
}

AckState state_of(Outcome outcome) {
    switch (outcome) {
    case Outcome::played:
    case Outcome::partial:
        return AckState::done;
    case Outcome::preempted:
        return AckState::preempted;
    case Outcome::missed:
        return AckState::expired;
    case Outcome::stopped:
    case Outcome::failed:
        break;
    }
    return AckState::failed;
}

} // namespace

void SimulatedDevice::load_disk() {
    events_sent_ = 0;
    events_acked_ = 0;
    fetching_ = false;
    commanded_.clear();
    for (const DeviceDisk::Pending& kept : disk_.pending) {
        if (kept.command.message.play) {
            commanded_.push_back(player::run_of(kept.command, kept.received_at, 0ms));
        }
    }
    if (disk_.checkpoint) {
        const RunRecord* found = disk_.runs.find(disk_.checkpoint->run);
        if (found != nullptr && found->phase == Phase::begun) {
            RunRecord record = *found;
            record.parts.push_back(disk_.checkpoint->part);
            disk_.runs.put(std::move(record));
        }
        disk_.checkpoint.reset();
    }
    std::vector<RunRecord> proved;
    for (const auto& [run, record] : disk_.runs.records()) {
        if (record.phase != Phase::over && has_played(disk_.events, run)) {
            proved.push_back(record);
        }
    }
    for (RunRecord& record : proved) {
        record.phase = Phase::over;
        record.plan.reset();
        disk_.runs.put(std::move(record));
    }
}

std::vector<PlannedRun> SimulatedDevice::planned_runs() const {
    std::vector<PlannedRun> planned = commanded_;
    if (disk_.manifest && now() < disk_.manifest->message.valid_to) {
        std::ranges::move(player::runs_of(*disk_.manifest), std::back_inserter(planned));
    }
    return planned;
}

bool SimulatedDevice::has_media(const PlannedRun& run) {
    const auto [entry, fresh] = disk_.media_at.try_emplace(run.run, base::Instant{});
    if (entry->second.ms == 0 && !wire_.is_cut(id_)) {
        entry->second = world_.now() + milliseconds(world_.between(50, run.cid ? 2'000 : 15'000));
    }
    return entry->second.ms != 0 && world_.now() >= entry->second;
}

void SimulatedDevice::look_at(base::Instant when) {
    const std::uint64_t number = ++looks_;
    later(std::max(when - now(), base::Millis(0)), [this, number] {
        if (number == looks_) {
            look();
        }
    });
}

void SimulatedDevice::look() {
    if (!on_) {
        return;
    }
    const std::vector<PlannedRun> runs = planned_runs();
    const std::vector<device_protocol::QuietHours> quiet =
        disk_.desired && mutant_ != Mutant::sounds_at_night
            ? disk_.desired->message.quiet
            : std::vector<device_protocol::QuietHours>{};
    const std::vector<device_protocol::ClashRule> clashes =
        disk_.manifest ? disk_.manifest->message.clashes
                       : std::vector<device_protocol::ClashRule>{};
    const std::function<bool(const PlannedRun&)> media = [this](const PlannedRun& run) {
        return has_media(run);
    };
    const player::Step step =
        player::next_step({now(), clock_known_, disk_.manifest.has_value(), runs, disk_.runs,
                           sounding_, quiet, clashes, media});
    const auto planned = [&](const device_protocol::RunId& run) -> PlannedRun {
        const auto found = std::ranges::find(runs, run, &PlannedRun::run);
        if (found != runs.end()) {
            return *found;
        }
        world_.sometimes("a run was withdrawn after it had begun");
        return *disk_.runs.find(run)->plan;
    };
    for (const auto& run : step.deferred) {
        const RunRecord* known = disk_.runs.find(run);
        RunRecord record = known != nullptr ? *known : RunRecord{};
        record.run = run;
        record.deferred = true;
        disk_.runs.put(std::move(record));
        world_.sometimes("a run waited for another");
    }
    for (const player::Over& over : step.over) {
        finish(planned(over.run), parts_of(over.run), over.outcome, over.reason);
    }
    if (step.stop) {
        stop(*step.stop);
    }
    if (step.start && !sounding_) {
        begin(planned(step.start->run), *step.start);
    }
    look_at(std::min(step.wake_at.value_or(now() + 30s), now() + 30s));
}

void SimulatedDevice::begin(const PlannedRun& run, const player::Start& start) {
    const RunRecord* known = disk_.runs.find(run.run);
    const auto resumed = player::resumed_from(known);
    RunRecord record = known != nullptr ? *known : RunRecord{};
    record.run = run.run;
    record.phase = Phase::begun;
    record.touched_at = now();
    remember_plan(record, run);
    disk_.runs.put(std::move(record));
    sounding_ = player::Sounding{run};
    sound_ = Sound{run, start.at - clock_error_, start.position_ms, false, resumed};
    const std::uint64_t number = ++sounds_;
    later(std::max(sound_->at - world_.now(), base::Millis(0)), [this, number] {
        if (number == sounds_ && sound_) {
            begin_sounding();
        }
    });
}

void SimulatedDevice::remember_plan(RunRecord& record, const PlannedRun& run) const {
    if (mutant_ != Mutant::forgets_plans) {
        record.plan = run;
    }
}

void SimulatedDevice::begin_sounding() {
    sound_->told = true;
    heartbeat();
    const PlannedRun run = sound_->run;
    if (run.cid) {
        disk_.commands.set_state(*run.cid, AckState::started);
        acknowledge({.cid = *run.cid, .st = AckState::started});
    }
    const auto rest = device_protocol::duration_ms(run.items) - sound_->position_ms;
    later(milliseconds(rest), [this, number = sounds_, run] {
        if (number == sounds_ && sound_) {
            const auto part = end_sound();
            sounding_.reset();
            auto parts = parts_of(run.run);
            parts.push_back(*part);
            finish(run, std::move(parts), Outcome::played, "");
            heartbeat();
            look();
        }
    });
}

std::optional<PlayedPart> SimulatedDevice::end_sound() {
    if (!sound_) {
        return std::nullopt;
    }
    const Sound sound = *sound_;
    sound_.reset();
    ++sounds_;
    const std::int64_t ms = (world_.now() - sound.at).count();
    if (ms <= 0) {
        return std::nullopt;
    }
    world_.tell({.at = sound.at,
                 .kind = FactKind::sounded,
                 .device = id_,
                 .run = base::to_text(sound.run.run),
                 .position_ms = sound.position_ms,
                 .ms = ms});
    return PlayedPart{sound.at + clock_error_, sound.position_ms, ms};
}

void SimulatedDevice::stop(const player::Stop& stop) {
    const PlannedRun run = sounding_->run;
    const auto resumed = sound_ ? sound_->resumed_from_ms : std::nullopt;
    const auto part = end_sound();
    sounding_.reset();
    auto parts = parts_of(run.run);
    if (part) {
        parts.push_back(*part);
    }
    const bool aside = stop.pause || (!part && stop.outcome == Outcome::preempted);
    if (!aside) {
        finish(run, std::move(parts), stop.outcome, stop.reason);
        return;
    }
    RunRecord record = player::after_giving_way(
        run, {.resumed_from_ms = resumed, .part = part, .parts = std::move(parts)});
    remember_plan(record, run);
    if (part) {
        world_.sometimes("a sound gave way and waits");
    }
    disk_.runs.put(std::move(record));
}

std::vector<PlayedPart> SimulatedDevice::parts_of(const device_protocol::RunId& run) const {
    const RunRecord* record = disk_.runs.find(run);
    return record != nullptr ? record->parts : std::vector<PlayedPart>{};
}

void SimulatedDevice::finish(const PlannedRun& run, std::vector<PlayedPart> parts, Outcome outcome,
                             std::string reason) {
    const auto proof =
        player::make_proof(run, parts, {now(), outcome, std::move(reason), 70, std::nullopt});
    if (!has_played(disk_.events, run.run)) {
        device_protocol::Event event;
        event.kind = "played";
        event.played = proof;
        note(std::move(event));
    }
    RunRecord record;
    record.run = run.run;
    record.phase = Phase::over;
    record.parts = std::move(parts);
    record.proof = proof;
    record.touched_at = now();
    disk_.runs.put(std::move(record));
    world_.sometimes("a run ended: " + std::string(proof.reason.value_or("played")));
    if (run.cid) {
        const device_protocol::CommandId cid = *run.cid;
        const device_protocol::RunId id = run.run;
        answer_command({.cid = cid,
                        .st = state_of(proof.outcome),
                        .code = proof.reason,
                        .ms_played = proof.ms_played});
        std::erase_if(commanded_, [&](const PlannedRun& known) { return known.run == id; });
    }
}

void SimulatedDevice::note(device_protocol::Event event) {
    event.n = static_cast<std::int64_t>(disk_.events.size()) + 1;
    event.at = now();
    disk_.events.push_back(std::move(event));
    send_events();
}

} // namespace simulation
