// Goal: the routes speak the API of media.openapi.yaml. Method: requests go straight to the
// handlers that the router finds, on SQLite, with the real sandbox behind them; sockets are http/'s
// own tests.
#include "media/media_routes.hpp"

#include "media/extract/sample_documents.hpp"
#include "media/extract_text_child.hpp"
#include "media/library_fixture.hpp"
#include "media/media_worker.hpp"
#include "media/sandbox_process.hpp"
#include "media/transcode_ffmpeg.hpp"

#include <boost/json.hpp>
#include <fstream>

namespace media {
namespace {

class RoutesTest : public LibraryFixture {
protected:
    void SetUp() override {
        LibraryFixture::SetUp();
        add_upload_routes(router_, *uploads_);
        add_media_routes(router_, *desk_, *blobs_);
        add_import_routes(router_, extractor_, folder_.path() / "scratch");
    }

    http::Response send(http::Method method, const std::string& path, const std::string& body = "",
                        const http::Headers& headers = {},
                        std::map<std::string, std::string> query = {}) {
        const http::Match match = router_.match(method, path);
        EXPECT_NE(match.route, nullptr) << path;
        http::Request request;
        request.method = method;
        request.path = path;
        request.path_parameters = match.parameters;
        request.body = body;
        request.headers = headers;
        request.query = std::move(query);
        request.context = *actor_;
        return match.route->handler(request);
    }
    static boost::json::object json(const http::Response& response) {
        return boost::json::parse(response.body).as_object();
    }
    static std::string code(const http::Response& response) {
        return std::string(json(response).at("code").as_string());
    }
    std::string open(std::size_t size_bytes) {
        const auto response = send(http::Method::post, "/api/v1/uploads",
                                   R"({"area":"91/31069","name":"bản tin.wav","size_bytes":)" +
                                       std::to_string(size_bytes) + "}");
        EXPECT_EQ(response.status, 201) << response.body;
        return std::string(json(response).at("id").as_string());
    }

    const rights::Actor* actor_ = &officer_;
    http::Router router_;
    ProcessSandbox sandbox_{find_own_program("nguon-sandbox").value()};
    SandboxedTextExtractor extractor_{sandbox_, ExtractPrograms::find().value()};
};

TEST_P(RoutesTest, a_real_recording_goes_from_upload_to_playing) {
    const auto wav = folder_.path() / "in.wav";
    ASSERT_EQ(
        std::system(("ffmpeg -loglevel error -f lavfi -i sine=duration=2 " + wav.string()).c_str()),
        0);
    std::ifstream stream(wav, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(stream)), {});
    const std::string id = open(bytes.size());
    const std::string path = "/api/v1/uploads/" + id;
    EXPECT_EQ(
        send(http::Method::patch, path, bytes.substr(0, 1000), {{"Upload-Offset", "0"}}).status,
        200);
    const auto resumed = send(http::Method::get, path);
    EXPECT_EQ(resumed.headers.find("Upload-Offset")->second, "1000");
    EXPECT_EQ(
        send(http::Method::patch, path, bytes.substr(1000), {{"Upload-Offset", "1000"}}).status,
        200);
    const auto completed = send(http::Method::post, path + "/complete");
    ASSERT_EQ(completed.status, 201) << completed.body;
    const std::string file = completed.headers.find("Location")->second;
    EXPECT_EQ(code(send(http::Method::get, file + "/audio")), "media.no_sound_yet");

    FfmpegTranscoder transcoder(sandbox_, FfmpegPrograms::find().value());
    MediaWorker worker({database(), *blobs_, transcoder, clock_, {}},
                       {.scratch = folder_.path() / "scratch"});
    ASSERT_TRUE(worker.process_next({}).value());

    const auto shown = json(send(http::Method::get, file));
    EXPECT_EQ(shown.at("state").as_string(), "ready");
    EXPECT_NEAR(shown.at("sound").at("loudness_after").at("integrated_lufs").as_double(), -16, 0.5);
    EXPECT_EQ(shown.at("sound").at("duration_ms").as_int64(), 2000);
    EXPECT_EQ(shown.at("sound").at("peaks").as_array().size(), 1600U);
    EXPECT_EQ(shown.at("abilities").as_array().size(), 3U);
    EXPECT_FALSE(shown.contains("cut"));
    const auto whole = send(http::Method::get, file + "/audio");
    EXPECT_EQ(whole.status, 200);
    EXPECT_EQ(whole.body.substr(0, 4), "OggS");
    const auto part = send(http::Method::get, file + "/audio", "", {{"Range", "bytes=1-3"}});
    EXPECT_EQ(part.status, 206);
    EXPECT_EQ(part.body, "ggS");
    EXPECT_EQ(send(http::Method::get, file + "/audio", "", {{"Range", "bytes=9999999-"}}).status,
              416);
    const auto with_sound = [&](const std::string& sha256) {
        const auto listed = send(http::Method::get, "/api/v1/media", "", {}, {{"sound", sha256}});
        return json(listed).at("items").as_array().size();
    };
    EXPECT_EQ(with_sound(std::string(shown.at("sound").at("sha256").as_string())), 1U);
    EXPECT_EQ(with_sound(std::string(64, 'a')), 0U);
    EXPECT_EQ(code(send(http::Method::get, "/api/v1/media", "", {}, {{"sound", "x"}})),
              "media.bad_filter");
    const auto cut = send(http::Method::post, file + "/cuts",
                          R"({"name":"giữa.wav","from_ms":500,"to_ms":1500})");
    ASSERT_EQ(cut.status, 201) << cut.body;
    ASSERT_TRUE(worker.process_next({}).value());
    const auto made = json(send(http::Method::get, cut.headers.find("Location")->second));
    EXPECT_EQ(made.at("sound").at("duration_ms").as_int64(), 1000);
    EXPECT_EQ(made.at("cut"), (boost::json::object{{"from_ms", 500}, {"to_ms", 1500}}));
    EXPECT_EQ(code(send(http::Method::post, file + "/cuts",
                        R"({"name":"x","from_ms":1900,"to_ms":2000})")),
              "media.bad_cut");
    const auto original = send(http::Method::get, file + "/original");
    EXPECT_EQ(original.body, bytes);
    EXPECT_NE(original.headers.find("Content-Disposition")
                  ->second.find("attachment; filename*=UTF-8''b%E1%BA%A3n"),
              std::string::npos);
    EXPECT_EQ(original.headers.find("X-Content-Type-Options")->second, "nosniff");
}

TEST_P(RoutesTest, lists_page_and_search) {
    for (const char* name : {"thông báo một", "thông báo hai", "nhạc hiệu"}) {
        clock_.advance(base::Millis(2));
        ASSERT_TRUE(upload(officer_, name, "ID3").has_value());
    }
    const auto first = json(send(http::Method::get, "/api/v1/media", "", {},
                                 {{"limit", "1"}, {"search", "thong bao"}}));
    EXPECT_EQ(first.at("items").as_array().size(), 1U);
    EXPECT_EQ(first.at("items").at(0).at("name").as_string(), "thông báo hai");
    const std::string next(first.at("next").as_string());
    const auto second = json(send(http::Method::get, "/api/v1/media", "", {},
                                  {{"limit", "1"}, {"search", "thong bao"}, {"after", next}}));
    EXPECT_EQ(second.at("items").at(0).at("name").as_string(), "thông báo một");
    EXPECT_FALSE(second.contains("next"));
    EXPECT_EQ(code(send(http::Method::get, "/api/v1/media", "", {}, {{"kind", "song"}})),
              "media.bad_filter");
    EXPECT_EQ(code(send(http::Method::get, "/api/v1/media", "", {}, {{"state", "?"}})),
              "media.bad_filter");
    EXPECT_EQ(send(http::Method::get, "/api/v1/media", "", {}, {{"area", "///"}}).status, 400);
}

TEST_P(RoutesTest, renaming_needs_if_match_and_removing_ends_it) {
    const auto file = upload(officer_, "cũ.mp3", "ID3").value();
    const std::string path = "/api/v1/media/" + base::to_text(file.id);
    EXPECT_EQ(send(http::Method::patch, path, R"({"name":"mới"})").status, 428);
    EXPECT_EQ(send(http::Method::patch, path, R"({"name":"mới"})", {{"If-Match", "\"9\""}}).status,
              412);
    const std::string tag = send(http::Method::get, path).headers.find("ETag")->second;
    const auto renamed = send(http::Method::patch, path, R"({"name":"mới"})", {{"If-Match", tag}});
    EXPECT_EQ(json(renamed).at("name").as_string(), "mới") << renamed.body;
    EXPECT_EQ(send(http::Method::delete_, path).status, 204);
    EXPECT_EQ(send(http::Method::get, path).status, 404);
}

TEST_P(RoutesTest, bad_requests_are_refused_clearly) {
    EXPECT_EQ(send(http::Method::post, "/api/v1/uploads", "{").status, 400);
    EXPECT_EQ(
        send(http::Method::post, "/api/v1/uploads", R"({"area":"91/31069","name":"a"})").status,
        400);
    EXPECT_EQ(send(http::Method::post, "/api/v1/uploads",
                   R"({"area":"91/31070","name":"a","size_bytes":1})")
                  .status,
              403);
    EXPECT_EQ(send(http::Method::get, "/api/v1/uploads/not-an-id").status, 400);
    const std::string path = "/api/v1/uploads/" + open(5);
    for (const char* offset : {"", "x", "-1", "1e3", "99999999999999999999"}) {
        EXPECT_EQ(code(send(http::Method::patch, path, "abc", {{"Upload-Offset", offset}})),
                  "media.upload_offset_needed");
    }
    EXPECT_EQ(send(http::Method::patch, path, "abc", {{"Upload-Offset", "3"}}).status, 409);
    EXPECT_EQ(send(http::Method::delete_, path).status, 204);
}

TEST_P(RoutesTest, documents_are_imported_without_a_trace) {
    const auto response = send(http::Method::post, "/api/v1/document-imports",
                               samples::docx(samples::docx_paragraph("I. MỤC ĐÍCH") +
                                             samples::docx_paragraph("1. Việc một")),
                               {}, {{"name", "kế hoạch.docx"}});
    ASSERT_EQ(response.status, 200) << response.body;
    const auto document = json(response);
    EXPECT_EQ(document.at("blocks").at(0).at("kind").as_string(), "heading");
    EXPECT_EQ(document.at("blocks").at(1).at("marker").as_string(), "1.");
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path() / "scratch"));
    EXPECT_EQ(code(send(http::Method::post, "/api/v1/document-imports", "%PDF-1.7 broken", {},
                        {{"name", "a.pdf"}})),
              "media.document_broken");
    EXPECT_EQ(code(send(http::Method::post, "/api/v1/document-imports", "x")), "media.bad_name");
    actor_ = &reader_;
    EXPECT_EQ(
        send(http::Method::post, "/api/v1/document-imports", "x", {}, {{"name", "a.txt"}}).status,
        403);
}

INSTANTIATE_TEST_SUITE_P(Engines, RoutesTest, testing::Values(testing_support::Engine::sqlite),
                         testing::PrintToStringParamName());

} // namespace
} // namespace media
