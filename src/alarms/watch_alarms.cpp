#include "alarms/watch_alarms.hpp"

#include "alarms/tell_alarm_changed.hpp"
#include "base/try.hpp"

#include <set>

namespace alarms {

namespace {

/// The areas whose contacts are told: of a step up the new one alone, for the others know it; of
/// the end all that were told.
std::vector<area::AreaPath> told_areas(const Alarm& alarm, Happening happening) {
    std::vector<area::AreaPath> areas;
    const std::int32_t first = happening == Happening::cleared ? 0 : alarm.level;
    for (std::int32_t level = first; level <= alarm.level; ++level) {
        areas.push_back(told_area(alarm.area, level));
    }
    return areas;
}

base::Result<void> put_notices(AlarmTransaction& transaction, const Alarm& alarm,
                               Happening happening, AlarmDesk& desk, base::Instant now) {
    const std::string document = notice_document(alarm, happening, now);
    std::set<std::string> mailed; // whoever stands for several areas is told once
    for (const area::AreaPath& area : told_areas(alarm, happening)) {
        TRY_ASSIGN(const std::vector<Contact> contacts, transaction.contacts_of(area));
        for (const Contact& contact : contacts) {
            if (contact.channel == Channel::email && !mailed.insert(contact.address).second) {
                continue;
            }
            TRY(transaction.put_notice({.id = NoticeId::make(now, desk.random),
                                        .alarm = alarm.id,
                                        .channel = contact.channel,
                                        .address = contact.address,
                                        .secret = contact.secret,
                                        .happening = happening,
                                        .document = document,
                                        .next_at = now,
                                        .sent_at = {},
                                        .tried_at = {},
                                        .last_error = {}}));
        }
    }
    return {};
}

base::Result<void> write(AlarmTransaction& transaction, const AlarmChange& change, AlarmDesk& desk,
                         base::Instant now) {
    if (change.is_new) {
        TRY(transaction.insert(change.alarm));
    } else {
        TRY(transaction.save(change.alarm));
    }
    return change.tell ? put_notices(transaction, change.alarm, *change.tell, desk, now)
                       : base::Result<void>();
}

/// Of these it matters too that they are well now.
std::set<DeviceId> not_well(const std::vector<Alarm>& known, const Suspicions& suspicions) {
    std::set<DeviceId> devices;
    for (const Alarm& alarm : known) {
        if (!alarm.cleared_at) {
            devices.insert(alarm.device);
        }
    }
    for (const auto& [place, _] : suspicions) {
        devices.insert(place.first);
    }
    return devices;
}

} // namespace

base::Result<std::size_t> AlarmWatch::look() {
    const base::Instant now = desk_.clock.now();
    TRY_ASSIGN(const std::vector<Alarm> known,
               desk_.store.standing_or_cleared_since(now - relapse_within));
    TRY_ASSIGN(const std::vector<Observed> seen, devices_.look(now, not_well(known, suspicions_)));
    std::vector<DeviceFacts> facts;
    facts.reserve(seen.size());
    for (const Observed& device : seen) {
        facts.push_back({device.device, device.area, device.name, observe(device, now)});
    }
    AlarmStep step = alarm_step(facts, known, suspicions_, escalate_after_, now);
    if (!step.changes.empty()) {
        for (AlarmChange& change : step.changes) {
            if (change.is_new) {
                change.alarm.id = AlarmId::make(now, desk_.random);
            }
        }
        TRY(desk_.work.change([&](AlarmTransaction& transaction) -> base::Result<void> {
            for (const AlarmChange& change : step.changes) {
                TRY(write(transaction, change, desk_, now));
            }
            return {};
        }));
    }
    suspicions_ = std::move(step.suspicions);
    for (const AlarmChange& change : step.changes) {
        tell_alarm_changed(desk_.events, change.alarm);
    }
    return step.changes.size();
}

} // namespace alarms
