// Goal: closing old deliveries costs what is open, not what there ever was. Method: ask the
// database how it means to find them.
#include "broadcast/delivery_record.hpp"
#include "testing/temporary_database.hpp"

#include <gtest/gtest.h>

namespace broadcast {

namespace {

using testing_support::Engine;
using testing_support::TemporaryDatabase;

/// Remembers the statement on its way to the database.
class Overhearing final : public storage::Connection {
public:
    explicit Overhearing(storage::Connection& inner) : inner_(inner) {}
    storage::Rows query(std::string_view sql, const storage::Parameters& parameters) override {
        overheard_ = sql;
        return inner_.query(sql, parameters);
    }
    std::int64_t execute(std::string_view sql, const storage::Parameters& parameters) override {
        return inner_.execute(sql, parameters);
    }
    void run_script(std::string_view sql) override { inner_.run_script(sql); }
    [[nodiscard]] std::string_view dialect() const override { return inner_.dialect(); }
    [[nodiscard]] const std::string& overheard() const { return overheard_; }

private:
    storage::Connection& inner_;
    std::string overheard_;
};

TEST(DeliveriesPast, are_found_without_reading_those_that_have_ended) {
    TemporaryDatabase database(Engine::sqlite);
    const auto plan =
        (*database).read([](storage::Connection& connection) -> base::Result<std::string> {
            Overhearing overhearing(connection);
            (void)deliveries_past(overhearing, base::Instant{0}, 1);
            const auto& sql = overhearing.overheard();
            std::string text;
            for (const auto& row :
                 connection.query("explain query plan " + sql,
                                  {base::Instant{0}, std::int64_t{0}, std::int64_t{1}})) {
                text += row.text("detail") + "\n";
            }
            return text;
        });
    ASSERT_TRUE(plan.has_value());
    EXPECT_NE(plan->find("USING INDEX delivery_to_close"), std::string::npos) << *plan;
    EXPECT_EQ(plan->find("SCAN"), std::string::npos) << *plan;
}

} // namespace

} // namespace broadcast
