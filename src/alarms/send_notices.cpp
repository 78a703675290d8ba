#include "alarms/send_notices.hpp"

#include "base/try.hpp"

#include <spdlog/spdlog.h>

namespace alarms {

namespace {

constexpr unsigned batch = 20;

} // namespace

base::Result<std::size_t> send_notices(AlarmDesk& desk, const NoticeSenders& senders,
                                       const std::stop_token& stop) {
    TRY_ASSIGN(const std::vector<Notice> due, desk.store.due_notices(desk.clock.now(), batch));
    std::size_t sent = 0;
    for (const Notice& notice : due) {
        if (stop.stop_requested()) {
            break;
        }
        NoticeSender& sender = notice.channel == Channel::email ? senders.mail : senders.web_hook;
        const auto outcome = sender.send(notice, desk.clock.now());
        if (!outcome) {
            spdlog::warn("alarms: notice {} not sent: {}", base::to_text(notice.id),
                         outcome.error().message.en);
        }
        const Notice after =
            outcome ? after_success(notice, desk.clock.now())
                    : after_failure(notice, outcome.error().message.en, desk.clock.now());
        TRY(desk.work.change([&](AlarmTransaction& transaction) -> base::Result<void> {
            return transaction.put_notice(after);
        }));
        sent += outcome ? 1 : 0;
    }
    return sent;
}

} // namespace alarms
