#include "base/try.hpp"
#include "crypto/digest.hpp"
#include "device_protocol/messages_described.hpp"
#include "device_protocol/messages_json.hpp"
#include "updates/update_record.hpp"
#include "updates/words.hpp"

namespace updates {

namespace {

using device_protocol::UpdateResult;

constexpr std::string_view bundle_columns =
    "select b.id, b.envelope, b.keyid, b.uploaded_at, b.uploaded_by from update_bundle b ";
constexpr std::string_view is_online =
    "case when p.line = 'up' and p.greeted = 1 and p.lease_until > $1 then 1 else 0 end as online";

constexpr std::string_view member_rows = R"sql(
select m.device, m.stage, m.progress, m.reason, m.told_at, d.name, d.area, d.state,
  case when p.line = 'up' and p.greeted = 1 and p.lease_until > $1 then 1 else 0 end as online,
  p.seen_at, p.playing_run, p.firmware, g.update_order, g.phase, g.platform,
  case when g.device is null then 0 else 1 end as takes_updates,
  r.outcome, r.running, r.reason as why, b.outcome as back_outcome, b.running as back_running,
  b.reason as back_why,
  case when exists (select 1 from delivery v where v.device = m.device and v.planned_at >= $1
    and v.planned_at <= $2) then 1 else 0 end as planned_soon
from rollout_device m
join device d on d.id = m.device
left join device_presence p on p.device = m.device
left join device_program g on g.device = m.device
left join device_update_result r on r.device = m.device and r.update_order = $3
left join device_update_result b on b.device = m.device and b.update_order = $4
where m.rollout = $3 order by m.stage, m.device)sql";

storage::DatabaseError unreadable(const char* what) {
    return {storage::DatabaseFault::programming, what};
}

/// It was verified when it was uploaded; nobody but this server writes the row.
struct KeptEnvelope {
    std::string payload;
};
BOOST_DESCRIBE_STRUCT(KeptEnvelope, (), (payload))

base::Result<device_protocol::UpdateBundle> read_envelope(const std::string& envelope) {
    TRY_ASSIGN(const auto kept, json::read<KeptEnvelope>(envelope, json::Unknown::ignore));
    TRY_ASSIGN(const auto payload, base::from_base64(kept.payload));
    return device_protocol::read_message<device_protocol::UpdateBundle>(payload);
}

StoredBundle read_bundle(const storage::Row& row) {
    const std::string envelope = row.text("envelope");
    auto bundle = read_envelope(envelope);
    if (!bundle) {
        throw unreadable("a stored update bundle cannot be read");
    }
    return {.id = row.id<BundleId>("id"),
            .bundle = std::move(*bundle),
            .envelope = envelope,
            .sha256 = crypto::sha256(envelope),
            .keyid = row.text("keyid"),
            .uploaded_at = row.instant("uploaded_at"),
            .uploaded_by = row.text("uploaded_by")};
}

std::optional<StoredBundle> first_bundle(const storage::Rows& rows) {
    return rows.empty() ? std::nullopt : std::optional(read_bundle(rows.front()));
}

Rollout read_rollout(const storage::Row& row) {
    auto rollout = json::read<Rollout>(row.text("document"));
    if (!rollout) {
        throw unreadable("a stored rollout cannot be read");
    }
    return std::move(*rollout);
}

std::optional<UpdateResult> read_result(const storage::Row& row, std::string_view prefix,
                                        std::string_view why) {
    const auto word = row.optional_text(std::string(prefix) + "outcome");
    const auto outcome = word ? json::enum_value<device_protocol::UpdateOutcome>(*word)
                              : std::optional<device_protocol::UpdateOutcome>();
    if (!outcome) {
        return std::nullopt;
    }
    return UpdateResult{.outcome = *outcome,
                        .running = row.text(std::string(prefix) + "running"),
                        .reason = row.text(why)};
}

Observed read_member(const storage::Row& row) {
    Observed seen;
    seen.member = {.device = row.id<DeviceId>("device"),
                   .stage = static_cast<std::int32_t>(row.integer("stage")),
                   .progress =
                       json::enum_value<Progress>(row.text("progress")).value_or(Progress::untold),
                   .reason = row.text("reason"),
                   .told_at = row.optional_instant("told_at"),
                   .online = row.integer("online") == 1,
                   .seen_at = row.optional_instant("seen_at"),
                   .busy = row.integer("planned_soon") == 1 ||
                           !row.optional_text("playing_run").value_or("").empty(),
                   .usable = row.text("state") == "claimed" && row.integer("takes_updates") == 1};
    seen.name = row.text("name");
    seen.area = area::AreaPath::parse(row.text("area")).value_or(area::AreaPath());
    seen.firmware = row.optional_text("firmware").value_or("");
    seen.platform = row.optional_text("platform").value_or("");
    seen.at_order = row.optional_text("update_order").value_or("");
    seen.phase =
        json::enum_value<device_protocol::UpdatePhase>(row.optional_text("phase").value_or(""));
    seen.result = read_result(row, "", "why");
    seen.back_result = read_result(row, "back_", "back_why");
    return seen;
}

} // namespace

void insert_bundle(storage::Transaction& transaction, const StoredBundle& stored) {
    const device_protocol::UpdateBundle& bundle = stored.bundle;
    transaction.execute(
        "insert into update_bundle (id, product, version, platform, sha256, size, envelope, "
        "file_sha256, file_size, keyid, uploaded_at, uploaded_by) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        {stored.id, bundle.product, bundle.version, bundle.platform, stored.sha256,
         static_cast<std::int64_t>(stored.envelope.size()), stored.envelope, bundle.file.sha256,
         bundle.file.size, stored.keyid, stored.uploaded_at, stored.uploaded_by});
}

std::optional<StoredBundle> find_bundle(storage::Connection& connection, BundleId id) {
    return first_bundle(connection.query(std::string(bundle_columns) + "where b.id = $1", {id}));
}

std::optional<StoredBundle> find_same(storage::Connection& connection,
                                      const base::Sha256& envelope) {
    return first_bundle(
        connection.query(std::string(bundle_columns) + "where b.sha256 = $1", {envelope}));
}

std::vector<StoredBundle> list_bundles(storage::Connection& connection) {
    std::vector<StoredBundle> bundles;
    for (const storage::Row& row : connection.query(
             std::string(bundle_columns) + "order by b.uploaded_at desc, b.id desc limit 200",
             {})) {
        bundles.push_back(read_bundle(row));
    }
    return bundles;
}

std::optional<StoredBundle> ordered_bundle(storage::Connection& connection, DeviceId device) {
    return first_bundle(
        connection.query(std::string(bundle_columns) +
                             "join standing_update s on s.bundle = b.id where s.device = $1",
                         {device}));
}

void insert_rollout(storage::Transaction& transaction, const Rollout& rollout,
                    const std::vector<Member>& members) {
    transaction.execute("insert into rollout (id, bundle, area, open, started_at, version, "
                        "document) values ($1, $2, $3, 1, $4, $5, $6)",
                        {rollout.id, rollout.bundle, area::to_text(rollout.area),
                         rollout.started_at, rollout.version, json::write(rollout)});
    for (const Member& member : members) {
        transaction.execute("insert into rollout_device (rollout, device, stage, progress, reason) "
                            "values ($1, $2, $3, $4, $5)",
                            {rollout.id, member.device, std::int64_t{member.stage},
                             std::string(json::enum_text(member.progress)), member.reason});
    }
}

base::Result<Rollout> save_rollout(storage::Transaction& transaction, Rollout rollout, bool open) {
    const std::int64_t before = rollout.version++;
    const auto saved = transaction.execute(
        "update rollout set open = $3, version = $4, document = $5 where id = $1 and version = $2",
        {rollout.id, before, std::int64_t{open ? 1 : 0}, rollout.version, json::write(rollout)});
    if (saved != 1) {
        return base::fail(base::Fault::conflict, "updates.changed_meanwhile",
                          "Đợt cập nhật vừa thay đổi. Hãy thử lại.",
                          "The rollout was changed meanwhile. Try again.");
    }
    return rollout;
}

std::optional<Rollout> find_rollout(storage::Connection& connection, RolloutId id) {
    const auto rows = connection.query("select document from rollout where id = $1", {id});
    return rows.empty() ? std::nullopt : std::optional(read_rollout(rows.front()));
}

std::vector<Rollout> list_rollouts(storage::Connection& connection) {
    std::vector<Rollout> rollouts;
    for (const storage::Row& row : connection.query(
             "select document from rollout order by started_at desc, id desc limit 50", {})) {
        rollouts.push_back(read_rollout(row));
    }
    return rollouts;
}

std::vector<Rollout> open_rollouts(storage::Connection& connection) {
    std::vector<Rollout> rollouts;
    for (const storage::Row& row :
         connection.query("select document from rollout where open = 1 order by id", {})) {
        rollouts.push_back(read_rollout(row));
    }
    return rollouts;
}

void save_member(storage::Transaction& transaction, RolloutId rollout, const Member& member) {
    transaction.execute("update rollout_device set progress = $3, reason = $4, told_at = $5 "
                        "where rollout = $1 and device = $2",
                        {rollout, member.device, std::string(json::enum_text(member.progress)),
                         member.reason, member.told_at});
}

std::vector<Observed> observe_members(storage::Connection& connection, const Rollout& rollout,
                                      base::Instant now) {
    std::vector<Observed> members;
    const base::Instant soon = now + std::chrono::minutes(rollout.plan.quiet_minutes);
    for (const storage::Row& row :
         connection.query(member_rows, {now, soon, rollout.id, rollout.back_order})) {
        members.push_back(read_member(row));
    }
    return members;
}

std::vector<FreeDevice> free_devices(storage::Connection& connection, base::Instant now) {
    std::vector<FreeDevice> devices;
    for (const storage::Row& row : connection.query(
             "select d.id, d.area, d.group_ids, p.firmware, g.platform, " + std::string(is_online) +
                 " from device d join device_program g on g.device = d.id "
                 "join device_presence p on p.device = d.id where d.state = 'claimed' and "
                 "not exists (select 1 from rollout_device m join rollout r on r.id = m.rollout "
                 "where m.device = d.id and r.open = 1) order by d.id",
             {now})) {
        FreeDevice device;
        device.candidate.device = row.id<DeviceId>("id");
        device.candidate.online = row.integer("online") == 1;
        std::string groups = row.text("group_ids");
        for (std::size_t at = 0; (at = groups.find_first_not_of(' ', at)) != std::string::npos;) {
            const std::size_t end = std::min(groups.find(' ', at), groups.size());
            if (const auto group = GroupId::parse(groups.substr(at, end - at))) {
                device.candidate.groups.push_back(*group);
            }
            at = end;
        }
        device.area = area::AreaPath::parse(row.text("area")).value_or(area::AreaPath());
        device.firmware = row.text("firmware");
        device.platform = row.text("platform");
        devices.push_back(std::move(device));
    }
    return devices;
}

std::vector<RunningProgram> running_programs(storage::Connection& connection, base::Instant now) {
    std::vector<RunningProgram> programs;
    for (const storage::Row& row : connection.query(
             "select d.id, d.area, p.firmware, case when g.device is null then 0 else 1 end as "
             "takes_updates, " +
                 std::string(is_online) +
                 " from device d left join device_presence p on p.device = d.id left join "
                 "device_program g on g.device = d.id where d.state = 'claimed'",
             {now})) {
        programs.push_back(
            {.device = row.id<DeviceId>("id"),
             .area = area::AreaPath::parse(row.text("area")).value_or(area::AreaPath()),
             .firmware = row.optional_text("firmware").value_or(""),
             .takes_updates = row.integer("takes_updates") == 1,
             .online = row.integer("online") == 1});
    }
    return programs;
}

} // namespace updates
