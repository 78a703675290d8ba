#include "live/run_relays.hpp"

#include "base/try.hpp"
#include "live/session_record.hpp"
#include "live/tell_session.hpp"

namespace live {

base::Result<bool> note_turns(LiveDesk& desk, const Session& session) {
    const auto relay = desk.studio.find_relay(session.id);
    if (!relay) {
        return false;
    }
    const std::vector<TakenTurn> turns = relay->take_turns();
    if (turns.empty()) {
        return false;
    }
    TRY(desk.broadcast.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        for (const TakenTurn& turn : turns) {
            add_turn(transaction, session.id, turn);
        }
        return {};
    }));
    tell_session(desk, session);
    return turns.back().why == relay::TurnWhy::exhausted;
}

} // namespace live
