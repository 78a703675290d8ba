#pragma once

#include <curl/curl.h>

#include <memory>

/// libcurl's handles with an owner. For this folder's `*_curl.cpp`.
namespace alarms {

struct FreeCurl {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlHandle = std::unique_ptr<CURL, FreeCurl>;
using CurlList = std::unique_ptr<curl_slist, FreeCurl>;

inline constexpr long send_seconds_max = 30;

/// Empty when libcurl cannot be had.
inline CurlHandle open_curl() {
    static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    CurlHandle handle(initialised == CURLE_OK ? curl_easy_init() : nullptr);
    if (handle) {
        curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(handle.get(), CURLOPT_FOLLOWLOCATION, 0L);
        curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT, send_seconds_max);
        curl_easy_setopt(handle.get(), CURLOPT_PROXY, "");
    }
    return handle;
}

inline void append(CurlList& list, const std::string& line) {
    list.reset(curl_slist_append(list.release(), line.c_str()));
}

} // namespace alarms
