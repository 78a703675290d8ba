#include "base/ensure.hpp"
#include "player/run_journal.hpp"

#include <cstddef>
#include <cstdint>

/// Whatever a broken disk gives: the good lines are exactly the beginning of the file, and a
/// checkpoint is whole or nothing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    const player::JournalContent content = player::read_journal(text);
    std::string written;
    for (const std::string& line : content.lines) {
        written += player::journal_line(line);
    }
    ENSURE(written == text.substr(0, content.good_bytes));
    const std::string good = player::journal_line("kept");
    const player::JournalContent after = player::read_journal(good + std::string(text));
    ENSURE(!after.lines.empty() && after.lines.front() == "kept");
    if (const auto checkpoint = player::read_checkpoint(text)) {
        ENSURE(player::read_checkpoint(player::write_checkpoint(*checkpoint)).has_value());
    }
    return 0;
}
