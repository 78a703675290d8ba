#include "simulation/simulated_server.hpp"

#include "broadcast/order_commands.hpp"
#include "broadcast/programme_record.hpp"
#include "broadcast/refresh_programmes.hpp"
#include "broadcast/send_commands.hpp"
#include "broadcast/take_messages.hpp"
#include "broadcast/watch_devices.hpp"
#include "crypto/digest.hpp"
#include "devices/device_record.hpp"

namespace simulation {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

const std::string server_name = "server";
const area::AreaPath commune({"91", "31069"});
/// Deaths and reconnections take so long.
constexpr std::int64_t down_longest_ms = 120'000;
/// A plan that drops what has begun drops what began so long ago.
constexpr base::Millis dropped_span = std::chrono::minutes(30);

} // namespace

class SimulatedServer::Guard final : public broadcast::PlayGuard {
public:
    explicit Guard(World& world) : world_(world) {}
    base::Result<broadcast::PlayableBulletin> find_playable(const content::BulletinId& bulletin,
                                                            base::Instant) override {
        const bool urgent = world_.one_in(4);
        const auto ms = world_.between(1'000, 60'000);
        return broadcast::PlayableBulletin{
            .id = bulletin,
            .title = "Bản tin",
            .class_ = urgent ? device_protocol::BroadcastClass::emergency
                             : device_protocol::BroadcastClass::ordinary,
            .area = commune,
            .items = {{.sha256 = crypto::sha256(base::to_text(bulletin)),
                       .size = ms * 4,
                       .duration_ms = ms,
                       .kind = "speech"}}};
    }
    base::Result<void> may_sound(const area::AreaPath&, device_protocol::BroadcastClass,
                                 base::Instant, std::int64_t) override {
        return {}; // it is the device that must keep quiet, whatever a server lets through
    }
    base::Result<std::vector<device_protocol::QuietHours>> quiet_hours(const area::AreaPath&,
                                                                       base::Instant) override {
        return std::vector<device_protocol::QuietHours>{{.from = {21 * 3600}, .to = {5 * 3600}}};
    }

private:
    World& world_;
};

class SimulatedServer::Ears final : public http::EventHub {
public:
    void publish(std::string_view, std::string_view, std::string_view) override {}
};

SimulatedServer::SimulatedServer(World& world, Wire& wire, storage::Database& database,
                                 Mutant mutant)
    : world_(world), wire_(wire), disk_(database), mutant_(mutant),
      database_(database,
                [this] {
                    if (crash_one_in_ == 0 || !running_ || !world_.one_in(crash_one_in_)) {
                        return FaultyDatabase::Fate::well;
                    }
                    return world_.one_in(2) ? FaultyDatabase::Fate::dies_before
                                            : FaultyDatabase::Fate::dies_after;
                }),
      guard_(std::make_unique<Guard>(world)), hub_(std::make_unique<Ears>()),
      key_(crypto::KeyPair::generate(world)), signers_(key_), desk_{.database = database_,
                                                                    .clock = world,
                                                                    .random = world,
                                                                    .events = *hub_,
                                                                    .guard = *guard_,
                                                                    .signers = signers_,
                                                                    .node = "simulated"} {
    officer_.user = rights::UserId::make(world.now(), world);
    officer_.grants = {{rights::Role::operator_, commune},
                       {rights::Role::emergency_issuer, commune}};
}

SimulatedServer::~SimulatedServer() = default;

std::string SimulatedServer::add_device(const std::string& serial) {
    const devices::DeviceDetails details{.name = serial, .serial = serial, .area = commune};
    const auto id = device_protocol::DeviceId::make(world_.now(), world_);
    const auto device =
        devices::claim(devices::register_device(id, details, world_.now()).value(), world_.now())
            .value();
    disk_
        .write([&](storage::Transaction& transaction) -> base::Result<void> {
            devices::insert_device(transaction, device);
            return {};
        })
        .value();
    devices_.push_back(id);
    return base::to_text(id);
}

device_protocol::TrustedIssuer SimulatedServer::issuer() const {
    return device_protocol::describe_issuer(key_, device_protocol::Tier::commune);
}

void SimulatedServer::start() {
    boot();
}

void SimulatedServer::boot() {
    running_ = true;
    const std::uint64_t life = ++life_;
    survive([this] { (void)broadcast::forget_presences(desk_).value(); });
    tell_ordered_runs();
    reconnect(life);
    work(life);
}

void SimulatedServer::crash() {
    if (!running_) {
        return;
    }
    running_ = false;
    ++life_;
    inbox_.clear();
    wire_.drop(server_name);
    world_.after(milliseconds(world_.between(200, down_longest_ms)), [this] {
        if (!running_) {
            boot();
        }
    });
}

void SimulatedServer::survive(const std::function<void()>& act) {
    try {
        act();
    } catch (const ServerCrash&) {
        world_.sometimes("the server died at a write");
        crash();
    }
}

void SimulatedServer::reconnect(std::uint64_t life) {
    if (!running_ || life != life_ || wire_.is_up(server_name)) {
        return;
    }
    std::vector<std::string> filters;
    for (const mqtt::Subscription& subscription : broadcast::server_subscriptions()) {
        filters.push_back(subscription.filter);
    }
    if (!wire_.connect(server_name, *this, std::move(filters), std::nullopt)) {
        world_.after(300ms, [this, life] { reconnect(life); });
    }
}

void SimulatedServer::connected() {}

void SimulatedServer::disconnected() {
    world_.after(300ms, [this, life = life_] { reconnect(life); });
}

void SimulatedServer::received(const mqtt::Message& message) {
    inbox_.push_back(message);
    if (const auto topic = device_protocol::parse_device_topic(message.topic)) {
        last_heard_[topic->device] = world_.now();
    }
}

base::Result<int> SimulatedServer::publish(const mqtt::Message& message) {
    if (!wire_.publish(server_name, message)) {
        return base::fail(base::Fault::unavailable, "simulation.not_connected", "Chưa có kết nối.",
                          "Not connected.");
    }
    return 1;
}

void SimulatedServer::work(std::uint64_t life) {
    if (!running_ || life != life_) {
        return;
    }
    survive([this] { work_once(); });
    // The threads of the real dispatcher wake for messages and at least each second.
    const auto pause = inbox_.empty() ? world_.between(200, 1'000) : world_.between(1, 50);
    world_.after(milliseconds(pause), [this, life] { work(life); });
}

void SimulatedServer::work_once() {
    if (!inbox_.empty()) {
        const std::vector<mqtt::Message> batch(inbox_.begin(), inbox_.end());
        inbox_.clear();
        const auto answers = broadcast::take_messages(desk_, broadcast::hear(batch));
        for (const mqtt::Message& answer : answers.value()) {
            (void)publish(answer);
        }
    }
    if (wire_.is_up(server_name)) {
        (void)broadcast::send_commands(desk_, *this, desk_.clock.now()).value();
    }
    (void)broadcast::refresh_programmes(desk_, plan_).value();
    if (wire_.is_up(server_name)) {
        (void)broadcast::announce_programmes(desk_, *this).value();
    }
    (void)broadcast::let_time_pass(desk_).value();
}

void SimulatedServer::order_something() {
    if (!running_) {
        return;
    }
    survive([this] {
        switch (world_.between(1, 12)) {
        case 1:
        case 2:
            order_stop();
            break;
        case 3:
            order_volume();
            break;
        default:
            order_play();
            break;
        }
    });
    tell_ordered_runs();
}

void SimulatedServer::order_play() {
    content::Targets targets;
    if (world_.one_in(2)) {
        targets.areas = {commune};
    } else {
        for (const auto& device : devices_) {
            if (world_.one_in(2)) {
                targets.devices.push_back(device);
            }
        }
    }
    if (targets.empty()) {
        return;
    }
    std::optional<base::Instant> at;
    if (world_.one_in(2)) {
        at = world_.now() + milliseconds(world_.between(5'000, 600'000));
    }
    const auto ordered =
        broadcast::order_play(desk_, officer_,
                              {.bulletin = content::BulletinId::make(world_.now(), world_),
                               .targets = targets,
                               .at = at});
    world_.sometimes(ordered ? "an order was accepted" : "an order was refused");
}

void SimulatedServer::order_stop() {
    const auto ordered =
        broadcast::order_stop(desk_, officer_, {.targets = {.areas = {commune}}, .reason = "thử"});
    world_.sometimes(ordered ? "a stop was ordered" : "a stop was refused");
}

void SimulatedServer::order_volume() {
    const auto ordered =
        broadcast::order_volume(desk_, officer_,
                                {.targets = {.areas = {commune}},
                                 .percent = static_cast<std::int32_t>(world_.between(0, 100)),
                                 .until = world_.now() + 4min});
    world_.sometimes(ordered ? "a volume was ordered" : "a volume was refused");
}

/// What is in the database was accepted, whether or not the officer still heard so.
void SimulatedServer::tell_ordered_runs() {
    const auto told = disk_.read([&](storage::Connection& connection) -> base::Result<void> {
        for (const auto& row : connection.query(
                 "select run.id as id, run.class as class, command.expires_at as expires_at, "
                 "run.command as command from run join command on command.id = run.command "
                 "where command.issued_at >= $1",
                 {runs_told_at_})) {
            if (!told_runs_.insert(row.text("id")).second) {
                continue;
            }
            world_.tell({.at = world_.now(),
                         .kind = FactKind::ordered,
                         .run = row.text("id"),
                         .class_ = row.text("class"),
                         .state = "command",
                         .until = row.instant("expires_at")});
            for (const auto& target : connection.query(
                     "select device from delivery where subject = $1", {row.text("command")})) {
                world_.tell({.at = world_.now(),
                             .kind = FactKind::targeted,
                             .device = target.text("device"),
                             .run = row.text("id")});
            }
        }
        return {};
    });
    told.value();
    runs_told_at_ = world_.now();
}

schedule::PlannedRun SimulatedServer::planned_run(base::Instant at) {
    const auto ms = world_.between(5'000, 90'000);
    schedule::PlannedRun run{.id = device_protocol::RunId::make(at, world_),
                             .title = "Chương trình",
                             .area = commune,
                             .nominal_at = at,
                             .at = at,
                             .not_after = at + milliseconds(world_.between(0, 600'000)),
                             .duration_ms = ms,
                             .items = {{.sha256 = crypto::sha256(std::to_string(at.ms)),
                                        .size_bytes = 1000,
                                        .duration_ms = ms}}};
    if (world_.one_in(5)) {
        run.class_ = content::BroadcastClass::priority;
    }
    return run;
}

void SimulatedServer::publish_plan() {
    std::vector<schedule::PlannedRun> runs;
    for (int i = 0; i < 6; ++i) {
        runs.push_back(planned_run(world_.now() + milliseconds(world_.between(20'000, 1'200'000))));
        world_.tell({.at = world_.now(),
                     .kind = FactKind::ordered,
                     .run = base::to_text(runs.back().id),
                     .class_ = "ordinary",
                     .until = runs.back().not_after});
    }
    ++plan_changes_;
    // Mostly what has begun stays; sometimes it is taken off the air with the rest.
    base::Instant kept_before = world_.now();
    if (world_.one_in(3)) {
        kept_before = world_.now() - dropped_span;
        world_.sometimes("a plan dropped what had begun");
    }
    for (const auto& device : devices_) {
        std::vector<schedule::PlannedRun> own;
        for (const auto& run : runs) {
            if (!world_.one_in(4)) {
                own.push_back(run);
                world_.tell({.at = world_.now(),
                             .kind = FactKind::targeted,
                             .device = base::to_text(device),
                             .run = base::to_text(run.id)});
            }
        }
        plan_.publish(device, std::move(own), plan_changes_, kept_before);
    }
}

std::optional<std::string> SimulatedServer::fetch_programme(const std::string& device) {
    if (!running_) {
        return std::nullopt;
    }
    const auto found = disk_.read(
        [&](storage::Connection& connection) -> base::Result<std::optional<std::string>> {
            const auto programme = broadcast::find_programme(
                connection, device_protocol::DeviceId::parse(device).value());
            return programme ? std::optional(programme->manifest_envelope) : std::nullopt;
        });
    return found.value();
}

} // namespace simulation
