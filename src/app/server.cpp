#include "app/server.hpp"

#include "app/alarm_part.hpp"
#include "app/area_part.hpp"
#include "app/device_part.hpp"
#include "app/emergency_part.hpp"
#include "app/idempotency_store_sql.hpp"
#include "app/live_part.hpp"
#include "app/media_part.hpp"
#include "app/programme_part.hpp"
#include "app/speech_part.hpp"
#include "app/update_part.hpp"
#include "app/upkeep_part.hpp"
#include "app/web_routes.hpp"
#include "area/load_areas.hpp"
#include "async/worker_pool.hpp"
#include "audit/audit_routes.hpp"
#include "base/ensure.hpp"
#include "base/hash.hpp"
#include "base/try.hpp"
#include "http/health_routes.hpp"
#include "http/openapi_check.hpp"
#include "http/server.hpp"
#include "identity/identity_routes.hpp"
#include "identity/set_up.hpp"

#include <spdlog/spdlog.h>

namespace embedded {
std::string_view openapi_document();
}

namespace app {

namespace {

constexpr std::chrono::milliseconds forget_every{3'600'000};

/// Tells this run of the server from earlier ones, for event numbers.
std::string new_epoch(base::Random& random) {
    std::array<std::uint8_t, 6> bytes{};
    random.fill(std::as_writable_bytes(std::span(bytes)));
    return base::to_hex(bytes);
}

bool is_loopback(std::string_view peer) {
    return peer == "::1" || peer.starts_with("127.") || peer.starts_with("::ffff:127.");
}

base::Result<http::Caller> metrics_check(const http::Request& request) {
    // What a proxy on this machine passes on is not of this machine, whether it is trusted or not.
    const bool passed_on =
        !request.header("X-Forwarded-For").empty() || !request.header("Forwarded").empty();
    if (passed_on || !is_loopback(request.peer)) {
        return base::fail(base::Fault::forbidden, "app.metrics_local_only",
                          "Số liệu giám sát chỉ đọc được từ chính máy chủ.",
                          "Metrics are given to this machine only.");
    }
    return http::Caller{"metrics", {}};
}

} // namespace

/// Members stand in order of dependency; they go in the reverse.
class Server::Parts {
public:
    Parts(Foundation& foundation_in, CertificateFiles certificates_in,
          std::shared_ptr<const area::Directory> directory)
        : foundation(foundation_in), certificates(std::move(certificates_in)),
          events(new_epoch(foundation.random())),
          // Two thousand devices may come back in one instant; each asks for about 0.1 ms.
          workers({.threads = foundation.config().worker_threads, .queue_max = 4'096}),
          idempotency(foundation.database()),
          identity{
              foundation.database(),
              foundation.clock(),
              foundation.random(),
              passwords,
              [this](const area::AreaPath& path) { return areas.knows(path); },
              [this](identity::UserId user) { events.end_streams(identity::subject_of(user)); }},
          areas(foundation, std::move(directory)), upkeep(foundation, metrics) {}

    [[nodiscard]] base::Result<void> ready() const;
    [[nodiscard]] base::Result<void> listen();
    void add_routes();

    Foundation& foundation;
    const CertificateFiles certificates;
    http::Metrics metrics;
    http::EventChannels events;
    async::WorkerPool workers;
    IdempotencyStoreSql idempotency;
    identity::PasswordHasher passwords;
    identity::Environment identity;
    AreaPart areas;
    UpkeepPart upkeep;
    std::unique_ptr<MediaPart> media;
    std::unique_ptr<SpeechPart> speech;
    std::unique_ptr<ProgrammePart> programmes;
    std::unique_ptr<DevicePart> devices;
    std::unique_ptr<AlarmPart> alarms;
    std::unique_ptr<EmergencyPart> emergencies;
    std::unique_ptr<LivePart> live;
    std::unique_ptr<UpdatePart> updates;
    http::Router router;
    std::unique_ptr<http::Pipeline> pipeline;
    std::unique_ptr<http::Server> plain;
    std::unique_ptr<http::Server> secure;
    std::unique_ptr<Periodic> forgetting;
    std::optional<std::string> setup_code;
};

base::Result<void> Server::Parts::ready() const {
    TRY(foundation.database().read([](storage::Connection& connection) -> base::Result<void> {
        connection.query("select 1 as one", {});
        return {};
    }));
    return devices->ready();
}

void Server::Parts::add_routes() {
    http::add_health_routes(router, metrics, [this] { return ready(); });
    identity::add_identity_routes(router, identity);
    audit::add_audit_routes(router, foundation.database());
    areas.add_routes(router);
    upkeep.add_routes(router);
    media->add_routes(router);
    speech->add_routes(router);
    programmes->add_routes(router);
    devices->add_routes(router);
    alarms->add_routes(router);
    emergencies->add_routes(router);
    live->add_routes(router);
    updates->add_routes(router);
    add_event_routes(router);
    add_openapi_route(router);
}

base::Result<void> Server::Parts::listen() {
    const ListenConfig& listen = foundation.config().listen;
    pipeline = std::make_unique<http::Pipeline>(
        http::Pipeline::Parts{router,
                              {.user = identity::user_check(identity),
                               .device = devices->device_check(),
                               .metrics = metrics_check},
                              foundation.clock(),
                              metrics,
                              idempotency},
        http::PipelineOptions{.requests_per_minute = listen.requests_per_minute});
    http::ServerOptions options;
    options.trusted_proxies = listen.trusted_proxies;
    options.forwarded_by = listen.forwarded_by;
    options.address = listen.address;
    options.port = listen.port;
    plain = std::make_unique<http::Server>(options, *pipeline, workers, events);
    TRY(plain->start());
    options.address = listen.tls_address;
    options.port = listen.tls_port;
    options.tls = http::TlsFiles{certificates.certificate, certificates.private_key};
    secure = std::make_unique<http::Server>(options, *pipeline, workers, events);
    return secure->start();
}

Server::Server(Foundation& foundation) : foundation_(foundation) {}

Server::~Server() = default;

base::Result<void> Server::start() {
    ENSURE(!parts_);
    const ListenConfig& listen = foundation_.config().listen;
    TRY_ASSIGN(auto certificates, ensure_certificates(foundation_.folders().keys,
                                                      listen.public_host, foundation_.clock()));
    if (!listen.certificate.empty()) {
        certificates.certificate = listen.certificate;
        certificates.private_key = listen.private_key;
    }
    TRY_ASSIGN(auto directory, area::open_directory(foundation_.database()));
    auto parts =
        std::make_unique<Parts>(foundation_, std::move(certificates), std::move(directory));
    TRY_ASSIGN(parts->media, MediaPart::open(foundation_, parts->events));
    TRY_ASSIGN(parts->speech, SpeechPart::open(foundation_));
    parts->programmes =
        std::make_unique<ProgrammePart>(foundation_, *parts->media, *parts->speech, parts->events);
    TRY_ASSIGN(parts->devices,
               DevicePart::open(foundation_, parts->certificates,
                                {parts->events, parts->media->blobs(), parts->programmes->plan(),
                                 parts->programmes->guard(),
                                 [raw = parts->programmes.get()] { raw->devices_changed(); },
                                 [&events = parts->events](std::string_view subject) {
                                     events.end_streams(subject);
                                 }}));
    TRY_ASSIGN(parts->alarms, AlarmPart::open(foundation_, parts->events));
    parts->emergencies = std::make_unique<EmergencyPart>(
        foundation_, *parts->media, parts->programmes->voice(), parts->devices->desk());
    parts->programmes->run_also(parts->devices->withdrawals());
    TRY_ASSIGN(parts->live,
               LivePart::open(foundation_, *parts->media, parts->devices->desk(), parts->events));
    parts->emergencies->end_live_by(
        [&live = *parts->live](const rights::Actor& actor, const area::AreaPath& area) {
            return live.end_within(actor, area);
        });
    parts->updates = std::make_unique<UpdatePart>(parts->devices->desk(), parts->media->blobs());
    parts->add_routes();
    TRY(add_web_application(parts->router, foundation_.config().web));
    TRY_ASSIGN(parts->setup_code, identity::issue_set_up_code(parts->identity));
    TRY(parts->devices->start());
    parts->programmes->start();
    parts->emergencies->start();
    parts->updates->start();
    TRY(parts->live->start());
    TRY(parts->listen());
    parts->media->start();
    parts->alarms->start();
    parts->upkeep.start();
    parts->forgetting = std::make_unique<Periodic>([&parts = *parts](const std::stop_token&) {
        const auto gone = parts.idempotency.forget_old(parts.foundation.clock().now());
        if (!gone) {
            spdlog::warn("app: old idempotency keys not removed: {}", gone.error().message.en);
        }
        return forget_every;
    });
    parts_ = std::move(parts);
    return {};
}

void Server::stop() {
    if (!parts_) {
        return;
    }
    parts_->plain->stop();
    parts_->secure->stop();
    parts_->forgetting.reset();
    parts_->upkeep.stop();
    parts_->alarms->stop();
    parts_->workers.stop();
    parts_->updates->stop();
    parts_->emergencies->stop();
    parts_->programmes->stop();
    parts_->live->stop();
    parts_->devices->stop();
    parts_->media->stop();
}

Ports Server::ports() const {
    return {parts_->plain->port(), parts_->secure->port(), parts_->devices->broker_port()};
}

const std::optional<std::string>& Server::setup_code() const {
    return parts_->setup_code;
}

std::vector<std::string> Server::api_differences() const {
    return http::compare_with_openapi(parts_->router, embedded::openapi_document());
}

} // namespace app
