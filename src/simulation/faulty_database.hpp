#pragma once

#include "storage/database.hpp"

namespace simulation {

/// The process died here. Not a std::exception: nothing in the server may catch it.
struct ServerCrash {};

/// Lets a write end in the death of the process: before its commit (everything of it is gone) or
/// right after (it is on the disk, and nobody was told).
class FaultyDatabase final : public storage::Database {
public:
    enum class Fate : std::uint8_t { well, dies_before, dies_after };

    /// `fate` is asked once for each write.
    FaultyDatabase(storage::Database& inner, std::function<Fate()> fate)
        : inner_(inner), fate_(std::move(fate)) {}

    [[nodiscard]] std::string_view dialect() const override { return inner_.dialect(); }

protected:
    base::Result<void> read_with(const std::function<void(storage::Connection&)>& body) override {
        return inner_.read([&](storage::Connection& connection) -> base::Result<void> {
            body(connection);
            return {};
        });
    }
    base::Result<void> write_with(const std::function<bool(storage::Transaction&)>& body) override {
        const Fate fate = fate_();
        bool refused = false;
        auto outcome = inner_.write([&](storage::Transaction& transaction) -> base::Result<void> {
            refused = !body(transaction);
            if (fate == Fate::dies_before) {
                throw ServerCrash{};
            }
            if (refused) {
                return base::fail(base::Fault::conflict, "simulation.rolled_back",
                                  "Đã hủy thay đổi.", "Rolled back.");
            }
            return {};
        });
        if (fate == Fate::dies_after) {
            throw ServerCrash{};
        }
        return refused ? base::Result<void>() : std::move(outcome);
    }

private:
    storage::Database& inner_;
    std::function<Fate()> fate_;
};

} // namespace simulation
