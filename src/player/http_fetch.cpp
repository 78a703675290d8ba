#include "player/http_fetch.hpp"

#include "base/ensure.hpp"
#include "base/try.hpp"
#include "crypto/certificate_fingerprint.hpp"
#include "player/state_files.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <memory>
#include <unistd.h>

namespace player {

namespace {

struct CurlFree {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, CurlFree>;

struct ListFree {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct FileClose {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

base::Failure unreachable(const std::string& address, const std::string& reason) {
    return base::fail(base::Fault::unavailable, "player.unreachable",
                      "Không kết nối được tới " + address + " (" + reason +
                          "). Thiết bị sẽ tự thử lại.",
                      "Cannot reach " + address + ": " + reason + ". The device will try again.");
}

base::Failure unreachable(const std::string& address, CURLcode code) {
    return unreachable(address, curl_easy_strerror(code));
}

/// What every request has in common: time limits, no redirection, only http and https.
Handle make_handle(const std::string& url) {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    ENSURE(ready == CURLE_OK);
    Handle handle(curl_easy_init());
    ENSURE(handle != nullptr);
    curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_CONNECTTIMEOUT, 20L);
    // Slower than 100 bytes a second for a minute is a dead line.
    curl_easy_setopt(handle.get(), CURLOPT_LOW_SPEED_LIMIT, 100L);
    curl_easy_setopt(handle.get(), CURLOPT_LOW_SPEED_TIME, 60L);
    curl_easy_setopt(handle.get(), CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(handle.get(), CURLOPT_BUFFERSIZE, 16384L);
    curl_easy_setopt(handle.get(), CURLOPT_USERAGENT, "nguon-player");
    return handle;
}

void authenticate(CURL* handle, const HttpServer& server) {
    if (!server.ca_file.empty()) {
        curl_easy_setopt(handle, CURLOPT_CAINFO, server.ca_file.c_str());
    }
    if (!server.user.empty()) {
        curl_easy_setopt(handle, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
        curl_easy_setopt(handle, CURLOPT_USERNAME, server.user.c_str());
        curl_easy_setopt(handle, CURLOPT_PASSWORD, server.password.c_str());
    }
}

struct BoundedBody {
    std::string text;
    std::size_t bytes_max = 0;
};

std::size_t append_body(char* bytes, std::size_t, std::size_t count, void* target) {
    auto& body = *static_cast<BoundedBody*>(target);
    if (body.text.size() + count > body.bytes_max) {
        return 0;
    }
    body.text.append(bytes, count);
    return count;
}

base::Result<HttpAnswer> perform(CURL* handle, const std::string& address, std::size_t bytes_max) {
    BoundedBody body{{}, bytes_max};
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, append_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &body);
    const CURLcode code = curl_easy_perform(handle);
    if (code != CURLE_OK) {
        return unreachable(address, code);
    }
    HttpAnswer answer;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer.status);
    answer.body = std::move(body.text);
    return answer;
}

struct Download {
    std::FILE* file = nullptr;
    std::int64_t begin = 0;
    std::int64_t room = 0;
    CURL* handle = nullptr;
    bool started = false;
    const std::atomic<bool>* cancel = nullptr;
};

std::size_t append_file(char* bytes, std::size_t, std::size_t count, void* target) {
    auto& download = *static_cast<Download*>(target);
    if (!download.started) {
        download.started = true;
        long status = 0;
        curl_easy_getinfo(download.handle, CURLINFO_RESPONSE_CODE, &status);
        if (status == 200 && download.begin > 0) {
            // The server does not know ranges: from the beginning then.
            if (std::freopen(nullptr, "wb", download.file) == nullptr) {
                return 0;
            }
            download.room += download.begin;
        } else if (status != 200 && status != 206) {
            return 0;
        }
    }
    download.room -= static_cast<std::int64_t>(count);
    if (download.room < 0) {
        return 0; // longer than what was signed: it cannot be the right file
    }
    return std::fwrite(bytes, 1, count, download.file);
}

int look_for_cancel(void* target, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Download*>(target)->cancel->load() ? 1 : 0;
}

struct Following {
    const std::function<bool(std::string_view)>* take = nullptr;
    CURL* handle = nullptr;
};

std::size_t follow_bytes(char* bytes, std::size_t, std::size_t count, void* target) {
    const auto& following = *static_cast<Following*>(target);
    long status = 0;
    curl_easy_getinfo(following.handle, CURLINFO_RESPONSE_CODE, &status);
    return status == 200 && (*following.take)({bytes, count}) ? count : 0;
}

struct MultiFree {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

/// As curl_easy_perform, but `cancel` is seen within a twentieth of a second, because a sound that
/// is more urgent waits for the end of this one.
CURLcode perform_in_steps(CURL* handle, const std::atomic<bool>& cancel) {
    const std::unique_ptr<CURLM, MultiFree> multi(curl_multi_init());
    curl_multi_add_handle(multi.get(), handle);
    CURLcode code = CURLE_ABORTED_BY_CALLBACK;
    int running = 1;
    while (running > 0 && !cancel) {
        curl_multi_perform(multi.get(), &running);
        int left = 0;
        if (const CURLMsg* message = curl_multi_info_read(multi.get(), &left)) {
            code = message->data.result;
        }
        if (running > 0) {
            curl_multi_poll(multi.get(), nullptr, 0, 50, nullptr);
        }
    }
    curl_multi_remove_handle(multi.get(), handle);
    return code;
}

struct Sending {
    const std::function<std::optional<std::string>()>* next = nullptr;
    std::string waiting;
};

std::size_t give_bytes(char* out, std::size_t size, std::size_t count, void* source) {
    auto& sending = *static_cast<Sending*>(source);
    if (sending.waiting.empty()) {
        sending.waiting = (*sending.next)().value_or("");
    }
    const std::size_t given = std::min(size * count, sending.waiting.size());
    std::memcpy(out, sending.waiting.data(), given);
    sending.waiting.erase(0, given);
    return given;
}

std::int64_t size_of(const std::filesystem::path& path) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    return error ? 0 : static_cast<std::int64_t>(size);
}

} // namespace

base::Result<void> check_address(const std::string& base_address, bool plain_allowed) {
    const bool loopback = base_address.starts_with("http://127.0.0.1:") ||
                          base_address.starts_with("http://localhost:");
    if (base_address.starts_with("https://") || (plain_allowed && loopback)) {
        return {};
    }
    return base::fail(base::Fault::invalid, "player.plain_http",
                      "Địa chỉ máy chủ phải bắt đầu bằng https://.",
                      "The server's address must begin with https://.");
}

base::Result<HttpAnswer> http_get(const HttpServer& server, const std::string& path,
                                  std::size_t bytes_max) {
    const std::string url = server.base + path;
    const Handle handle = make_handle(url);
    authenticate(handle.get(), server);
    return perform(handle.get(), url, bytes_max);
}

base::Result<void> http_download(const HttpServer& server, const std::string& path,
                                 const std::filesystem::path& partial, std::int64_t size,
                                 const std::atomic<bool>& cancel) {
    std::int64_t begin = size_of(partial);
    if (begin == size) {
        return {};
    }
    const bool too_long = begin > size;
    begin = too_long ? 0 : begin;
    const std::unique_ptr<std::FILE, FileClose> file(
        std::fopen(partial.c_str(), too_long ? "wbe" : "abe"));
    if (file == nullptr) {
        return disk_failure(partial, "cannot create");
    }
    const std::string url = server.base + path;
    const Handle handle = make_handle(url);
    authenticate(handle.get(), server);
    Download download{file.get(), begin, size - begin, handle.get(), false, &cancel};
    curl_easy_setopt(handle.get(), CURLOPT_RESUME_FROM_LARGE, static_cast<curl_off_t>(begin));
    curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, append_file);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &download);
    curl_easy_setopt(handle.get(), CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle.get(), CURLOPT_XFERINFOFUNCTION, look_for_cancel);
    curl_easy_setopt(handle.get(), CURLOPT_XFERINFODATA, &download);
    const CURLcode code = curl_easy_perform(handle.get());
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    if (std::fflush(file.get()) != 0 || ::fsync(fileno(file.get())) != 0) {
        return disk_failure(partial, "cannot write");
    }
    if (status == 416 || download.room < 0) {
        // What lies here does not belong to what the server has.
        std::error_code ignored;
        std::filesystem::resize_file(partial, 0, ignored);
    }
    if (code != CURLE_OK || (status != 200 && status != 206) || size_of(partial) != size) {
        return unreachable(url, code != CURLE_OK ? curl_easy_strerror(code)
                                                 : "status " + std::to_string(status));
    }
    return {};
}

base::Result<long> http_follow(const HttpServer& server, const std::string& path,
                               const std::function<bool(std::string_view)>& take,
                               std::chrono::seconds silence_max, const std::atomic<bool>& cancel) {
    const std::string url = server.base + path;
    const Handle handle = make_handle(url);
    authenticate(handle.get(), server);
    Following following{&take, handle.get()};
    curl_easy_setopt(handle.get(), CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_LOW_SPEED_TIME, static_cast<long>(silence_max.count()));
    curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, follow_bytes);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &following);
    const CURLcode code = perform_in_steps(handle.get(), cancel);
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    if (code != CURLE_OK && (status == 200 || status == 0)) {
        return unreachable(url, code);
    }
    return status;
}

base::Result<long> http_send(const HttpServer& server, const std::string& path,
                             const std::string& media_type,
                             const std::function<std::optional<std::string>()>& next,
                             const std::atomic<bool>& cancel) {
    const std::string url = server.base + path;
    const Handle handle = make_handle(url);
    authenticate(handle.get(), server);
    Sending sending{&next, {}};
    std::unique_ptr<curl_slist, ListFree> headers(
        curl_slist_append(nullptr, ("Content-Type: " + media_type).c_str()));
    // Not to be asked first whether it may: that would cost a second.
    headers.reset(curl_slist_append(headers.release(), "Expect:"));
    curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(handle.get(), CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_READFUNCTION, give_bytes);
    curl_easy_setopt(handle.get(), CURLOPT_READDATA, &sending);
    BoundedBody answer{{}, 65'536};
    curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, append_body);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &answer);
    const CURLcode code = perform_in_steps(handle.get(), cancel);
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    if (code != CURLE_OK && status == 0) {
        return unreachable(url, code);
    }
    return status;
}

base::Result<HttpAnswer> http_post_json(const PostTarget& target, const std::string& path,
                                        const std::string& body) {
    const std::string url = target.base + path;
    const Handle handle = make_handle(url);
    const std::unique_ptr<curl_slist, ListFree> headers(
        curl_slist_append(nullptr, "Content-Type: application/json"));
    curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, body.c_str());
    if (target.ca_file) {
        if (!target.ca_file->empty()) {
            curl_easy_setopt(handle.get(), CURLOPT_CAINFO, target.ca_file->c_str());
        }
    } else {
        curl_easy_setopt(handle.get(), CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(handle.get(), CURLOPT_SSL_VERIFYHOST, 0L);
    }
    if (!target.from.empty()) {
        curl_easy_setopt(handle.get(), CURLOPT_INTERFACE, ("host!" + target.from).c_str());
    }
    if (!target.pin.empty()) {
        curl_easy_setopt(handle.get(), CURLOPT_PINNEDPUBLICKEY, target.pin.c_str());
    }
    return perform(handle.get(), url, 262'144);
}

base::Result<SeenCertificate> look_at_certificate(const std::string& base_address) {
    const Handle handle = make_handle(base_address);
    curl_easy_setopt(handle.get(), CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(handle.get(), CURLOPT_SSL_VERIFYHOST, 0L);
    curl_easy_setopt(handle.get(), CURLOPT_CERTINFO, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_CONNECT_ONLY, 1L);
    const CURLcode code = curl_easy_perform(handle.get());
    if (code != CURLE_OK) {
        return unreachable(base_address, code);
    }
    curl_certinfo* seen = nullptr;
    curl_easy_getinfo(handle.get(), CURLINFO_CERTINFO, &seen);
    constexpr std::string_view label = "Cert:";
    for (curl_slist* line = seen != nullptr && seen->num_of_certs > 0 ? seen->certinfo[0] : nullptr;
         line != nullptr; line = line->next) {
        std::string_view text = line->data;
        if (!text.starts_with(label)) {
            continue;
        }
        text.remove_prefix(label.size());
        TRY_ASSIGN(const auto seen_by, crypto::certificate_fingerprint(text));
        const std::string_view key(reinterpret_cast<const char*>(seen_by.public_key.bytes.data()),
                                   seen_by.public_key.bytes.size());
        return SeenCertificate{seen_by.certificate, "sha256//" + base::to_base64(key)};
    }
    return unreachable(base_address, std::string("no certificate was shown"));
}

} // namespace player
