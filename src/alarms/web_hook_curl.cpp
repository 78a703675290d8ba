#include "alarms/web_hook_curl.hpp"

#include "alarms/curl_handle.hpp"
#include "crypto/digest.hpp"
#include "http/public_address.hpp"

#include <sys/socket.h>
#include <unistd.h>

namespace alarms {

namespace {

/// Asked for each address just before it is connected to, so that no name can mean one thing when
/// it is checked and another when it is used.
curl_socket_t open_public(void* refused, curlsocktype, curl_sockaddr* address) {
    if (!http::is_public(&address->addr, address->addrlen)) {
        *static_cast<bool*>(refused) = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t drop(char*, std::size_t size, std::size_t count, void* seen) {
    auto& bytes = *static_cast<std::size_t*>(seen);
    bytes += size * count;
    constexpr std::size_t answer_bytes_max = 65'536;
    return bytes > answer_bytes_max ? 0 : size * count;
}

base::Failure not_delivered(const std::string& why) {
    return base::fail(base::Fault::unavailable, "alarms.hook_not_delivered",
                      "Chưa gửi được tới địa chỉ web: " + why + ".",
                      "The web hook was not delivered: " + why + ".");
}

} // namespace

std::string web_hook_signature(std::string_view secret, base::Instant at, std::string_view body) {
    const std::string message = std::to_string(at.ms) + "." + std::string(body);
    return "sha256=" + base::to_text(crypto::hmac_sha256(secret, message));
}

base::Result<void> WebHookSender::send(const Notice& notice, base::Instant now) {
    const CurlHandle handle = open_curl();
    if (!handle) {
        return not_delivered("libcurl cannot be started");
    }
    CURL* curl = handle.get();
    CurlList headers;
    append(headers, "Content-Type: application/json");
    append(headers, "X-Nguon-Delivery: " + base::to_text(notice.id));
    append(headers, "X-Nguon-Timestamp: " + std::to_string(now.ms));
    append(headers,
           "X-Nguon-Signature: " + web_hook_signature(notice.secret, now, notice.document));
    bool refused = false;
    std::size_t answer_bytes = 0;
    curl_easy_setopt(curl, CURLOPT_URL, notice.address.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, private_allowed_ ? "http,https" : "https");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(notice.document.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, notice.document.c_str());
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer_bytes);
    if (!private_allowed_) {
        curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_public);
        curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &refused);
    }
    const CURLcode code = curl_easy_perform(curl);
    if (code != CURLE_OK) {
        return not_delivered(refused ? "the address is not a public one"
                                     : curl_easy_strerror(code));
    }
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (status < 200 || status > 299) {
        return not_delivered("it answered " + std::to_string(status));
    }
    return {};
}

} // namespace alarms
