#include "schedule/schedule_record.hpp"

#include "base/text.hpp"
#include "content/bulletin_json.hpp"
#include "content/bulletin_search.hpp"
#include "content/bulletin_store.hpp"
#include "schedule/schedule_json.hpp"

#include <algorithm>

namespace schedule {

namespace {

constexpr std::string_view insert_sql = R"sql(
    insert into programme (id, state, class, area, search_text, version, document)
    values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing)sql";

constexpr std::string_view update_sql = R"sql(
    update programme set state = $2, class = $3, area = $4, search_text = $5, version = $6,
                         document = $7
    where id = $1)sql";

constexpr std::string_view insert_rules_sql = R"sql(
    insert into unit_rules (area, effective_from, version, document) values ($1, $2, $3, $4)
    on conflict (area, effective_from) do nothing)sql";

constexpr std::string_view update_rules_sql = R"sql(
    update unit_rules set version = $3, document = $4
    where area = $1 and effective_from = $2 and version = $5)sql";

template <class T>
T read_or_throw(base::Result<T> result) {
    if (!result) {
        throw storage::DatabaseError(storage::DatabaseFault::programming,
                                     "a stored programme or rule cannot be read: " +
                                         result.error().message.en);
    }
    return std::move(*result);
}

std::vector<Programme> read_programmes(const storage::Rows& rows) {
    std::vector<Programme> programmes;
    for (const storage::Row& row : rows) {
        programmes.push_back(read_or_throw(programme_from_json(row.text("document"))));
    }
    return programmes;
}

std::vector<UnitRules> read_rules(const storage::Rows& rows) {
    std::vector<UnitRules> rules;
    for (const storage::Row& row : rows) {
        rules.push_back(read_or_throw(rules_from_json(row.text("document"))));
    }
    return rules;
}

storage::Parameters columns_of(const Programme& programme) {
    return {programme.id,
            to_text(programme.state),
            content::to_text(programme.class_),
            area::to_text(programme.area),
            base::fold(programme.title),
            programme.version,
            to_json(programme)};
}

void link_bulletins(storage::Transaction& transaction, const Programme& programme) {
    transaction.execute("delete from programme_bulletin where programme = $1", {programme.id});
    if (programme.state != ProgrammeState::active) {
        return;
    }
    for (const ProgrammeItem& item : programme.items) {
        if (item.bulletin) {
            transaction.execute("insert into programme_bulletin (programme, bulletin) "
                                "values ($1, $2) on conflict (programme, bulletin) do nothing",
                                {programme.id, *item.bulletin});
        }
    }
}

/// Conditions with their parameters, joined by `or` or `and`.
class Conditions {
public:
    template <class T>
    std::string bind(const T& value) {
        parameters_.emplace_back(value);
        return "$" + std::to_string(parameters_.size());
    }
    /// The area or one below it.
    std::string within(const area::AreaPath& area) {
        if (area.is_country()) {
            return "1 = 1";
        }
        const std::string text = area::to_text(area);
        const std::string exact = bind(text);
        return "(area = " + exact + " or area like " + bind(text + "/%") + ")";
    }
    /// The areas above it.
    std::string above(const area::AreaPath& area) {
        std::string any = "area = ''";
        std::vector<area::AreaCode> codes;
        for (const area::AreaCode& code : area.codes()) {
            codes.push_back(code);
            any += " or area = " + bind(area::to_text(area::AreaPath(codes)));
        }
        return "(" + any + ")";
    }
    [[nodiscard]] const storage::Parameters& parameters() const { return parameters_; }

private:
    storage::Parameters parameters_;
};

/// Places of which none lies within another.
std::vector<area::AreaPath> widest(std::vector<area::AreaPath> places) {
    std::ranges::sort(places);
    std::vector<area::AreaPath> result;
    for (const area::AreaPath& place : places) {
        if (result.empty() || !result.back().covers(place)) {
            result.push_back(place);
        }
    }
    return result;
}

} // namespace

std::optional<Programme> find_programme(storage::Connection& connection, const ProgrammeId& id) {
    auto found =
        read_programmes(connection.query("select document from programme where id = $1", {id}));
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

bool insert_programme(storage::Transaction& transaction, const Programme& programme) {
    if (transaction.execute(insert_sql, columns_of(programme)) == 0) {
        return false;
    }
    link_bulletins(transaction, programme);
    return true;
}

void update_programme(storage::Transaction& transaction, const Programme& programme) {
    transaction.execute(update_sql, columns_of(programme));
    link_bulletins(transaction, programme);
}

std::vector<Programme> programmes_near(storage::Connection& connection,
                                       const std::vector<area::AreaPath>& places) {
    std::vector<Programme> found;
    // One query for each place keeps the statement and its number of parameters small.
    for (const area::AreaPath& place : widest(places)) {
        Conditions conditions;
        const std::string near = conditions.above(place) + " or " + conditions.within(place);
        auto more = read_programmes(connection.query(
            "select document from programme where state = 'active' and (" + near + ") order by id",
            conditions.parameters()));
        std::ranges::move(more, std::back_inserter(found));
    }
    std::ranges::sort(found, {}, &Programme::id);
    const auto doubles = std::ranges::unique(found, {}, &Programme::id);
    found.erase(doubles.begin(), doubles.end());
    return found;
}

std::vector<ProgrammeId> programmes_with(storage::Connection& connection,
                                         const content::BulletinId& bulletin) {
    std::vector<ProgrammeId> found;
    for (const storage::Row& row : connection.query(
             "select programme from programme_bulletin where bulletin = $1 order by programme",
             {bulletin})) {
        found.push_back(row.id<ProgrammeId>("programme"));
    }
    return found;
}

std::vector<Programme> list_programmes(storage::Connection& connection,
                                       const ProgrammeFilter& filter) {
    Conditions conditions;
    std::string visible = "1 = 0";
    for (const area::AreaPath& area : filter.visible) {
        visible += " or " + conditions.within(area);
    }
    std::string sql = "select document from programme where (" + visible + ")";
    if (filter.area) {
        sql += " and " + conditions.within(*filter.area);
    }
    if (filter.state) {
        sql += " and state = " + conditions.bind(to_text(*filter.state));
    }
    for (const std::string& word : content::search_words(filter.search)) {
        sql += " and search_text like " + conditions.bind("%" + word + "%");
    }
    if (filter.after) {
        sql += " and id < " + conditions.bind(*filter.after);
    }
    sql += " order by id desc limit " + conditions.bind(static_cast<std::int64_t>(filter.limit));
    return read_programmes(connection.query(sql, conditions.parameters()));
}

std::vector<UnitRules> all_rules(storage::Connection& connection) {
    return read_rules(
        connection.query("select document from unit_rules order by area, effective_from", {}));
}

std::vector<UnitRules> rules_of(storage::Connection& connection, const area::AreaPath& area) {
    return read_rules(connection.query(
        "select document from unit_rules where area = $1 order by effective_from desc",
        {area::to_text(area)}));
}

bool save_rules(storage::Transaction& transaction, const UnitRules& rules) {
    const std::string area = area::to_text(rules.area);
    const std::string document = to_json(rules);
    if (rules.version == 1) {
        return transaction.execute(insert_rules_sql,
                                   {area, rules.effective_from, rules.version, document}) == 1;
    }
    return transaction.execute(update_rules_sql, {area, rules.effective_from, rules.version,
                                                  document, rules.version - 1}) == 1;
}

void note_input_change(storage::Transaction& transaction) {
    transaction.execute("update schedule_counter set value = value + 1 where name = 'inputs'", {});
}

std::int64_t input_changes(storage::Connection& connection) {
    return connection.query("select value from schedule_counter where name = 'inputs'", {})
        .front()
        .integer("value");
}

} // namespace schedule
