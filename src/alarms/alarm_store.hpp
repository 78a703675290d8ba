#pragma once

#include "alarms/alarm.hpp"
#include "alarms/notice.hpp"
#include "base/result.hpp"
#include "rights/actor.hpp"

#include <functional>
#include <type_traits>
#include <vector>

namespace alarms {

/// Newest first, raised before `after`. What is absent does not filter.
struct AlarmFilter {
    std::vector<area::AreaPath> visible; ///< within one of these; none lists nothing
    std::optional<area::AreaPath> area;
    std::optional<AlarmState> state;
    std::optional<AlarmKind> kind;
    std::optional<DeviceId> device;
    std::optional<AlarmId> after;
    unsigned limit = 50;
};

/// Reading alarms. Safe to call from any worker thread; every method may fail with
/// Fault::unavailable.
class AlarmStore {
public:
    virtual ~AlarmStore() = default;
    /// Every alarm that stands, and those cleared since then.
    [[nodiscard]] virtual base::Result<std::vector<Alarm>>
    standing_or_cleared_since(base::Instant since) = 0;
    /// Nothing when there is none.
    [[nodiscard]] virtual base::Result<std::optional<Alarm>> find(const AlarmId& id) = 0;
    [[nodiscard]] virtual base::Result<std::vector<Alarm>> list(const AlarmFilter& filter) = 0;
    /// Contacts within the areas, oldest first.
    [[nodiscard]] virtual base::Result<std::vector<Contact>>
    contacts(const std::vector<area::AreaPath>& within) = 0;
    /// Oldest first.
    [[nodiscard]] virtual base::Result<std::vector<Notice>> notices_of(const AlarmId& alarm) = 0;
    /// To be sent now, the longest due first.
    [[nodiscard]] virtual base::Result<std::vector<Notice>> due_notices(base::Instant now,
                                                                        unsigned limit) = 0;
};

/// What a person changed, for the audit log.
struct RecordedChange {
    std::string action; ///< `alarms.acknowledge`
    std::string entity; ///< `alarm/0197…`
    area::AreaPath area;
    std::string note;
};

/// What one use case changes; all of it becomes durable together, or nothing.
class AlarmTransaction {
public:
    virtual ~AlarmTransaction() = default;
    /// `alarms.already_standing` when the device has one of this kind that is not cleared.
    [[nodiscard]] virtual base::Result<void> insert(const Alarm& alarm) = 0;
    /// `alarms.changed_meanwhile` when the stored version is not the one before `alarm.version`.
    [[nodiscard]] virtual base::Result<void> save(const Alarm& alarm) = 0;
    /// Those of exactly this area.
    [[nodiscard]] virtual base::Result<std::vector<Contact>>
    contacts_of(const area::AreaPath& area) = 0;
    [[nodiscard]] virtual base::Result<void> insert_contact(const Contact& contact) = 0;
    /// False when there is none. What is on its way to it is still sent.
    [[nodiscard]] virtual base::Result<bool> remove_contact(const ContactId& id) = 0;
    /// A new notice, or how far a stored one has come.
    [[nodiscard]] virtual base::Result<void> put_notice(const Notice& notice) = 0;
    /// Writes the audit entry; call it last.
    virtual void record(const RecordedChange& change, const rights::Actor& actor) = 0;
};

/// The transaction a use case runs in. Safe to call from any worker thread.
class AlarmUnitOfWork {
public:
    virtual ~AlarmUnitOfWork() = default;
    /// A refusal rolls everything back. `body` may run more than once, so it has no other effects.
    [[nodiscard]] virtual base::Result<void>
    change(const std::function<base::Result<void>(AlarmTransaction&)>& body) = 0;
};

} // namespace alarms
