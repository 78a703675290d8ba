#include "broadcast/refresh_programmes.hpp"

#include "base/try.hpp"
#include "broadcast/delivery_record.hpp"
#include "broadcast/manifest.hpp"
#include "broadcast/play_guard.hpp"
#include "broadcast/sign.hpp"
#include "broadcast/standing_sound.hpp"
#include "broadcast/standing_update.hpp"
#include "broadcast/why_record.hpp"
#include "crypto/digest.hpp"
#include "device_protocol/messages_json.hpp"
#include "device_protocol/topics.hpp"
#include "devices/device_record.hpp"
#include "devices/live_events.hpp"
#include "media/blob_register.hpp"
#include "schedule/preemption.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace broadcast {

namespace {

using devices::Device;
using schedule::PlannedRun;

/// The plan is looked at again this often even if nothing says that it changed: the seven days
/// move on, and rules of units have no change number.
constexpr base::Millis look_again = std::chrono::minutes(30);
constexpr std::size_t changes_per_step = 500;

/// Of a relay: no programme of a device will ever hold it.
constexpr std::int64_t no_manifest = std::numeric_limits<std::int64_t>::max();

/// Everything from outside the transaction that one device's programme is made of.
struct Ingredients {
    Device device;
    std::vector<PlannedRun> planned;
    std::vector<device_protocol::QuietHours> quiet;
};

base::Result<void> take_plan_changes(BroadcastDesk& desk, schedule::PlannedRunQueries& plan) {
    TRY_ASSIGN(const schedule::ChangeCursor cursor,
               desk.database.read(
                   [](storage::Connection& connection) -> base::Result<schedule::ChangeCursor> {
                       return load_plan_cursor(connection);
                   }));
    TRY_ASSIGN(const auto changes, plan.changed_devices(cursor, changes_per_step));
    if (changes.empty()) {
        return {};
    }
    return desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        for (const schedule::ChangeCursor& change : changes) {
            mark_to_check(transaction, change.device);
        }
        save_plan_cursor(transaction, changes.back());
        return {};
    });
}

std::string holder_of(DeviceId device) {
    return "manifest/" + base::to_text(device);
}

/// The programme of a device that was revoked holds nothing any more.
base::Result<void> release_revoked(BroadcastDesk& desk, base::Instant now) {
    TRY_ASSIGN(const auto revoked,
               desk.database.read(
                   [](storage::Connection& connection) -> base::Result<std::vector<DeviceId>> {
                       return revoked_with_programme(connection);
                   }));
    if (revoked.empty()) {
        return {};
    }
    return desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        for (const DeviceId device : revoked) {
            media::release_media(transaction, holder_of(device), now);
            forget_programme(transaction, device);
        }
        return {};
    });
}

base::Result<std::vector<Device>> devices_to_check(BroadcastDesk& desk, base::Instant now) {
    return desk.database.read(
        [&](storage::Connection& connection) -> base::Result<std::vector<Device>> {
            return devices::find_devices(
                connection, programmes_to_check(connection, now - look_again, programmes_per_step));
        });
}

base::Result<Ingredients> gather(BroadcastDesk& desk, schedule::PlannedRunQueries& plan,
                                 Device device, base::Instant now) {
    Ingredients out{.device = std::move(device)};
    TRY_ASSIGN(out.planned,
               plan.runs_for_device(out.device.id, now - programme_past, now + programme_span));
    TRY_ASSIGN(out.quiet, desk.guard.quiet_hours(out.device.details.area, now));
    return out;
}

/// Starts with its first slot, whichever device's programme is made last.
Run run_row(const PlannedRun& planned, base::Instant now) {
    Run run{.id = planned.id,
            .programme = base::to_text(planned.programme),
            .title = planned.title,
            .class_ = planned.class_,
            .area = planned.area,
            .at = planned.at - base::Millis(planned.stagger_ms),
            .duration_ms = planned.duration_ms,
            .created_at = now};
    if (planned.is_relay()) {
        // Its end stands, and some devices may join later than others.
        run.station = base::to_text(*planned.items.front().station);
        run.at = planned.nominal_at;
        run.duration_ms = (planned.at - planned.nominal_at).count() + planned.duration_ms;
    }
    for (const schedule::PlannedItem& item : planned.items) {
        if (item.bulletin && run.bulletin.empty()) {
            run.bulletin = base::to_text(*item.bulletin);
        }
    }
    return run;
}

/// One row per coming run, so that it can be watched before it sounds; rows of runs that are no
/// longer planned go, unless the device may have begun them.
void store_planned_runs(storage::Transaction& transaction, const Ingredients& from,
                        std::int64_t manifest_version, base::Instant now) {
    std::set<std::string> planned;
    const auto known = planned_runs_of(transaction, from.device.id, now);
    for (const PlannedRun& run : from.planned) {
        planned.insert(base::to_text(run.id));
        if (run.at < now) {
            continue;
        }
        put_run(transaction, run_row(run, now));
        DeliveryRow row{.subject = base::to_text(run.id),
                        .planned_at = run.at,
                        .manifest_version = manifest_version};
        if (run.is_relay()) {
            row.manifest_version = no_manifest;
        }
        row.delivery.device = from.device.id;
        row.delivery.expires_at = run.not_after;
        row.delivery.ms_planned = run.duration_ms;
        insert_delivery(transaction, row);
    }
    for (const DeliveryRow& row : known) {
        if (!planned.contains(row.subject) && !is_final(row.delivery.state) &&
            !row.delivery.started_at) {
            remove_delivery(transaction, row.subject, from.device.id);
            if (const auto run = RunId::parse(row.subject)) {
                record_removal(transaction, *run, from.device.id, now);
            }
        }
    }
}

/// What a signed programme names stays in the store as long as it is in force, whatever becomes of
/// the bulletin or programme behind it: a device may fetch late. A file that is gone already cannot
/// be held; the device will tell that it misses it.
void hold_its_media(storage::Transaction& transaction, const Ingredients& from, base::Instant now) {
    std::vector<base::Sha256> files;
    for (const PlannedRun& run : from.planned) {
        for (const schedule::PlannedItem& item : run.items) {
            if (item.kind != schedule::ItemKind::relay) {
                files.push_back(item.sha256);
            }
        }
    }
    media::hold_present_media(transaction, holder_of(from.device.id), files, now);
}

/// Makes a new signed manifest when the runs changed or the old one ends too soon.
void renew_manifest(BroadcastDesk& desk, storage::Transaction& transaction, const Ingredients& from,
                    DeviceProgramme& programme, base::Instant now) {
    device_protocol::Manifest manifest{.device = base::to_text(from.device.id),
                                       .made_at = now,
                                       .valid_from = now - programme_past,
                                       .valid_to = now + programme_span,
                                       .runs = manifest_runs(from.planned),
                                       .clashes = schedule::clash_table()};
    const auto keep = list_standing_sounds(transaction);
    if (!keep.empty()) {
        manifest.keep = keep;
    }
    // A new key signs everything anew.
    const std::string hash =
        hash_runs(manifest.runs, keep) + hash_relays(from.planned) + keyid_for(desk, manifest);
    if (!needs_new_manifest(programme.plan_hash, programme.valid_to, hash, now)) {
        return;
    }
    manifest.version = programme.manifest_version + 1;
    programme.plan_hash = hash;
    programme.manifest_version = manifest.version;
    programme.manifest_envelope = sign(desk, manifest);
    programme.manifest_sha256 = base::to_text(crypto::sha256(programme.manifest_envelope));
    programme.made_at = now;
    programme.valid_to = manifest.valid_to;
    hold_its_media(transaction, from, now);
    store_planned_runs(transaction, from, manifest.version, now);
}

void renew_desired(BroadcastDesk& desk, const Ingredients& from,
                   std::optional<device_protocol::UpdateOrder> update, DeviceProgramme& programme) {
    const device_protocol::ManifestReference reference{
        .version = programme.manifest_version,
        .sha256 = base::parse_sha256(programme.manifest_sha256).value_or(base::Sha256()),
        .size = static_cast<std::int64_t>(programme.manifest_envelope.size())};
    auto desired = desired_state(from.device, from.quiet, reference);
    if (const std::int64_t version = desk.signers.key_set().version; version > 0) {
        desired.key_set = version;
    }
    desired.update = std::move(update);
    const std::string hash =
        base::to_text(crypto::sha256(device_protocol::write_message(desired))) +
        keyid_for(desk, desired);
    if (hash == programme.desired_hash) {
        return;
    }
    desired.version = programme.desired_version + 1;
    programme.desired_hash = hash;
    programme.desired_version = desired.version;
    programme.desired_envelope = sign(desk, desired);
    programme.announced = false;
}

base::Result<void> refresh_one(BroadcastDesk& desk, const Ingredients& from, base::Instant now) {
    return desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        DeviceProgramme programme = find_programme(transaction, from.device.id)
                                        .value_or(DeviceProgramme{.device = from.device.id});
        renew_manifest(desk, transaction, from, programme, now);
        renew_desired(desk, from, find_standing_update(transaction, from.device.id), programme);
        programme.device_version = from.device.version;
        programme.checked_at = now;
        save_programme(transaction, programme);
        return {};
    });
}

/// The programme was told to the broker: coming runs of it count as sent.
void mark_runs_sent(storage::Transaction& transaction, const DeviceProgramme& programme,
                    base::Instant now) {
    transaction.execute("update delivery set state = 'sent', sent_at = $3 where device = $1 and "
                        "is_command = 0 and state = 'planned' and manifest_version <= $2",
                        {programme.device, programme.manifest_version, now});
}

} // namespace

base::Result<std::size_t> refresh_programmes(BroadcastDesk& desk,
                                             schedule::PlannedRunQueries& plan) {
    const base::Instant now = desk.clock.now();
    TRY(take_plan_changes(desk, plan));
    TRY(release_revoked(desk, now));
    TRY_ASSIGN(std::vector<Device> due, devices_to_check(desk, now));
    for (Device& device : due) {
        TRY_ASSIGN(const Ingredients from, gather(desk, plan, std::move(device), now));
        TRY(refresh_one(desk, from, now));
        devices::tell_device_changed(desk.events, from.device);
    }
    return due.size();
}

base::Result<std::size_t> announce_programmes(BroadcastDesk& desk, mqtt::Client& client) {
    const base::Instant now = desk.clock.now();
    TRY_ASSIGN(
        const auto due,
        desk.database.read(
            [](storage::Connection& connection) -> base::Result<std::vector<DeviceProgramme>> {
                return programmes_to_announce(connection, 200);
            }));
    std::vector<const DeviceProgramme*> published;
    for (const DeviceProgramme& programme : due) {
        const auto given =
            client.publish({.topic = device_protocol::device_topic(base::to_text(programme.device),
                                                                   device_protocol::Channel::des),
                            .payload = programme.desired_envelope,
                            .qos = mqtt::Qos::at_least_once});
        if (!given) {
            break;
        }
        published.push_back(&programme);
    }
    if (published.empty()) {
        return std::size_t{0};
    }
    TRY(desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        for (const DeviceProgramme* programme : published) {
            mark_announced(transaction, programme->device, programme->desired_version);
            mark_runs_sent(transaction, *programme, now);
        }
        return {};
    }));
    return published.size();
}

void raise_versions(storage::Transaction& transaction, DeviceProgramme programme,
                    std::int64_t desired_version, std::int64_t manifest_version) {
    programme.desired_version = std::max(programme.desired_version, desired_version);
    programme.manifest_version = std::max(programme.manifest_version, manifest_version);
    programme.desired_hash.clear();
    programme.plan_hash.clear();
    programme.checked_at = {};
    save_programme(transaction, programme);
}

} // namespace broadcast
