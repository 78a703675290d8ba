#pragma once

#include "http/message.hpp"

#include <map>
#include <string>

namespace http {

struct StaticFilesOptions {
    std::filesystem::path directory;
    /// Where the files appear: `/console/`. Begins and ends with a slash.
    std::string prefix = "/";
    /// A path without a file and without a dot in its last part gets index.html (web apps with
    /// their own routes).
    bool single_page = true;
};

/// The files of a built web app. The directory is listed once at the start: what is not in the list
/// cannot be asked for. `x.js.br` and `x.js.gz` beside `x.js` are chosen by Accept-Encoding. Names
/// with a content hash (`app-4f3a9c1b.js`) are cached for a year, others are revalidated.
class StaticFiles {
public:
    /// Fails with `http.no_static_files` when the directory has no index.html.
    [[nodiscard]] static base::Result<StaticFiles> open(StaticFilesOptions options);
    /// For Router::fallback. Safe to call from any thread.
    [[nodiscard]] Response answer(const Request& request) const;

private:
    struct File {
        std::filesystem::path path;
        std::string etag;
        std::uint64_t size = 0;
        std::string content_type;
        bool immutable = false;
        std::map<std::string, std::filesystem::path> encodings; ///< `br`, `gzip`
    };
    [[nodiscard]] const File* find(std::string_view path) const;

    StaticFilesOptions options_;
    std::map<std::string, File, std::less<>> files_;
};

} // namespace http
