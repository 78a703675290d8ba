#pragma once

#include "alarms/given_up_store.hpp"
#include "base/clock.hpp"
#include "storage/database.hpp"

namespace alarms {

/// In SQLite or PostgreSQL: rows of alarm_notice that are neither due, nor sent, nor discarded.
class SqlGivenUpNotices final : public GivenUpNotices {
public:
    /// Both must outlive this.
    SqlGivenUpNotices(storage::Database& database, const base::Clock& clock)
        : database_(database), clock_(clock) {}

    [[nodiscard]] base::Result<std::vector<GivenUpNotice>>
    list(const GivenUpFilter& filter) override;
    [[nodiscard]] base::Result<void>
    settle(const NoticeId& id, const rights::Actor& actor,
           const std::function<base::Result<Settling>(const GivenUpNotice&)>& decide) override;

private:
    storage::Database& database_;
    const base::Clock& clock_;
};

} // namespace alarms
