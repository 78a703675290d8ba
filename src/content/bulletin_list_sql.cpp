#include "content/bulletin_list_sql.hpp"

#include "base/text.hpp"
#include "content/bulletin_json.hpp"
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

/// Everything of the filter but the words and the page. The index is never asked alone, so nobody's
/// rights hang on it.
storage::Conditions conditions_of(const BulletinFilter& filter) {
    storage::Conditions conditions;
    conditions.add_within("area", texts_of(filter.visible));
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

/// One search: the bulletins with all words in the title, then the others. The engines differ in
/// how their index is spelled, in nothing else.
class Search {
public:
    Search(storage::Connection& connection, const BulletinFilter& filter,
           const std::vector<std::string>& words)
        : connection_(connection), filter_(filter), sqlite_(connection.dialect() == "sqlite"),
          spelled_(sqlite_ ? fts5 : tsquery) {
        const auto all = [&](const std::vector<std::string>& terms) {
            return fmt::format("({}{})", joined(terms, spelled_.quote, spelled_.both),
                               spelled_.beginning);
        };
        in_title_ = all(title_terms(words));
        in_text_ = fmt::format("({}{}{})", all(words), spelled_.but_not, in_title_);
    }

    std::vector<std::string> page() {
        if (!sqlite_) {
            connection_.run_script(plan_for_these_words);
        }
        std::optional<std::int64_t> below;
        bool titles_are_through = false;
        if (filter_.after) {
            const storage::Rows rows = connection_.query(select_number, {*filter_.after});
            if (rows.empty()) {
                return {};
            }
            below = rows.front().integer("number");
            titles_are_through = !is_in_title(*below);
        }
        std::vector<std::string> found;
        if (!titles_are_through) {
            found = part(in_title_, below, filter_.limit);
            below.reset();
        }
        if (found.size() < filter_.limit) {
            const auto missing = filter_.limit - static_cast<unsigned>(found.size());
            std::ranges::move(part(in_text_, below, missing), std::back_inserter(found));
        }
        return found;
    }

private:
    std::vector<std::string> part(std::string match, std::optional<std::int64_t> below,
                                  unsigned limit) {
        for (const auto& group : wanted_terms(filter_)) {
            match += fmt::format("{}({})", spelled_.both,
                                 joined(group, spelled_.quote, spelled_.either));
        }
        storage::Conditions conditions = conditions_of(filter_);
        add_match(conditions, std::move(match));
        if (below) {
            conditions.add(sqlite_ ? "bulletin_index.rowid < ?" : "s.number < ?", *below);
        }
        const std::string limited = conditions.parameter(static_cast<std::int64_t>(limit));
        const std::string where = conditions.text();
        return documents(connection_.query(sqlite_ ? fmt::format(select_sqlite, where, limited)
                                                   : fmt::format(select_postgres, where, limited),
                                           conditions.parameters()));
    }
    void add_match(storage::Conditions& conditions, std::string match) const {
        conditions.add(sqlite_ ? "bulletin_index match ?" : "s.lexemes @@ cast(? as tsquery)",
                       std::move(match));
    }
    bool is_in_title(std::int64_t number) {
        storage::Conditions conditions;
        add_match(conditions, in_title_);
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
    std::string in_title_;
    std::string in_text_;
};

} // namespace

std::vector<std::string> list_documents(storage::Connection& connection,
                                        const BulletinFilter& filter) {
    if (const auto words = search_words(filter.search); !words.empty() && !filter.visible.empty()) {
        return Search(connection, filter, words).page();
    }
    storage::Conditions conditions = conditions_of(filter);
    if (filter.after) {
        conditions.add("id < ?", *filter.after);
    }
    const std::string limit = conditions.parameter(static_cast<std::int64_t>(filter.limit));
    return documents(connection.query("select document from bulletin where " + conditions.text() +
                                          " order by id desc limit " + limit,
                                      conditions.parameters()));
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
