#include "updates/rollout.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace updates {

namespace {

base::Failure wrong_plan(std::string pointer, std::string_view vi, std::string_view en) {
    base::Error error = base::refuse(base::Fault::invalid, "updates.wrong_plan",
                                     "Kế hoạch cập nhật chưa đúng: " + std::string(vi),
                                     "The plan is not right: " + std::string(en));
    error.fields.push_back({std::move(pointer), {std::string(vi), std::string(en)}});
    return base::fail(std::move(error));
}

bool is_one_choice(const StagePlan& stage) {
    const bool devices = stage.devices && *stage.devices >= 1 && *stage.devices <= 100'000;
    const bool percent = stage.percent && *stage.percent >= 1 && *stage.percent <= 100;
    const bool groups = stage.groups && !stage.groups->empty() && stage.groups->size() <= 100;
    const int named = (stage.devices ? 1 : 0) + (stage.percent ? 1 : 0) + (stage.groups ? 1 : 0);
    return named == 1 && (devices || percent || groups);
}

bool is_between(std::int32_t value, std::int32_t low, std::int32_t high) {
    return value >= low && value <= high;
}

/// As the device itself would call it.
constexpr std::string_view wrong_platform = "wrong_platform";

bool is_over(const Rollout& rollout) {
    return rollout.state == RolloutState::stopped || rollout.state == RolloutState::done;
}

/// How many devices the stages up to this one have together.
std::size_t wanted_by(const StagePlan& stage, std::size_t taken, std::size_t all) {
    if (stage.devices) {
        return taken + static_cast<std::size_t>(*stage.devices);
    }
    // Rounded up, so that a small unit has a pilot too.
    return (all * static_cast<std::size_t>(*stage.percent) + 99) / 100;
}

bool in_any(const Candidate& candidate, const std::vector<GroupId>& groups) {
    return std::ranges::any_of(candidate.groups, [&](const GroupId& group) {
        return std::ranges::find(groups, group) != groups.end();
    });
}

/// Gone since it was about to change over: nobody knows what runs there.
bool is_gone(const Member& member, base::Instant now) {
    const bool changing =
        member.progress == Progress::waiting || member.progress == Progress::trial;
    const auto since = std::max(member.seen_at.value_or(base::Instant{}),
                                member.told_at.value_or(base::Instant{}));
    return changing && !member.online && now - since >= lost_after;
}

/// There, and does not get on.
bool is_stuck(const Member& member, base::Instant now) {
    const bool loading = member.progress == Progress::told || member.progress == Progress::fetching;
    return loading && member.online && member.told_at && now - *member.told_at >= stuck_after;
}

void note_lost(std::vector<Member>& members, base::Instant now) {
    for (Member& member : members) {
        const bool gone = is_gone(member, now);
        if (gone || is_stuck(member, now)) {
            member.reason = gone ? "not_heard" : "no_answer";
            member.progress = Progress::lost;
        }
    }
}

bool too_many_failed(const RolloutPlan& plan, const std::vector<Member>& members) {
    const auto failed = std::ranges::count_if(
        members, [](const Member& member) { return has_failed(member.progress); });
    const auto ended = failed + std::ranges::count_if(members, [](const Member& member) {
                           return member.progress == Progress::updated;
                       });
    const bool share =
        ended >= share_from && failed * 100 > std::int64_t{plan.failure_percent} * ended;
    return failed > plan.failures_max || share;
}

/// On trial it is too late: the new program runs already, and decides by itself.
void withdraw_orders(Step& step) {
    for (Member& member : step.members) {
        if (is_under_way(member.progress) && member.progress != Progress::trial) {
            step.withdraw.push_back(member.device);
            member.progress = Progress::untold;
            member.told_at.reset();
        }
    }
}

void list_unfit(std::vector<Member>& members, const RolloutPlan& plan,
                const std::vector<Candidate>& unfit) {
    for (const Candidate& candidate : unfit) {
        for (std::size_t stage = plan.stages.size(); stage-- > 0;) {
            const auto& groups = plan.stages[stage].groups;
            if (!groups || in_any(candidate, *groups)) {
                members.push_back({.device = candidate.device,
                                   .stage = static_cast<std::int32_t>(stage),
                                   .reason = std::string(wrong_platform),
                                   .online = candidate.online,
                                   .fits = false});
                break;
            }
        }
    }
}

/// The reason says why nobody tells it. The board of a device may be changed meanwhile.
void note_platform(std::vector<Member>& members) {
    for (Member& member : members) {
        if (member.progress == Progress::untold && member.fits != member.reason.empty()) {
            member.reason = member.fits ? std::string() : std::string(wrong_platform);
        }
    }
}

void withdraw_returns(Step& step) {
    for (Member& member : step.members) {
        if (member.progress == Progress::returning) {
            step.withdraw.push_back(member.device);
            member.progress = Progress::updated;
        }
    }
}

void take_back_all(Step& step) {
    for (Member& member : step.members) {
        // One with a reason was asked and could not.
        if (member.progress == Progress::updated && member.reason.empty()) {
            member.progress = Progress::returning;
            step.take_back.push_back(member.device);
        }
    }
}

bool is_open(const Member& member) {
    const bool waits = member.progress == Progress::untold && member.fits;
    return member.usable && (waits || is_under_way(member.progress));
}

bool is_stage_empty(const Step& step) {
    return std::ranges::none_of(step.members, [&](const Member& member) {
        return member.stage == step.rollout.stage && member.usable && member.fits;
    });
}

/// Whoever is connected has ended, and somebody has shown that it works.
bool is_stage_over(const Step& step) {
    bool good = false;
    for (const Member& member : step.members) {
        if (member.stage != step.rollout.stage) {
            continue;
        }
        good = good || member.progress == Progress::updated;
        if (is_open(member) && member.online) {
            return false;
        }
    }
    return good || is_stage_empty(step);
}

void tell_next(Step& step, base::Instant now) {
    for (Member& member : step.members) {
        if (member.stage <= step.rollout.stage && member.progress == Progress::untold &&
            member.usable && member.fits && member.online && !member.busy) {
            member.progress = Progress::told;
            member.told_at = now;
            step.tell.push_back(member.device);
        }
    }
}

/// True when the next stage begins now.
bool next_stage_begins(Step& step, base::Instant now) {
    Rollout& rollout = step.rollout;
    if (!rollout.stage_done_at) {
        rollout.stage_done_at = now;
    }
    const bool last = static_cast<std::size_t>(rollout.stage) + 1 >= rollout.plan.stages.size();
    if (last) {
        rollout.hold = Hold::offline;
        return false;
    }
    const bool waited = is_stage_empty(step) || now - *rollout.stage_done_at >=
                                                    std::chrono::minutes(rollout.plan.wait_minutes);
    if (!waited) {
        rollout.hold = Hold::wait;
        return false;
    }
    ++rollout.stage;
    rollout.stage_done_at.reset();
    return true;
}

/// Ends it in time, or goes on with the stages.
void go_on(Step& step, base::Instant now) {
    Rollout& rollout = step.rollout;
    if (std::ranges::none_of(step.members, is_open)) {
        rollout.state = RolloutState::done;
        rollout.reason = "all_ended";
        return;
    }
    if (now - rollout.started_at >= std::chrono::hours(24) * rollout.plan.days) {
        rollout.state = RolloutState::done;
        rollout.reason = "time_over";
        withdraw_orders(step);
        return;
    }
    while (is_stage_over(step) && next_stage_begins(step, now)) {
    }
    if (!in_window(rollout.plan.from, rollout.plan.to, now)) {
        rollout.hold = rollout.hold == Hold::none ? Hold::window : rollout.hold;
        return;
    }
    tell_next(step, now);
    if (!step.tell.empty()) {
        rollout.hold = Hold::none;
        return;
    }
    const bool somebody = std::ranges::any_of(step.members, [&](const Member& member) {
        return is_open(member) && member.online && member.stage <= rollout.stage;
    });
    if (rollout.hold == Hold::none && !somebody) {
        rollout.hold = Hold::offline;
    }
}

} // namespace

bool in_window(base::LocalTime from, base::LocalTime to, base::Instant now) {
    const base::LocalTime time = base::to_local(now).time;
    if (from == to) {
        return true;
    }
    return from < to ? from <= time && time < to : time >= from || time < to;
}

base::Result<void> check_plan(const RolloutPlan& plan) {
    if (plan.stages.empty() || plan.stages.size() > stages_max) {
        return wrong_plan("/stages", "cần từ 1 đến 10 đợt.", "it needs 1 to 10 stages.");
    }
    for (std::size_t i = 0; i < plan.stages.size(); ++i) {
        if (!is_one_choice(plan.stages[i])) {
            return wrong_plan("/stages/" + std::to_string(i),
                              "mỗi đợt chọn một cách: số thiết bị, phần trăm hoặc nhóm.",
                              "a stage is a number of devices, a percentage or groups.");
        }
    }
    const struct {
        bool good;
        const char* pointer;
    } members[] = {{is_between(plan.failures_max, 0, 100'000), "/failures_max"},
                   {is_between(plan.failure_percent, 0, 100), "/failure_percent"},
                   {is_between(plan.wait_minutes, 0, 60 * 24 * 14), "/wait_minutes"},
                   {is_between(plan.quiet_minutes, 0, 1'440), "/quiet_minutes"},
                   {is_between(plan.days, 1, 365), "/days"}};
    for (const auto& member : members) {
        if (!member.good) {
            return wrong_plan(member.pointer, "con số ngoài phạm vi.", "a number is out of range.");
        }
    }
    return {};
}

base::Result<std::vector<Member>> assign(const RolloutPlan& plan,
                                         std::vector<Candidate> candidates) {
    std::ranges::sort(candidates, {}, [](const Candidate& candidate) {
        return std::tuple(!candidate.fits, !candidate.online, candidate.device);
    });
    const auto others = std::ranges::find(candidates, false, &Candidate::fits);
    const std::vector<Candidate> unfit(others, candidates.end());
    candidates.erase(others, candidates.end());
    std::vector<Member> members;
    std::set<DeviceId> taken;
    const auto take = [&](const Candidate& candidate, std::size_t stage) {
        if (taken.insert(candidate.device).second) {
            members.push_back({.device = candidate.device,
                               .stage = static_cast<std::int32_t>(stage),
                               .online = candidate.online});
        }
    };
    for (std::size_t stage = 0; stage < plan.stages.size(); ++stage) {
        const StagePlan& wanted = plan.stages[stage];
        const std::size_t room =
            wanted.groups ? 0 : wanted_by(wanted, taken.size(), candidates.size());
        for (const Candidate& candidate : candidates) {
            if (wanted.groups ? in_any(candidate, *wanted.groups) : taken.size() < room) {
                take(candidate, stage);
            }
        }
    }
    const bool nobody_told = members.empty();
    list_unfit(members, plan, unfit);
    if (members.empty()) {
        return base::fail(base::Fault::invalid, "updates.no_devices",
                          "Không có thiết bị nào trong địa bàn này nhận được gói cập nhật.",
                          "No device of this area can take the bundle.");
    }
    if (nobody_told) {
        return base::fail(
            base::Fault::invalid, "updates.other_platform",
            "Các thiết bị trong địa bàn này thuộc loại máy khác với gói cập nhật. Hãy "
            "chọn gói dành cho loại máy của chúng.",
            "The devices of this area run on another platform than the bundle is "
            "for. Choose the bundle for theirs.");
    }
    return members;
}

Step decide(Rollout rollout, std::vector<Member> members, const Situation& now) {
    Step step{.rollout = std::move(rollout), .members = std::move(members)};
    step.rollout.hold = Hold::none;
    note_platform(step.members);
    if (step.rollout.state != RolloutState::done) {
        note_lost(step.members, now.now);
    }
    if (step.rollout.state == RolloutState::running &&
        too_many_failed(step.rollout.plan, step.members)) {
        step.rollout.state = RolloutState::stopped;
        step.rollout.reason = "too_many_failures";
        step.rollout.taking_back = step.rollout.plan.back_when_stopped;
    }
    if (now.emergency_open) {
        step.rollout.hold =
            is_over(step.rollout) && !step.rollout.taking_back ? Hold::none : Hold::emergency;
        withdraw_orders(step);
        withdraw_returns(step);
        return step;
    }
    switch (step.rollout.state) {
    case RolloutState::running:
        go_on(step, now.now);
        break;
    case RolloutState::stopped:
        withdraw_orders(step);
        if (step.rollout.taking_back) {
            take_back_all(step);
        }
        break;
    case RolloutState::paused:
        withdraw_orders(step);
        break;
    case RolloutState::done:
        break;
    }
    return step;
}

base::Result<Rollout> pause(Rollout rollout, std::string reason) {
    if (rollout.state != RolloutState::running) {
        return base::fail(base::Fault::conflict, "updates.not_running",
                          "Đợt cập nhật này không đang chạy.", "This rollout is not running.");
    }
    rollout.state = RolloutState::paused;
    rollout.reason = std::move(reason);
    return rollout;
}

base::Result<Rollout> resume(Rollout rollout) {
    if (rollout.state != RolloutState::paused) {
        return base::fail(base::Fault::conflict, "updates.not_paused",
                          "Đợt cập nhật này không đang tạm dừng.", "This rollout is not paused.");
    }
    rollout.state = RolloutState::running;
    rollout.reason.clear();
    return rollout;
}

base::Result<Rollout> stop(Rollout rollout, std::string reason, bool take_back) {
    const bool only_back = is_over(rollout) && take_back && !rollout.taking_back;
    if (is_over(rollout) && !only_back) {
        return base::fail(base::Fault::conflict, "updates.is_over", "Đợt cập nhật này đã kết thúc.",
                          "This rollout is over.");
    }
    rollout.state = RolloutState::stopped;
    rollout.reason = std::move(reason);
    rollout.taking_back = take_back;
    return rollout;
}

} // namespace updates
