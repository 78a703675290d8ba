#include "area/catalogue_check.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace area {

namespace {

constexpr std::size_t problems_max = 50;
constexpr std::size_t province_digits = 2;
constexpr std::size_t commune_digits = 5;

using Periods = std::map<AreaCode, std::vector<const Unit*>>;

bool is_code(const AreaCode& code, std::size_t digits) {
    return code.size() == digits &&
           std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_clean(const std::string& text) {
    const auto composed = base::to_nfc(text);
    return composed && *composed == text && !text.empty() && base::trim(text) == text &&
           text.find("  ") == std::string::npos;
}

class Checker {
public:
    explicit Checker(const Catalogue& catalogue) : catalogue_(catalogue) {
        for (const Unit& unit : catalogue.units) {
            periods_[unit.code].push_back(&unit);
        }
        for (const Basis& basis : catalogue.bases) {
            bases_.insert(basis.key);
        }
    }

    std::vector<std::string> run() {
        for (const Unit& unit : catalogue_.units) {
            check_unit(unit);
        }
        for (auto& [code, rows] : periods_) {
            check_periods(code, rows);
        }
        for (const Alias& alias : catalogue_.aliases) {
            require(periods_.contains(alias.code), "alias {} leads to {}, which is not there",
                    alias.alias, alias.code);
            require(!periods_.contains(alias.alias), "alias {} is the code of a unit itself",
                    alias.alias);
        }
        for (const FormerUnit& former : catalogue_.formers) {
            require(periods_.contains(former.successor), "{} ({}) became {}, which is not there",
                    former.name, former.place, former.successor);
            require(is_clean(former.name), "the former name {} has stray characters", former.name);
        }
        return std::move(problems_);
    }

private:
    template <class... Arguments>
    void require(bool condition, fmt::format_string<Arguments...> text, Arguments&&... arguments) {
        if (!condition && problems_.size() < problems_max) {
            problems_.push_back(fmt::format(text, std::forward<Arguments>(arguments)...));
        }
    }

    void check_unit(const Unit& unit) {
        const bool top = is_province_level(unit.kind);
        require(is_code(unit.code, top ? province_digits : commune_digits),
                "{} {}: a code has {} digits", unit.code, unit.name,
                top ? province_digits : commune_digits);
        require(is_clean(unit.name), "{}: the name has stray characters", unit.code);
        require(bases_.contains(unit.basis), "{}: the basis {} is not there", unit.code,
                unit.basis);
        if (top) {
            require(unit.parent.empty(), "{}: a province has no parent", unit.code);
            return;
        }
        const auto parent = periods_.find(unit.parent);
        const bool found =
            parent != periods_.end() && std::ranges::any_of(parent->second, [&](const Unit* row) {
                return is_province_level(row->kind) && in_force(*row, unit.valid_from);
            });
        require(found, "{} {}: the province {} is not there", unit.code, unit.name, unit.parent);
    }

    void check_periods(const AreaCode& code, std::vector<const Unit*>& rows) {
        std::ranges::sort(rows, {}, &Unit::valid_from);
        for (std::size_t i = 1; i < rows.size(); ++i) {
            const bool follows =
                rows[i - 1]->valid_to && *rows[i - 1]->valid_to == rows[i]->valid_from;
            require(follows, "{}: its rows overlap or leave a gap at {}", code,
                    base::to_text(rows[i]->valid_from));
        }
    }

    const Catalogue& catalogue_;
    Periods periods_;
    std::set<std::string> bases_;
    std::vector<std::string> problems_;
};

} // namespace

Counts count_units(const Catalogue& catalogue, base::LocalDate day) {
    Counts counts;
    for (const Unit& unit : catalogue.units) {
        if (!in_force(unit, day)) {
            continue;
        }
        counts.provinces += is_province_level(unit.kind) ? 1U : 0U;
        counts.cities += unit.kind == Kind::city ? 1U : 0U;
        counts.wards += unit.kind == Kind::ward ? 1U : 0U;
        counts.communes += unit.kind == Kind::commune ? 1U : 0U;
        counts.special_zones += unit.kind == Kind::special_zone ? 1U : 0U;
    }
    return counts;
}

std::vector<std::string> check_catalogue(const Catalogue& catalogue) {
    return Checker(catalogue).run();
}

} // namespace area
