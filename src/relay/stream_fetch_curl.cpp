#include "relay/stream_fetch_curl.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "http/public_address.hpp"
#include "relay/hls_playlist.hpp"
#include "relay/station.hpp"

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>

#include <curl/curl.h>
#include <sys/socket.h>

namespace relay {

namespace {

constexpr int hops_max = 4; ///< redirections and playlists that lead to another
constexpr long connect_seconds_max = 8;
constexpr long quiet_seconds_max = 15;
constexpr long segment_seconds_max = 30;
constexpr std::size_t segment_bytes_max = 16U << 20U;

struct FreeCurl {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(CURLU* handle) const { curl_url_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlHandle = std::unique_ptr<CURL, FreeCurl>;
using CurlUrl = std::unique_ptr<CURLU, FreeCurl>;
using CurlList = std::unique_ptr<curl_slist, FreeCurl>;

base::Failure unreachable(const std::string& why) {
    return base::fail(base::Fault::unavailable, "relay.unreachable",
                      "Không nhận được luồng của đài: " + why + ".",
                      "The station's stream cannot be had: " + why + ".");
}

base::Failure address_refused() {
    return base::fail(base::Fault::forbidden, "relay.address_refused",
                      "Địa chỉ của đài không nằm trên Internet công cộng. Quản trị máy chủ có thể "
                      "cho phép trong mục relay.private_hosts.",
                      "The station's address is not a public one. The operator may allow its host "
                      "by relay.private_hosts.");
}

/// `address` as seen from `from`.
std::string resolved(const std::string& from, const std::string& address) {
    const CurlUrl url(curl_url());
    char* text = nullptr;
    if (!url || curl_url_set(url.get(), CURLUPART_URL, from.c_str(), 0) != CURLUE_OK ||
        curl_url_set(url.get(), CURLUPART_URL, address.c_str(), 0) != CURLUE_OK ||
        curl_url_get(url.get(), CURLUPART_URL, &text, 0) != CURLUE_OK) {
        return {};
    }
    std::string whole(text);
    curl_free(text);
    return whole;
}

std::string host_of(const std::string& address) {
    const CurlUrl url(curl_url());
    char* text = nullptr;
    if (!url || curl_url_set(url.get(), CURLUPART_URL, address.c_str(), 0) != CURLUE_OK ||
        curl_url_get(url.get(), CURLUPART_HOST, &text, 0) != CURLUE_OK) {
        return {};
    }
    std::string host(text);
    curl_free(text);
    return host;
}

bool is_playlist_type(std::string_view media_type) {
    const std::string type = base::fold(media_type.substr(0, media_type.find(';')));
    return type.find("mpegurl") != std::string::npos;
}

/// By its ending; empty when that does not tell.
std::string_view type_of_segment(std::string_view uri) {
    const std::string_view path = uri.substr(0, uri.find_first_of("?#"));
    return path.ends_with(".ts")    ? "video/mp2t"
           : path.ends_with(".aac") ? "audio/aac"
           : path.ends_with(".mp3") ? "audio/mpeg"
                                    : "";
}

/// One request. What is a playlist is kept as text; everything else goes to the sink.
class Transfer {
public:
    struct Limits {
        std::size_t bytes_max = 0; ///< 0: none, it goes on
        long seconds_max = 0;
        std::string_view media_type = {}; ///< known already; servers know segments badly
    };
    Transfer(std::string url, bool private_allowed, StreamSink& sink, const std::stop_token& stop)
        : url_(std::move(url)), private_allowed_(private_allowed), sink_(sink), stop_(stop) {}

    /// `begun`: the sink has been told what comes.
    base::Result<void> run(const Limits& limits, bool& begun) {
        static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
        handle_.reset(initialised == CURLE_OK ? curl_easy_init() : nullptr);
        if (!handle_) {
            return unreachable("libcurl cannot be started");
        }
        limits_ = limits;
        begun_ = &begun;
        set_options();
        const CURLcode code = curl_easy_perform(handle_.get());
        curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status_);
        if (refused_) {
            return address_refused();
        }
        char* next = nullptr;
        curl_easy_getinfo(handle_.get(), CURLINFO_REDIRECT_URL, &next);
        redirection_ = next != nullptr ? next : "";
        if (status_ >= 300 && status_ < 400 && !redirection_.empty()) {
            return {};
        }
        if (status_ >= 300) {
            return unreachable("HTTP " + std::to_string(status_));
        }
        if (stop_.stop_requested() || enough_) {
            enough_ = true;
            return {};
        }
        return code == CURLE_OK ? base::Result<void>() : unreachable(curl_easy_strerror(code));
    }

    /// The sink wants no more, or it was stopped.
    [[nodiscard]] bool enough() const { return enough_; }
    [[nodiscard]] const std::string& redirection() const { return redirection_; }
    [[nodiscard]] const std::string& playlist() const { return playlist_; }

private:
    void set_options() {
        CURL* curl = handle_.get();
        aliases_.reset(curl_slist_append(nullptr, "ICY 200 OK")); // SHOUTcast of old
        curl_easy_setopt(curl, CURLOPT_URL, url_.c_str());
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(curl, CURLOPT_HTTP200ALIASES, aliases_.get());
        curl_easy_setopt(curl, CURLOPT_USERAGENT, "nguon");
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(curl, CURLOPT_PROXY, "");
        curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L); // each hop is judged by us
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, connect_seconds_max);
        curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
        curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, quiet_seconds_max);
        curl_easy_setopt(curl, CURLOPT_TIMEOUT, limits_.seconds_max);
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, write);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, this);
        curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, look_for_stop);
        curl_easy_setopt(curl, CURLOPT_XFERINFODATA, this);
        if (!private_allowed_) {
            curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_public);
            curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, this);
        }
    }

    static int look_for_stop(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
        return static_cast<Transfer*>(self)->stop_.stop_requested() ? 1 : 0;
    }

    static curl_socket_t open_public(void* self, curlsocktype, curl_sockaddr* address) {
        if (!http::is_public(&address->addr, address->addrlen)) {
            static_cast<Transfer*>(self)->refused_ = true;
            return CURL_SOCKET_BAD;
        }
        return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    }

    static std::size_t write(char* bytes, std::size_t size, std::size_t count, void* self) {
        const std::size_t length = size * count;
        return static_cast<Transfer*>(self)->take({bytes, length}) ? length : 0;
    }

    bool take(std::string_view bytes) {
        if (seen_ == 0 && !begin()) {
            return false;
        }
        seen_ += bytes.size();
        if (limits_.bytes_max > 0 && seen_ > limits_.bytes_max) {
            return false;
        }
        if (is_playlist_) {
            playlist_ += bytes;
            return playlist_.size() <= playlist_bytes_max;
        }
        if (status_ != 200) {
            return true; // the words of a refusal
        }
        enough_ = !sink_.take(bytes);
        return !enough_;
    }

    bool begin() {
        char* type = nullptr;
        curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status_);
        curl_easy_getinfo(handle_.get(), CURLINFO_CONTENT_TYPE, &type);
        std::string media_type = type != nullptr ? type : "audio/mpeg"; // SHOUTcast of old
        if (!limits_.media_type.empty()) {
            media_type = limits_.media_type;
        }
        is_playlist_ = is_playlist_type(media_type);
        if (status_ != 200 || is_playlist_ || *begun_) {
            return true;
        }
        *begun_ = sink_.begins(media_type);
        enough_ = !*begun_;
        return *begun_;
    }

    const std::string url_;
    const bool private_allowed_;
    StreamSink& sink_;
    const std::stop_token& stop_;
    CurlHandle handle_;
    CurlList aliases_;
    Limits limits_;
    bool* begun_ = nullptr;
    std::size_t seen_ = 0;
    long status_ = 0;
    bool refused_ = false;
    bool enough_ = false;
    bool is_playlist_ = false;
    std::string redirection_;
    std::string playlist_;
};

/// A station from its first address to its sound.
class Following {
public:
    Following(const std::set<std::string>& private_hosts, StreamSink& sink,
              const std::stop_token& stop)
        : private_hosts_(private_hosts), sink_(sink), stop_(stop) {}

    base::Result<void> run(std::string url) {
        for (int hop = 0; hop <= hops_max; ++hop) {
            TRY_ASSIGN(std::string playlist, open(url, {}));
            if (done_ || playlist.empty()) {
                return {};
            }
            TRY_ASSIGN(const HlsPlaylist read, read_playlist(playlist));
            if (!read.segments.empty()) {
                return play_segments(url, read);
            }
            url = resolved(url, read.variants.front());
        }
        return unreachable("too many redirections");
    }

private:
    /// One address with its redirections; `url` becomes the last one. Gives the playlist if it is
    /// one.
    base::Result<std::string> open(std::string& url, const Transfer::Limits& limits) {
        for (int hop = 0; hop <= hops_max; ++hop) {
            if (!is_stream_url(url)) {
                return unreachable("it leads to an address that is not one of http");
            }
            Transfer transfer(url, private_hosts_.contains(host_of(url)), sink_, stop_);
            TRY(transfer.run(limits, begun_));
            done_ = transfer.enough();
            if (transfer.redirection().empty() || done_) {
                return transfer.playlist();
            }
            url = transfer.redirection();
        }
        return unreachable("too many redirections");
    }

    base::Result<void> play_segments(std::string& url, HlsPlaylist list) {
        // The last three, as the format advises: close to the present with something in reserve.
        std::int64_t next = list.segments.size() > 3 ? list.segments.end()[-3].number : 0;
        while (true) {
            for (const HlsSegment& segment : list.segments) {
                if (segment.number < next) {
                    continue;
                }
                std::string address = resolved(url, segment.uri);
                TRY(open(address,
                         {segment_bytes_max, segment_seconds_max, type_of_segment(segment.uri)}));
                if (done_) {
                    return {};
                }
                next = segment.number + 1;
            }
            if (list.ended) {
                return {};
            }
            pause(list.target / 2);
            if (stop_.stop_requested()) {
                return {};
            }
            TRY_ASSIGN(const std::string text,
                       open(url, {playlist_bytes_max, segment_seconds_max}));
            if (done_) {
                return {};
            }
            TRY_ASSIGN(list, read_playlist(text));
            if (!list.segments.empty() && list.segments.back().number + 1 < next) {
                next = list.segments.front().number; // the station has begun anew
            }
        }
    }

    void pause(base::Millis length) {
        std::unique_lock lock(mutex_);
        std::condition_variable_any().wait_for(lock, stop_, length, [] { return false; });
    }

    const std::set<std::string>& private_hosts_;
    StreamSink& sink_;
    const std::stop_token& stop_;
    std::mutex mutex_;
    bool begun_ = false;
    bool done_ = false;
};

} // namespace

base::Result<void> CurlStreamFetch::follow(const std::string& url, StreamSink& sink,
                                           const std::stop_token& stop) {
    return Following(private_hosts_, sink, stop).run(url);
}

} // namespace relay
