#include "schedule/tell_schedule_change.hpp"

#include "base/try.hpp"
#include "schedule/schedule_record.hpp"
#include "storage/outbox.hpp"
#include "json/described.hpp"

namespace schedule {

namespace {

struct ChangedPayload {
    std::vector<area::AreaPath> places;
};
BOOST_DESCRIBE_STRUCT(ChangedPayload, (), (places))

} // namespace

void tell_schedule_change(storage::Transaction& transaction, const rights::Actor& actor,
                          const audit::Entry& entry, const std::vector<area::AreaPath>& places,
                          base::Instant now) {
    note_input_change(transaction);
    storage::append_outbox(transaction,
                           {.topic = "schedule.changed",
                            .entity = entry.entity,
                            .payload = json::write(ChangedPayload{places})},
                           now);
    audit::append(transaction, actor, entry, now);
}

base::Result<std::vector<area::AreaPath>> changed_places(std::string_view payload) {
    TRY_ASSIGN(ChangedPayload changed, json::read<ChangedPayload>(payload, json::Unknown::ignore));
    return std::move(changed.places);
}

} // namespace schedule
