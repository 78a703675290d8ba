#pragma once

#include "area/directory.hpp"

namespace area {

/// The catalogue of this program, read once for all tests.
inline const Directory& real_directory() {
    static const Directory directory(read_catalogue(built_in_catalogue()).value());
    return directory;
}

inline base::LocalDate day(std::string_view text) {
    return base::parse_date(text).value();
}

} // namespace area
