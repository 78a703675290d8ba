#include "media/s3_client.hpp"

#include "media/blob_store.hpp"

#include <algorithm>
#include <cstdio>
#include <curl/curl.h>
#include <fmt/format.h>
#include <mutex>
#include <thread>

namespace media {

namespace {

constexpr std::size_t response_bytes_max = 64U << 20U;

std::size_t take_body(char* bytes, std::size_t, std::size_t count, void* target) {
    auto& body = *static_cast<std::string*>(target);
    if (body.size() + count > response_bytes_max) {
        return 0;
    }
    body.append(bytes, count);
    return count;
}

std::size_t take_header(char* bytes, std::size_t, std::size_t count, void* target) {
    const std::string_view line(bytes, count);
    constexpr std::string_view name = "etag:";
    if (line.size() > name.size() &&
        std::ranges::equal(line.substr(0, name.size()), name,
                           [](char a, char b) { return (a | 0x20) == (b | 0x20); })) {
        const std::size_t first = line.find('"');
        const std::size_t last = line.rfind('"');
        if (first != std::string_view::npos && last > first) {
            *static_cast<std::string*>(target) = line.substr(first, last - first + 1);
        }
    }
    return count;
}

/// The bytes of a request while libcurl reads them.
struct Upload {
    std::string_view text;
    std::FILE* file = nullptr;
    std::uint64_t left = 0;
};

std::size_t give_body(char* out, std::size_t, std::size_t room, void* source) {
    auto& upload = *static_cast<Upload*>(source);
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(room, upload.left));
    if (upload.file == nullptr) {
        std::copy_n(upload.text.data() + (upload.text.size() - upload.left), count, out);
    } else if (std::fread(out, 1, count, upload.file) != count) {
        return CURL_READFUNC_ABORT;
    }
    upload.left -= count;
    return count;
}

struct FileCloser {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

struct ListDeleter {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

struct HandleDeleter {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, HandleDeleter>;

} // namespace

/// Idle connections.
struct S3Client::Handles {
    std::mutex mutex;
    std::vector<Handle> idle;

    Handle take() {
        const std::lock_guard lock(mutex);
        if (idle.empty()) {
            return Handle(curl_easy_init());
        }
        Handle handle = std::move(idle.back());
        idle.pop_back();
        return handle;
    }
    void give_back(Handle handle) {
        curl_easy_reset(handle.get());
        const std::lock_guard lock(mutex);
        if (idle.size() < 16) {
            idle.push_back(std::move(handle));
        }
    }
};

S3Client::S3Client(S3Options options)
    : options_(std::move(options)), handles_(std::make_unique<Handles>()) {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

S3Client::~S3Client() = default;

base::Result<S3Response> S3Client::send(const S3Request& request) {
    auto pause = options_.first_retry;
    for (int attempt = 1;; ++attempt) {
        bool again = false;
        auto response = send_once(request, again);
        if (!again || attempt >= options_.attempts_max) {
            return response;
        }
        std::this_thread::sleep_for(pause);
        pause *= 3;
    }
}

base::Result<S3Response> S3Client::send_once(const S3Request& request, bool& again) {
    Handle handle = handles_->take();
    CURL* curl = handle.get();
    if (curl == nullptr) {
        return base::fail(blob_store_unavailable("no memory for a connection"));
    }
    Upload upload{.text = request.body, .file = nullptr, .left = request.body.size()};
    std::unique_ptr<std::FILE, FileCloser> file;
    if (request.part) {
        file.reset(std::fopen(request.part->file.c_str(), "rb"));
        if (!file || fseeko(file.get(), static_cast<off_t>(request.part->offset), SEEK_SET) != 0) {
            return base::fail(blob_store_unavailable("the file to be put cannot be read"));
        }
        upload = {.text = {}, .file = file.get(), .left = request.part->length};
    }
    const std::string url = options_.endpoint + "/" + options_.bucket +
                            (request.key.empty() ? "" : "/" + request.key) +
                            (request.query.empty() ? "" : "?" + request.query);
    std::unique_ptr<curl_slist, ListDeleter> headers(curl_slist_append(
        nullptr, ("x-amz-content-sha256: " + base::to_text(request.body_hash)).c_str()));
    // No header may be taken off here ("Expect:"): libcurl 7.88 signs it as an empty one, which is
    // never sent.
    curl_slist_append(headers.get(), "Content-Type: application/octet-stream");
    S3Response response;
    const std::string signing = "aws:amz:" + options_.region + ":s3";
    const std::string keys = options_.access_key + ":" + options_.secret_key;
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_AWS_SIGV4, signing.c_str());
    curl_easy_setopt(curl, CURLOPT_USERPWD, keys.c_str());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &response.body);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &response.etag);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(options_.connect_max.count()));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(options_.request_max.count()));
    if (!request.range.empty()) {
        curl_easy_setopt(curl, CURLOPT_RANGE, request.range.c_str());
    }
    if (request.method == "PUT" || request.method == "POST") {
        curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(curl, CURLOPT_READFUNCTION, &give_body);
        curl_easy_setopt(curl, CURLOPT_READDATA, &upload);
        curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(upload.left));
    }
    if (request.method == "HEAD") {
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    }
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    const CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &response.status);
    curl_off_t length = 0;
    curl_easy_getinfo(curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    response.content_length = static_cast<std::uint64_t>(std::max<curl_off_t>(length, 0));
    handles_->give_back(std::move(handle));
    again = code != CURLE_OK || response.status >= 500 || response.status == 429;
    if (code != CURLE_OK) {
        return base::fail(blob_store_unavailable(curl_easy_strerror(code)));
    }
    if (again || response.status == 401 || response.status == 403) {
        return base::fail(blob_store_unavailable(
            fmt::format("it answered {} to {}", response.status, request.method)));
    }
    return response;
}

} // namespace media
