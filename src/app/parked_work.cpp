#include "app/parked_work.hpp"

#include "audit/audit.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "rights/policy.hpp"

namespace app {

namespace {

using base::Fault;
using storage::ParkedEntry;

constexpr std::size_t reason_characters_max = 500;

base::Result<void> require_settings(const rights::Actor& actor) {
    if (!rights::areas_with(actor, rights::Permission::manage_settings).empty()) {
        return {};
    }
    return rights::require(actor, rights::Permission::manage_settings, {});
}

base::Result<std::string> check_reason(std::string_view reason) {
    TRY_ASSIGN(const std::string readable, base::to_nfc(reason));
    std::string kept(base::trim(readable));
    if (kept.empty() || base::code_points(kept) > reason_characters_max) {
        return base::fail(Fault::invalid, "app.reason_needed",
                          "Hãy ghi lý do, nhiều nhất 500 ký tự.",
                          "Give a reason of at most 500 characters.");
    }
    return kept;
}

base::Failure no_parked_entry() {
    return base::fail(Fault::not_found, "app.no_parked_entry", "Việc này không còn chờ xử lý.",
                      "This entry waits no more.");
}

/// In the area over whose settings the actor decides, so that its people read it.
audit::Entry entry_of(const rights::Actor& actor, const std::string& action, const ParkedId& id,
                      const std::string& note) {
    return {.action = action,
            .entity = "outbox/" + std::to_string(id.seq),
            .area = rights::areas_with(actor, rights::Permission::manage_settings).front(),
            .before = {},
            .after = {},
            .note = note};
}

} // namespace

base::Result<std::vector<ParkedEntry>> parked_work(storage::Database& database,
                                                   const rights::Actor& actor,
                                                   const storage::ParkedFilter& filter) {
    TRY(require_settings(actor));
    return database.read(
        [&](storage::Connection& connection) -> base::Result<std::vector<ParkedEntry>> {
            return storage::list_parked(connection, filter);
        });
}

std::vector<std::string> abilities(const ParkedEntry& parked) {
    return parked.dead ? std::vector<std::string>{"retry", "discard"}
                       : std::vector<std::string>{"retry"};
}

base::Result<void> retry_parked_work(storage::Database& database, const base::Clock& clock,
                                     const rights::Actor& actor, const ParkedId& id) {
    TRY(require_settings(actor));
    return database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        if (!storage::retry_parked(transaction, id.consumer, id.seq, clock.now())) {
            return no_parked_entry();
        }
        audit::append(transaction, actor, entry_of(actor, "app.retry_outbox", id, id.consumer),
                      clock.now());
        return {};
    });
}

base::Result<void> discard_parked_work(storage::Database& database, const base::Clock& clock,
                                       const rights::Actor& actor, const ParkedId& id,
                                       std::string_view reason) {
    TRY(require_settings(actor));
    TRY_ASSIGN(const std::string why, check_reason(reason));
    return database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        const auto parked = storage::find_parked(transaction, id.consumer, id.seq);
        if (!parked) {
            return no_parked_entry();
        }
        if (!parked->dead || !storage::discard_parked(transaction, id.consumer, id.seq)) {
            return base::fail(Fault::conflict, "app.still_tried",
                              "Máy chủ vẫn đang tự thử lại việc này. Chỉ bỏ được việc đã thôi thử.",
                              "The server still tries this by itself. Only what was given up can "
                              "be discarded.");
        }
        audit::Entry entry = entry_of(actor, "app.discard_outbox", id, id.consumer + ": " + why);
        entry.before = parked->entry.payload;
        audit::append(transaction, actor, entry, clock.now());
        return {};
    });
}

} // namespace app
