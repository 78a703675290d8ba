#include "identity/lockout.hpp"

#include <algorithm>

namespace identity {

namespace {

base::Failure locked(base::Millis left) {
    const std::int64_t minutes = std::max<std::int64_t>(1, (left.count() + 59'999) / 60'000);
    const std::string number = std::to_string(minutes);
    return base::fail(base::Fault::too_many, "identity.locked_out",
                      "Đã nhập sai nhiều lần. Hãy thử lại sau " + number +
                          " phút, hoặc nhờ người quản trị cấp mã đặt lại mật khẩu.",
                      "Too many wrong tries. Try again in " + number +
                          " minutes, or ask your administrator for a code to set a new password.");
}

} // namespace

base::Result<Attempts> begin_attempt(Attempts before, const LockoutRule& rule, base::Instant now) {
    if (now < before.locked_until) {
        return locked(before.locked_until - now);
    }
    if (now - before.last_at > rule.forgotten_after) {
        before = {};
    }
    Attempts counted{.failures = before.failures + 1, .last_at = now, .locked_until = {}};
    if (counted.failures >= rule.free) {
        const auto doublings = std::min<std::int64_t>(counted.failures - rule.free, 20);
        counted.locked_until =
            now + std::min(rule.first * (std::int64_t{1} << doublings), rule.longest);
    }
    return counted;
}

Attempts succeeded() {
    return {};
}

Attempts taken_back(Attempts counted) {
    counted.failures = std::max<std::int64_t>(0, counted.failures - 1);
    counted.locked_until = {};
    return counted;
}

} // namespace identity
