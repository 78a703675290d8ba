#include "area/catalogue_check.hpp"
#include "area/search.hpp"
#include "base/ensure.hpp"

#include <cstddef>
#include <cstdint>

/// What is read as a list can be written and read again, checked and searched.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    auto catalogue = area::read_catalogue("nguon-areas\t1\t2026-04-30\n" + std::string(text));
    if (!catalogue) {
        return 0;
    }
    const auto again = area::read_catalogue(area::write_catalogue(*catalogue));
    ENSURE(again.has_value() && *again == *catalogue);
    static_cast<void>(area::check_catalogue(*catalogue));
    const area::Directory directory(std::move(*catalogue));
    static_cast<void>(area::search(directory, {.text = std::string(text.substr(0, 40)),
                                               .under = {},
                                               .limit = 5,
                                               .day = directory.catalogue().label}));
    return 0;
}
