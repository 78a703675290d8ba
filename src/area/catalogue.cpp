#include "area/catalogue.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <iterator>

/// Defined by the build from the file that tools/build_area_catalogue.py makes.
namespace embedded {
std::string_view area_catalogue();
}

namespace area {

namespace {

using Fields = std::vector<std::string_view>;

constexpr std::string_view format_name = "nguon-areas";
constexpr std::string_view format_version = "1";

Fields split(std::string_view line) {
    Fields fields;
    while (true) {
        const auto tab = line.find('\t');
        fields.push_back(line.substr(0, tab));
        if (tab == std::string_view::npos) {
            return fields;
        }
        line.remove_prefix(tab + 1);
    }
}

base::Failure bad_line(std::size_t number) {
    return base::fail(
        base::Fault::invalid, "area.bad_catalogue",
        fmt::format("Danh mục địa bàn sai ở dòng {}. Hãy dùng tệp đúng mẫu.", number),
        fmt::format("The list of areas is wrong in line {}. Use a file of the right form.",
                    number));
}

bool read_unit(const Fields& fields, Catalogue& catalogue) {
    if (fields.size() != 8) {
        return false;
    }
    const auto kind = kind_of(fields[3]);
    const auto from = base::parse_date(fields[5]);
    if (!kind || !from || fields[1].empty() || fields[4].empty()) {
        return false;
    }
    Unit unit{.code = std::string(fields[1]),
              .parent = std::string(fields[2]),
              .kind = *kind,
              .name = std::string(fields[4]),
              .valid_from = *from,
              .valid_to = std::nullopt,
              .basis = std::string(fields[7])};
    if (!fields[6].empty()) {
        const auto to = base::parse_date(fields[6]);
        if (!to || *to <= *from) {
            return false;
        }
        unit.valid_to = *to;
    }
    catalogue.units.push_back(std::move(unit));
    return true;
}

bool read_line(const Fields& fields, Catalogue& catalogue) {
    const auto text = [&](std::size_t index) { return std::string(fields[index]); };
    if (fields[0] == "unit") {
        return read_unit(fields, catalogue);
    }
    if (fields[0] == "basis" && fields.size() == 3) {
        catalogue.bases.push_back({text(1), text(2)});
    } else if (fields[0] == "alias" && fields.size() == 3) {
        catalogue.aliases.push_back({text(1), text(2)});
    } else if (fields[0] == "former" && fields.size() == 5) {
        catalogue.formers.push_back({text(1), text(2), text(3), text(4)});
    } else {
        return false;
    }
    return true;
}

} // namespace

base::Result<Catalogue> read_catalogue(std::string_view text) {
    if (text.size() > catalogue_bytes_max) {
        return base::fail(base::Fault::too_large, "area.catalogue_too_large",
                          "Danh mục địa bàn lớn hơn 16 MiB.",
                          "The list of areas is larger than 16 MiB.");
    }
    if (!base::is_utf8(text)) {
        return bad_line(1);
    }
    Catalogue catalogue;
    std::size_t number = 0;
    while (!text.empty()) {
        ++number;
        const auto end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        const Fields fields = split(line);
        if (number == 1) {
            const bool known =
                fields.size() == 3 && fields[0] == format_name && fields[1] == format_version;
            const auto label = base::parse_date(known ? fields[2] : std::string_view{});
            if (!label) {
                return bad_line(number);
            }
            catalogue.label = *label;
        } else if (!line.empty() && !read_line(fields, catalogue)) {
            return bad_line(number);
        }
    }
    if (number == 0) {
        return bad_line(1);
    }
    return catalogue;
}

std::string write_catalogue(const Catalogue& catalogue) {
    std::string text =
        fmt::format("{}\t{}\t{}\n", format_name, format_version, base::to_text(catalogue.label));
    const auto out = std::back_inserter(text);
    for (const Basis& basis : catalogue.bases) {
        fmt::format_to(out, "basis\t{}\t{}\n", basis.key, basis.document);
    }
    for (const Unit& unit : catalogue.units) {
        fmt::format_to(out, "unit\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", unit.code, unit.parent,
                       kind_words(unit.kind), unit.name, base::to_text(unit.valid_from),
                       unit.valid_to ? base::to_text(*unit.valid_to) : std::string{}, unit.basis);
    }
    for (const Alias& alias : catalogue.aliases) {
        fmt::format_to(out, "alias\t{}\t{}\n", alias.alias, alias.code);
    }
    for (const FormerUnit& former : catalogue.formers) {
        fmt::format_to(out, "former\t{}\t{}\t{}\t{}\n", former.code, former.name, former.place,
                       former.successor);
    }
    return text;
}

std::string_view built_in_catalogue() {
    return embedded::area_catalogue();
}

} // namespace area
