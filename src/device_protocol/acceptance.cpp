#include "device_protocol/acceptance.hpp"

#include <algorithm>

namespace device_protocol {

const CommandMemory::Entry* CommandMemory::find(const CommandId& cid) const {
    const auto found = std::ranges::find(entries_, cid, &Entry::cid);
    return found == entries_.end() ? nullptr : &*found;
}

std::int64_t CommandMemory::floor_of(std::string_view keyid) const {
    const auto found = std::ranges::find(floors_, keyid, &Floor::keyid);
    return found == floors_.end() ? 0 : found->seq;
}

void CommandMemory::remember(Entry entry) {
    if (entries_.size() == capacity) {
        const Entry& oldest = entries_.front();
        const auto floor = std::ranges::find(floors_, oldest.keyid, &Floor::keyid);
        if (floor == floors_.end()) {
            floors_.push_back({oldest.keyid, oldest.seq});
        } else {
            floor->seq = std::max(floor->seq, oldest.seq);
        }
        entries_.erase(entries_.begin());
    }
    entries_.push_back(std::move(entry));
}

void CommandMemory::set_state(const CommandId& cid, AckState state) {
    const auto found = std::ranges::find(entries_, cid, &Entry::cid);
    if (found != entries_.end()) {
        found->state = state;
    }
}

CommandMemory CommandMemory::restore(std::vector<Entry> entries, std::vector<Floor> floors) {
    CommandMemory memory;
    memory.floors_ = std::move(floors);
    for (Entry& entry : entries) {
        memory.remember(std::move(entry));
    }
    return memory;
}

namespace {

Verdict reject(std::string_view code) {
    return {AckState::rejected, std::string(code)};
}

bool is_for(const Target& target, const Situation& situation) {
    if (target.device) {
        return *target.device == situation.device;
    }
    if (target.group) {
        return std::ranges::find(situation.groups, *target.group) != situation.groups.end();
    }
    return target.all.value_or(false);
}

bool has_arguments(const Command& command) {
    return (command.op != op_play || command.play) && (command.op != op_live || command.live) &&
           (command.op != op_capture || command.capture) &&
           (command.op != op_stop || command.stop) && (command.op != op_volume || command.volume);
}

/// A device that does not know the time cannot say that a key has ended.
bool is_out_of_time(const TrustedIssuer& issuer, const Situation& situation) {
    return situation.clock_known && !in_time(issuer, situation.now);
}

} // namespace

std::optional<Right> right_for(const Command& command) {
    std::optional<Right> ordinary;
    if (command.op == op_play || command.op == op_live || command.op == op_capture ||
        command.op == op_stop) {
        ordinary = Right::play;
    } else if (command.op == op_volume) {
        ordinary = Right::volume;
    } else if (command.op == op_report) {
        ordinary = Right::report;
    }
    const bool urgent = command.class_ == BroadcastClass::emergency;
    return ordinary && urgent ? Right::emergency : ordinary;
}

Verdict judge_command(const Signed<Command>& order, const CommandMemory& memory,
                      const Situation& situation) {
    const Command& command = order.message;
    if (memory.find(command.cid) != nullptr) {
        return {AckState::duplicate, "duplicate"};
    }
    if (!is_for(command.target, situation)) {
        return reject("not_for_me");
    }
    if (command.target.all && command.class_ != BroadcastClass::emergency) {
        return reject("all_is_for_emergency");
    }
    const auto right = right_for(command);
    if (!right) {
        return reject("unsupported");
    }
    if (!has_right(order.issuer, *right)) {
        return reject("no_right");
    }
    if (is_out_of_time(order.issuer, situation)) {
        return reject("key_out_of_time");
    }
    if (!has_arguments(command)) {
        return reject("bad_arguments");
    }
    if (command.expires_at - command.issued_at > command_life_max) {
        return reject("life_too_long");
    }
    if (situation.now >= command.expires_at) {
        return {AckState::expired, "expired"};
    }
    if (command.seq <= memory.floor_of(order.issuer.keyid)) {
        return reject("replayed");
    }
    if (!situation.clock_known) {
        // The lower bound of the time cannot show that an ordinary command is still wanted.
        return command.class_ == BroadcastClass::emergency ? Verdict{AckState::received, ""}
                                                           : reject("clock_unknown");
    }
    if (command.issued_at > situation.now + clock_tolerance) {
        return reject("issued_in_future");
    }
    return {AckState::received, ""};
}

bool may_wait_to_answer(const Command& command) {
    return !command.target.device && command.class_ != BroadcastClass::emergency;
}

std::string judge_manifest(const Signed<Manifest>& manifest, std::int64_t stored_version,
                           const Situation& situation) {
    if (manifest.message.device != situation.device) {
        return "not_for_me";
    }
    const bool sirens = std::ranges::any_of(manifest.message.runs, [](const ManifestRun& run) {
        return run.class_ == BroadcastClass::emergency;
    });
    if (!has_right(manifest.issuer, Right::manifest) ||
        (sirens && !has_right(manifest.issuer, Right::emergency))) {
        return "no_right";
    }
    if (is_out_of_time(manifest.issuer, situation)) {
        return "key_out_of_time";
    }
    if (manifest.message.version <= stored_version) {
        return "stale_version";
    }
    if (situation.now >= manifest.message.valid_to) {
        return "expired";
    }
    return "";
}

std::string judge_desired(const Signed<DesiredState>& desired, std::int64_t stored_version,
                          const Situation& situation) {
    if (desired.message.device != situation.device) {
        return "not_for_me";
    }
    if (!has_right(desired.issuer, Right::desired)) {
        return "no_right";
    }
    if (is_out_of_time(desired.issuer, situation)) {
        return "key_out_of_time";
    }
    if (desired.message.version < stored_version) {
        return "stale_version";
    }
    return "";
}

} // namespace device_protocol
