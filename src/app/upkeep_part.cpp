#include "app/upkeep_part.hpp"

#include "app/outbox_routes.hpp"
#include "http/metrics.hpp"
#include "identity/session_store_sql.hpp"
#include "storage/outbox.hpp"

#include <spdlog/spdlog.h>

namespace app {

namespace {

constexpr std::chrono::milliseconds sweep_every{3'600'000};
constexpr std::chrono::milliseconds measure_every{15'000};

} // namespace

UpkeepPart::UpkeepPart(Foundation& foundation, http::Metrics& metrics)
    : foundation_(foundation), metrics_(metrics) {}

void UpkeepPart::add_routes(http::Router& router) {
    add_outbox_routes(router, foundation_.database(), foundation_.clock());
}

void UpkeepPart::start() {
    sweeping_ = std::make_unique<Periodic>([this](const std::stop_token&) { return sweep(); });
    measuring_ = std::make_unique<Periodic>([this](const std::stop_token&) { return measure(); });
}

void UpkeepPart::stop() {
    sweeping_.reset();
    measuring_.reset();
}

std::chrono::milliseconds UpkeepPart::sweep() {
    // A failure is in the log already; the next hour tries again.
    static_cast<void>(foundation_.database().write(
        [&](storage::Transaction& transaction) -> base::Result<std::int64_t> {
            return identity::sweep_expired(transaction, foundation_.clock().now());
        }));
    return sweep_every;
}

std::chrono::milliseconds UpkeepPart::measure() {
    const auto status = foundation_.database().read(
        [](storage::Connection& connection) -> base::Result<storage::OutboxStatus> {
            return storage::outbox_status(connection);
        });
    if (status) {
        const std::string name = "nguon_outbox_entries";
        const std::string help = "Entries of the outbox by what they wait for";
        metrics_.gauge(name, help, {{"state", "unnumbered"}}).set(status->unnumbered);
        metrics_.gauge(name, help, {{"state", "parked"}}).set(status->parked);
        metrics_.gauge(name, help, {{"state", "dead"}}).set(status->dead);
    }
    return measure_every;
}

} // namespace app
