#include "alarms/handle_given_up.hpp"

#include "base/try.hpp"
#include "rights/policy.hpp"

namespace alarms {

namespace {

using rights::Permission;

/// `deed` for those who may decide over it; for others it is not there.
std::function<base::Result<Settling>(const GivenUpNotice&)>
within_rights(const rights::Actor& actor, Settling deed) {
    return [&actor, deed = std::move(deed)](const GivenUpNotice& notice) -> base::Result<Settling> {
        if (!rights::allows(actor, Permission::manage_settings, notice.area)) {
            return no_such_notice();
        }
        return deed;
    };
}

} // namespace

base::Result<std::vector<GivenUpNotice>> given_up_notices(GivenUpNotices& store,
                                                          const rights::Actor& actor,
                                                          const std::optional<NoticeId>& after,
                                                          unsigned limit) {
    GivenUpFilter filter{.visible = rights::areas_with(actor, Permission::manage_settings),
                         .after = after,
                         .limit = limit};
    if (filter.visible.empty()) {
        TRY(rights::require(actor, Permission::manage_settings, {}));
    }
    return store.list(filter);
}

base::Result<void> send_notice_again(GivenUpNotices& store, const rights::Actor& actor,
                                     const NoticeId& id) {
    return store.settle(id, actor, within_rights(actor, settle_by_sending()));
}

base::Result<void> discard_notice(GivenUpNotices& store, const rights::Actor& actor,
                                  const NoticeId& id, std::string_view reason) {
    TRY_ASSIGN(Settling deed, settle_by_discarding(reason));
    return store.settle(id, actor, within_rights(actor, std::move(deed)));
}

} // namespace alarms
