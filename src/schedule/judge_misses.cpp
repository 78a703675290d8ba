#include "schedule/judge_misses.hpp"

#include "audit/audit.hpp"
#include "base/try.hpp"
#include "content/content_store_sql.hpp"
#include "crypto/digest.hpp"
#include "rights/policy.hpp"
#include "schedule/miss_json.hpp"
#include "schedule/planned_runs_sql.hpp"
#include "schedule/publish_timeline.hpp"
#include "schedule/save_programme.hpp"
#include "schedule/schedule_record.hpp"
#include "json/described.hpp"

#include <algorithm>
#include <map>

namespace schedule {

namespace {

/// So far ahead a free time is looked for: what is published.
constexpr int slot_days = published_days;

MissCause cause_of(std::string_view reason) {
    return reason == "overlap" || reason == "never" ? MissCause::displaced : MissCause::quiet_hours;
}

/// The same miss is made up by the same programme, however often it is tried.
ProgrammeId make_up_id(const MissedRun& missed) {
    std::string text = "make up 1\n" + base::to_text(missed.programme) + "\n" +
                       base::to_text(missed.bulletin) + "\n" + std::to_string(missed.nominal_at.ms);
    for (const auto& device : missed.devices) {
        text += "\n" + base::to_text(device);
    }
    const base::Sha256 digest = crypto::sha256(text);
    return ProgrammeId{base::make_uuid_v8(std::as_bytes(std::span(digest.bytes)))};
}

/// A miss with everything that its decision needs.
struct Question {
    Programme programme;
    content::Bulletin bulletin;
    MissSlots slots;
};

std::int64_t duration_of(const content::Bulletin& bulletin) {
    std::int64_t total = 0;
    for (const content::Rendering& rendering : bulletin.renderings) {
        total += rendering.audio.duration_ms;
    }
    return total;
}

base::Result<std::vector<area::AreaPath>>
areas_of(ScheduleDesk& desk, const Programme& programme,
         const std::vector<device_protocol::DeviceId>& devices) {
    TRY_ASSIGN(const auto places, desk.places.places_of(programme.targets));
    TRY_ASSIGN(const auto all, devices_within(desk.devices, places));
    std::vector<area::AreaPath> areas;
    for (const TargetDevice& device : all) {
        if (std::ranges::find(devices, device.id) != devices.end()) {
            areas.push_back(device.area);
        }
    }
    std::ranges::sort(areas);
    const auto doubles = std::ranges::unique(areas);
    areas.erase(doubles.begin(), doubles.end());
    return areas;
}

base::Result<Question> look_up(ScheduleDesk& desk, const MissedRun& missed) {
    Question question;
    const base::Instant now = desk.clock.now();
    std::optional<RuleBook> rules;
    TRY(desk.database.read([&](storage::Connection& connection) -> base::Result<void> {
        const auto programme = find_programme(connection, missed.programme);
        const auto bulletin = content::find_bulletin(connection, missed.bulletin);
        if (!programme || !bulletin) {
            return base::fail(base::Fault::not_found, "schedule.not_found",
                              "Không có chương trình này.", "There is no such programme.");
        }
        question.programme = *programme;
        question.bulletin = *bulletin;
        question.slots.carried = next_run_with(connection, missed.programme, missed.bulletin, now);
        rules.emplace(all_rules(connection));
        return {};
    }));
    TRY_ASSIGN(const auto areas, areas_of(desk, question.programme, missed.devices));
    const base::Instant soon = now + make_up_lead;
    const base::Instant earliest =
        std::max(soon, question.bulletin.body.miss.not_before.value_or(soon));
    question.slots.free =
        first_free(*rules, areas, earliest, duration_of(question.bulletin), slot_days);
    return question;
}

ProgrammeProposal make_up_programme(const MissedRun& missed, const Question& question,
                                    base::Instant slot) {
    ProgrammeProposal proposal;
    Programme& programme = proposal.programme;
    const base::LocalDateTime local = base::to_local(slot);
    programme.id = make_up_id(missed);
    programme.title = "Phát bù: " + missed.title;
    programme.area = question.programme.area;
    programme.class_ = std::min(question.programme.class_, question.bulletin.body.class_);
    programme.days = {.first_day = local.date};
    programme.times = {local.time};
    programme.items = {{.kind = ItemKind::bulletin,
                        .title = question.bulletin.body.title,
                        .bulletin = missed.bulletin}};
    programme.targets.devices = missed.devices;
    programme.volume_percent = question.programme.volume_percent;
    programme.late_seconds_max = question.programme.late_seconds_max;
    proposal.accept_conflicts = true;
    return proposal;
}

/// Plans what was decided to be made up; what cannot be planned is dropped with the reason.
base::Result<void> carry_out(ScheduleDesk& desk, const rights::Actor& actor, MissedRun& missed,
                             const Question& question, const MissDecision& decision) {
    missed.verdict = decision.verdict;
    missed.slot = decision.slot;
    missed.message_vi = decision.message.vi;
    missed.message_en = decision.message.en;
    if (decision.verdict != MissVerdict::made_up) {
        return {};
    }
    const ProgrammeProposal proposal = make_up_programme(missed, question, *decision.slot);
    const auto saved = save_programme(desk, actor, proposal, std::nullopt);
    // Saved before, and the process died before it could say so: it is planned.
    if (saved || saved.error().code == "schedule.changed_meanwhile") {
        missed.make_up = proposal.programme.id;
        return {};
    }
    if (saved.error().fault == base::Fault::unavailable) {
        return base::fail(saved.error());
    }
    missed.verdict = MissVerdict::dropped;
    missed.slot.reset();
    missed.message_vi = saved.error().message.vi;
    missed.message_en = saved.error().message.en;
    return {};
}

/// Acts for the unit where its programme promised it; only this one programme.
rights::Actor make_up_actor(const area::AreaPath& area) {
    rights::Actor actor = rights::system_actor("phát bù");
    actor.grants = {{rights::Role::operator_, area}};
    return actor;
}

void note(storage::Transaction& transaction, const rights::Actor& actor, std::string action,
          const std::optional<MissedRun>& before, const MissedRun& after, base::Instant now) {
    audit::append(transaction, actor,
                  {.action = std::move(action),
                   .entity = "missed_run/" + base::to_text(after.id),
                   .area = after.area,
                   .before = before ? json::write(*before) : "",
                   .after = json::write(after),
                   .note = after.message_vi},
                  now);
}

/// One bulletin of the missed run; nothing when every device has its decision.
base::Result<std::optional<MissedRun>> judge_bulletin(ScheduleDesk& desk, const RunMiss& miss,
                                                      const content::BulletinId& bulletin,
                                                      MissCause cause) {
    const base::Instant now = desk.clock.now();
    std::vector<device_protocol::DeviceId> devices;
    for (const DeviceMiss& device : miss.devices) {
        if (device.cause == cause) {
            devices.push_back(device.device);
        }
    }
    std::ranges::sort(devices);
    TRY_ASSIGN(
        devices,
        desk.database.read([&](storage::Connection& connection) -> base::Result<decltype(devices)> {
            return undecided(connection, miss.programme, bulletin, miss.nominal_at, devices);
        }));
    if (devices.empty()) {
        return std::optional<MissedRun>();
    }
    MissedRun missed{.id = MissedRunId::make(now, desk.random),
                     .programme = miss.programme,
                     .bulletin = bulletin,
                     .nominal_at = miss.nominal_at,
                     .cause = cause,
                     .devices = std::move(devices),
                     .found_at = now};
    TRY_ASSIGN(const Question question, look_up(desk, missed));
    const content::MissPolicy& policy = question.bulletin.body.miss;
    if (policy.on_miss == content::MissAction::drop) {
        return std::optional<MissedRun>();
    }
    missed.title = question.bulletin.body.title;
    missed.area = question.programme.area;
    missed.not_after = policy.not_after;
    const auto decision = decide_miss(policy, question.programme.class_, question.slots, now);
    const rights::Actor actor = make_up_actor(missed.area);
    TRY(carry_out(desk, actor, missed, question, decision));
    TRY(desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        insert_missed_run(transaction, missed);
        note(transaction, actor, "schedule.judge_missed_run", std::nullopt, missed, now);
        return {};
    }));
    return std::optional(std::move(missed));
}

} // namespace

base::Result<std::vector<RunMiss>> misses_of_planning(ScheduleDesk& desk) {
    const base::Instant now = desk.clock.now();
    TRY_ASSIGN(const auto refused,
               desk.database.read(
                   [&](storage::Connection& connection) -> base::Result<std::vector<RefusedRun>> {
                       return refused_runs(connection, {now - miss_memory, now});
                   }));
    std::map<std::pair<ProgrammeId, base::Instant>, RunMiss> misses;
    for (const RefusedRun& one : refused) {
        RunMiss& miss = misses[{one.programme, one.nominal_at}];
        miss.programme = one.programme;
        miss.nominal_at = one.nominal_at;
        miss.devices.push_back({one.device, cause_of(one.reason)});
    }
    std::vector<RunMiss> found;
    for (auto& [key, miss] : misses) {
        found.push_back(std::move(miss));
    }
    return found;
}

base::Result<std::vector<MissedRun>> judge_miss(ScheduleDesk& desk, const RunMiss& miss) {
    TRY_ASSIGN(const auto programme,
               desk.database.read(
                   [&](storage::Connection& connection) -> base::Result<std::optional<Programme>> {
                       return find_programme(connection, miss.programme);
                   }));
    std::vector<MissedRun> judged;
    if (!programme || programme->state == ProgrammeState::cancelled) {
        return judged;
    }
    for (const ProgrammeItem& item : programme->items) {
        if (!item.bulletin) {
            continue;
        }
        for (const MissCause cause :
             {MissCause::not_received, MissCause::quiet_hours, MissCause::displaced,
              MissCause::too_late, MissCause::broken}) {
            TRY_ASSIGN(auto one, judge_bulletin(desk, miss, *item.bulletin, cause));
            if (one) {
                judged.push_back(std::move(*one));
            }
        }
    }
    return judged;
}

base::Result<MissedRun> answer_missed_run(ScheduleDesk& desk, const rights::Actor& actor,
                                          const MissedRunId& id, bool make_up) {
    TRY_ASSIGN(const auto found,
               desk.database.read(
                   [&](storage::Connection& connection) -> base::Result<std::optional<MissedRun>> {
                       return find_missed_run(connection, id);
                   }));
    if (!found || !rights::allows(actor, rights::Permission::read_schedule, found->area)) {
        return base::fail(base::Fault::not_found, "schedule.missed_not_found",
                          "Không có lượt phát bị lỡ này, hoặc bạn không được xem.",
                          "There is no such missed run, or you may not see it.");
    }
    TRY(rights::require(actor, rights::Permission::write_schedule, found->area));
    const auto answered_already = [] {
        return base::fail(base::Fault::conflict, "schedule.answered_already",
                          "Câu hỏi này đã có người trả lời.",
                          "This question has been answered already.");
    };
    if (found->verdict != MissVerdict::asked) {
        return answered_already();
    }
    const base::Instant now = desk.clock.now();
    TRY_ASSIGN(const Question question, look_up(desk, *found));
    TRY_ASSIGN(const MissDecision decision,
               answer_miss(question.bulletin.body.miss, make_up, question.slots, now));
    MissedRun after = *found;
    after.answered_by = content::Person{actor.user, actor.name};
    after.answered_at = now;
    ++after.version;
    TRY(carry_out(desk, actor, after, question, decision));
    TRY(desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        if (!update_missed_run(transaction, after)) {
            return answered_already();
        }
        note(transaction, actor, "schedule.answer_missed_run", found, after, now);
        return {};
    }));
    return after;
}

} // namespace schedule
