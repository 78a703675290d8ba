#include "schedule/save_programme.hpp"

#include "audit/audit.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "content/bulletin_life.hpp"
#include "content/content_store_sql.hpp"
#include "media/blob_register.hpp"
#include "relay/manage_stations.hpp"
#include "rights/policy.hpp"
#include "schedule/publish_timeline.hpp"
#include "schedule/resolve_programme.hpp"
#include "schedule/schedule_json.hpp"
#include "schedule/schedule_record.hpp"
#include "schedule/stagger_devices.hpp"
#include "schedule/tell_schedule_change.hpp"

#include <algorithm>
#include <set>

namespace schedule {

namespace {

using content::BroadcastClass;
using rights::Permission;

/// Devices fetch the manifest before they can play; the second after the next quarter minute.
constexpr std::int64_t play_now_lead_ms = 15'000;

void start_now(Programme& programme, base::Instant now) {
    const base::LocalDateTime start = base::to_local(now + base::Millis(play_now_lead_ms + 999));
    programme.days = {.first_day = start.date};
    programme.times = {start.time};
}

base::Result<std::vector<area::AreaPath>>
require_rights(ScheduleDesk& desk, const rights::Actor& actor, const Programme& programme) {
    TRY(rights::require(actor, Permission::write_schedule, programme.area));
    if (programme.class_ == BroadcastClass::emergency) {
        TRY(rights::require(actor, Permission::raise_emergency, programme.area));
    }
    const bool unapproved = std::ranges::any_of(programme.items, [](const ProgrammeItem& item) {
        return item.kind == ItemKind::recording;
    });
    if (unapproved && !rights::allows(actor, Permission::approve_bulletins, programme.area)) {
        return base::fail(
            base::Fault::forbidden, "schedule.recording_needs_approver",
            "Bản ghi âm chưa qua duyệt chỉ người duyệt mới được đưa vào lịch. Hãy tạo "
            "bản tin từ bản ghi âm và gửi duyệt.",
            "Only an approver may schedule a recording that is not a bulletin.");
    }
    if (is_relay(programme)) {
        // As by hand; what must be in the programme of the day an approver has to want.
        TRY(rights::require(actor, relay::station_permission, programme.area));
        if (programme.class_ != BroadcastClass::ordinary) {
            TRY(rights::require(actor, Permission::approve_bulletins, programme.area));
        }
    }
    TRY_ASSIGN(auto places, desk.places.places_of(programme.targets));
    for (const area::AreaPath& place : places) {
        if (!programme.area.covers(place)) {
            return base::fail(base::Fault::forbidden, "schedule.target_outside_unit",
                              "Nơi phát " + area::to_text(place) + " nằm ngoài địa bàn đơn vị.",
                              "The target " + area::to_text(place) + " is outside the unit.");
        }
    }
    return places;
}

/// The station must be the unit's own or of one above, and have a stream. Its name becomes the
/// item's title.
base::Result<void> name_station(storage::Connection& connection, Programme& programme) {
    if (!is_relay(programme)) {
        return {};
    }
    ProgrammeItem& item = programme.items.front();
    TRY_ASSIGN(const auto chain, relay::chain_of(connection, rights::system_actor("schedule"),
                                                 programme.area, *item.station));
    item.title = chain.front().name;
    return {};
}

/// Everything that is known before saving.
struct Prepared {
    ResolvedProgramme resolved;
    std::vector<area::AreaPath> places;
    Preview preview;
    bool breaks_quiet_hours = false;
};

bool is_in_quiet_hours(const Preview& preview, const RuleBook& rules,
                       std::span<const TargetDevice> devices) {
    std::set<area::AreaPath> areas;
    for (const TargetDevice& device : devices) {
        areas.insert(device.area);
    }
    for (const NextRun& run : preview.next_runs) {
        for (const base::Instant at : {run.at, run.at + base::Millis(run.duration_ms)}) {
            const base::LocalDateTime local = base::to_local(at);
            for (const area::AreaPath& area : areas) {
                const auto quiet = quiet_spans(rules.at(rules.find(area, local.date)), local.date);
                if (std::ranges::any_of(quiet, [&](const DaySpan& span) {
                        return span.from <= local.time && local.time < span.to;
                    })) {
                    return true;
                }
            }
        }
    }
    return false;
}

base::Result<Prepared> prepare(ScheduleDesk& desk, const rights::Actor& actor,
                               const ProgrammeProposal& proposal) {
    Programme programme = proposal.programme;
    const base::Instant now = desk.clock.now();
    programme.changed_at = now;
    if (proposal.play_now) {
        start_now(programme, now);
    }
    TRY_ASSIGN(programme, check_programme(std::move(programme)));
    Prepared prepared;
    TRY_ASSIGN(prepared.places, require_rights(desk, actor, programme));
    TRY_ASSIGN(
        prepared.resolved,
        desk.database.read([&](storage::Connection& connection) -> base::Result<ResolvedProgramme> {
            TRY(name_station(connection, programme));
            return resolve_strictly(programme, finder(connection));
        }));
    TRY_ASSIGN(const PlanInputs inputs,
               desk.database.read([&](storage::Connection& connection) -> base::Result<PlanInputs> {
                   return load_inputs(connection, prepared.places);
               }));
    TRY_ASSIGN(auto devices, devices_within(desk.devices, prepared.places));
    TRY(give_slots(desk, inputs.rules, devices, published_window(now)));
    prepared.preview = preview(prepared.resolved, inputs.programmes, inputs.rules, devices, now);
    prepared.breaks_quiet_hours = programme.class_ == BroadcastClass::emergency &&
                                  is_in_quiet_hours(prepared.preview, inputs.rules, devices);
    return prepared;
}

base::Result<void> require_acceptable(const Prepared& prepared, const ProgrammeProposal& proposal) {
    const Preview& preview = prepared.preview;
    if (const Refusal* refusal = preview.hard_refusal()) {
        return base::fail(base::Fault::conflict, "schedule.not_allowed_then", refusal->message.vi,
                          refusal->message.en);
    }
    if (prepared.breaks_quiet_hours && !proposal.confirm_quiet_hours) {
        return base::fail(base::Fault::conflict, "schedule.confirm_quiet_hours",
                          "Tin khẩn cấp sẽ phát trong giờ yên lặng. Hãy xác nhận lần nữa.",
                          "The emergency would sound in quiet hours. Confirm it once more.");
    }
    if (preview.is_clean() || proposal.accept_conflicts) {
        return {};
    }
    base::Error error = base::refuse(
        base::Fault::conflict, "schedule.needs_decision",
        "Lịch phát trùng hoặc có lượt không phát được. Hãy xem và quyết định trước khi lưu.",
        "The programme clashes or has runs that cannot sound. Decide before you save.");
    for (const Conflict& conflict : preview.conflicts) {
        error.fields.push_back({"/times", conflict.message});
    }
    for (const Refusal& refusal : preview.refusals) {
        error.fields.push_back({"/times", refusal.message});
    }
    if (error.fields.size() > 50) {
        error.fields.resize(50);
    }
    return base::fail(std::move(error));
}

/// Bulletins that the programme plays now are scheduled; those that nothing plays any more are
/// approved again.
base::Result<void> update_bulletins(storage::Transaction& transaction, const rights::Actor& actor,
                                    const std::optional<Programme>& before, const Programme& after,
                                    base::Instant now) {
    content::SqlContentTransaction content(transaction, now);
    std::set<content::BulletinId> concerned;
    for (const Programme* programme : {before ? &*before : nullptr, &after}) {
        for (const ProgrammeItem& item :
             programme != nullptr ? programme->items : std::vector<ProgrammeItem>{}) {
            if (item.bulletin) {
                concerned.insert(*item.bulletin);
            }
        }
    }
    for (const content::BulletinId& id : concerned) {
        TRY_ASSIGN(const content::Bulletin was, content.load(id));
        content::Bulletin is = was;
        if (programmes_with(transaction, id).empty()) {
            is = content::unschedule(was, actor, now);
        } else if (after.state == ProgrammeState::active) {
            TRY_ASSIGN(is, content::schedule(was, actor, now));
        }
        if (is != was) {
            TRY(content.update(is));
            content.record({"content.schedule_bulletin", &was, is}, actor);
        }
    }
    return {};
}

base::Failure refuse_changed(const Programme& present) {
    return base::fail(base::Fault::conflict, "schedule.changed_meanwhile",
                      present.changed_by.name + " vừa sửa chương trình này. Hãy mở lại rồi sửa.",
                      present.changed_by.name + " has changed this programme. Read it again.");
}

/// The programme as it is to be stored, from what is there.
base::Result<Programme> next_version(Programme proposed, const std::optional<Programme>& before,
                                     const std::optional<std::int64_t>& seen,
                                     const rights::Actor& actor, base::Instant now) {
    if (before && (!seen || *seen != before->version)) {
        return refuse_changed(*before);
    }
    if (!before && seen) {
        return base::fail(base::Fault::not_found, "schedule.not_found",
                          "Không có chương trình này.", "There is no such programme.");
    }
    if (before && before->state == ProgrammeState::cancelled) {
        return base::fail(base::Fault::conflict, "schedule.cancelled",
                          "Chương trình đã bị hủy. Hãy tạo chương trình mới.",
                          "The programme was cancelled. Make a new one.");
    }
    proposed.state = ProgrammeState::active;
    proposed.reason.reset();
    proposed.created_at = before ? before->created_at : now;
    proposed.changed_at = now;
    proposed.changed_by = {actor.user, actor.name};
    proposed.version = before ? before->version + 1 : 1;
    return proposed;
}

base::Result<Programme> store(ScheduleDesk& desk, const rights::Actor& actor,
                              const Prepared& prepared, const std::optional<std::int64_t>& seen,
                              std::vector<area::AreaPath>& places) {
    const base::Instant now = desk.clock.now();
    const Programme& proposed = prepared.resolved.programme;
    return desk.database.write([&](storage::Transaction& transaction) -> base::Result<Programme> {
        const std::optional<Programme> before = find_programme(transaction, proposed.id);
        if (before) {
            TRY(rights::require(actor, Permission::write_schedule, before->area));
        }
        TRY_ASSIGN(const Programme after, next_version(proposed, before, seen, actor, now));
        if (before) {
            update_programme(transaction, after);
            if (const auto earlier = desk.places.places_of(before->targets)) {
                places.insert(places.end(), earlier->begin(), earlier->end());
            }
        } else if (!insert_programme(transaction, after)) {
            return refuse_changed(after);
        }
        TRY(update_bulletins(transaction, actor, before, after, now));
        TRY(media::hold_media(transaction, "programme/" + base::to_text(after.id),
                              media_of(prepared.resolved), now));
        tell_schedule_change(transaction, actor,
                             {.action = "schedule.save_programme",
                              .entity = "programme/" + base::to_text(after.id),
                              .area = after.area,
                              .before = before ? to_json(*before) : "",
                              .after = to_json(after)},
                             places, now);
        return after;
    });
}

} // namespace

base::Result<Preview> preview_programme(ScheduleDesk& desk, const rights::Actor& actor,
                                        const ProgrammeProposal& proposal) {
    TRY_ASSIGN(Prepared prepared, prepare(desk, actor, proposal));
    return std::move(prepared.preview);
}

base::Result<Programme> save_programme(ScheduleDesk& desk, const rights::Actor& actor,
                                       ProgrammeProposal proposal,
                                       const std::optional<std::int64_t>& seen) {
    if (proposal.programme.id.is_nil()) {
        proposal.programme.id = ProgrammeId::make(desk.clock.now(), desk.random);
    }
    TRY_ASSIGN(const Prepared prepared, prepare(desk, actor, proposal));
    TRY(require_acceptable(prepared, proposal));
    std::vector<area::AreaPath> places = prepared.places;
    TRY_ASSIGN(Programme saved, store(desk, actor, prepared, seen, places));
    // The outbox row does the same if this fails or the process dies here.
    (void)replan(desk, places);
    return saved;
}

base::Result<Programme> cancel_programme(ScheduleDesk& desk, const rights::Actor& actor,
                                         const ProgrammeId& id, const std::string& reason) {
    const base::Instant now = desk.clock.now();
    std::vector<area::AreaPath> places;
    auto cancelled =
        desk.database.write([&](storage::Transaction& transaction) -> base::Result<Programme> {
            places.clear();
            const std::optional<Programme> before = find_programme(transaction, id);
            if (!before || !rights::allows(actor, Permission::read_schedule, before->area)) {
                return base::fail(base::Fault::not_found, "schedule.not_found",
                                  "Không có chương trình này.", "There is no such programme.");
            }
            TRY(rights::require(actor, Permission::write_schedule, before->area));
            if (before->state == ProgrammeState::cancelled) {
                return *before;
            }
            TRY_ASSIGN(places, desk.places.places_of(before->targets));
            Programme after = *before;
            after.state = ProgrammeState::cancelled;
            after.reason = reason;
            after.changed_at = now;
            after.changed_by = {actor.user, actor.name};
            ++after.version;
            update_programme(transaction, after);
            TRY(update_bulletins(transaction, actor, before, after, now));
            media::release_media(transaction, "programme/" + base::to_text(id), now);
            tell_schedule_change(transaction, actor,
                                 {.action = "schedule.cancel_programme",
                                  .entity = "programme/" + base::to_text(id),
                                  .area = after.area,
                                  .before = to_json(*before),
                                  .after = to_json(after),
                                  .note = reason},
                                 places, now);
            return after;
        });
    if (cancelled && !places.empty()) {
        (void)replan(desk, places);
    }
    return cancelled;
}

} // namespace schedule
