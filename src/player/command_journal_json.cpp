#include "device_protocol/messages_described.hpp"
#include "player/command_journal.hpp"

#include "base/try.hpp"

namespace player {

using device_protocol::AckState;
using device_protocol::CommandId;
using device_protocol::CommandMemory;

namespace {

/// One line of the journal: a new command (with seq and envelope), a new state of a known one, or a
/// floor.
struct Line {
    std::optional<CommandId> cid;
    AckState state = AckState::received;
    std::optional<std::string> keyid;
    std::optional<std::int64_t> seq;
    std::optional<std::string> envelope;
    std::optional<base::Instant> received_at;
};
BOOST_DESCRIBE_STRUCT(Line, (), (cid, state, keyid, seq, envelope, received_at))

constexpr std::size_t lines_max = 2000;

bool is_final(AckState state) {
    return state != AckState::received && state != AckState::started;
}

} // namespace

base::Result<CommandJournal> CommandJournal::open(const std::filesystem::path& path) {
    std::vector<std::string> lines;
    TRY_ASSIGN(Journal opened, Journal::open(path, lines));
    CommandJournal journal(std::move(opened));
    std::vector<CommandMemory::Floor> floors;
    for (const std::string& text : lines) {
        auto line = json::read<Line>(text, json::Unknown::ignore);
        if (!line) {
            continue;
        }
        if (!line->cid && line->keyid && line->seq) {
            floors.push_back({*line->keyid, *line->seq});
            journal.memory_ = CommandMemory::restore(journal.memory_.entries(), floors);
        } else if (line->cid && line->keyid && line->seq) {
            journal.memory_.remember({*line->cid, *line->keyid, *line->seq, line->state});
            if (line->envelope && !is_final(line->state)) {
                journal.pending_.push_back({*line->cid, std::move(*line->envelope),
                                            line->received_at.value_or(base::Instant{})});
            }
        } else if (line->cid) {
            journal.apply_state(*line->cid, line->state);
        }
    }
    return journal;
}

base::Result<void> CommandJournal::receive(CommandMemory::Entry entry, std::string envelope,
                                           base::Instant received_at) {
    const Line line{entry.cid, entry.state, entry.keyid, entry.seq, envelope, received_at};
    TRY(journal_.append(json::write(line)));
    pending_.push_back({entry.cid, std::move(envelope), received_at});
    memory_.remember(std::move(entry));
    return compact_if_long();
}

base::Result<void> CommandJournal::set_state(const CommandId& cid, AckState state) {
    TRY(journal_.append(json::write(Line{cid, state, {}, {}, {}, {}})));
    apply_state(cid, state);
    return {};
}

void CommandJournal::apply_state(const CommandId& cid, AckState state) {
    memory_.set_state(cid, state);
    if (is_final(state)) {
        std::erase_if(pending_, [&](const Pending& pending) { return pending.cid == cid; });
    }
}

base::Result<void> CommandJournal::compact_if_long() {
    if (journal_.lines_written() < lines_max) {
        return {};
    }
    std::vector<std::string> lines;
    for (const CommandMemory::Floor& floor : memory_.floors()) {
        lines.push_back(json::write(Line{{}, AckState::done, floor.keyid, floor.seq, {}, {}}));
    }
    for (const CommandMemory::Entry& entry : memory_.entries()) {
        Line line{entry.cid, entry.state, entry.keyid, entry.seq, {}, {}};
        for (const Pending& pending : pending_) {
            if (pending.cid == entry.cid) {
                line.envelope = pending.envelope;
                line.received_at = pending.received_at;
            }
        }
        lines.push_back(json::write(line));
    }
    return journal_.replace(lines);
}

} // namespace player
