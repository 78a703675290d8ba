#include "alarms/mail.hpp"

#include "alarms/alarm_json.hpp"
#include "base/hash.hpp"
#include "base/local_time.hpp"
#include "base/try.hpp"

#include <array>
#include <fmt/format.h>

namespace alarms {

namespace {

constexpr std::size_t line_bytes = 76;
/// Of text in one encoded word: 39 bytes are 52 characters, so that also the first line, with the
/// name of the header, stays below the 76 of RFC 2047.
constexpr std::size_t word_bytes = 39;

std::string folded_base64(std::string_view text) {
    const std::string encoded = base::to_base64(text);
    std::string out;
    for (std::size_t at = 0; at < encoded.size(); at += line_bytes) {
        out += encoded.substr(at, line_bytes) + "\r\n";
    }
    return out;
}

/// Encoded words, each of whole characters.
std::string encoded_header(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        std::size_t size = std::min(text.size(), word_bytes);
        while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
            --size;
        }
        out += (out.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") +
               base::to_base64(text.substr(0, size)) + "?=";
        text.remove_prefix(size);
    }
    return out;
}

std::string clock_text(base::Instant at) {
    const base::LocalDateTime local = base::to_local(at);
    return base::to_text(local.time) + " " + base::to_text(local.date);
}

std::string date_header(base::Instant at) {
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const base::LocalDateTime local = base::to_local(at);
    const std::string date = base::to_text(local.date); // 2026-06-01
    const auto month = static_cast<std::size_t>(std::stoi(date.substr(5, 2)) - 1);
    const std::int32_t seconds = local.time.seconds;
    return fmt::format("{} {} {} {:02}:{:02}:{:02} +0700", date.substr(8, 2), months.at(month),
                       date.substr(0, 4), seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string headline(const NoticeDocument& told) {
    if (told.happening == "cleared") {
        return "Đã hết cảnh báo: " + told.text_vi;
    }
    return (told.happening == "escalated" ? "Cảnh báo chưa ai xử lý: " : "Cảnh báo: ") +
           told.text_vi;
}

std::string body_of(const NoticeDocument& told, const MailEnvelope& envelope) {
    std::string body = headline(told) + "\n\n";
    body += fmt::format("Thiết bị: {}\nĐịa bàn: {}\nBắt đầu: {}\n", told.device_name,
                        told.area.empty() ? "cả nước" : told.area, clock_text(told.raised_at));
    if (told.cleared_at) {
        body += fmt::format("Hết lúc: {}\n", clock_text(*told.cleared_at));
    }
    if (!envelope.console.empty()) {
        body += fmt::format("\nXem và nhận xử lý: {}/alarms/{}\n", envelope.console, told.id);
    }
    body += "\n-- \n" + told.text_en + " (" + told.happening + ")\n";
    return body;
}

} // namespace

base::Result<std::string> write_mail(const MailEnvelope& envelope, std::string_view document,
                                     base::Instant now) {
    TRY_ASSIGN(const NoticeDocument told, read_notice_document(document));
    const std::string host = envelope.from.substr(envelope.from.find('@') + 1);
    std::string mail;
    mail += "Date: " + date_header(now) + "\r\n";
    mail += "From: Nguon <" + envelope.from + ">\r\n";
    mail += "To: <" + envelope.to + ">\r\n";
    mail += "Message-ID: <" + envelope.id + "@" + host + ">\r\n";
    // RFC 3834: nobody's holiday answer comes back to a machine.
    mail += "Auto-Submitted: auto-generated\r\n";
    mail += "Subject: " + encoded_header(headline(told)) + "\r\n";
    mail += "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: base64\r\n\r\n";
    return mail + folded_base64(body_of(told, envelope));
}

} // namespace alarms
