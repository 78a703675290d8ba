#include "content/take_off_unconfirmed.hpp"

#include "base/try.hpp"
#include "content/bulletin_life.hpp"

namespace content {

namespace {

constexpr const char* job_name = "xác nhận khẩn cấp";
constexpr const char* reason =
    "Không có người thứ hai xác nhận tin khẩn cấp trong thời hạn; hệ thống đã tự dừng phát.";
constexpr unsigned page = 100;

base::Result<std::vector<BulletinId>> overdue_in(BulletinDesk& desk, BulletinState state) {
    BulletinFilter filter{.visible = {area::AreaPath{}},
                          .state = state,
                          .class_ = BroadcastClass::emergency,
                          .limit = page};
    std::vector<BulletinId> overdue;
    while (true) {
        TRY_ASSIGN(const std::vector<Bulletin> found, desk.store.list(filter));
        for (const Bulletin& bulletin : found) {
            if (confirmation_overdue(bulletin, desk.clock.now())) {
                overdue.push_back(bulletin.id);
            }
        }
        if (found.size() < page) {
            return overdue;
        }
        filter.after = found.back().id;
    }
}

/// False when somebody confirmed it meanwhile.
base::Result<bool> take_off(BulletinDesk& desk, const BulletinId& id) {
    const rights::Actor job = rights::system_actor(job_name);
    return change(desk.work, [&](ContentTransaction& transaction) -> base::Result<bool> {
        TRY_ASSIGN(const Bulletin before, transaction.load(id));
        if (!confirmation_overdue(before, desk.clock.now()) ||
            before.state == BulletinState::withdrawn) {
            return false;
        }
        TRY_ASSIGN(const Bulletin after, withdraw(before, job, reason, desk.clock.now()));
        TRY(transaction.update(after));
        transaction.record({"content.take_off_unconfirmed", &before, after}, job);
        return true;
    });
}

} // namespace

base::Result<std::vector<BulletinId>> take_off_unconfirmed(BulletinDesk& desk) {
    std::vector<BulletinId> taken;
    for (const BulletinState state :
         {BulletinState::approved, BulletinState::scheduled, BulletinState::broadcast}) {
        TRY_ASSIGN(const std::vector<BulletinId> overdue, overdue_in(desk, state));
        for (const BulletinId& id : overdue) {
            TRY_ASSIGN(const bool done, take_off(desk, id));
            if (done) {
                taken.push_back(id);
            }
        }
    }
    return taken;
}

} // namespace content
