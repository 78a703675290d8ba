// Talk-backs from opening to end, by the routes as people and devices meet them, on both databases,
// with the real sandbox and ffmpeg. Devices are rows; what they are told is read from the
// deliveries.
#include "live/run_talk_backs.hpp"

#include "audit/audit.hpp"
#include "broadcast/device_inputs.hpp"
#include "http/router.hpp"
#include "live/live_fixture.hpp"
#include "live/live_routes.hpp"
#include "json/described.hpp"

#include <filesystem>

namespace live {

namespace {

using namespace std::chrono_literals;
using broadcast::InputUse;
using http::Method;

class TalkBackRoutes : public LiveSessions {
protected:
    void SetUp() override {
        LiveSessions::SetUp();
        if (IsSkipped()) {
            return;
        }
        add_live_routes(router_, *desk_);
        add_source_routes(router_, *desk_);
        add_stream_routes(router_, *desk_);
        add_talk_back_routes(router_, *desk_);
        heard_ = with_inputs(first_, {InputUse::monitor}, devices::Line::up);
        deaf_ = with_inputs(second_, {InputUse::line}, devices::Line::up);
        away_ = with_inputs(add_claimed("S-3"), {InputUse::monitor}, devices::Line::down);
    }

    DeviceId with_inputs(const DeviceId& device, const std::vector<InputUse>& inputs,
                         devices::Line line) {
        write([&](storage::Transaction& transaction) {
            devices::save_presence(transaction, {.device = device,
                                                 .line = line,
                                                 .lease_until = clock_.now() + 1h,
                                                 .greeted = true});
            broadcast::note_inputs(transaction, device, inputs);
        });
        return device;
    }

    http::Response call(Method method, const std::string& path, std::any who,
                        const std::string& body = "") {
        const http::Match match = router_.match(method, path);
        EXPECT_NE(match.route, nullptr) << path;
        http::Request request;
        request.method = method;
        request.path = path;
        request.path_parameters = match.parameters;
        request.body = body;
        request.headers.emplace("Content-Type", "audio/wav");
        request.context = std::move(who);
        return match.route->handler(request);
    }
    http::Response open(const rights::Actor& actor, const DeviceId& device,
                        const std::string& more = "") {
        return call(Method::post, "/api/v1/talk-backs", actor,
                    R"({"device":")" + base::to_text(device) + "\"" + more + "}");
    }
    static std::string text_of(const http::Response& response, const char* member) {
        const auto read = json::parse(response.body).value();
        const auto* found = read.as_object().if_contains(member);
        return found != nullptr && found->is_string() ? std::string(found->as_string()) : "";
    }
    static std::string path_of(const http::Response& opened) {
        return "/api/v1/talk-backs/" + text_of(opened, "id");
    }
    std::string sound_path(const http::Response& opened) {
        return "/device/v1/live/" + text_of(opened, "id") + "/sound";
    }
    std::vector<std::string> actions() {
        return temporary_->database()
            .read([&](storage::Connection& connection) -> base::Result<std::vector<std::string>> {
                std::vector<std::string> found;
                for (const auto& entry :
                     audit::list(connection, {.areas = {commune},
                                              .entity = "device/" + base::to_text(heard_)})) {
                    found.insert(found.begin(), entry.actor_name + ": " + entry.action);
                }
                return found;
            })
            .value();
    }
    /// What the device was told, and how that stands.
    std::vector<std::pair<device_protocol::Command, std::string>> orders(const DeviceId& device) {
        const auto issuer = one_key_.key_set().issuers.front();
        return temporary_->database()
            .read(
                [&](storage::Connection& connection)
                    -> base::Result<std::vector<std::pair<device_protocol::Command, std::string>>> {
                    std::vector<std::pair<device_protocol::Command, std::string>> found;
                    for (const auto& row : connection.query(
                             "select envelope, state from delivery where device = $1", {device})) {
                        found.emplace_back(
                            device_protocol::open_command(row.text("envelope"), {issuer})
                                .value()
                                .message,
                            row.text("state"));
                    }
                    return found;
                })
            .value();
    }

    http::Router router_;
    rights::Actor colleague_ = person("Trần Văn Trực", rights::Role::operator_, commune, random_);
    DeviceId heard_;
    DeviceId deaf_;
    DeviceId away_;
};

INSTANTIATE_TEST_SUITE_P(Engines, TalkBackRoutes, testing::Values(Engine::sqlite, Engine::postgres),
                         testing::PrintToStringParamName());

TEST_P(TalkBackRoutes,
       the_device_is_asked_for_its_monitor_and_what_it_sends_is_heard_and_measured) {
    const auto opened = open(officer_, heard_, R"(,"minutes":3)");
    ASSERT_EQ(opened.status, 201) << opened.body;
    const auto ordered = orders(heard_);
    ASSERT_EQ(ordered.size(), 1U);
    EXPECT_EQ(ordered[0].first.op, device_protocol::op_capture);
    EXPECT_EQ(ordered[0].first.capture->session, text_of(opened, "id"));
    EXPECT_EQ(ordered[0].first.capture->input, InputUse::monitor);
    EXPECT_EQ(ordered[0].first.expires_at, clock_.now() + 3min);

    EXPECT_EQ(call(Method::put, sound_path(opened), deaf_).status, 404) << "another device";
    const auto sending = call(Method::put, sound_path(opened), heard_);
    ASSERT_EQ(sending.status, 200) << sending.body;
    ASSERT_TRUE(sending.intake->take(wav(16'384)));
    const auto on_air = talk_backs_->running().front().on_air;
    ASSERT_TRUE(testing_support::wait_until([&] {
        const auto state = call(Method::get, path_of(opened), officer_);
        return state.body.find(R"("sounding":true)") != std::string::npos;
    }));
    const auto state = json::parse(call(Method::get, path_of(opened), officer_).body).value();
    EXPECT_NEAR(state.at("peak_db").to_number<double>(), -6.0, 0.2);
    EXPECT_NEAR(state.at("rms_db").to_number<double>(), -9.0, 0.2);
    EXPECT_TRUE(state.at("connected").as_bool());
    talk_backs_->tick();
    const auto sound = call(Method::get, path_of(opened) + "/sound", officer_);
    ASSERT_TRUE(sound.stream);
    EXPECT_EQ(sound.stream->stream, on_air->stream());
    EXPECT_GT(on_air->stream()->next(), 0U);
    ASSERT_TRUE(call(Method::get, path_of(opened) + "/levels", officer_).events);

    const auto stopped = call(Method::post, path_of(opened) + "/stop", officer_);
    EXPECT_EQ(text_of(stopped, "end_reason"), "by_owner");
    EXPECT_FALSE(sending.intake->take("more")) << "the device is let go";
    EXPECT_TRUE(on_air->stream()->find(on_air->stream()->next()).ended);
    EXPECT_EQ(call(Method::put, sound_path(opened), heard_).status, 409);
    EXPECT_EQ(call(Method::get, path_of(opened) + "/sound", officer_).status, 409);
    EXPECT_EQ(orders(heard_)[0].second, "expired")
        << "recalled from a device that did not hear of it";
    EXPECT_EQ(call(Method::post, path_of(opened) + "/stop", officer_).status, 200)
        << "twice is once";
    const std::vector<std::string> logged{"Lê Thị Phát: live.talk_back_open",
                                          "Lê Thị Phát: live.talk_back_end"};
    EXPECT_EQ(actions(), logged);
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path())) << "nothing is recorded";
}

TEST_P(TalkBackRoutes, no_device_can_ask_for_what_a_monitor_hears) {
    const auto opened = open(officer_, heard_);
    const std::string stream = "/device/v1/live/" + text_of(opened, "id");
    for (const DeviceId& device : {heard_, deaf_, away_}) {
        EXPECT_EQ(call(Method::get, stream, device).status, 404);
    }
    EXPECT_EQ(call(Method::get, "/api/v1/live-sessions/" + text_of(opened, "id"), officer_).status,
              404);
    EXPECT_EQ(call(Method::get, "/api/v1/live-sessions", officer_).body.find(text_of(opened, "id")),
              std::string::npos);
}

TEST_P(TalkBackRoutes, only_its_owner_hears_it_and_only_one_at_a_time) {
    const auto opened = open(officer_, heard_);
    for (const auto* rest : {"", "/sound", "/levels"}) {
        EXPECT_EQ(call(Method::get, path_of(opened) + rest, colleague_).status, 404) << rest;
    }
    for (const auto* rest : {"/keep-alive", "/stop"}) {
        EXPECT_EQ(call(Method::post, path_of(opened) + rest, colleague_).status, 404) << rest;
    }
    const auto refused = open(colleague_, heard_);
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(text_of(refused, "code"), "live.monitor_taken");
    EXPECT_EQ(orders(heard_).size(), 1U) << "nothing of the refused one is left";

    const auto again = open(officer_, heard_);
    EXPECT_EQ(again.status, 201) << "a page that was loaded again takes its own place";
    EXPECT_EQ(text_of(call(Method::get, path_of(opened), officer_), "end_reason"), "by_owner");
    ASSERT_EQ(call(Method::post, path_of(again) + "/stop", officer_).status, 200);
    EXPECT_EQ(open(colleague_, heard_).status, 201);
}

TEST_P(TalkBackRoutes, what_may_not_be_heard_is_refused_by_its_reason_and_leaves_nothing) {
    const auto next_door =
        person("Cán bộ xã bạn", rights::Role::operator_, area::AreaPath({"91", "31070"}), random_);
    const auto reader = person("Người xem", rights::Role::report_viewer, commune, random_);
    const auto code = [&](const http::Response& response) { return text_of(response, "code"); };
    EXPECT_EQ(code(open(next_door, heard_)), "rights.forbidden");
    EXPECT_EQ(code(open(reader, heard_)), "rights.forbidden");
    EXPECT_EQ(code(open(officer_, deaf_)), "live.no_monitor");
    EXPECT_EQ(code(open(officer_, away_)), "live.monitor_offline");
    EXPECT_EQ(code(open(officer_, DeviceId::make(clock_.now(), random_))), "live.no_such_cluster");
    EXPECT_EQ(code(open(officer_, heard_, R"(,"minutes":11)")), "live.bad_talk_back_minutes");
    EXPECT_EQ(code(open(officer_, heard_, R"(,"minutes":0)")), "live.bad_talk_back_minutes");
    EXPECT_TRUE(talk_backs_->running().empty());
    EXPECT_TRUE(orders(heard_).empty());
    EXPECT_TRUE(actions().empty());
}

TEST_P(TalkBackRoutes, it_ends_by_itself_and_says_why_for_a_while) {
    const auto opened = open(officer_, heard_, R"(,"minutes":1)");
    for (int i = 0; i < 2; ++i) {
        clock_.advance(14s);
        EXPECT_EQ(call(Method::post, path_of(opened) + "/keep-alive", officer_).status, 200);
        end_due_talk_backs(*desk_);
        EXPECT_EQ(talk_backs_->running().size(), 1U);
    }
    clock_.advance(2s);
    end_due_talk_backs(*desk_);
    EXPECT_EQ(text_of(call(Method::post, path_of(opened) + "/keep-alive", officer_), "end_reason"),
              "no_sound");

    const auto left = open(officer_, heard_);
    clock_.advance(20s);
    end_due_talk_backs(*desk_);
    EXPECT_EQ(text_of(call(Method::get, path_of(left), officer_), "end_reason"), "not_kept");
    EXPECT_EQ(actions().back(), "live: live.talk_back_end");
    clock_.advance(1min);
    end_due_talk_backs(*desk_);
    EXPECT_EQ(call(Method::get, path_of(left), officer_).status, 404);
}

TEST_P(TalkBackRoutes, who_loses_the_right_meanwhile_cannot_go_on) {
    const auto opened = open(officer_, heard_);
    rights::Actor less = officer_;
    less.grants = {{rights::Role::report_viewer, commune}};
    EXPECT_EQ(call(Method::post, path_of(opened) + "/keep-alive", less).status, 403);
}

TEST_P(TalkBackRoutes, inputs_are_listed_by_what_they_are_for) {
    http::Request request;
    request.context = officer_;
    const auto names = [&](const std::string& use) {
        request.query["use"] = use;
        return router_.match(Method::get, "/api/v1/live-inputs").route->handler(request);
    };
    const auto monitors = names("monitor").body;
    EXPECT_NE(monitors.find(R"("name":"S-1")"), std::string::npos) << monitors;
    EXPECT_NE(monitors.find(R"("online":false)"), std::string::npos) << "S-3 is away";
    EXPECT_EQ(monitors.find("S-2"), std::string::npos);
    EXPECT_NE(names("line").body.find("S-2"), std::string::npos);
    EXPECT_EQ(names("mouth").status, 400);
}

} // namespace

} // namespace live
