#include "content/judge_bulletin.hpp"

#include "base/try.hpp"
#include "content/bulletin_life.hpp"
#include "rights/policy.hpp"

namespace content {

namespace {

using rights::Permission;

/// Load, decide, save, record: what all judgements share. `decide` gets the loaded bulletin.
template <class Decide>
base::Result<Bulletin> judge(BulletinDesk& desk, const rights::Actor& actor, const BulletinId& id,
                             const SeenVersion& seen, const char* action, const Decide& decide) {
    return change(desk.work, [&](ContentTransaction& transaction) -> base::Result<Bulletin> {
        TRY_ASSIGN(const Bulletin before, load_seen(transaction, actor, id, seen));
        TRY_ASSIGN(Bulletin after, decide(transaction, before));
        if (after == before) {
            return after;
        }
        TRY(transaction.update(after));
        transaction.record({action, &before, after}, actor);
        return after;
    });
}

} // namespace

base::Result<Bulletin> approve_bulletin(BulletinDesk& desk, const rights::Actor& actor,
                                        const BulletinId& id, const SeenVersion& seen,
                                        std::string_view comment) {
    return judge(
        desk, actor, id, seen, "content.approve_bulletin",
        [&](ContentTransaction& transaction, const Bulletin& before) -> base::Result<Bulletin> {
            TRY_ASSIGN(const ApprovalRule rule, transaction.approval_rule(before.body.area));
            return approve(before, actor, rule, desk.clock.now(), comment);
        });
}

base::Result<Bulletin> return_bulletin(BulletinDesk& desk, const rights::Actor& actor,
                                       const BulletinId& id, const SeenVersion& seen,
                                       const std::string& reason) {
    return judge(desk, actor, id, seen, "content.return_bulletin",
                 [&](ContentTransaction&, const Bulletin& before) -> base::Result<Bulletin> {
                     TRY(rights::require(actor, Permission::approve_bulletins, before.body.area));
                     return give_back(before, actor, reason, desk.clock.now());
                 });
}

base::Result<Bulletin> withdraw_bulletin(BulletinDesk& desk, const rights::Actor& actor,
                                         const BulletinId& id, const SeenVersion& seen,
                                         const std::string& reason) {
    return judge(desk, actor, id, seen, "content.withdraw_bulletin",
                 [&](ContentTransaction&, const Bulletin& before) -> base::Result<Bulletin> {
                     if (!rights::allows(actor, Permission::approve_bulletins, before.body.area)) {
                         TRY(rights::require(actor, Permission::write_bulletins, before.body.area));
                     }
                     return withdraw(before, actor, reason, desk.clock.now());
                 });
}

base::Result<Bulletin> archive_bulletin(BulletinDesk& desk, const rights::Actor& actor,
                                        const BulletinId& id, const SeenVersion& seen) {
    return judge(desk, actor, id, seen, "content.archive_bulletin",
                 [&](ContentTransaction&, const Bulletin& before) -> base::Result<Bulletin> {
                     TRY(rights::require(actor, Permission::write_bulletins, before.body.area));
                     return archive(before, actor, desk.clock.now());
                 });
}

base::Result<Bulletin> unarchive_bulletin(BulletinDesk& desk, const rights::Actor& actor,
                                          const BulletinId& id, const SeenVersion& seen) {
    return judge(desk, actor, id, seen, "content.unarchive_bulletin",
                 [&](ContentTransaction&, const Bulletin& before) -> base::Result<Bulletin> {
                     TRY(rights::require(actor, Permission::write_bulletins, before.body.area));
                     return unarchive(before, actor, desk.clock.now());
                 });
}

base::Result<void> note_bulletin_broadcast(BulletinDesk& desk, const rights::Actor& job,
                                           const BulletinId& id, base::Instant at) {
    return desk.work.change([&](ContentTransaction& transaction) -> base::Result<void> {
        TRY_ASSIGN(const Bulletin before, transaction.load(id));
        const Bulletin after = note_broadcast(before, job, at, desk.clock.now());
        if (after == before) {
            return {};
        }
        TRY(transaction.update(after));
        transaction.record({"content.note_broadcast", &before, after}, job);
        return {};
    });
}

base::Result<ApprovalRule> change_approval_rule(BulletinDesk& desk, const rights::Actor& actor,
                                                ApprovalRule rule) {
    TRY(rights::require(actor, Permission::manage_settings, rule.area));
    TRY_ASSIGN(ApprovalRule checked, check_rule(std::move(rule)));
    ++checked.version;
    return change(desk.work, [&](ContentTransaction& transaction) -> base::Result<ApprovalRule> {
        TRY(transaction.save_rule(checked, actor));
        return checked;
    });
}

} // namespace content
