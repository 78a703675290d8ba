#pragma once

#include "alarms/alarm_store.hpp"
#include "base/clock.hpp"
#include "storage/database.hpp"

namespace alarms {

/// Alarms in SQLite or PostgreSQL.
class SqlAlarms final : public AlarmUnitOfWork, public AlarmStore {
public:
    /// Both must outlive this.
    SqlAlarms(storage::Database& database, const base::Clock& clock)
        : database_(database), clock_(clock) {}

    [[nodiscard]] base::Result<void>
    change(const std::function<base::Result<void>(AlarmTransaction&)>& body) override;
    [[nodiscard]] base::Result<std::vector<Alarm>>
    standing_or_cleared_since(base::Instant since) override;
    [[nodiscard]] base::Result<std::optional<Alarm>> find(const AlarmId& id) override;
    [[nodiscard]] base::Result<std::vector<Alarm>> list(const AlarmFilter& filter) override;
    [[nodiscard]] base::Result<std::vector<Contact>>
    contacts(const std::vector<area::AreaPath>& within) override;
    [[nodiscard]] base::Result<std::vector<Notice>> notices_of(const AlarmId& alarm) override;
    [[nodiscard]] base::Result<std::vector<Notice>> due_notices(base::Instant now,
                                                                unsigned limit) override;

private:
    storage::Database& database_;
    const base::Clock& clock_;
};

} // namespace alarms
