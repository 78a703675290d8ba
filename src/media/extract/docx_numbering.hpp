#pragma once

#include "media/extract/numbering.hpp"

#include <array>
#include <map>
#include <optional>
#include <pugixml.hpp>
#include <string>

namespace media {

/// The lists of an Office Open XML document (ISO/IEC 29500-1, 17.9): definitions from
/// numbering.xml, and the counters while the paragraphs are read in order.
class DocxNumbering {
public:
    explicit DocxNumbering(const pugi::xml_document& numbering_part);

    /// Counts one paragraph of list `number_id` at `level` and gives its marker; empty when the
    /// list shows none; nothing when there is no such list.
    [[nodiscard]] std::optional<std::string> next_marker(const std::string& number_id, int level);

private:
    struct Level {
        NumberForm form = NumberForm::decimal;
        std::string text; ///< lvlText, with %1 to %9
        int start = 1;
        bool legal = false; ///< isLgl: all levels in digits
    };
    static constexpr std::size_t levels_max = 9;
    using Levels = std::array<Level, levels_max>;
    struct List {
        std::string abstract_id;
        Levels levels;
        bool restarts = false; ///< has start overrides, so it counts apart from its abstract list
    };
    using Counters = std::array<std::optional<int>, levels_max>;

    static void read_level(const pugi::xml_node& node, Level& level);
    void read_list(const pugi::xml_node& node, const std::map<std::string, Levels>& abstract_lists);

    std::map<std::string, List> lists_;
    std::map<std::string, Counters> counters_;
};

} // namespace media
