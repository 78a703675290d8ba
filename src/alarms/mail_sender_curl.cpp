#include "alarms/mail_sender_curl.hpp"

#include "alarms/curl_handle.hpp"
#include "alarms/mail.hpp"
#include "base/try.hpp"

#include <algorithm>
#include <cstring>

namespace alarms {

namespace {

struct Reading {
    std::string_view rest;
};

std::size_t read_some(char* buffer, std::size_t size, std::size_t count, void* user) {
    auto& reading = *static_cast<Reading*>(user);
    const std::size_t bytes = std::min(reading.rest.size(), size * count);
    std::memcpy(buffer, reading.rest.data(), bytes);
    reading.rest.remove_prefix(bytes);
    return bytes;
}

base::Failure not_sent(const std::string& why) {
    return base::fail(base::Fault::unavailable, "alarms.mail_not_sent",
                      "Chưa gửi được thư: " + why + ".", "The mail was not sent: " + why + ".");
}

} // namespace

base::Result<void> MailSender::send(const Notice& notice, base::Instant now) {
    if (settings_.url.empty()) {
        return not_sent("no mail server is configured");
    }
    TRY_ASSIGN(const std::string mail, write_mail({.from = settings_.from,
                                                   .to = notice.address,
                                                   .id = base::to_text(notice.id),
                                                   .console = settings_.console},
                                                  notice.document, now));
    const CurlHandle handle = open_curl();
    if (!handle) {
        return not_sent("libcurl cannot be started");
    }
    CURL* curl = handle.get();
    CurlList recipients;
    append(recipients, "<" + notice.address + ">");
    Reading reading{mail};
    const std::string from = "<" + settings_.from + ">";
    curl_easy_setopt(curl, CURLOPT_URL, settings_.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_USE_SSL,
                     static_cast<long>(settings_.user.empty() ? CURLUSESSL_TRY : CURLUSESSL_ALL));
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_some);
    curl_easy_setopt(curl, CURLOPT_READDATA, &reading);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE, static_cast<long>(mail.size()));
    if (!settings_.user.empty()) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, settings_.user.c_str());
        curl_easy_setopt(curl, CURLOPT_PASSWORD, settings_.password.c_str());
    }
    const CURLcode code = curl_easy_perform(curl);
    if (code != CURLE_OK) {
        long answered = 0;
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answered);
        return not_sent(std::string(curl_easy_strerror(code)) +
                        (answered > 0 ? " (" + std::to_string(answered) + ")" : ""));
    }
    return {};
}

} // namespace alarms
