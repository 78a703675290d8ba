#include "speech/http_engine.hpp"

#include "speech/child_process.hpp"
#include "speech/wav.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace speech {

namespace {

constexpr std::size_t reply_bytes_max = 64U << 20U;

std::string json_content(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        default:
            if (static_cast<unsigned char>(c) < 0x20) {
                out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
            } else {
                out.push_back(c);
            }
        }
    }
    return out;
}

std::string percent_encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        out += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
    }
    return out;
}

using Values = std::map<std::string, std::string>;

/// Replaces {text}, {voice}, {rate}, each passed through `encode`, in one walk: what was put in is
/// not looked at again.
template <class Encode>
std::string filled(std::string_view pattern, const Values& values, Encode encode) {
    std::string out;
    std::size_t at = 0;
    while (at < pattern.size()) {
        const std::size_t close =
            pattern[at] == '{' ? pattern.find('}', at) : std::string_view::npos;
        const auto known = close == std::string_view::npos
                               ? values.end()
                               : values.find(std::string(pattern.substr(at + 1, close - at - 1)));
        if (known == values.end()) {
            out.push_back(pattern[at++]);
        } else {
            out += encode(known->second);
            at = close + 1;
        }
    }
    return out;
}

struct FreeCurl {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::size_t collect(char* bytes, std::size_t size, std::size_t count, void* user) {
    auto& out = *static_cast<std::string*>(user);
    if (out.size() + size * count > reply_bytes_max) {
        return 0;
    }
    out.append(bytes, size * count);
    return size * count;
}

int on_progress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<const std::stop_token*>(user)->stop_requested() ? 1 : 0;
}

struct Exchange {
    CURLcode code = CURLE_OK;
    long status = 0;
    std::string body;
};

Exchange call(const HttpEngineSettings& settings, const std::string& url, const std::string& body,
              const std::vector<std::string>& headers, const std::stop_token& stop) {
    static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    Exchange out;
    const std::unique_ptr<CURL, FreeCurl> handle(curl_easy_init());
    if (initialised != CURLE_OK || !handle) {
        out.code = CURLE_FAILED_INIT;
        return out;
    }
    std::unique_ptr<curl_slist, FreeCurl> list;
    for (const std::string& header : headers) {
        list.reset(curl_slist_append(list.release(), header.c_str()));
    }
    CURL* curl = handle.get();
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, settings.method.c_str());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list.get());
    if (!body.empty() && settings.method != "GET") {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.c_str());
    }
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(settings.longest.count()));
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &out.body);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, const_cast<std::stop_token*>(&stop));
    out.code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &out.status);
    return out;
}

} // namespace

base::Result<void> add_http_voice(HttpEngineSettings& settings, std::string_view line) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= line.size();) {
        const std::size_t end = std::min(line.find('|', at), line.size());
        parts.emplace_back(line.substr(at, end - at));
        at = end + 1;
    }
    constexpr std::size_t parts_max = 4;
    if (parts.size() < 2 || parts.size() > parts_max || parts[0].empty() || parts[1].empty()) {
        return base::fail(base::Fault::invalid, "speech.bad_voice_line",
                          "Giọng đọc «" + std::string(line) +
                              "» phải có dạng «mã|tên|vùng|tên ở dịch vụ».",
                          "The voice «" + std::string(line) +
                              "» must read «id|name|region|name at the service».");
    }
    Voice voice{.id = parts[0],
                .name = parts[1],
                .region = {},
                .engine = {},
                .warning_vi = {},
                .warning_en = {}};
    voice.region = parts.size() > 2 ? parts[2] : std::string();
    settings.voices.push_back(voice);
    if (parts.size() == parts_max) {
        settings.names[voice.id] = parts[3];
    }
    return {};
}

std::vector<Voice> HttpEngine::voices() const {
    std::vector<Voice> out = settings_.voices;
    for (Voice& voice : out) {
        voice.engine = "http";
    }
    return out;
}

std::string HttpEngine::version() const {
    return "http " + settings_.url + " " + settings_.version;
}

base::Result<Speech> HttpEngine::synthesise(const SpeechRequest& request,
                                            const std::stop_token& stop) {
    if (std::ranges::find(settings_.voices, request.voice, &Voice::id) == settings_.voices.end()) {
        return base::fail(unknown_voice(request.voice));
    }
    const auto name = settings_.names.find(request.voice);
    const Values values{
        {"text", request.text},
        {"voice", name == settings_.names.end() ? request.voice : name->second},
        {"rate", fmt::format("{:.2f}", std::clamp(request.rate, rate_min, rate_max))}};
    std::vector<std::string> headers;
    for (const std::string& header : settings_.headers) {
        headers.push_back(filled(header, values, percent_encoded));
    }
    const Exchange reply = call(settings_, filled(settings_.url, values, percent_encoded),
                                filled(settings_.body, values, json_content), headers, stop);
    if (reply.code == CURLE_ABORTED_BY_CALLBACK) {
        return base::fail(cancelled());
    }
    if (reply.code != CURLE_OK) {
        return base::fail(engine_failed(curl_easy_strerror(reply.code)));
    }
    if (reply.status != 200) {
        return base::fail(
            engine_failed(fmt::format("the speech service answered {}", reply.status)));
    }
    return parse_wav(reply.body);
}

} // namespace speech
