#include "audit/audit.hpp"
#include "audit/audit_chain.hpp"

#include "crypto/digest.hpp"
#include "storage/conditions.hpp"

namespace audit {

namespace {

using storage::Row;

constexpr std::string_view lock_head =
    "update audit_head set seq = seq + 1 where name = 'audit' returning seq, hash";
constexpr std::string_view move_head = "update audit_head set hash = $1 where name = 'audit'";
constexpr std::string_view select_head = "select seq, hash from audit_head where name = 'audit'";
constexpr std::string_view insert_entry = R"sql(
insert into audit_entry (seq, at, actor, actor_name, action, entity, area, before_hash, after_hash,
                         note, prev_hash, hash)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12))sql";
constexpr std::string_view columns =
    "select seq, at, actor, actor_name, action, entity, area, before_hash, after_hash, note, "
    "prev_hash, hash from audit_entry where ";
constexpr int verify_batch = 1'000;

std::string hash_of(const std::string& text) {
    return text.empty() ? std::string() : base::to_text(crypto::sha256(text));
}

LoggedEntry to_entry(const Row& row) {
    return {.seq = row.integer("seq"),
            .at = row.instant("at"),
            .actor = row.text("actor"),
            .actor_name = row.text("actor_name"),
            .action = row.text("action"),
            .entity = row.text("entity"),
            .area = row.text("area"),
            .before_hash = row.text("before_hash"),
            .after_hash = row.text("after_hash"),
            .note = row.text("note"),
            .prev_hash = row.sha256("prev_hash"),
            .hash = row.sha256("hash")};
}

base::Message reason(std::string vi, std::string en) {
    return {std::move(vi), std::move(en)};
}

/// Follows the chain entry by entry.
class Walk {
public:
    explicit Walk(std::optional<Anchor> anchor) : anchor_(anchor) {}

    /// False at the first broken link.
    bool step(const LoggedEntry& entry) {
        if (entry.seq != seen_.head.seq + 1) {
            return broken(seen_.head.seq + 1, reason("thiếu dòng này", "this entry is missing"));
        }
        if (entry.prev_hash != seen_.head.hash) {
            return broken(entry.seq, reason("không nối với dòng trước",
                                            "it does not follow from the entry before"));
        }
        if (entry.hash != link_hash(entry)) {
            return broken(entry.seq, reason("nội dung đã bị sửa", "its content was altered"));
        }
        if (anchor_ && anchor_->seq == entry.seq && anchor_->hash != entry.hash) {
            return broken(entry.seq,
                          reason("khác với dấu đã ghi lại", "it differs from what was noted"));
        }
        seen_.head = {entry.seq, entry.hash};
        ++seen_.entries;
        return true;
    }

    Verification finish(const Anchor& head) {
        if (!seen_.broken && (head.seq != seen_.head.seq || head.hash != seen_.head.hash)) {
            broken(seen_.head.seq + 1,
                   reason("các dòng cuối đã bị xóa", "entries at the end were removed"));
        }
        if (!seen_.broken && anchor_ && anchor_->seq > seen_.head.seq) {
            broken(seen_.head.seq + 1, reason("nhật ký ngắn hơn dấu đã ghi lại",
                                              "the log is shorter than what was noted"));
        }
        return seen_;
    }

    [[nodiscard]] std::int64_t last() const { return seen_.head.seq; }
    [[nodiscard]] bool is_broken() const { return seen_.broken.has_value(); }

private:
    bool broken(std::int64_t seq, base::Message why) {
        seen_.broken = BrokenLink{seq, std::move(why)};
        return false;
    }

    std::optional<Anchor> anchor_;
    Verification seen_;
};

} // namespace

void append(storage::Transaction& transaction, const rights::Actor& actor, const Entry& entry,
            base::Instant now) {
    const Row head = transaction.query(lock_head, {}).front();
    LoggedEntry logged{.seq = head.integer("seq"),
                       .at = now,
                       .actor = actor.user.is_nil() ? std::string() : base::to_text(actor.user),
                       .actor_name = actor.name,
                       .action = entry.action,
                       .entity = entry.entity,
                       .area = area::to_text(entry.area),
                       .before_hash = hash_of(entry.before),
                       .after_hash = hash_of(entry.after),
                       .note = entry.note,
                       .prev_hash = head.sha256("hash"),
                       .hash = {}};
    logged.hash = link_hash(logged);
    transaction.execute(insert_entry,
                        {logged.seq, logged.at, logged.actor, logged.actor_name, logged.action,
                         logged.entity, logged.area, logged.before_hash, logged.after_hash,
                         logged.note, logged.prev_hash, logged.hash});
    transaction.execute(move_head, {logged.hash});
}

std::vector<LoggedEntry> list(storage::Connection& connection, const Query& query) {
    if (query.areas.empty()) {
        return {};
    }
    storage::Conditions conditions;
    conditions.add("seq < ?", query.before_seq == 0 ? INT64_MAX : query.before_seq);
    std::vector<std::string> areas;
    for (const area::AreaPath& area : query.areas) {
        areas.push_back(area::to_text(area));
    }
    conditions.add_within("area", areas);
    if (!query.actor.empty()) {
        conditions.add("actor = ?", query.actor);
    }
    if (!query.entity.empty()) {
        conditions.add("entity = ?", query.entity);
    }
    if (query.action.ends_with('.')) {
        conditions.add("substr(action, 1, " + std::to_string(query.action.size()) + ") = ?",
                       query.action);
    } else if (!query.action.empty()) {
        conditions.add("action = ?", query.action);
    }
    if (query.from) {
        conditions.add("at >= ?", *query.from);
    }
    if (query.to) {
        conditions.add("at < ?", *query.to);
    }
    std::vector<LoggedEntry> found;
    const std::string sql = std::string(columns) + conditions.text() + " order by seq desc limit " +
                            std::to_string(query.limit);
    for (const Row& row : connection.query(sql, conditions.parameters())) {
        found.push_back(to_entry(row));
    }
    return found;
}

base::Result<Verification> verify(storage::Database& database, std::optional<Anchor> anchor) {
    return database.read([&](storage::Connection& connection) -> base::Result<Verification> {
        Walk walk(anchor);
        for (bool more = true; more && !walk.is_broken();) {
            const auto rows =
                connection.query(std::string(columns) + "seq > $1 order by seq limit $2",
                                 {walk.last(), verify_batch});
            more = std::ssize(rows) == verify_batch;
            for (const Row& row : rows) {
                if (!walk.step(to_entry(row))) {
                    break;
                }
            }
        }
        const Row head = connection.query(select_head, {}).front();
        return walk.finish({head.integer("seq"), head.sha256("hash")});
    });
}

} // namespace audit
