#include "alarms/alarm_store_sql.hpp"

#include "alarms/words.hpp"
#include "audit/audit.hpp"
#include "storage/conditions.hpp"

namespace alarms {

namespace {

using storage::Connection;
using storage::Row;
using storage::Transaction;

constexpr std::string_view alarm_columns =
    "id, device, kind, area, device_name, cause, raised_at, level, escalate_at, acknowledged_at, "
    "acknowledged_by, acknowledged_by_name, note, calm_since, cleared_at, relapses, version";

constexpr std::string_view insert_alarm = R"sql(
    insert into alarm (id, device, kind, area, device_name, cause, raised_at, level, escalate_at,
                       acknowledged_at, acknowledged_by, acknowledged_by_name, note, calm_since,
                       cleared_at, relapses, version)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
    on conflict do nothing)sql";

constexpr std::string_view update_alarm = R"sql(
    update alarm set cause = $2, level = $3, escalate_at = $4, acknowledged_at = $5,
                     acknowledged_by = $6, acknowledged_by_name = $7, note = $8, calm_since = $9,
                     cleared_at = $10, version = $11
    where id = $1 and version = $11 - 1)sql";

constexpr std::string_view insert_contact_sql = R"sql(
    insert into alarm_contact (id, area, channel, address, secret, created_at)
    values ($1, $2, $3, $4, $5, $6))sql";

constexpr std::string_view notice_columns =
    "id, alarm, channel, address, secret, happening, "
    "document, attempts, next_at, sent_at, tried_at, last_error";

constexpr std::string_view put_notice_sql = R"sql(
    insert into alarm_notice (id, alarm, channel, address, secret, happening, document, attempts,
                              next_at, sent_at, tried_at, last_error)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    on conflict (id) do update set attempts = excluded.attempts, next_at = excluded.next_at,
        sent_at = excluded.sent_at, tried_at = excluded.tried_at,
        last_error = excluded.last_error)sql";

/// A word that this program did not write is a broken world, not a default.
template <class Word>
Word read_word(const Row& row, std::string_view column) {
    const auto word = json::enum_value<Word>(row.text(column));
    if (!word) {
        throw storage::DatabaseError(storage::DatabaseFault::programming,
                                     "unknown word in column " + std::string(column));
    }
    return *word;
}

area::AreaPath read_area(const Row& row) {
    auto area = area::AreaPath::parse(row.text("area"));
    if (!area) {
        throw storage::DatabaseError(storage::DatabaseFault::programming,
                                     "a stored area cannot be read");
    }
    return *std::move(area);
}

Alarm read_alarm(const Row& row) {
    return {.id = row.id<AlarmId>("id"),
            .device = row.id<DeviceId>("device"),
            .kind = read_word<AlarmKind>(row, "kind"),
            .area = read_area(row),
            .device_name = row.text("device_name"),
            .cause = row.text("cause"),
            .raised_at = row.instant("raised_at"),
            .level = static_cast<std::int32_t>(row.integer("level")),
            .escalate_at = row.optional_instant("escalate_at"),
            .acknowledged_at = row.optional_instant("acknowledged_at"),
            .acknowledged_by = row.text("acknowledged_by"),
            .acknowledged_by_name = row.text("acknowledged_by_name"),
            .note = row.text("note"),
            .calm_since = row.optional_instant("calm_since"),
            .cleared_at = row.optional_instant("cleared_at"),
            .relapses = static_cast<std::int32_t>(row.integer("relapses")),
            .version = row.integer("version")};
}

Contact read_contact(const Row& row) {
    return {.id = row.id<ContactId>("id"),
            .area = read_area(row),
            .channel = read_word<Channel>(row, "channel"),
            .address = row.text("address"),
            .secret = row.text("secret"),
            .created_at = row.instant("created_at")};
}

Notice read_notice(const Row& row) {
    return {.id = row.id<NoticeId>("id"),
            .alarm = row.id<AlarmId>("alarm"),
            .channel = read_word<Channel>(row, "channel"),
            .address = row.text("address"),
            .secret = row.text("secret"),
            .happening = read_word<Happening>(row, "happening"),
            .document = row.text("document"),
            .attempts = static_cast<std::int32_t>(row.integer("attempts")),
            .next_at = row.optional_instant("next_at"),
            .sent_at = row.optional_instant("sent_at"),
            .tried_at = row.optional_instant("tried_at"),
            .last_error = row.text("last_error")};
}

template <class Read>
auto read_all(const storage::Rows& rows, Read read) {
    std::vector<decltype(read(rows.front()))> found;
    found.reserve(rows.size());
    for (const Row& row : rows) {
        found.push_back(read(row));
    }
    return found;
}

std::vector<std::string> texts_of(const std::vector<area::AreaPath>& areas) {
    std::vector<std::string> texts;
    for (const area::AreaPath& area : areas) {
        texts.push_back(area::to_text(area));
    }
    return texts;
}

void add_state(storage::Conditions& conditions, AlarmState state) {
    conditions.add(state == AlarmState::cleared ? "cleared_at is not null" : "cleared_at is null");
    if (state != AlarmState::cleared) {
        conditions.add(state == AlarmState::open ? "acknowledged_at is null"
                                                 : "acknowledged_at is not null");
    }
}

class SqlAlarmTransaction final : public AlarmTransaction {
public:
    SqlAlarmTransaction(Transaction& transaction, base::Instant now)
        : transaction_(transaction), now_(now) {}

    base::Result<void> insert(const Alarm& alarm) override {
        const auto inserted = transaction_.execute(
            insert_alarm,
            {alarm.id, alarm.device, json::enum_text(alarm.kind), area::to_text(alarm.area),
             alarm.device_name, alarm.cause, alarm.raised_at, alarm.level, alarm.escalate_at,
             alarm.acknowledged_at, alarm.acknowledged_by, alarm.acknowledged_by_name, alarm.note,
             alarm.calm_since, alarm.cleared_at, alarm.relapses, alarm.version});
        if (inserted == 0) {
            return base::fail(base::Fault::conflict, "alarms.already_standing",
                              "Thiết bị này đang có cảnh báo cùng loại.",
                              "The device has a standing alarm of this kind.");
        }
        return {};
    }
    base::Result<void> save(const Alarm& alarm) override {
        const auto saved = transaction_.execute(
            update_alarm, {alarm.id, alarm.cause, alarm.level, alarm.escalate_at,
                           alarm.acknowledged_at, alarm.acknowledged_by, alarm.acknowledged_by_name,
                           alarm.note, alarm.calm_since, alarm.cleared_at, alarm.version});
        if (saved == 0) {
            return base::fail(base::Fault::conflict, "alarms.changed_meanwhile",
                              "Cảnh báo này vừa thay đổi. Hãy mở lại rồi làm tiếp.",
                              "The alarm has just changed. Open it again, then go on.");
        }
        return {};
    }
    base::Result<std::vector<Contact>> contacts_of(const area::AreaPath& area) override {
        return read_all(transaction_.query("select id, area, channel, address, secret, created_at "
                                           "from alarm_contact where area = $1 order by id",
                                           {area::to_text(area)}),
                        read_contact);
    }
    base::Result<void> insert_contact(const Contact& contact) override {
        transaction_.execute(insert_contact_sql, {contact.id, area::to_text(contact.area),
                                                  json::enum_text(contact.channel), contact.address,
                                                  contact.secret, contact.created_at});
        return {};
    }
    base::Result<bool> remove_contact(const ContactId& id) override {
        return transaction_.execute("delete from alarm_contact where id = $1", {id}) == 1;
    }
    base::Result<void> put_notice(const Notice& notice) override {
        transaction_.execute(put_notice_sql,
                             {notice.id, notice.alarm, json::enum_text(notice.channel),
                              notice.address, notice.secret, json::enum_text(notice.happening),
                              notice.document, notice.attempts, notice.next_at, notice.sent_at,
                              notice.tried_at, notice.last_error});
        return {};
    }
    void record(const RecordedChange& change, const rights::Actor& actor) override {
        audit::append(transaction_, actor,
                      {.action = change.action,
                       .entity = change.entity,
                       .area = change.area,
                       .before = {},
                       .after = {},
                       .note = change.note},
                      now_);
    }

private:
    Transaction& transaction_;
    base::Instant now_;
};

} // namespace

base::Result<void>
SqlAlarms::change(const std::function<base::Result<void>(AlarmTransaction&)>& body) {
    return database_.write([&](Transaction& transaction) -> base::Result<void> {
        SqlAlarmTransaction alarms(transaction, clock_.now());
        return body(alarms);
    });
}

base::Result<std::vector<Alarm>> SqlAlarms::standing_or_cleared_since(base::Instant since) {
    return database_.read([&](Connection& connection) -> base::Result<std::vector<Alarm>> {
        const std::string select = "select " + std::string(alarm_columns) + " from alarm where ";
        auto found = read_all(connection.query(select + "cleared_at is null", {}), read_alarm);
        auto cleared = read_all(
            connection.query(select + "cleared_at is not null and cleared_at >= $1", {since}),
            read_alarm);
        std::ranges::move(cleared, std::back_inserter(found));
        std::ranges::sort(found, {}, &Alarm::id);
        return found;
    });
}

base::Result<std::optional<Alarm>> SqlAlarms::find(const AlarmId& id) {
    return database_.read([&](Connection& connection) -> base::Result<std::optional<Alarm>> {
        const auto rows = connection.query(
            "select " + std::string(alarm_columns) + " from alarm where id = $1", {id});
        return rows.empty() ? std::nullopt : std::optional(read_alarm(rows.front()));
    });
}

base::Result<std::vector<Alarm>> SqlAlarms::list(const AlarmFilter& filter) {
    storage::Conditions conditions;
    conditions.add_within("area", texts_of(filter.visible));
    if (filter.area) {
        conditions.add_within("area", {area::to_text(*filter.area)});
    }
    if (filter.state) {
        add_state(conditions, *filter.state);
    }
    if (filter.kind) {
        conditions.add("kind = ?", json::enum_text(*filter.kind));
    }
    if (filter.device) {
        conditions.add("device = ?", *filter.device);
    }
    if (filter.after) {
        conditions.add("id < ?", *filter.after);
    }
    const std::string limit = conditions.parameter(filter.limit);
    return database_.read([&](Connection& connection) -> base::Result<std::vector<Alarm>> {
        return read_all(connection.query("select " + std::string(alarm_columns) +
                                             " from alarm where " + conditions.text() +
                                             " order by id desc limit " + limit,
                                         conditions.parameters()),
                        read_alarm);
    });
}

base::Result<std::vector<Contact>> SqlAlarms::contacts(const std::vector<area::AreaPath>& within) {
    storage::Conditions conditions;
    conditions.add_within("area", texts_of(within));
    return database_.read([&](Connection& connection) -> base::Result<std::vector<Contact>> {
        return read_all(connection.query("select id, area, channel, address, secret, created_at "
                                         "from alarm_contact where " +
                                             conditions.text() + " order by id limit 1000",
                                         conditions.parameters()),
                        read_contact);
    });
}

base::Result<std::vector<Notice>> SqlAlarms::notices_of(const AlarmId& alarm) {
    return database_.read([&](Connection& connection) -> base::Result<std::vector<Notice>> {
        return read_all(connection.query("select " + std::string(notice_columns) +
                                             " from alarm_notice where alarm = $1 order by id",
                                         {alarm}),
                        read_notice);
    });
}

base::Result<std::vector<Notice>> SqlAlarms::due_notices(base::Instant now, unsigned limit) {
    return database_.read([&](Connection& connection) -> base::Result<std::vector<Notice>> {
        return read_all(
            connection.query("select " + std::string(notice_columns) +
                                 " from alarm_notice where next_at is not null and next_at <= $1 "
                                 "order by next_at, id limit $2",
                             {now, limit}),
            read_notice);
    });
}

} // namespace alarms
