#pragma once

#include "storage/outbox.hpp"
#include "testing/manual_clock.hpp"
#include "testing/temporary_database.hpp"

#include <gmock/gmock.h>

namespace storage {

/// A migrated database and a clock that stands still.
class OutboxFixture : public testing::TestWithParam<testing_support::Engine> {
protected:
    void SetUp() override {
        if (const auto why = testing_support::why_missing(GetParam())) {
            GTEST_SKIP() << *why;
        }
        opened_.emplace(GetParam());
    }

    Database& database() { return opened_->database(); }
    testing_support::TemporaryDatabase& opened() { return *opened_; }
    testing_support::ManualClock& clock() { return clock_; }

    void append(const std::string& entity, const std::string& payload,
                const std::string& topic = "test") {
        const auto done = database().write([&](Transaction& transaction) -> base::Result<void> {
            append_outbox(transaction, {topic, entity, payload}, clock_.now());
            return {};
        });
        ASSERT_TRUE(done) << done.error().message.en;
    }

    Rows rows(std::string_view sql, const Parameters& parameters = {}) {
        return database()
            .read([&](Connection& connection) -> base::Result<Rows> {
                return connection.query(sql, parameters);
            })
            .value();
    }

private:
    std::optional<testing_support::TemporaryDatabase> opened_;
    testing_support::ManualClock clock_{base::Instant{1'780'272'000'000}};
};

} // namespace storage
