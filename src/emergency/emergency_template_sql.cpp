#include "emergency/emergency_template.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace emergency {

namespace {

constexpr std::string_view template_columns =
    "select id, area, hazard, name, title, text, siren, minutes, version, changed_at "
    "from emergency_template ";

Template read_template(const storage::Row& row) {
    return {.id = row.id<TemplateId>("id"),
            .area = area::AreaPath::parse(row.text("area")).value_or(area::AreaPath()),
            .hazard = row.text("hazard"),
            .name = row.text("name"),
            .title = row.text("title"),
            .text = row.text("text"),
            .siren = row.integer("siren") != 0,
            .minutes = static_cast<std::int32_t>(row.integer("minutes")),
            .version = row.integer("version"),
            .changed_at = row.instant("changed_at")};
}

} // namespace

base::Result<Template> check_template(Template draft) {
    base::Error error =
        base::refuse(base::Fault::invalid, "emergency.wrong_template",
                     "Mẫu tin khẩn cấp còn chỗ chưa đúng.", "Something in the template is wrong.");
    const auto tidy = [&](std::string& text, std::size_t most, const char* pointer) {
        const auto nfc = base::to_nfc(text);
        text = nfc ? std::string(base::trim(*nfc)) : std::string();
        if (text.empty() || base::code_points(text) > most) {
            error.fields.push_back({pointer,
                                    {"cần từ 1 đến " + std::to_string(most) + " ký tự",
                                     "needs 1 to " + std::to_string(most) + " characters"}});
        }
    };
    tidy(draft.hazard, 40, "/hazard");
    tidy(draft.name, 200, "/name");
    tidy(draft.title, 200, "/title");
    tidy(draft.text, 5'000, "/text");
    if (draft.minutes < 1 || draft.minutes > 720) {
        error.fields.push_back({"/minutes", {"phải từ 1 đến 720", "must be 1 to 720"}});
    }
    if (!error.fields.empty()) {
        return base::fail(std::move(error));
    }
    return draft;
}

std::vector<Template> list_templates(storage::Connection& connection, const area::AreaPath& area) {
    std::vector<area::AreaCode> codes = area.codes();
    std::vector<Template> templates;
    while (true) {
        for (const storage::Row& row :
             connection.query(std::string(template_columns) + "where area = $1 order by name, id",
                              {area::to_text(area::AreaPath(codes))})) {
            templates.push_back(read_template(row));
        }
        if (codes.empty()) {
            return templates;
        }
        codes.pop_back();
    }
}

std::optional<Template> find_template(storage::Connection& connection, const TemplateId& id) {
    const auto rows = connection.query(std::string(template_columns) + "where id = $1", {id});
    return rows.empty() ? std::nullopt : std::optional(read_template(rows.front()));
}

void insert_template(storage::Transaction& transaction, const Template& draft) {
    transaction.execute("insert into emergency_template (id, area, hazard, name, title, text, "
                        "siren, minutes, version, changed_at) values "
                        "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                        {draft.id, area::to_text(draft.area), draft.hazard, draft.name, draft.title,
                         draft.text, std::int64_t{draft.siren ? 1 : 0}, std::int64_t{draft.minutes},
                         draft.version, draft.changed_at});
}

bool update_template(storage::Transaction& transaction, const Template& draft) {
    return transaction.execute("update emergency_template set hazard = $2, name = $3, title = $4, "
                               "text = $5, siren = $6, minutes = $7, version = $8, "
                               "changed_at = $9 where id = $1 and version = $8 - 1",
                               {draft.id, draft.hazard, draft.name, draft.title, draft.text,
                                std::int64_t{draft.siren ? 1 : 0}, std::int64_t{draft.minutes},
                                draft.version, draft.changed_at}) == 1;
}

void remove_template(storage::Transaction& transaction, const TemplateId& id) {
    transaction.execute("delete from emergency_template where id = $1", {id});
}

} // namespace emergency
