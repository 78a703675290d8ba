#include "emergency/manage_templates.hpp"

#include "audit/audit.hpp"
#include "base/try.hpp"

namespace emergency {

namespace {

base::Failure not_found() {
    return base::fail(base::Fault::not_found, "emergency.template_not_found",
                      "Không có mẫu tin này.", "There is no such template.");
}

void record(storage::Transaction& transaction, const rights::Actor& actor, const char* action,
            const std::optional<Template>& before, const std::optional<Template>& after,
            base::Instant now) {
    const Template& named = after ? *after : *before;
    audit::append(transaction, actor,
                  {.action = action,
                   .entity = "emergency_template/" + base::to_text(named.id),
                   .area = named.area,
                   .before = before ? before->title + "\n" + before->text : "",
                   .after = after ? after->title + "\n" + after->text : "",
                   .note = named.name},
                  now);
}

} // namespace

base::Result<Template> add_template(EmergencyDesk& desk, const rights::Actor& actor,
                                    Template draft) {
    const base::Instant now = desk.broadcast.clock.now();
    TRY(rights::require(actor, template_permission, draft.area));
    TRY_ASSIGN(Template checked, check_template(std::move(draft)));
    checked.id = TemplateId::make(now, desk.broadcast.random);
    checked.version = 1;
    checked.changed_at = now;
    TRY(desk.broadcast.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        insert_template(transaction, checked);
        record(transaction, actor, "emergency.add_template", std::nullopt, checked, now);
        return {};
    }));
    return checked;
}

base::Result<Template>
edit_template(EmergencyDesk& desk, const rights::Actor& actor, Template draft,
              const std::function<base::Result<void>(std::int64_t version)>& require) {
    const base::Instant now = desk.broadcast.clock.now();
    TRY_ASSIGN(Template checked, check_template(std::move(draft)));
    TRY(desk.broadcast.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        const auto before = find_template(transaction, checked.id);
        if (!before) {
            return not_found();
        }
        TRY(rights::require(actor, template_permission, before->area));
        TRY(require(before->version));
        checked.area = before->area;
        checked.version = before->version + 1;
        checked.changed_at = now;
        if (!update_template(transaction, checked)) {
            return base::fail(base::Fault::conflict, "emergency.template_changed",
                              "Người khác vừa sửa mẫu tin này. Hãy mở lại rồi sửa.",
                              "Somebody has changed this template meanwhile. Read it again.");
        }
        record(transaction, actor, "emergency.edit_template", before, checked, now);
        return {};
    }));
    return checked;
}

base::Result<void> delete_template(EmergencyDesk& desk, const rights::Actor& actor,
                                   const TemplateId& id) {
    const base::Instant now = desk.broadcast.clock.now();
    return desk.broadcast.database.write(
        [&](storage::Transaction& transaction) -> base::Result<void> {
            const auto before = find_template(transaction, id);
            if (!before) {
                return not_found();
            }
            TRY(rights::require(actor, template_permission, before->area));
            remove_template(transaction, id);
            record(transaction, actor, "emergency.remove_template", before, std::nullopt, now);
            return {};
        });
}

} // namespace emergency
