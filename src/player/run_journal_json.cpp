#include "device_protocol/messages_described.hpp"
#include "player/run_journal.hpp"

#include "base/try.hpp"

namespace player {

BOOST_DESCRIBE_ENUM(Phase, untouched, begun, paused, over)
BOOST_DESCRIBE_STRUCT(LiveSource, (), (session, until))
BOOST_DESCRIBE_STRUCT(PlannedRun, (),
                      (run, cid, tier, class_, at, not_after, late, items, volume_percent,
                       manifest_version, live))
BOOST_DESCRIBE_STRUCT(RunRecord, (),
                      (run, phase, deferred, resume_ms, parts, proof, touched_at, plan))
BOOST_DESCRIBE_STRUCT(Checkpoint, (), (run, part))

namespace {

/// A manifest reaches seven days back and ahead at most; beyond that nobody asks again.
constexpr base::Millis remembered = std::chrono::hours(24 * 31);
constexpr std::size_t slack_lines = 500;

} // namespace

base::Result<RunJournal> RunJournal::open(const std::filesystem::path& path) {
    std::vector<std::string> lines;
    TRY_ASSIGN(Journal journal, Journal::open(path, lines));
    RunJournal runs(std::move(journal));
    for (const std::string& line : lines) {
        if (auto record = json::read<RunRecord>(line, json::Unknown::ignore)) {
            runs.memory_.put(std::move(*record));
        }
    }
    return runs;
}

base::Result<void> RunJournal::put(RunRecord record) {
    TRY(journal_.append(json::write(record)));
    memory_.put(std::move(record));
    return {};
}

base::Result<void> RunJournal::compact(base::Instant now) {
    memory_.forget_before(now - remembered);
    if (journal_.lines_written() <= memory_.records().size() + slack_lines) {
        return {};
    }
    std::vector<std::string> lines;
    for (const auto& [run, record] : memory_.records()) {
        lines.push_back(json::write(record));
    }
    return journal_.replace(lines);
}

std::string write_checkpoint(const Checkpoint& checkpoint) {
    return json::write(checkpoint);
}

std::optional<Checkpoint> read_checkpoint(std::string_view text) {
    auto read = json::read<Checkpoint>(text, json::Unknown::ignore);
    return read ? std::optional(std::move(*read)) : std::nullopt;
}

} // namespace player
