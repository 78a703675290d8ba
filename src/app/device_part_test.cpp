// Goal: the server's half of the field works with the device program as it is. Method: DevicePart
// with a real HTTPS server and a real Mosquitto, and one real nguon-player that writes WAV; the
// plan and the bulletins are fakes. The whole product is tested in tests/functional.
#include "app/device_part.hpp"

#include "async/worker_pool.hpp"
#include "broadcast/delivery_record.hpp"
#include "broadcast/desk_fixture.hpp"
#include "broadcast/event_record.hpp"
#include "crypto/digest.hpp"
#include "devices/device_record.hpp"
#include "devices/manage_devices.hpp"
#include "http/event_channels.hpp"
#include "http/idempotency_memory.hpp"
#include "http/pipeline.hpp"
#include "http/server.hpp"
#include "media/blob_store_files.hpp"
#include "mqtt/child_process.hpp"
#include "schedule/planned_runs.hpp"
#include "testing/temporary_folder.hpp"

#include <csignal>
#include <fstream>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using broadcast::DeliveryState;
using device_protocol::DeviceId;

class FakePlan final : public schedule::PlannedRunQueries {
public:
    void set(const DeviceId& device, std::vector<schedule::PlannedRun> runs) {
        const std::lock_guard lock(mutex_);
        runs_ = std::move(runs);
        changes_.push_back(
            {.change = static_cast<std::int64_t>(changes_.size()) + 1, .device = device});
    }
    base::Result<std::vector<schedule::ChangeCursor>>
    changed_devices(const schedule::ChangeCursor& after, std::size_t) override {
        const std::lock_guard lock(mutex_);
        std::vector<schedule::ChangeCursor> found;
        for (const auto& change : changes_) {
            if (change > after) {
                found.push_back(change);
            }
        }
        return found;
    }
    base::Result<std::vector<schedule::PlannedRun>> runs_for_device(const DeviceId&, base::Instant,
                                                                    base::Instant) override {
        const std::lock_guard lock(mutex_);
        return runs_;
    }
    base::Result<std::optional<schedule::PlannedRun>>
    find_run(const device_protocol::RunId&) override {
        return std::optional<schedule::PlannedRun>();
    }
    base::Result<std::vector<schedule::Placement>>
    devices_of(const device_protocol::RunId&) override {
        return std::vector<schedule::Placement>();
    }

private:
    std::mutex mutex_;
    std::vector<schedule::PlannedRun> runs_;
    std::vector<schedule::ChangeCursor> changes_;
};

template <class Condition>
bool eventually(std::chrono::seconds limit, Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock lock(mutex);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) {
            return false;
        }
        never.wait_for(lock, 50ms);
    }
    return true;
}

class DevicePartTest : public testing::Test {
protected:
    void SetUp() override {
        app::Config config;
        config.data = folder_.path() / "data";
        config.broker.address = "127.0.0.1";
        config.broker.port = 0;
        foundation_ = app::Foundation::open(config, app::Use::serve).value();
        certificates_ =
            app::ensure_certificates(foundation_->folders().keys, "localhost", foundation_->clock())
                .value();
        blobs_.emplace(media::FileBlobStore::open(foundation_->folders().media).value());
        make_sound();
        start_server();
    }
    void TearDown() override {
        player_.reset();
        part_->stop();
        server_->stop();
    }

    void make_sound() {
        const auto file = folder_.path() / "sound.opus";
        const std::string command = "ffmpeg -v error -f lavfi -i sine=frequency=440:duration=2 "
                                    "-ac 1 -c:a libopus " +
                                    file.string();
        ASSERT_EQ(std::system(command.c_str()), 0);
        sound_ = blobs_->put_file(file).value();
    }

    void start_server() {
        part_ = app::DevicePart::open(*foundation_, certificates_,
                                      {.events = events_,
                                       .blobs = *blobs_,
                                       .plan = plan_,
                                       .guard = guard_,
                                       .devices_changed = [] {}})
                    .value();
        router_.emplace();
        part_->add_routes(*router_);
        pipeline_.emplace(http::Pipeline::Parts{*router_,
                                                {.device = part_->device_check()},
                                                foundation_->clock(),
                                                metrics_,
                                                idempotency_},
                          http::PipelineOptions{});
        http::ServerOptions options;
        options.address = "127.0.0.1";
        options.port = 0;
        options.tls = http::TlsFiles{certificates_.certificate, certificates_.private_key};
        server_.emplace(options, *pipeline_, workers_, events_);
        ASSERT_TRUE(server_->start().has_value());
        const auto started = part_->start();
        ASSERT_TRUE(started.has_value()) << started.error().message.en;
    }

    void claim_and_run() {
        devices::DeviceDesk desk{foundation_->database(), foundation_->clock(),
                                 foundation_->random(), events_,
                                 [] { return base::Result<void>(); }};
        rights::Actor technician;
        technician.grants = {{rights::Role::technician, area_}};
        const auto added = devices::add_device(
            desk, technician, {.name = "Cụm loa", .serial = "VD-0001", .area = area_});
        ASSERT_TRUE(added.has_value()) << added.error().message.en;
        device_ = added->device.id;
        const std::string state = (folder_.path() / "player").string();
        const std::string claim = std::string(NGUON_PLAYER) + " claim --server https://localhost:" +
                                  std::to_string(server_->port()) + " --code " + added->code +
                                  " --serial VD-0001 --state " + state;
        ASSERT_EQ(std::system(claim.c_str()), 0);
        run_player();
    }

    void run_player() {
        const std::string state = (folder_.path() / "player").string();
        const std::string wav = (folder_.path() / "wav").string();
        std::filesystem::create_directories(wav);
        player_.emplace(
            mqtt::ChildProcess::start(NGUON_PLAYER, {"run", "--state", state, "--output",
                                                     "wav:" + wav, "--first-spread", "0"})
                .value());
    }

    devices::Condition condition() {
        return foundation_->database()
            .read([&](storage::Connection& connection) -> base::Result<devices::Condition> {
                return devices::assess(devices::load_presences(connection, {device_}).front(),
                                       devices::DeviceState::claimed, foundation_->clock().now());
            })
            .value();
    }
    std::optional<DeliveryState> state_of(const std::string& subject) {
        return foundation_->database()
            .read(
                [&](storage::Connection& connection) -> base::Result<std::optional<DeliveryState>> {
                    const auto row = broadcast::find_delivery(connection, subject, device_);
                    return row ? std::optional(row->delivery.state) : std::nullopt;
                })
            .value();
    }
    bool reaches(const std::string& subject, DeliveryState state) {
        return eventually(40s, [&] { return state_of(subject) == state; });
    }
    std::vector<broadcast::StoredProof> proofs(const device_protocol::RunId& run) {
        return foundation_->database()
            .read([&](storage::Connection& connection)
                      -> base::Result<std::vector<broadcast::StoredProof>> {
                return broadcast::proofs_of_run(connection, run);
            })
            .value();
    }

    schedule::PlannedRun planned(base::Instant at) {
        return {
            .id = device_protocol::RunId::make(at, foundation_->random()),
            .title = "Bản tin",
            .area = area_,
            .nominal_at = at,
            .at = at,
            .not_after = at + 30s,
            .duration_ms = 2'000,
            .class_ = content::BroadcastClass::emergency,
            .items = {
                {.sha256 = sound_.sha256, .size_bytes = sound_.size_bytes, .duration_ms = 2'000}}};
    }

    const area::AreaPath area_{{"91", "31069"}};
    testing_support::TemporaryFolder folder_;
    std::unique_ptr<app::Foundation> foundation_;
    app::CertificateFiles certificates_;
    std::optional<media::FileBlobStore> blobs_;
    media::StoredBlob sound_;
    FakePlan plan_;
    broadcast::OpenGuard guard_;
    http::EventChannels events_{"run1"};
    http::Metrics metrics_;
    http::IdempotencyMemory idempotency_;
    async::WorkerPool workers_{{.threads = 4}};
    std::unique_ptr<app::DevicePart> part_;
    std::optional<http::Router> router_;
    std::optional<http::Pipeline> pipeline_;
    std::optional<http::Server> server_;
    std::optional<mqtt::ChildProcess> player_;
    DeviceId device_;
};

TEST_F(DevicePartTest, a_real_player_claims_itself_plays_its_programme_and_proves_it) {
    claim_and_run();
    ASSERT_TRUE(eventually(30s, [&] { return condition() == devices::Condition::online; }));
    const auto run = planned(foundation_->clock().now() + 6s);
    plan_.set(device_, {run});
    ASSERT_TRUE(reaches(base::to_text(run.id), DeliveryState::received));
    ASSERT_TRUE(reaches(base::to_text(run.id), DeliveryState::done));
    const auto proven = proofs(run.id);
    ASSERT_EQ(proven.size(), 1U);
    EXPECT_NEAR(static_cast<double>(proven[0].proof.ms_played), 2'000.0, 30.0);
    EXPECT_NEAR(static_cast<double>((*proven[0].proof.started_at - run.at).count()), 0.0, 20.0);
}

} // namespace
