#include "alarms/given_up.hpp"

#include "base/text.hpp"
#include "base/try.hpp"

namespace alarms {

namespace {

constexpr std::size_t reason_characters_max = 500;

} // namespace

Settling settle_by_sending() {
    return {.deed = Deed::send_again, .reason = {}};
}

base::Result<Settling> settle_by_discarding(std::string_view reason) {
    TRY_ASSIGN(const std::string readable, base::to_nfc(reason));
    std::string kept(base::trim(readable));
    if (kept.empty() || base::code_points(kept) > reason_characters_max) {
        return base::fail(base::Fault::invalid, "alarms.reason_needed",
                          "Hãy ghi lý do, nhiều nhất 500 ký tự.",
                          "Give a reason of at most 500 characters.");
    }
    return Settling{.deed = Deed::discard, .reason = std::move(kept)};
}

base::Failure no_such_notice() {
    return base::fail(
        base::Fault::not_found, "alarms.no_such_notice",
        "Tin báo này không còn chờ: đã có người gửi lại hoặc bỏ, hoặc không thuộc địa "
        "bàn của bạn.",
        "The message waits no more: somebody sent it again or discarded it, or it is "
        "not of your area.");
}

} // namespace alarms
