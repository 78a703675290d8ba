#include "content/template_desk.hpp"

#include "audit/audit.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "content/change.hpp"
#include "content/template_json.hpp"
#include "device_protocol/messages_described.hpp"
#include "rights/policy.hpp"
#include "json/described.hpp"

#include <algorithm>

namespace content {

namespace {

using rights::Permission;

constexpr std::int64_t templates_max = 200;

constexpr std::string_view select_one = "select document from bulletin_template where id = $1";
constexpr std::string_view select_of_unit =
    "select document from bulletin_template where area = $1 order by id";
constexpr std::string_view count_of_unit =
    "select count(*) as n from bulletin_template where area = $1";
constexpr std::string_view insert_one =
    "insert into bulletin_template (id, area, document) values ($1, $2, $3)";
constexpr std::string_view update_one = "update bulletin_template set document = $2 where id = $1";
constexpr std::string_view delete_one = "delete from bulletin_template where id = $1";

BulletinTemplate read_document(const storage::Row& row) {
    auto kept = json::read<BulletinTemplate>(row.text("document"), json::Unknown::ignore);
    if (!kept) {
        throw storage::DatabaseError(storage::DatabaseFault::programming,
                                     "a stored template cannot be read");
    }
    return std::move(*kept);
}

base::Failure missing() {
    return base::fail(base::Fault::not_found, "content.template_missing",
                      "Không có mẫu này, hoặc bạn không được xem.",
                      "There is no such template, or you may not see it.");
}

/// Whoever reads bulletins in the unit, above it or within it.
bool may_see(const rights::Actor& actor, const area::AreaPath& unit) {
    return std::ranges::any_of(
        rights::areas_with(actor, Permission::read_bulletins),
        [&](const area::AreaPath& area) { return area.covers(unit) || unit.covers(area); });
}

base::Result<BulletinTemplate> load(storage::Connection& connection, const rights::Actor& actor,
                                    const TemplateId& id) {
    const storage::Rows rows = connection.query(select_one, {id});
    if (rows.empty()) {
        return missing();
    }
    BulletinTemplate kept = read_document(rows.front());
    return may_see(actor, kept.body.area) ? base::Result<BulletinTemplate>(std::move(kept))
                                          : missing();
}

void note(storage::Transaction& transaction, const rights::Actor& actor, std::string action,
          const BulletinTemplate* before, const BulletinTemplate* after, base::Instant now) {
    const BulletinTemplate& one = after != nullptr ? *after : *before;
    audit::append(transaction, actor,
                  {.action = std::move(action),
                   .entity = "bulletin_template/" + base::to_text(one.id),
                   .area = one.body.area,
                   .before = before != nullptr ? json::write(*before) : "",
                   .after = after != nullptr ? json::write(*after) : ""},
                  now);
}

} // namespace

base::Result<std::vector<BulletinTemplate>> TemplateDesk::list(const rights::Actor& actor,
                                                               const area::AreaPath& area) {
    TRY(rights::require(actor, Permission::read_bulletins, area));
    using Templates = std::vector<BulletinTemplate>;
    return database_.read([&](storage::Connection& connection) -> base::Result<Templates> {
        Templates found;
        std::vector<area::AreaCode> codes = area.codes();
        while (true) {
            Templates of_unit;
            for (const storage::Row& row :
                 connection.query(select_of_unit, {area::to_text(area::AreaPath(codes))})) {
                of_unit.push_back(read_document(row));
            }
            std::ranges::sort(of_unit, {}, [](const BulletinTemplate& kept) {
                return std::pair(base::fold(kept.body.name), kept.id);
            });
            std::ranges::move(of_unit, std::back_inserter(found));
            if (codes.empty()) {
                return found;
            }
            codes.pop_back();
        }
    });
}

base::Result<BulletinTemplate> TemplateDesk::find(const rights::Actor& actor,
                                                  const TemplateId& id) {
    return database_.read(
        [&](storage::Connection& connection) { return load(connection, actor, id); });
}

base::Result<BulletinTemplate> TemplateDesk::add(const rights::Actor& actor, TemplateBody body) {
    TRY(rights::require(actor, Permission::write_bulletins, body.area));
    TRY_ASSIGN(TemplateBody checked, check_template(std::move(body)));
    const base::Instant now = clock_.now();
    const BulletinTemplate made{TemplateId::make(now, random_), std::move(checked),
                                person_of(actor), now};
    return database_.write(
        [&](storage::Transaction& transaction) -> base::Result<BulletinTemplate> {
            const std::string area = area::to_text(made.body.area);
            if (transaction.query(count_of_unit, {area}).front().integer("n") >= templates_max) {
                return base::fail(base::Fault::conflict, "content.too_many_templates",
                                  "Đơn vị đã có 200 mẫu. Hãy xóa bớt mẫu không dùng.",
                                  "The unit has 200 templates. Remove some that are not used.");
            }
            transaction.execute(insert_one, {made.id, area, json::write(made)});
            note(transaction, actor, "content.add_template", nullptr, &made, now);
            return made;
        });
}

base::Result<BulletinTemplate> TemplateDesk::change(const rights::Actor& actor,
                                                    const TemplateId& id, std::int64_t seen,
                                                    TemplateBody body) {
    TRY_ASSIGN(const TemplateBody checked, check_template(std::move(body)));
    return database_.write(
        [&](storage::Transaction& transaction) -> base::Result<BulletinTemplate> {
            TRY_ASSIGN(const BulletinTemplate before, load(transaction, actor, id));
            TRY(rights::require(actor, Permission::write_bulletins, before.body.area));
            if (before.version != seen) {
                return base::fail(
                    base::Fault::conflict, "content.changed_meanwhile",
                    before.changed_by.name + " vừa sửa mẫu này. Hãy mở lại để xem bản mới.",
                    before.changed_by.name + " has changed this template. Read it again.");
            }
            if (checked.area != before.body.area) {
                return base::fail(base::Fault::invalid, "content.template_elsewhere",
                                  "Không chuyển mẫu sang đơn vị khác được. Hãy lưu thành mẫu mới.",
                                  "A template stays in its unit. Save a new one there.");
            }
            const BulletinTemplate after{id, checked, person_of(actor), clock_.now(), seen + 1};
            transaction.execute(update_one, {id, json::write(after)});
            note(transaction, actor, "content.change_template", &before, &after, after.changed_at);
            return after;
        });
}

base::Result<void> TemplateDesk::remove(const rights::Actor& actor, const TemplateId& id) {
    return database_.write([&](storage::Transaction& transaction) -> base::Result<void> {
        TRY_ASSIGN(const BulletinTemplate before, load(transaction, actor, id));
        TRY(rights::require(actor, Permission::write_bulletins, before.body.area));
        transaction.execute(delete_one, {id});
        note(transaction, actor, "content.remove_template", &before, nullptr, clock_.now());
        return {};
    });
}

std::vector<std::string> TemplateDesk::abilities(const rights::Actor& actor,
                                                 const BulletinTemplate& kept) {
    std::vector<std::string> names;
    if (!rights::areas_with(actor, Permission::write_bulletins).empty()) {
        names.emplace_back("use");
    }
    if (rights::allows(actor, Permission::write_bulletins, kept.body.area)) {
        names.insert(names.end(), {"edit", "remove"});
    }
    return names;
}

} // namespace content
