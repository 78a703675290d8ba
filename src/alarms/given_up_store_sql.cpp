#include "alarms/given_up_store_sql.hpp"

#include "alarms/alarm_json.hpp"
#include "alarms/words.hpp"
#include "audit/audit.hpp"
#include "base/try.hpp"
#include "storage/conditions.hpp"

namespace alarms {

namespace {

using storage::Connection;
using storage::Row;
using storage::Transaction;

const std::string select_given_up = R"sql(
    select n.id, n.alarm, a.kind, a.area, a.device_name, n.channel, n.address, n.happening,
           n.document, n.tried_at, n.attempts, n.last_error
    from alarm_notice n join alarm a on a.id = n.alarm
    where n.next_at is null and n.sent_at is null and n.discarded_at is null and )sql";

// The conditions again: of two decisions at the same moment the first one holds.
constexpr std::string_view send_again = R"sql(
    update alarm_notice set next_at = $2
    where id = $1 and next_at is null and sent_at is null and discarded_at is null)sql";

constexpr std::string_view discard = R"sql(
    update alarm_notice set discarded_at = $2
    where id = $1 and next_at is null and sent_at is null and discarded_at is null)sql";

[[noreturn]] void not_ours(std::string_view what) {
    throw storage::DatabaseError(storage::DatabaseFault::programming,
                                 "unreadable " + std::string(what) + " of a stored notice");
}

template <class Word>
Word read_word(const Row& row, std::string_view column) {
    const auto word = json::enum_value<Word>(row.text(column));
    if (!word) {
        not_ours(column);
    }
    return *word;
}

GivenUpNotice read_given_up(const Row& row) {
    auto area = area::AreaPath::parse(row.text("area"));
    const auto document = read_notice_document(row.text("document"));
    if (!area || !document) {
        not_ours(area ? "document" : "area");
    }
    return {.id = row.id<NoticeId>("id"),
            .alarm = row.id<AlarmId>("alarm"),
            .kind = read_word<AlarmKind>(row, "kind"),
            .area = *std::move(area),
            .device_name = row.text("device_name"),
            .channel = read_word<Channel>(row, "channel"),
            .address = row.text("address"),
            .happening = read_word<Happening>(row, "happening"),
            .happened_at = document->at,
            .tried_at = row.optional_instant("tried_at"),
            .attempts = static_cast<std::int32_t>(row.integer("attempts")),
            .last_error = row.text("last_error")};
}

audit::Entry entry_of(const GivenUpNotice& notice, const Settling& settling) {
    const bool discarded = settling.deed == Deed::discard;
    return {.action = discarded ? "alarms.discard_notice" : "alarms.retry_notice",
            .entity = "alarm-notice/" + base::to_text(notice.id),
            .area = notice.area,
            .before = {},
            .after = {},
            .note = discarded ? notice.address + ": " + settling.reason : notice.address};
}

} // namespace

base::Result<std::vector<GivenUpNotice>> SqlGivenUpNotices::list(const GivenUpFilter& filter) {
    std::vector<std::string> areas;
    for (const area::AreaPath& area : filter.visible) {
        areas.push_back(area::to_text(area));
    }
    storage::Conditions conditions;
    conditions.add_within("a.area", areas);
    if (filter.after) {
        conditions.add("n.id < ?", *filter.after);
    }
    const std::string limit = conditions.parameter(filter.limit);
    return database_.read([&](Connection& connection) -> base::Result<std::vector<GivenUpNotice>> {
        std::vector<GivenUpNotice> found;
        for (const Row& row : connection.query(select_given_up + conditions.text() +
                                                   " order by n.id desc limit " + limit,
                                               conditions.parameters())) {
            found.push_back(read_given_up(row));
        }
        return found;
    });
}

base::Result<void> SqlGivenUpNotices::settle(
    const NoticeId& id, const rights::Actor& actor,
    const std::function<base::Result<Settling>(const GivenUpNotice&)>& decide) {
    return database_.write([&](Transaction& transaction) -> base::Result<void> {
        const auto rows = transaction.query(select_given_up + "n.id = $1", {id});
        if (rows.empty()) {
            return no_such_notice();
        }
        const GivenUpNotice notice = read_given_up(rows.front());
        TRY_ASSIGN(const Settling settling, decide(notice));
        const bool again = settling.deed == Deed::send_again;
        if (transaction.execute(again ? send_again : discard, {id, clock_.now()}) != 1) {
            return no_such_notice();
        }
        audit::append(transaction, actor, entry_of(notice, settling), clock_.now());
        return {};
    });
}

} // namespace alarms
