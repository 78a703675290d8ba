#pragma once

#include "content/bulletin_store.hpp"

#include <set>

/// How the archive is searched: by words without tone marks, the last one perhaps not typed to its
/// end; a bulletin with all of them in its title stands before one with some in its text. Pure; the
/// index itself is in bulletin_list_sql.cpp and the migration `search`.
namespace content {

enum class SearchHit : std::uint8_t { none, in_text, in_title };

/// What the index holds of one bulletin: each folded word of title, number and texts in all
/// languages (`tiem`), the words of the title once more with a mark (`=tiem`), and what lists
/// filter by (`/area=91/31069`, `/of=91/31069` for the unit itself,
/// `/state=draft`).
[[nodiscard]] std::set<std::string> search_terms(const Bulletin& bulletin);
/// The folded words of a query, in its order.
[[nodiscard]] std::vector<std::string> search_words(std::string_view query);
/// Words as they are marked in titles.
[[nodiscard]] std::vector<std::string> title_terms(std::vector<std::string> words);
/// Each of the words stands there whole, the last one at least begins one.
[[nodiscard]] SearchHit search_hit(const std::set<std::string>& terms,
                                   const std::vector<std::string>& words);
/// What of the filter the index is asked for: one term of each group must be there. The rows are
/// asked for all of the filter anyway; so beside words this names only what makes their number
/// small.
[[nodiscard]] std::vector<std::vector<std::string>> wanted_terms(const BulletinFilter& filter);

} // namespace content
