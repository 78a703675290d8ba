#include "content/bulletin_list_sql.hpp"

#include "base/text.hpp"
#include "content/bulletin_json.hpp"
#include "content/offered_below.hpp"
#include "storage/conditions.hpp"

#include <fmt/format.h>

namespace content {

namespace {

constexpr std::string_view upsert_terms = R"sql(
    insert into bulletin_search (bulletin, terms) values ($1, $2)
    on conflict (bulletin) do update set terms = excluded.terms
    returning number)sql";

constexpr std::string_view select_number = "select number from bulletin_search where bulletin = $1";
constexpr std::string_view select_terms =
    "select number, terms from bulletin_search where bulletin = $1";

// FTS5 keeps no words of its own, so it is told what to forget.
constexpr std::string_view forget_terms =
    "insert into bulletin_index (bulletin_index, rowid, terms) values ('delete', $1, $2)";
constexpr std::string_view index_terms =
    "insert into bulletin_index (rowid, terms) values ($1, $2)";

/// The index is walked from the newest entry down and left as soon as the page is full. `cross
/// join` keeps SQLite from beginning with another table.
constexpr std::string_view select_sqlite = R"sql(
    select document from bulletin_index
    cross join bulletin_search s on s.number = bulletin_index.rowid
    cross join bulletin on bulletin.id = s.bulletin
    where {} order by bulletin_index.rowid desc limit {})sql";

constexpr std::string_view select_postgres = R"sql(
    select document from bulletin_search s join bulletin on bulletin.id = s.bulletin
    where {} order by s.number desc limit {})sql";

/// A plan made for any words at all takes the same way for words that stand in all bulletins as
/// for those that stand in one.
constexpr std::string_view plan_for_these_words = "set local plan_cache_mode = force_custom_plan";

std::vector<std::string> texts_of(const std::vector<area::AreaPath>& areas) {
    std::vector<std::string> texts;
    for (const area::AreaPath& area : areas) {
        texts.push_back(area::to_text(area));
    }
    return texts;
}

std::string any_of(const std::vector<std::string>& conditions) {
    std::string text;
    for (const std::string& condition : conditions) {
        text += (text.empty() ? "" : " or ") + condition;
    }
    return text.empty() ? "1 = 0" : "(" + text + ")";
}

std::string one_of(storage::Conditions& conditions, const std::vector<area::AreaPath>& areas) {
    std::string names;
    for (const std::string& text : texts_of(areas)) {
        names += (names.empty() ? "" : ", ") + conditions.parameter(text);
    }
    return "area in (" + names + ")";
}

/// Meant for the place, for one around it or for one within it, and issued above it: is_offered in
/// SQL. No letter of a path means another one to `like`.
std::string offered_to_place(storage::Conditions& conditions, const area::AreaPath& place) {
    const auto above = units_above({place});
    if (above.empty()) {
        return "1 = 0"; // nothing stands above the country
    }
    std::vector<std::string> meant;
    const auto look_for = [&](const std::string& part) {
        meant.push_back("offered_to like " + conditions.parameter("%<" + part + "%"));
    };
    look_for(area::to_text(place) + ">");
    look_for(area::to_text(place) + "/");
    for (const std::string& unit : texts_of(above)) {
        look_for(unit + ">");
    }
    return "(" + one_of(conditions, above) + " and " + any_of(meant) + ")";
}

/// Whose bulletins they are.
void add_issuers(storage::Conditions& conditions, const BulletinFilter& filter) {
    if (!filter.from_above) {
        conditions.add_within("area", texts_of(filter.visible));
        return;
    }
    std::vector<std::string> offers;
    for (const area::AreaPath& place : filter.visible) {
        offers.push_back(offered_to_place(conditions, place));
    }
    conditions.add(any_of(offers));
}

/// Everything of the filter but the words and the page. The index is never asked alone, so nobody's
/// rights hang on it.
storage::Conditions conditions_of(const BulletinFilter& filter) {
    storage::Conditions conditions;
    add_issuers(conditions, filter);
    if (filter.area) {
        conditions.add_within("area", texts_of({*filter.area}));
    }
    if (filter.state) {
        conditions.add("state = ?", std::string(to_text(*filter.state)));
    }
    if (filter.class_) {
        conditions.add("class = ?", std::string(to_text(*filter.class_)));
    }
    if (!filter.field.empty()) {
        conditions.add("field_key = ?", base::fold(filter.field));
    }
    if (filter.author) {
        conditions.add("author = ?", *filter.author);
    }
    if (filter.valid_on) {
        conditions.add("valid_to >= ?", *filter.valid_on);
    }
    if (filter.valid_until) {
        conditions.add("valid_from <= ?", *filter.valid_until);
    }
    return conditions;
}

std::vector<std::string> documents(const storage::Rows& rows) {
    std::vector<std::string> found;
    for (const storage::Row& row : rows) {
        found.push_back(row.text("document"));
    }
    return found;
}

/// How an engine spells what its index is asked for. Words are letters and digits, the terms of
/// filters hold `=/-_` beside them, so none can end its quotes.
struct MatchWords {
    std::string_view quote, both, either, but_not, beginning;
};
constexpr MatchWords fts5{"\"", " AND ", " OR ", " NOT ", "*"};
constexpr MatchWords tsquery{"'", " & ", " | ", " & !", ":*"};

std::string joined(const std::vector<std::string>& terms, std::string_view quote,
                   std::string_view between) {
    std::string text;
    for (const std::string& term : terms) {
        text += text.empty() ? "" : between;
        text += fmt::format("{0}{1}{0}", quote, term);
    }
    return text;
}

/// The index, walked from the newest entry down. The engines differ in how it is spelled, in
/// nothing else.
class Archive {
public:
    Archive(storage::Connection& connection, const BulletinFilter& filter)
        : connection_(connection), filter_(filter), sqlite_(connection.dialect() == "sqlite"),
          spelled_(sqlite_ ? fts5 : tsquery) {}

    /// A page of what the filter allows; it must want some term.
    std::vector<std::string> page() {
        begin();
        std::optional<std::int64_t> below;
        if (filter_.after && !(below = number_of(*filter_.after))) {
            return {};
        }
        return part("", below, filter_.limit);
    }

    /// A page of the bulletins with all words in the title, then of the others.
    std::vector<std::string> page_with(const std::vector<std::string>& words) {
        begin();
        const std::string in_title = all(title_terms(words));
        std::optional<std::int64_t> below;
        bool titles_are_through = false;
        if (filter_.after) {
            below = number_of(*filter_.after);
            if (!below) {
                return {};
            }
            titles_are_through = !matches(in_title, *below);
        }
        std::vector<std::string> found;
        if (!titles_are_through) {
            found = part(in_title, below, filter_.limit);
            below.reset();
        }
        if (found.size() < filter_.limit) {
            const auto missing = filter_.limit - static_cast<unsigned>(found.size());
            const std::string in_text =
                fmt::format("({}{}{})", all(words), spelled_.but_not, in_title);
            std::ranges::move(part(in_text, below, missing), std::back_inserter(found));
        }
        return found;
    }

    /// One walk: what is asked of the index in `match`, and all terms that the filter wants.
    ListStatement statement(std::string match, std::optional<std::int64_t> below,
                            unsigned limit) const {
        for (const auto& group : wanted_terms(filter_)) {
            match += match.empty() ? "" : spelled_.both;
            match += fmt::format("({})", joined(group, spelled_.quote, spelled_.either));
        }
        storage::Conditions conditions = conditions_of(filter_);
        add_match(conditions, std::move(match));
        if (below) {
            conditions.add(sqlite_ ? "bulletin_index.rowid < ?" : "s.number < ?", *below);
        }
        const std::string limited = conditions.parameter(static_cast<std::int64_t>(limit));
        const std::string where = conditions.text();
        return {.sql = sqlite_ ? fmt::format(select_sqlite, where, limited)
                               : fmt::format(select_postgres, where, limited),
                .parameters = conditions.parameters()};
    }

private:
    void begin() {
        if (!sqlite_) {
            connection_.run_script(plan_for_these_words);
        }
    }
    std::string all(const std::vector<std::string>& terms) const {
        return fmt::format("({}{})", joined(terms, spelled_.quote, spelled_.both),
                           spelled_.beginning);
    }
    std::optional<std::int64_t> number_of(const BulletinId& id) {
        const storage::Rows rows = connection_.query(select_number, {id});
        return rows.empty() ? std::nullopt : std::optional(rows.front().integer("number"));
    }
    std::vector<std::string> part(std::string match, std::optional<std::int64_t> below,
                                  unsigned limit) {
        const ListStatement walk = statement(std::move(match), below, limit);
        return documents(connection_.query(walk.sql, walk.parameters));
    }
    void add_match(storage::Conditions& conditions, std::string match) const {
        conditions.add(sqlite_ ? "bulletin_index match ?" : "s.lexemes @@ cast(? as tsquery)",
                       std::move(match));
    }
    bool matches(const std::string& match, std::int64_t number) {
        storage::Conditions conditions;
        add_match(conditions, match);
        conditions.add(sqlite_ ? "rowid = ?" : "s.number = ?", number);
        const std::string from = sqlite_ ? "bulletin_index" : "bulletin_search s";
        return !connection_
                    .query("select 1 as n from " + from + " where " + conditions.text(),
                           conditions.parameters())
                    .empty();
    }

    storage::Connection& connection_;
    const BulletinFilter& filter_;
    bool sqlite_;
    const MatchWords& spelled_;
};

/// The whole country's, with nothing that the index knows: newest first by the table's own key.
ListStatement of_everything(const BulletinFilter& filter) {
    storage::Conditions conditions = conditions_of(filter);
    if (filter.after) {
        conditions.add("id < ?", *filter.after);
    }
    const std::string limit = conditions.parameter(static_cast<std::int64_t>(filter.limit));
    return {.sql = "select document from bulletin where " + conditions.text() +
                   " order by id desc limit " + limit,
            .parameters = conditions.parameters()};
}

} // namespace

std::vector<std::string> list_documents(storage::Connection& connection,
                                        const BulletinFilter& filter) {
    if (filter.visible.empty()) {
        return {};
    }
    if (const auto words = search_words(filter.search); !words.empty()) {
        return Archive(connection, filter).page_with(words);
    }
    if (!wanted_terms(filter).empty()) {
        return Archive(connection, filter).page();
    }
    const ListStatement all = of_everything(filter);
    return documents(connection.query(all.sql, all.parameters));
}

ListStatement first_page(storage::Connection& connection, const BulletinFilter& filter) {
    return wanted_terms(filter).empty()
               ? of_everything(filter)
               : Archive(connection, filter).statement("", std::nullopt, filter.limit);
}

std::string offered_column(const Bulletin& bulletin) {
    std::string text;
    for (const area::AreaPath& place : offered_to(bulletin)) {
        text += "<" + area::to_text(place) + ">";
    }
    return text;
}

void index_bulletin(storage::Transaction& transaction, const Bulletin& bulletin) {
    std::string terms;
    for (const std::string& term : search_terms(bulletin)) {
        terms += terms.empty() ? term : " " + term;
    }
    const storage::Rows before = transaction.query(select_terms, {bulletin.id});
    if (!before.empty() && before.front().text("terms") == terms) {
        return; // FTS5 and GIN write a hundred words anew, also when none has changed
    }
    const std::int64_t number =
        transaction.query(upsert_terms, {bulletin.id, terms}).front().integer("number");
    if (transaction.dialect() == "sqlite") {
        if (!before.empty()) {
            transaction.execute(forget_terms, {number, before.front().text("terms")});
        }
        transaction.execute(index_terms, {number, terms});
    }
}

} // namespace content
