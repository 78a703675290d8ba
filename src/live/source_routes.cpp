#include "base/hash.hpp"
#include "base/try.hpp"
#include "devices/device_routes.hpp"
#include "http/answering.hpp"
#include "http/router.hpp"
#include "live/live_routes.hpp"
#include "live/session_record.hpp"
#include "rights/request_actor.hpp"

namespace live {

namespace {

using http::Method;
using http::Request;
using http::Response;

/// Pieces of the microphone are a few kilobytes each.
constexpr std::size_t piece_bytes_max = 1'048'576;
/// Wrong passwords from one address.
constexpr unsigned tries_per_minute = 60;

base::Failure wrong_password() {
    return base::fail(base::Fault::unauthenticated, "live.wrong_password",
                      "Sai tên buổi phát hoặc mật khẩu nguồn.",
                      "The mount point or the source password is wrong.");
}

/// The password of `Basic base64(source:password)`; the user name does not matter, clients differ.
std::string password_of(const Request& request) {
    const std::string_view header = request.header("Authorization");
    if (!header.starts_with("Basic ")) {
        return {};
    }
    const std::string pair = base::from_base64(header.substr(6)).value_or("");
    const auto colon = pair.find(':');
    return colon == std::string::npos ? std::string() : pair.substr(colon + 1);
}

base::Result<Session> authenticated(LiveDesk& desk, const Request& request, std::string_view name) {
    const auto id = SessionId::parse(name);
    if (!id) {
        return wrong_password();
    }
    TRY_ASSIGN(auto session,
               desk.broadcast.database.read(
                   [&](storage::Connection& connection) -> base::Result<std::optional<Session>> {
                       return find_session(connection, *id);
                   }));
    // Which sessions there are is not told to somebody without the password.
    if (!session || session->source != SourceKind::source ||
        !opens(*session, password_of(request))) {
        return wrong_password();
    }
    return std::move(*session);
}

base::Failure over() {
    return base::fail(base::Fault::conflict, "live.session_over",
                      "Buổi phát trực tiếp này đã kết thúc.", "This live session is over.");
}

/// Hands a source client's bytes to its session.
class SourceIntake final : public http::BodyIntake {
public:
    explicit SourceIntake(std::shared_ptr<OnAir> on_air)
        : on_air_(std::move(on_air)), source_(on_air_->source()) {}
    bool take(std::string_view bytes) override { return is_present() && on_air_->feed(bytes); }
    void ended() override {
        if (is_present()) {
            on_air_->disconnect();
        }
    }

private:
    [[nodiscard]] bool is_present() const { return on_air_->source() == source_; }

    const std::shared_ptr<OnAir> on_air_;
    const std::uint64_t source_;
};

base::Result<Response> take_source(LiveDesk& desk, const Request& request) {
    TRY_ASSIGN(const Session session,
               authenticated(desk, request, request.path_parameter("session")));
    const auto on_air = desk.studio.find(session.id);
    if (!on_air) {
        return over();
    }
    TRY(on_air->connect(request.header("Content-Type")));
    Response response;
    response.intake = std::make_shared<SourceIntake>(on_air);
    return response;
}

/// Source clients tell the title of what they play; the session has its own.
base::Result<Response> take_metadata(LiveDesk& desk, const Request& request) {
    const std::string mount = request.query_value("mount").value_or("");
    const std::string_view prefix = "/live/";
    if (!mount.starts_with(prefix)) {
        return wrong_password();
    }
    TRY(authenticated(desk, request, std::string_view(mount).substr(prefix.size())));
    Response response;
    response.headers.emplace("Content-Type", "text/xml");
    response.body = "<?xml version=\"1.0\"?>\n<iceresponse><message>Metadata update "
                    "successful</message><return>1</return></iceresponse>\n";
    return response;
}

/// The microphone: the browser's recorder gives a container in pieces, each of which comes as one
/// request, in order.
base::Result<Response> take_microphone(LiveDesk& desk, const Request& request) {
    TRY_ASSIGN(const SessionId id, SessionId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const auto session,
               desk.broadcast.database.read(
                   [&](storage::Connection& connection) -> base::Result<std::optional<Session>> {
                       return find_session(connection, id);
                   }));
    if (!session || session->source != SourceKind::microphone ||
        session->owner != rights::request_actor(request).user) {
        return base::fail(base::Fault::forbidden, "live.not_the_speaker",
                          "Chỉ người mở buổi phát mới được nói vào buổi này.",
                          "Only who opened the session may speak into it.");
    }
    const auto on_air = desk.studio.find(id);
    if (!on_air) {
        return over();
    }
    if (request.query_value("first") == "true") {
        on_air->disconnect(); // the page was loaded again and begins a new container
        TRY(on_air->connect(request.header("Content-Type")));
    }
    if (!on_air->feed(request.body)) {
        on_air->disconnect();
        return base::fail(base::Fault::conflict, "live.sound_broken",
                          "Âm thanh từ micrô bị ngắt. Hãy bấm nói lại.",
                          "The sound of the microphone broke off. Begin to speak again.");
    }
    return http::empty_response(204);
}

base::Failure not_asked() {
    return base::fail(base::Fault::not_found, "live.session_not_found",
                      "Không có buổi phát trực tiếp này.", "There is no such live session.");
}

/// Where what the device captures is waited for: a talk-back or a live session. Null when that is
/// over.
base::Result<std::shared_ptr<OnAir>> who_asked(LiveDesk& desk, const DeviceId& device,
                                               const SessionId& id) {
    if (const auto listening = desk.talk_backs.find(id)) {
        if (listening->talk_back.device != device) {
            return not_asked();
        }
        return listening->on_air;
    }
    TRY_ASSIGN(const auto session,
               desk.broadcast.database.read(
                   [&](storage::Connection& connection) -> base::Result<std::optional<Session>> {
                       return find_session(connection, id);
                   }));
    if (!session || session->input_device != device) {
        return not_asked();
    }
    return desk.studio.find(id);
}

/// An input of a device. One that comes again after its line broke takes its own place.
base::Result<Response> take_input(LiveDesk& desk, const Request& request) {
    TRY_ASSIGN(const SessionId id, SessionId::parse(request.path_parameter("session")));
    TRY_ASSIGN(const auto on_air, who_asked(desk, devices::request_device(request), id));
    if (!on_air) {
        return over();
    }
    on_air->disconnect();
    TRY(on_air->connect(request.header("Content-Type")));
    Response response;
    response.intake = std::make_shared<SourceIntake>(on_air);
    return response;
}

} // namespace

void add_source_routes(http::Router& router, LiveDesk& desk) {
    const http::RouteOptions source{.audience = http::Audience::anyone,
                                    .endless_body = true,
                                    .rate_per_minute = tries_per_minute};
    router.route(Method::put, "/live/{session}", source, http::answering(desk, take_source));
    router.route(Method::source, "/live/{session}", source, http::answering(desk, take_source));
    router.route(Method::put, "/device/v1/live/{session}/sound",
                 {.audience = http::Audience::device, .endless_body = true},
                 http::answering(desk, take_input));
    router.route(Method::get, "/admin/metadata",
                 {.audience = http::Audience::anyone, .rate_per_minute = tries_per_minute},
                 http::answering(desk, take_metadata));
    router.route(Method::post, "/api/v1/live-sessions/{id}/sound",
                 {.body_bytes_max = piece_bytes_max}, http::answering(desk, take_microphone));
}

} // namespace live
