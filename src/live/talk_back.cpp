#include "live/talk_back.hpp"

#include "base/try.hpp"
#include "rights/policy.hpp"

namespace live {

using base::Fault;

base::Result<void> may_talk_back(const rights::Actor& actor, const MonitoredPlace& place) {
    TRY(rights::require(actor, rights::Permission::operate_devices, place.area));
    if (!place.has_monitor) {
        return base::fail(Fault::conflict, "live.no_monitor",
                          "Cụm loa này không có micrô giám sát, nên không nghe tại cụm được.",
                          "This cluster has no monitor, so nobody can hear what it sounds.");
    }
    if (!place.online) {
        return base::fail(Fault::conflict, "live.monitor_offline",
                          "Cụm loa này đang mất kết nối. Khi cụm có mạng lại mới nghe được.",
                          "This cluster is not connected. It can be heard when it is back.");
    }
    return {};
}

base::Result<void> admit(std::span<const TalkBack> others, const TalkBack& wanted) {
    std::size_t open = 0;
    for (const TalkBack& other : others) {
        if (other.ended_at || other.id == wanted.id) {
            continue;
        }
        ++open;
        if (other.device == wanted.device) {
            return base::fail(Fault::conflict, "live.monitor_taken",
                              other.owner_name + " đang nghe tại cụm này. Hãy chờ người đó thôi.",
                              other.owner_name + " is listening there. Wait until they have done.");
        }
    }
    if (open >= talk_backs_max) {
        return base::fail(Fault::unavailable, "live.too_many_talk_backs",
                          "Đang có quá nhiều người nghe tại các cụm. Hãy thử lại sau ít phút.",
                          "Too many people are listening at clusters now. Try again soon.");
    }
    return {};
}

std::optional<TalkBackEnd> due_end(const TalkBack& talk_back,
                                   std::optional<base::Instant> last_sound, base::Instant now) {
    if (talk_back.ended_at) {
        return std::nullopt;
    }
    if (now >= talk_back.ends_by) {
        return TalkBackEnd::time_limit;
    }
    if (now - talk_back.kept_at >= talk_back_unkept_max) {
        return TalkBackEnd::not_kept;
    }
    if (!last_sound) {
        return now - talk_back.opened_at >= talk_back_first_sound_max
                   ? std::optional(TalkBackEnd::no_sound)
                   : std::nullopt;
    }
    return now - *last_sound >= talk_back_pause_max ? std::optional(TalkBackEnd::sound_lost)
                                                    : std::nullopt;
}

} // namespace live
