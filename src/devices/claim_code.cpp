#include "devices/claim_code.hpp"

namespace devices {

base::Result<void> check_claim_open(const ClaimCode& code, base::Instant now) {
    if (now >= code.expires_at) {
        return base::fail(base::Fault::conflict, "devices.claim_expired",
                          "Mã nhận thiết bị đã hết hạn. Hãy tạo mã mới trong trang thiết bị.",
                          "The claim code has expired. Make a new one on the device's page.");
    }
    if (code.tries_left <= 0) {
        return base::fail(base::Fault::too_many, "devices.claim_tries_spent",
                          "Mã đã bị nhập sai 5 lần nên không dùng được nữa. Hãy tạo mã mới trong "
                          "trang thiết bị.",
                          "The code was wrong five times and cannot be used any more. Make a new "
                          "one on the device's page.");
    }
    return {};
}

} // namespace devices
