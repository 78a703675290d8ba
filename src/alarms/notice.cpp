#include "alarms/notice.hpp"

#include <algorithm>

namespace alarms {

using namespace std::chrono_literals;

namespace {

constexpr base::Millis first_wait = 10s;
constexpr base::Millis longest_wait = 1h;
constexpr std::size_t address_bytes_max = 500;
constexpr std::size_t error_bytes_max = 300;

struct Words {
    std::string_view vi;
    std::string_view en;
};

Words words_of(AlarmKind kind) {
    switch (kind) {
    case AlarmKind::silent:
        return {"mất liên lạc", "no word from it"};
    case AlarmKind::commanded_silent:
        return {"đến giờ phát mà không phát", "was to sound and did not"};
    case AlarmKind::sounding_unasked:
        return {"đang phát mà không ai ra lệnh", "sounds without an order"};
    case AlarmKind::clock_wrong:
        return {"đồng hồ sai", "its clock is wrong"};
    case AlarmKind::store_full:
        return {"bộ nhớ sắp đầy", "its store is almost full"};
    case AlarmKind::sound_fault:
        return {"hỏng âm ly hoặc loa", "amplifier or loudspeaker fault"};
    case AlarmKind::sim_ending:
        return {"SIM sắp hết hạn hoặc hết dung lượng", "its SIM is near its end"};
    case AlarmKind::mains_lost:
        return {"mất điện lưới, đang chạy ắc quy", "mains lost, runs on its battery"};
    case AlarmKind::relay_lost:
        return {"đài tiếp sóng im tiếng hoặc mất luồng", "the relayed station is silent or gone"};
    case AlarmKind::sends_too_much:
        return {"gửi quá nhiều tin về máy chủ", "sends too many messages"};
    }
    return {"", ""};
}

bool is_printable(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7f;
    });
}

bool is_mail_address(std::string_view text) {
    const auto at = text.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
           text.find('@', at + 1) == std::string_view::npos &&
           text.find_first_of("<>()[],;:\\\"") == std::string_view::npos;
}

bool is_web_address(std::string_view text, bool plain_allowed) {
    const std::string_view rest = text.starts_with("https://") ? text.substr(8)
                                  : plain_allowed && text.starts_with("http://")
                                      ? text.substr(7)
                                      : std::string_view();
    const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
    return !host.empty() && host.find('@') == std::string_view::npos;
}

} // namespace

Notice after_success(Notice notice, base::Instant now) {
    ++notice.attempts;
    notice.tried_at = now;
    notice.sent_at = now;
    notice.next_at.reset();
    notice.last_error.clear();
    return notice;
}

Notice after_failure(Notice notice, std::string_view error, base::Instant now) {
    ++notice.attempts;
    notice.tried_at = now;
    notice.last_error = std::string(error.substr(0, error_bytes_max));
    if (notice.attempts >= notice_attempts_max) {
        notice.next_at.reset();
        return notice;
    }
    base::Millis wait = first_wait;
    for (std::int32_t i = 1; i < notice.attempts && wait < longest_wait; ++i) {
        wait *= 2;
    }
    notice.next_at = now + std::min(wait, longest_wait);
    return notice;
}

base::Result<void> check_address(Channel channel, std::string_view address, bool plain_allowed) {
    const bool good = address.size() <= address_bytes_max && is_printable(address) &&
                      (channel == Channel::email ? is_mail_address(address)
                                                 : is_web_address(address, plain_allowed));
    if (good) {
        return {};
    }
    return base::fail(
        base::Fault::invalid, "alarms.bad_address",
        channel == Channel::email ? "Địa chỉ thư điện tử không đúng. Ví dụ: ten@xa.gov.vn."
                                  : "Địa chỉ nhận phải bắt đầu bằng https:// và có tên máy chủ.",
        channel == Channel::email ? "The e-mail address is wrong. For example: name@commune.gov.vn."
                                  : "The address must begin with https:// and name a host.");
}

base::Message describe(const Alarm& alarm) {
    const Words words = words_of(alarm.kind);
    return {alarm.device_name + ": " + std::string(words.vi),
            alarm.device_name + ": " + std::string(words.en)};
}

} // namespace alarms
