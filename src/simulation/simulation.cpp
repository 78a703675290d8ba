#include "simulation/simulation.hpp"

#include "base/local_time.hpp"
#include "simulation/simulated_server.hpp"

namespace simulation {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

/// 20:20 of Việt Nam: the first trouble is followed by a night with its quiet hours.
constexpr base::Instant evening{1'780'320'000'000};
constexpr base::Millis day = std::chrono::hours(24);
/// After the last fault: a run is planned at most 20 minutes ahead, may begin 10 minutes late and
/// lasts 90 s; the longest wait before a connection is 300 s, commands live 5 minutes after their
/// instant, and 90 s after all that the server gives up waiting for a proof.
constexpr base::Millis healing = std::chrono::minutes(50);

class Run {
public:
    Run(const Settings& settings, storage::Database& database,
        const std::function<void(const Fact&)>& facts)
        : settings_(settings), world_(settings.seed, evening), wire_(world_, {}),
          server_(world_, wire_, database, settings.mutant) {
        world_.tell = [this, facts](const Fact& fact) {
            checker_.take(fact);
            outcome_.sounded += fact.kind == FactKind::sounded ? 1 : 0;
            if (facts) {
                facts(fact);
            }
        };
        for (int night = 0; night < 400; ++night) {
            const base::Instant from = evening + 40min + day * night; // 21:00 to 5:00
            world_.tell({.at = from, .kind = FactKind::quiet, .until = from + 8h});
        }
        for (std::size_t i = 0; i < settings.devices; ++i) {
            devices_.push_back(std::make_unique<SimulatedDevice>(
                world_, wire_, server_, server_.add_device("S-" + std::to_string(i)),
                server_.issuer(), settings.mutant));
        }
    }

    Outcome take() {
        server_.start();
        for (const auto& device : devices_) {
            device->power_on();
        }
        again(&Run::order, 5'000, 60'000);
        again(&Run::plan, 60'000, 400'000);
        again(&Run::trouble, 1'000, 60'000);
        again(&Run::look, 5'000, 20'000);
        while (outcome_.steps < settings_.steps) {
            world_.step({std::numeric_limits<std::int64_t>::max()});
            ++outcome_.steps;
        }
        heal();
        outcome_.simulated = world_.now() - evening;
        outcome_.violations = checker_.violations();
        outcome_.seen = world_.seen();
        return std::move(outcome_);
    }

private:
    /// Does it again and again while there is trouble.
    void again(void (Run::*act)(), std::int64_t from_ms, std::int64_t to_ms) {
        world_.after(milliseconds(world_.between(from_ms, to_ms)), [this, act, from_ms, to_ms] {
            if (!healing_) {
                (this->*act)();
                again(act, from_ms, to_ms);
            }
        });
    }
    void order() { server_.order_something(); }
    void plan() { server_.publish_plan(); }
    void look() {
        if (server_.is_running() && wire_.is_up("server")) {
            server_.tell_conditions(devices_);
        }
    }

    SimulatedDevice& any_device() {
        const auto last = static_cast<std::int64_t>(devices_.size()) - 1;
        return *devices_[static_cast<std::size_t>(world_.between(0, last))];
    }

    void trouble() {
        switch (world_.between(1, 8)) {
        case 1:
            cut_power(any_device());
            break;
        case 2:
            cut_line(any_device().id());
            break;
        case 3:
            wire_.drop(any_device().id());
            break;
        case 4:
            if (world_.one_in(4)) {
                break_broker();
            }
            break;
        case 5:
            wire_.drop("server");
            break;
        case 6:
            if (world_.one_in(4)) {
                world_.sometimes("the server was killed");
                server_.crash();
            }
            break;
        case 7:
            if (world_.one_in(10)) {
                world_.sometimes("everybody came back at once");
                for (const auto& device : devices_) {
                    wire_.drop(device->id());
                }
            }
            break;
        default:
            break;
        }
    }

    void cut_power(SimulatedDevice& device) {
        if (device.is_on()) {
            device.power_cut();
            world_.after(milliseconds(world_.between(500, 300'000)), [&device] {
                if (!device.is_on()) {
                    device.power_on();
                }
            });
        }
    }

    void cut_line(const std::string& name) {
        world_.sometimes("a line was cut");
        wire_.cut(name);
        const auto span =
            world_.one_in(10) ? world_.between(600'000, 7'200'000) : world_.between(1'000, 600'000);
        world_.after(milliseconds(span), [this, name] { wire_.mend(name); });
    }

    void break_broker() {
        wire_.break_broker();
        world_.after(milliseconds(world_.between(100, 60'000)), [this] { wire_.mend_broker(); });
    }

    /// No new trouble; what was cut is mended; then everybody has time to tell.
    void heal() {
        healing_ = true;
        server_.calm();
        wire_.calm();
        wire_.mend_broker();
        for (const auto& device : devices_) {
            wire_.mend(device->id());
            if (!device->is_on()) {
                device->power_on();
            }
        }
        const base::Instant until = world_.now() + healing;
        while (world_.step(until)) {
            ++outcome_.steps;
        }
        server_.tell_outcome();
        world_.tell({.at = world_.now(), .kind = FactKind::healed});
    }

    const Settings settings_;
    Checker checker_;
    Outcome outcome_;
    World world_;
    Wire wire_;
    SimulatedServer server_;
    std::vector<std::unique_ptr<SimulatedDevice>> devices_;
    bool healing_ = false;
};

} // namespace

Outcome simulate(const Settings& settings, storage::Database& database,
                 const std::function<void(const Fact&)>& facts) {
    return Run(settings, database, facts).take();
}

std::vector<std::string> not_met(const std::map<std::string, std::int64_t>& seen) {
    std::vector<std::string> missing;
    for (const char* what : {"power was cut in the middle of a sound",
                             "power was cut",
                             "a message came twice",
                             "the broker died",
                             "a line was cut",
                             "the server died at a write",
                             "the server was killed",
                             "everybody came back at once",
                             "a hello was said again",
                             "events were told again",
                             "a command came again",
                             "an order was accepted",
                             "a stop was ordered",
                             "a volume was ordered",
                             "an acknowledgement was lost after \"received\"",
                             "a sound was stopped by command",
                             "a sound gave way and waits",
                             "a run waited for another",
                             "a plan dropped what had begun",
                             "a run was withdrawn after it had begun",
                             "a run ended: played",
                             "a run ended: joined_late",
                             "a run ended: interrupted",
                             "a run ended: too_late",
                             "a run ended: no_room",
                             "a run ended: never",
                             "a run ended: media_missing",
                             "a run ended: command",
                             "a run ended: withdrawn",
                             "a run ended: quiet_hours",
                             "a command was refused: expired",
                             "an older programme came out of a cache",
                             "a connection stalled for minutes"}) {
        if (!seen.contains(what)) {
            missing.emplace_back(what);
        }
    }
    return missing;
}

} // namespace simulation
