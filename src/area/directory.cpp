#include "area/directory.hpp"

#include "area/tone_marks.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace area {

Directory::Directory(Catalogue catalogue) : catalogue_(std::move(catalogue)) {
    std::ranges::sort(catalogue_.units, [](const Unit& a, const Unit& b) {
        return std::tie(a.code, a.valid_from) < std::tie(b.code, b.valid_from);
    });
    for (const Unit& unit : catalogue_.units) {
        by_code_.emplace(unit.code, &unit);
        by_parent_.emplace(unit.parent, &unit);
    }
    for (const Alias& alias : catalogue_.aliases) {
        aliases_.emplace(alias.alias, alias.code);
    }
    for (const FormerUnit& former : catalogue_.formers) {
        by_successor_.emplace(former.successor, &former);
    }
    add_names();
}

/// Names of every period, so that a name given up lately is still found.
void Directory::add_names() {
    names_.reserve(catalogue_.units.size() + catalogue_.formers.size());
    std::map<AreaCode, std::string> folded_provinces;
    for (const Unit& unit : catalogue_.units) {
        if (unit.parent.empty()) {
            folded_provinces[unit.code] = base::fold(unit.name);
        }
    }
    for (const Unit& unit : catalogue_.units) {
        names_.push_back({.unit = &unit,
                          .former = nullptr,
                          .folded = base::fold(unit.name),
                          .lower = comparable(unit.name),
                          .folded_place = folded_provinces[unit.parent]});
    }
    for (const FormerUnit& former : catalogue_.formers) {
        const auto rows = history(former.successor);
        if (rows.empty()) {
            continue;
        }
        // Without the kind, as for the present names: "Thị trấn" has two words, the others one.
        std::string_view name = former.name;
        for (const std::string_view kind : {"Thị trấn ", "Phường ", "Xã "}) {
            if (name.starts_with(kind)) {
                name.remove_prefix(kind.size());
                break;
            }
        }
        names_.push_back({.unit = rows.back(),
                          .former = &former,
                          .folded = base::fold(name),
                          .lower = comparable(name),
                          .folded_place = base::fold(former.place) + ' ' +
                                          folded_provinces[rows.back()->parent]});
    }
}

const Unit* Directory::find(const AreaCode& code, base::LocalDate day) const {
    const auto alias = aliases_.find(code);
    const auto [first, last] = by_code_.equal_range(alias == aliases_.end() ? code : alias->second);
    for (auto row = first; row != last; ++row) {
        if (in_force(*row->second, day)) {
            return row->second;
        }
    }
    return nullptr;
}

std::vector<const Unit*> Directory::history(const AreaCode& code) const {
    std::vector<const Unit*> rows;
    const auto [first, last] = by_code_.equal_range(code);
    for (auto row = first; row != last; ++row) {
        rows.push_back(row->second);
    }
    return rows;
}

std::vector<const Unit*> Directory::children(const AreaCode& parent, base::LocalDate day) const {
    std::vector<const Unit*> units;
    const auto [first, last] = by_parent_.equal_range(parent);
    for (auto row = first; row != last; ++row) {
        if (in_force(*row->second, day)) {
            units.push_back(row->second);
        }
    }
    return units;
}

std::vector<const FormerUnit*> Directory::predecessors(const AreaCode& code) const {
    std::vector<const FormerUnit*> formers;
    const auto [first, last] = by_successor_.equal_range(code);
    for (auto row = first; row != last; ++row) {
        formers.push_back(row->second);
    }
    return formers;
}

AreaPath Directory::path_of(const Unit& unit) const {
    return unit.parent.empty() ? AreaPath({unit.code}) : AreaPath({unit.parent, unit.code});
}

std::string_view Directory::document_of(const Unit& unit) const {
    const auto found = std::ranges::find(catalogue_.bases, unit.basis, &Basis::key);
    return found == catalogue_.bases.end() ? std::string_view{} : std::string_view(found->document);
}

} // namespace area
