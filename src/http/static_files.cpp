#include "http/static_files.hpp"

#include "base/try.hpp"
#include "crypto/digest.hpp"
#include "http/accept.hpp"
#include "http/problem.hpp"

#include <algorithm>
#include <array>

namespace http {

namespace {

namespace fs = std::filesystem;

struct Kind {
    std::string_view suffix;
    std::string_view content_type;
};

constexpr std::array kinds{
    Kind{".html", "text/html; charset=utf-8"},
    Kind{".js", "text/javascript; charset=utf-8"},
    Kind{".mjs", "text/javascript; charset=utf-8"},
    Kind{".css", "text/css; charset=utf-8"},
    Kind{".json", "application/json"},
    Kind{".map", "application/json"},
    Kind{".webmanifest", "application/manifest+json"},
    Kind{".svg", "image/svg+xml"},
    Kind{".png", "image/png"},
    Kind{".jpg", "image/jpeg"},
    Kind{".webp", "image/webp"},
    Kind{".ico", "image/x-icon"},
    Kind{".woff2", "font/woff2"},
    Kind{".woff", "font/woff"},
    Kind{".txt", "text/plain; charset=utf-8"},
    Kind{".wasm", "application/wasm"},
    Kind{".opus", "audio/ogg"},
    Kind{".mp3", "audio/mpeg"},
    Kind{".wav", "audio/wav"},
    Kind{".geojson", "application/geo+json"},
    Kind{".pbf", "application/x-protobuf"},
};

constexpr std::size_t hash_length_min = 8;

std::string content_type_of(const fs::path& path) {
    const auto* found = std::ranges::find(kinds, path.extension().string(), &Kind::suffix);
    return std::string(found == kinds.end() ? "application/octet-stream" : found->content_type);
}

/// `name-4f3a9c1b.js`: the part after the last hyphen is made by a build tool from the content.
bool has_content_hash(const fs::path& path) {
    const std::string stem = path.stem().string();
    const auto hyphen = stem.rfind('-');
    if (hyphen == std::string::npos || stem.size() - hyphen - 1 < hash_length_min) {
        return false;
    }
    const std::string_view hash = std::string_view(stem).substr(hyphen + 1);
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    return std::ranges::all_of(hash,
                               [&](char c) {
                                   return is_digit(c) || is_upper(c) || (c >= 'a' && c <= 'z') ||
                                          c == '_';
                               }) &&
           (std::ranges::any_of(hash, is_digit) || std::ranges::any_of(hash, is_upper));
}

bool is_variant(const fs::path& path) {
    return path.extension() == ".br" || path.extension() == ".gz";
}

bool accepts_page(const Request& request, std::string_view rest) {
    const auto slash = rest.rfind('/');
    const std::string_view last = slash == std::string_view::npos ? rest : rest.substr(slash + 1);
    return last.find('.') == std::string_view::npos &&
           (request.method == Method::get || request.method == Method::head);
}

Response not_found(const Request& request) {
    return problem_response(base::refuse(base::Fault::not_found, "http.not_found",
                                         "Không có địa chỉ này.", "There is no such address."),
                            request);
}

} // namespace

base::Result<StaticFiles> StaticFiles::open(StaticFilesOptions options) {
    StaticFiles files;
    files.options_ = std::move(options);
    const fs::path& root = files.options_.directory;
    std::error_code error;
    for (fs::recursive_directory_iterator it(root, error), end; !error && it != end;
         it.increment(error)) {
        if (!it->is_regular_file() || it->is_symlink() || is_variant(it->path())) {
            continue;
        }
        TRY_ASSIGN(const base::Sha256 hash, crypto::sha256_file(it->path()));
        File file{.path = it->path(),
                  .etag = base::to_text(hash).substr(0, 32),
                  .size = it->file_size(),
                  .content_type = content_type_of(it->path()),
                  .immutable = has_content_hash(it->path()),
                  .encodings = {}};
        for (const auto& [encoding, suffix] : {std::pair{"br", ".br"}, std::pair{"gzip", ".gz"}}) {
            fs::path variant = it->path();
            variant += suffix;
            if (fs::is_regular_file(variant)) {
                file.encodings.emplace(encoding, variant);
            }
        }
        files.files_.emplace(fs::relative(it->path(), root).generic_string(), std::move(file));
    }
    if (!files.files_.contains("index.html")) {
        return base::fail(base::Fault::unavailable, "http.no_static_files",
                          "Không thấy trang web trong " + root.string() + ".",
                          "There is no web app in " + root.string() + ".");
    }
    return files;
}

const StaticFiles::File* StaticFiles::find(std::string_view path) const {
    const auto found = files_.find(path);
    return found == files_.end() ? nullptr : &found->second;
}

Response StaticFiles::answer(const Request& request) const {
    if (!request.path.starts_with(options_.prefix)) {
        return not_found(request);
    }
    const std::string_view rest = std::string_view(request.path).substr(options_.prefix.size());
    const File* file = rest.empty() ? find("index.html") : find(rest);
    if (file == nullptr && options_.single_page && accepts_page(request, rest)) {
        file = find("index.html");
    }
    if (file == nullptr) {
        return not_found(request);
    }
    std::vector<std::string_view> offered;
    for (const char* encoding : {"br", "gzip"}) {
        if (file->encodings.contains(encoding)) {
            offered.emplace_back(encoding);
        }
    }
    const std::string encoding(choose_encoding(request.header("Accept-Encoding"), offered));
    const fs::path& path = encoding.empty() ? file->path : file->encodings.at(encoding);
    const std::string etag = encoding.empty() ? file->etag : file->etag + '-' + encoding;
    Response response = file_response(request, path, file->content_type, etag);
    if (!encoding.empty() && response.file) {
        response.headers.emplace("Content-Encoding", encoding);
    }
    if (!file->encodings.empty()) {
        response.headers.emplace("Vary", "Accept-Encoding");
    }
    response.headers.emplace("Cache-Control",
                             file->immutable ? "public, max-age=31536000, immutable" : "no-cache");
    return response;
}

} // namespace http
