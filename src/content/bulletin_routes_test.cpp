// Goal: the routes as a client meets them: status, ETag, abilities, and what bad input does.
// Method: the real router on memory.
#include "content/bulletin_json.hpp"
#include "content/bulletin_routes.hpp"
#include "content/change.hpp"
#include "content/content_memory.hpp"
#include "content/content_samples.hpp"
#include "content/render_job_store_memory.hpp"
#include "content/render_routes.hpp"
#include "content/render_test_support.hpp"
#include "content/render_worker.hpp"
#include "device_protocol/messages_described.hpp"
#include "http/router.hpp"
#include "testing/golden.hpp"
#include "testing/manual_clock.hpp"
#include "testing/seeded_random.hpp"
#include "testing/temporary_folder.hpp"
#include "json/described.hpp"

#include <gtest/gtest.h>

namespace content {

namespace {

using namespace samples;
using http::Method;

class AreasOnly final : public TargetPlaces {
public:
    base::Result<std::vector<area::AreaPath>> places_of(const Targets& targets) override {
        return targets.areas;
    }
};

/// Takes the bytes of the file for its only paragraph.
class PlainExtractor final : public media::TextExtractor {
public:
    base::Result<media::ImportedText> extract(const std::filesystem::path& input,
                                              const std::string&, std::stop_token) override {
        if (std::filesystem::file_size(input) == 0) {
            return base::fail(base::Fault::invalid, "content.not_found", "trống", "empty");
        }
        return media::ImportedText{"Kế hoạch", {{media::BlockKind::paragraph, 0, "", "Nội dung"}}};
    }
};

class BulletinRoutes : public ::testing::Test {
protected:
    BulletinRoutes() {
        add_bulletin_routes(router, desk, extractor, folder.path());
        add_render_routes(router, render_desk);
    }

    struct Call {
        rights::Actor actor = author();
        std::string body;
        std::string if_match;
        std::map<std::string, std::string> query;
    };
    http::Response call(Method method, const std::string& path, Call with) {
        const http::Match match = router.match(method, path);
        EXPECT_NE(match.route, nullptr) << path;
        http::Request request;
        request.method = method;
        request.path = path;
        request.path_parameters = match.parameters;
        request.query = with.query;
        request.body = with.body;
        request.context = with.actor;
        if (!with.if_match.empty()) {
            request.headers.emplace("If-Match", with.if_match);
        }
        return match.route->handler(request);
    }
    std::string make() {
        const auto made = call(Method::post, "/api/v1/bulletins",
                               {.body = "{\"body\":" + json::write(body()) + "}"});
        EXPECT_EQ(made.status, 201) << made.body;
        return made.headers.find("Location")->second;
    }
    static std::string etag(const http::Response& response) {
        const auto found = response.headers.find("ETag");
        return found == response.headers.end() ? "" : found->second;
    }

    MemoryContent memory;
    AreasOnly places;
    CountingSoundMaker sound;
    MemoryRenderJobs jobs;
    PlainExtractor extractor;
    testing_support::ManualClock clock{now};
    testing_support::SeededRandom random{7};
    testing_support::TemporaryFolder folder;
    BulletinDesk desk{memory, memory, places, clock, random};
    RenderDesk render_desk{desk, jobs, sound, {}, {}};
    RenderWorker worker{render_desk, {}};
    http::Router router;
};

TEST_F(BulletinRoutes, a_bulletin_goes_its_whole_way_over_the_api) {
    const std::string at = make();
    const auto rendered = call(Method::post, at + "/render", {.body = "{}"});
    EXPECT_EQ(rendered.status, 202) << rendered.body;
    EXPECT_TRUE(worker.process_next({}).value());
    const auto job = call(Method::get, rendered.headers.find("Location")->second, {});
    EXPECT_NE(job.body.find(R"("state":"done","sentences_done":1,"sentences_total":1)"),
              std::string::npos)
        << job.body;
    const auto submitted = call(Method::post, at + "/submit", {});
    EXPECT_EQ(submitted.status, 200) << submitted.body;
    EXPECT_NE(submitted.body.find(R"("abilities":["withdraw","copy"])"), std::string::npos);
    const auto shown = call(Method::get, at, {.actor = approver()});
    EXPECT_NE(shown.body.find(R"("abilities":["approve","return","withdraw"])"), std::string::npos);
    const auto approved =
        call(Method::post, at + "/approve", {.actor = approver(), .if_match = etag(shown)});
    EXPECT_EQ(approved.status, 200) << approved.body;
    EXPECT_NE(approved.body.find(R"("state":"approved")"), std::string::npos);
    const auto history = call(Method::get, at + "/versions", {});
    EXPECT_NE(history.body.find(R"("version":4)"), std::string::npos);
    const auto first = call(Method::get, at + "/versions/1", {});
    EXPECT_EQ(first.status, 200) << first.body;
    EXPECT_NE(first.body.find(R"("version":1,"state":"draft")"), std::string::npos) << first.body;
    EXPECT_EQ(call(Method::get, at + "/versions/99", {}).status, 404);
    EXPECT_EQ(call(Method::get, at + "/versions/x", {}).status, 400);
}

TEST_F(BulletinRoutes, an_approver_adds_a_word_that_the_author_reads) {
    (void)memory.change(
        [&](ContentTransaction& transaction) { return transaction.insert(submitted()); });
    const std::string at = "/api/v1/bulletins/" + base::to_text(bulletin_id(1));
    const auto approve = [&](const std::string& body) {
        return call(Method::post, at + "/approve",
                    {.actor = approver(), .body = body, .if_match = "\"v2\""});
    };
    EXPECT_EQ(approve(R"({"comment":1})").status, 400);
    EXPECT_EQ(approve(R"({"remark":"x"})").status, 400);
    const auto approved = approve(R"({"comment":"Phát trước 6 giờ"})");
    EXPECT_EQ(approved.status, 200) << approved.body;
    const std::string said = R"("comment":"Phát trước 6 giờ")";
    for (const std::string& from : {at, at + "/versions", std::string("/api/v1/bulletins")}) {
        EXPECT_NE(call(Method::get, from, {}).body.find(said), std::string::npos) << from;
    }
}

TEST_F(BulletinRoutes, an_archived_bulletin_is_found_and_taken_out_again) {
    (void)memory.change([&](ContentTransaction& transaction) {
        return transaction.insert(withdraw(ready(), author(), "Thôi", now).value());
    });
    const std::string at = "/api/v1/bulletins/" + base::to_text(bulletin_id(1));
    const auto archived = call(Method::post, at + "/archive", {});
    EXPECT_NE(archived.body.find(R"("abilities":["withdraw","unarchive","copy"])"),
              std::string::npos)
        << archived.body;
    const auto found = call(Method::get, "/api/v1/bulletins", {.query = {{"state", "archived"}}});
    EXPECT_NE(found.body.find(base::to_text(bulletin_id(1))), std::string::npos);
    EXPECT_EQ(call(Method::post, at + "/archive", {}).status, 409);
    const auto back = call(Method::post, at + "/unarchive", {});
    EXPECT_NE(back.body.find(R"("state":"withdrawn")"), std::string::npos) << back.body;
    EXPECT_EQ(call(Method::post, at + "/unarchive", {}).status, 409);
}

TEST_F(BulletinRoutes, an_edit_or_approval_without_the_seen_version_is_refused) {
    const std::string at = make();
    EXPECT_EQ(call(Method::put, at, {.body = json::write(body())}).status, 428);
    EXPECT_EQ(call(Method::post, at + "/approve", {.actor = approver()}).status, 428);
    const auto stale = call(Method::put, at, {.body = json::write(body()), .if_match = "\"v9\""});
    EXPECT_EQ(stale.status, 409);
    EXPECT_NE(stale.body.find("Lan vừa thay đổi"), std::string::npos);
    EXPECT_EQ(call(Method::put, at, {.body = json::write(body()), .if_match = "nonsense"}).status,
              400);
    EXPECT_EQ(call(Method::put, at, {.body = json::write(body()), .if_match = "\"v1\""}).status,
              200);
}

TEST_F(BulletinRoutes, bad_input_names_what_is_wrong_and_changes_nothing) {
    for (const std::string& sent :
         std::vector<std::string>{"", "{", "[]", "null", R"({"body":{}})",
                                  R"({"body":{"title":1}})", R"({"id":"x","body":null})",
                                  std::string("{\"body\":\"\0\"}", 12), "{\"body\":\"\xff\"}"}) {
        EXPECT_EQ(call(Method::post, "/api/v1/bulletins", {.body = sent}).status, 400) << sent;
    }
    EXPECT_TRUE(memory.recorded.empty());
}

TEST_F(BulletinRoutes, unknown_and_foreign_bulletins_look_the_same) {
    const std::string at = make();
    const auto stranger = actor(9, "Tư", rights::Role::composer, neighbour);
    const auto foreign = call(Method::get, at, {.actor = stranger});
    const auto unknown =
        call(Method::get, "/api/v1/bulletins/" + base::to_text(bulletin_id(77)), {});
    EXPECT_EQ(foreign.status, 404);
    EXPECT_EQ(unknown.status, 404);
    EXPECT_EQ(call(Method::get, "/api/v1/bulletins/not-an-id", {}).status, 400);
}

TEST_F(BulletinRoutes, a_page_asks_once_for_the_rule_of_each_place) {
    for (int count = 0; count < 5; ++count) {
        make();
        clock.advance(base::Millis(5));
    }
    memory.rules_read = 0;
    const auto page = call(Method::get, "/api/v1/bulletins", {});
    EXPECT_NE(page.body.find(R"("abilities":["edit")"), std::string::npos) << page.body;
    EXPECT_EQ(memory.rules_read, 1);
}

TEST_F(BulletinRoutes, a_bulletin_of_the_province_is_read_and_copied_but_its_past_is_not_shown) {
    (void)memory.change(
        [&](ContentTransaction& transaction) { return transaction.insert(of_province()); });
    const std::string at = "/api/v1/bulletins/" + base::to_text(bulletin_id(1));
    const auto shown = call(Method::get, at, {});
    EXPECT_EQ(shown.status, 200) << shown.body;
    EXPECT_NE(shown.body.find(R"("abilities":["copy"])"), std::string::npos) << shown.body;
    EXPECT_EQ(call(Method::get, at + "/versions", {}).status, 404);
    EXPECT_EQ(call(Method::get, at + "/versions/1", {}).status, 404);
    EXPECT_EQ(call(Method::post, at + "/withdraw", {.body = R"({"reason":"x"})"}).status, 404);
    const auto listed = [&](std::map<std::string, std::string> query) {
        return call(Method::get, "/api/v1/bulletins", {.query = std::move(query)}).body;
    };
    const std::string id = base::to_text(bulletin_id(1));
    EXPECT_EQ(listed({}).find(id), std::string::npos);
    EXPECT_NE(listed({{"from", "above"}}).find(id), std::string::npos);
    EXPECT_NE(listed({{"from", "above"}, {"q", "tiem"}}).find(id), std::string::npos);
    EXPECT_NE(listed({{"from", "above"}, {"area", "91/31069"}}).find(id), std::string::npos);
    EXPECT_EQ(listed({{"from", "above"}, {"area", "91/31012"}}).find(id), std::string::npos);
    const auto made = call(Method::post, at + "/copy", {.body = R"({"area":"91/31069"})"});
    EXPECT_EQ(made.status, 201) << made.body;
    EXPECT_NE(made.headers.find("Location"), made.headers.end());
    EXPECT_NE(made.body.find(R"("origin":{"bulletin":")" + id + R"(","version":3,"area":"91")"),
              std::string::npos)
        << made.body;
    EXPECT_EQ(call(Method::post, at + "/copy", {.body = R"({"area":"91/31012"})"}).status, 403);
    EXPECT_EQ(call(Method::post, at + "/copy", {.body = "{}"}).status, 400);
}

TEST_F(BulletinRoutes, lists_come_in_pages_with_summaries) {
    make();
    clock.advance(base::Millis(5));
    make();
    const auto first = call(Method::get, "/api/v1/bulletins", {.query = {{"limit", "1"}}});
    EXPECT_EQ(first.status, 200);
    EXPECT_NE(first.body.find("\"next\""), std::string::npos);
    EXPECT_EQ(first.body.find("\"blocks\""), std::string::npos);
    const auto found = call(Method::get, "/api/v1/bulletins",
                            {.query = {{"q", "tiem chung"}, {"state", "draft"}}});
    EXPECT_EQ(found.body.find("\"next\""), std::string::npos);
    for (const auto& [name, value] : std::map<std::string, std::string>{{"state", "lost"},
                                                                        {"class", "x"},
                                                                        {"from", "below"},
                                                                        {"area", "//"},
                                                                        {"author", "me"},
                                                                        {"valid_on", "tomorrow"},
                                                                        {"q", "\xff"},
                                                                        {"limit", "0"},
                                                                        {"after", "%%"}}) {
        EXPECT_EQ(call(Method::get, "/api/v1/bulletins", {.query = {{name, value}}}).status, 400)
            << name;
    }
}

TEST_F(BulletinRoutes, a_document_becomes_a_draft_and_leaves_no_file_behind) {
    const auto imported =
        call(Method::post, "/api/v1/bulletin-imports",
             {.body = "bytes", .query = {{"area", "91/31069"}, {"file_name", "kh.docx"}}});
    EXPECT_EQ(imported.status, 201) << imported.body;
    EXPECT_NE(imported.body.find("Kế hoạch"), std::string::npos);
    EXPECT_EQ(call(Method::post, "/api/v1/bulletin-imports", {.body = "bytes"}).status, 400);
    EXPECT_EQ(call(Method::post, "/api/v1/bulletin-imports",
                   {.query = {{"area", "91/31069"}, {"file_name", "a.txt"}}})
                  .status,
              400);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST_F(BulletinRoutes, the_rule_is_read_by_all_and_set_by_the_administrator) {
    const auto administrator = actor(5, "Quản trị", rights::Role::administrator);
    const auto shown =
        call(Method::get, "/api/v1/approval-rule", {.query = {{"area", "91/31069"}}});
    EXPECT_EQ(shown.status, 200) << shown.body;
    const auto put = [&](const rights::Actor& who, const std::string& if_match) {
        return call(Method::put, "/api/v1/approval-rule",
                    {.actor = who, .body = shown.body, .if_match = if_match});
    };
    EXPECT_EQ(put(author(), etag(shown)).status, 403);
    const auto saved = put(administrator, etag(shown));
    EXPECT_EQ(saved.status, 200) << saved.body;
    EXPECT_EQ(etag(saved), "\"v1\"");
}

TEST_F(BulletinRoutes, a_rule_is_not_saved_over_one_that_was_not_seen) {
    const auto administrator = actor(5, "Quản trị", rights::Role::administrator, province);
    const auto rule_of = [&](const area::AreaPath& place) {
        return call(Method::get, "/api/v1/approval-rule",
                    {.query = {{"area", area::to_text(place)}}});
    };
    const auto put = [&](const area::AreaPath& place, const std::string& if_match) {
        ApprovalRule rule;
        rule.area = place;
        rule.version = 7; // nobody believes it
        return call(Method::put, "/api/v1/approval-rule",
                    {.actor = administrator, .body = to_json(rule), .if_match = if_match});
    };
    ASSERT_EQ(put(province, "\"v0\"").status, 200);
    const auto inherited = rule_of(commune);
    EXPECT_EQ(rule_from_json(inherited.body)->area, province);
    EXPECT_EQ(etag(inherited), "\"v0\"") << "the commune has none of its own";
    EXPECT_EQ(put(commune, "").status, 428);
    ASSERT_EQ(put(commune, etag(inherited)).status, 200);
    const auto stale = put(commune, etag(inherited));
    EXPECT_EQ(stale.status, 412);
    EXPECT_NE(stale.body.find("http.changed_meanwhile"), std::string::npos);
    EXPECT_EQ(rule_from_json(rule_of(commune).body)->version, 1);
    EXPECT_EQ(put(commune, etag(rule_of(commune))).status, 200);
}

TEST(BulletinJson, what_is_stored_and_sent_stays_readable) {
    BulletinBody full = body(BroadcastClass::emergency);
    full.source_document_number = "49/2024/NĐ-CP";
    full.miss = {now, now + base::Millis(1), MissAction::next_slot};
    full.attachments = {{"a.pdf", "application/pdf", {crypto::sha256("a"), 1, 0}}};
    full.variants.push_back({.language = "km",
                             .source = VariantSource::recording,
                             .blocks = {{BlockKind::list_item, 1, "a)", "Một"}},
                             .voice = {},
                             .recording = MediaFile{crypto::sha256("r"), 2, 3}});
    Bulletin bulletin = submitted(full);
    bulletin.approvals = {{person_of(approver()), now, true}};
    const std::string text = to_json(bulletin);
    EXPECT_EQ(testing_support::compare_golden("src/content/testdata/bulletin.json", text), "");
    const auto stored = testing_support::read_test_file("src/content/testdata/bulletin.json");
    EXPECT_EQ(bulletin_from_json(stored).value(), bulletin);
}

} // namespace

} // namespace content
