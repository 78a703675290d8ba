#include "http/static_files.hpp"

#include "testing/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace http {

namespace {

class StaticFilesTest : public testing::Test {
protected:
    StaticFilesTest() {
        write("index.html", "<!doctype html>");
        write("assets/app-4f3a9c1b.js", "let a;");
        write("assets/app-4f3a9c1b.js.br", "BR");
        write("assets/app-4f3a9c1b.js.gz", "GZ");
        write("font-awesome.css", "a{}");
        std::filesystem::create_symlink("/etc/passwd", folder_.path() / "link.txt");
    }
    void write(const std::string& name, const std::string& text) {
        std::filesystem::create_directories((folder_.path() / name).parent_path());
        std::ofstream(folder_.path() / name) << text;
    }
    Response ask(const std::string& path, const Headers& headers = {}) {
        Request request;
        request.path = path;
        request.headers = headers;
        return StaticFiles::open({.directory = folder_.path(), .prefix = "/console/"})
            ->answer(request);
    }
    static std::string header(const Response& response, const char* name) {
        const auto found = response.headers.find(name);
        return found == response.headers.end() ? "" : found->second;
    }

    testing_support::TemporaryFolder folder_;
};

TEST_F(StaticFilesTest, a_file_is_sent_with_its_type) {
    const Response response = ask("/console/assets/app-4f3a9c1b.js");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(header(response, "Content-Type"), "text/javascript; charset=utf-8");
    ASSERT_TRUE(response.file.has_value());
    EXPECT_EQ(response.file->length, 6U);
}

TEST_F(StaticFilesTest, names_with_a_hash_are_cached_for_good_others_are_asked_for_again) {
    EXPECT_EQ(header(ask("/console/assets/app-4f3a9c1b.js"), "Cache-Control"),
              "public, max-age=31536000, immutable");
    EXPECT_EQ(header(ask("/console/font-awesome.css"), "Cache-Control"), "no-cache");
    EXPECT_EQ(header(ask("/console/"), "Cache-Control"), "no-cache");
}

TEST_F(StaticFilesTest, the_compressed_variant_is_chosen_by_the_client) {
    const Response br = ask("/console/assets/app-4f3a9c1b.js", {{"Accept-Encoding", "gzip, br"}});
    EXPECT_EQ(header(br, "Content-Encoding"), "br");
    EXPECT_EQ(header(br, "Vary"), "Accept-Encoding");
    EXPECT_EQ(br.file->length, 2U);
    EXPECT_EQ(header(ask("/console/assets/app-4f3a9c1b.js", {{"Accept-Encoding", "gzip"}}),
                     "Content-Encoding"),
              "gzip");
    const Response plain = ask("/console/assets/app-4f3a9c1b.js");
    EXPECT_EQ(header(plain, "Content-Encoding"), "");
    EXPECT_NE(header(plain, "ETag"), header(br, "ETag"));
}

TEST_F(StaticFilesTest, addresses_of_the_app_itself_get_its_page_and_missing_files_do_not) {
    EXPECT_EQ(header(ask("/console/bulletins/7"), "Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(ask("/console/missing.js").status, 404);
    EXPECT_EQ(ask("/elsewhere").status, 404);
}

TEST_F(StaticFilesTest, nothing_outside_the_list_can_be_read) {
    for (const char* path : {"/console/link.txt", "/console/assets/app-4f3a9c1b.js.br"}) {
        EXPECT_EQ(ask(path).status, 404) << path;
    }
    for (const char* path : {"/console/../secret", "/console//etc/passwd"}) {
        EXPECT_EQ(ask(path).file->path, folder_.path() / "index.html") << path;
    }
}

TEST_F(StaticFilesTest, what_the_client_has_is_not_sent_again) {
    const std::string etag = header(ask("/console/"), "ETag");
    EXPECT_EQ(ask("/console/", {{"If-None-Match", etag}}).status, 304);
}

TEST(StaticFiles, a_folder_without_a_page_is_refused) {
    const auto files = StaticFiles::open({.directory = "/nowhere/at/all"});
    EXPECT_EQ(files.error().code, "http.no_static_files");
}

} // namespace

} // namespace http
