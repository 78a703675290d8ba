#include "content/content_store_sql.hpp"

#include "audit/audit.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "content/bulletin_json.hpp"
#include "content/bulletin_list_sql.hpp"
#include "media/blob_register.hpp"
#include "storage/outbox.hpp"
#include "json/described.hpp"

namespace content {

namespace {

constexpr std::string_view select_bulletin = "select document from bulletin where id = $1";

constexpr std::string_view insert_bulletin = R"sql(
    insert into bulletin (id, state, class, field_key, area, author, valid_from, valid_to,
                          version, document, on_miss, offered_to)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    on conflict (id) do nothing)sql";

constexpr std::string_view update_bulletin = R"sql(
    update bulletin set state = $2, class = $3, field_key = $4, area = $5, author = $6,
                        valid_from = $7, valid_to = $8, version = $9, document = $10,
                        on_miss = $11, offered_to = $12
    where id = $1)sql";

constexpr std::string_view insert_version = R"sql(
    insert into bulletin_version (bulletin, version, state, changed_by, changed_by_name,
                                  changed_at, reason, document, comment)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9))sql";

constexpr std::string_view select_history = R"sql(
    select version, state, changed_by, changed_by_name, changed_at, reason, comment
    from bulletin_version where bulletin = $1 order by version)sql";

constexpr std::string_view select_version =
    "select document from bulletin_version where bulletin = $1 and version = $2";

constexpr std::string_view select_rule = "select document from approval_rule where area = $1";

constexpr std::string_view insert_rule = R"sql(
    insert into approval_rule (area, version, document) values ($1, $2, $3)
    on conflict (area) do nothing)sql";

constexpr std::string_view update_rule = R"sql(
    update approval_rule set version = $2, document = $3
    where area = $1 and version = $4)sql";

struct ChangedPayload {
    BulletinId id;
    BulletinState state = BulletinState::draft;
    std::int64_t version = 0;
    area::AreaPath area;
};
BOOST_DESCRIBE_STRUCT(ChangedPayload, (), (id, state, version, area))

Bulletin read_document(std::string_view document) {
    auto bulletin = bulletin_from_json(document);
    if (!bulletin) {
        throw storage::DatabaseError(storage::DatabaseFault::programming,
                                     "a stored bulletin cannot be read");
    }
    return std::move(*bulletin);
}

storage::Parameters columns_of(const Bulletin& bulletin) {
    const BulletinBody& body = bulletin.body;
    return {bulletin.id,
            to_text(bulletin.state),
            to_text(body.class_),
            base::fold(body.field),
            area::to_text(body.area),
            bulletin.author.user,
            body.valid_from,
            body.valid_to,
            bulletin.version,
            to_json(bulletin),
            json::enum_text(body.miss.on_miss),
            offered_column(bulletin)};
}

base::Failure refuse_rule_conflict() {
    return base::fail(base::Fault::conflict, "content.changed_meanwhile",
                      "Người khác vừa sửa quy tắc duyệt. Hãy mở lại rồi sửa.",
                      "Somebody has changed the rule meanwhile. Read it again.");
}

/// The rule of the nearest unit that has one.
ApprovalRule find_rule(storage::Connection& connection, const area::AreaPath& area) {
    std::vector<area::AreaCode> codes = area.codes();
    while (true) {
        const std::string at = area::to_text(area::AreaPath(codes));
        const storage::Rows rows = connection.query(select_rule, {at});
        if (!rows.empty()) {
            auto rule = rule_from_json(rows.front().text("document"));
            if (!rule) {
                throw storage::DatabaseError(storage::DatabaseFault::programming,
                                             "a stored approval rule cannot be read");
            }
            return std::move(*rule);
        }
        if (codes.empty()) {
            ApprovalRule rule;
            rule.area = area;
            return rule;
        }
        codes.pop_back();
    }
}

} // namespace

std::optional<Bulletin> find_bulletin(storage::Connection& connection, const BulletinId& id) {
    const storage::Rows rows = connection.query(select_bulletin, {id});
    return rows.empty() ? std::nullopt
                        : std::optional(read_document(rows.front().text("document")));
}

base::Result<Bulletin> SqlContentTransaction::load(const BulletinId& id) {
    auto found = find_bulletin(transaction_, id);
    if (!found) {
        return base::fail(base::Fault::not_found, "content.not_found",
                          "Không có bản tin này, hoặc bạn không được xem.",
                          "There is no such bulletin, or you may not see it.");
    }
    return std::move(*found);
}

base::Result<void> SqlContentTransaction::insert(const Bulletin& bulletin) {
    if (transaction_.execute(insert_bulletin, columns_of(bulletin)) == 0) {
        return base::fail(base::Fault::conflict, "content.already_exists",
                          "Bản tin có mã này đã được lưu rồi.",
                          "A bulletin with this id exists already.");
    }
    return keep_version(bulletin);
}

base::Result<void> SqlContentTransaction::update(const Bulletin& bulletin) {
    transaction_.execute(update_bulletin, columns_of(bulletin));
    return keep_version(bulletin);
}

base::Result<void> SqlContentTransaction::keep_version(const Bulletin& bulletin) {
    index_bulletin(transaction_, bulletin);
    transaction_.execute(insert_version,
                         {bulletin.id, bulletin.version, to_text(bulletin.state),
                          bulletin.changed_by.user, bulletin.changed_by.name, bulletin.changed_at,
                          bulletin.reason, to_json(bulletin), comment_of(bulletin)});
    return media::hold_media(transaction_, "bulletin/" + base::to_text(bulletin.id),
                             media_of(bulletin), now_);
}

base::Result<ApprovalRule> SqlContentTransaction::approval_rule(const area::AreaPath& area) {
    return find_rule(transaction_, area);
}

base::Result<void> SqlContentTransaction::save_rule(const ApprovalRule& rule,
                                                    const rights::Actor& actor) {
    const std::string area = area::to_text(rule.area);
    const storage::Rows rows = transaction_.query(select_rule, {area});
    const std::string document = to_json(rule);
    const std::int64_t changed =
        rule.version == 1
            ? transaction_.execute(insert_rule, {area, rule.version, document})
            : transaction_.execute(update_rule, {area, rule.version, document, rule.version - 1});
    if (changed == 0) {
        return refuse_rule_conflict();
    }
    audit::append(transaction_, actor,
                  {.action = "content.change_approval_rule",
                   .entity = "approval_rule/" + area,
                   .area = rule.area,
                   .before = rows.empty() ? "" : rows.front().text("document"),
                   .after = document},
                  now_);
    return {};
}

void SqlContentTransaction::record(const BulletinChange& change, const rights::Actor& actor) {
    const Bulletin& after = change.after;
    const std::string id = base::to_text(after.id);
    const ChangedPayload payload{after.id, after.state, after.version, after.body.area};
    storage::append_outbox(
        transaction_,
        {.topic = "content.changed", .entity = "bulletin/" + id, .payload = json::write(payload)},
        now_);
    audit::append(transaction_, actor,
                  {.action = change.action,
                   .entity = "bulletin/" + id,
                   .area = after.body.area,
                   .before = change.before != nullptr ? to_json(*change.before) : "",
                   .after = to_json(after),
                   .note = after.reason.value_or(comment_of(after).value_or(""))},
                  now_);
}

base::Result<void>
SqlContentUnitOfWork::change(const std::function<base::Result<void>(ContentTransaction&)>& body) {
    return database_.write([&](storage::Transaction& transaction) -> base::Result<void> {
        SqlContentTransaction content(transaction, clock_.now());
        return body(content);
    });
}

base::Result<std::optional<Bulletin>> SqlBulletinStore::find(const BulletinId& id) {
    return database_.read(
        [&](storage::Connection& connection) -> base::Result<std::optional<Bulletin>> {
            return find_bulletin(connection, id);
        });
}

base::Result<std::vector<Bulletin>> SqlBulletinStore::list(const BulletinFilter& filter) {
    return database_.read(
        [&](storage::Connection& connection) -> base::Result<std::vector<Bulletin>> {
            std::vector<Bulletin> found;
            for (const std::string& document : list_documents(connection, filter)) {
                found.push_back(read_document(document));
            }
            return found;
        });
}

base::Result<std::vector<BulletinVersion>> SqlBulletinStore::history(const BulletinId& id) {
    return database_.read(
        [&](storage::Connection& connection) -> base::Result<std::vector<BulletinVersion>> {
            std::vector<BulletinVersion> versions;
            for (const storage::Row& row : connection.query(select_history, {id})) {
                const auto state = json::enum_value<BulletinState>(row.text("state"));
                versions.push_back(
                    {row.integer("version"),
                     state.value_or(BulletinState::draft),
                     {row.id<identity::UserId>("changed_by"), row.text("changed_by_name")},
                     row.instant("changed_at"),
                     row.optional_text("reason"),
                     row.optional_text("comment")});
            }
            return versions;
        });
}

base::Result<std::optional<Bulletin>> SqlBulletinStore::as_of(const BulletinId& id,
                                                              std::int64_t version) {
    return database_.read(
        [&](storage::Connection& connection) -> base::Result<std::optional<Bulletin>> {
            const auto rows = connection.query(select_version, {id, version});
            return rows.empty() ? std::nullopt
                                : std::optional(read_document(rows.front().text("document")));
        });
}

base::Result<ApprovalRule> SqlBulletinStore::approval_rule(const area::AreaPath& area) {
    return database_.read([&](storage::Connection& connection) -> base::Result<ApprovalRule> {
        return find_rule(connection, area);
    });
}

} // namespace content
