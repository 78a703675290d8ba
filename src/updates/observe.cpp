#include "updates/observe.hpp"

namespace updates {

namespace {

using device_protocol::UpdateOutcome;
using device_protocol::UpdatePhase;

Progress of_phase(UpdatePhase phase) {
    switch (phase) {
    case UpdatePhase::fetching:
        return Progress::fetching;
    case UpdatePhase::waiting:
        return Progress::waiting;
    case UpdatePhase::trial:
        break;
    }
    return Progress::trial;
}

void take_result(Member& member, const device_protocol::UpdateResult& result,
                 std::string_view version) {
    const std::string reason = result.reason.value_or("");
    const auto running = device_protocol::parse_version(result.running);
    const bool has_it =
        reason == "not_newer" && running && running >= device_protocol::parse_version(version);
    if (result.outcome == UpdateOutcome::updated || has_it) {
        member.progress = Progress::updated;
        member.reason.clear();
        return;
    }
    member.progress =
        result.outcome == UpdateOutcome::rolled_back ? Progress::rolled_back : Progress::refused;
    member.reason = reason;
}

/// A refusal to go back leaves it where it is; the reason keeps it from being asked again.
void take_back_result(Member& member, const device_protocol::UpdateResult& result) {
    const bool back = result.outcome == UpdateOutcome::rolled_back;
    member.progress = back ? Progress::returned : Progress::updated;
    member.reason = back ? std::string() : result.reason.value_or("refused");
}

} // namespace

Member observe(const Observed& seen, const Rollout& rollout, std::string_view version) {
    Member member = seen.member;
    if (seen.back_result) {
        take_back_result(member, *seen.back_result);
        return member;
    }
    if (member.progress == Progress::returning) {
        return member;
    }
    if (seen.result) {
        take_result(member, *seen.result, version);
        return member;
    }
    const bool at_it = seen.phase && seen.at_order == base::to_text(rollout.id);
    // A trial goes on even when the order was taken away meanwhile.
    if (at_it && (is_under_way(member.progress) || *seen.phase == UpdatePhase::trial)) {
        member.progress = of_phase(*seen.phase);
    }
    return member;
}

} // namespace updates
