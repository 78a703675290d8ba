#include "content/write_bulletin.hpp"

#include "base/try.hpp"
#include "content/bulletin_life.hpp"
#include "rights/policy.hpp"

namespace content {

namespace {

using rights::Permission;

base::Result<void> require_targets(BulletinDesk& desk, const rights::Actor& actor,
                                   const Targets& targets) {
    TRY_ASSIGN(const auto places, desk.places.places_of(targets));
    for (const area::AreaPath& place : places) {
        if (!rights::allows(actor, Permission::write_bulletins, place)) {
            return base::fail(base::Fault::forbidden, "content.target_beyond_rights",
                              "Nơi nhận " + area::to_text(place) +
                                  " nằm ngoài địa bàn của bạn. Hãy bỏ bớt nơi nhận.",
                              "The target " + area::to_text(place) + " is beyond your area.");
        }
    }
    return {};
}

} // namespace

base::Result<Bulletin> draft_bulletin(BulletinDesk& desk, const rights::Actor& actor,
                                      const std::optional<BulletinId>& id, BulletinBody body) {
    TRY(rights::require(actor, Permission::write_bulletins, body.area));
    TRY_ASSIGN(BulletinBody checked, check_body(std::move(body)));
    const base::Instant now = desk.clock.now();
    const Bulletin made =
        draft(id.value_or(BulletinId::make(now, desk.random)), std::move(checked), actor, now);
    return change(desk.work, [&](ContentTransaction& transaction) -> base::Result<Bulletin> {
        TRY(transaction.insert(made));
        transaction.record({"content.draft_bulletin", nullptr, made}, actor);
        return made;
    });
}

base::Result<Bulletin> edit_bulletin(BulletinDesk& desk, const rights::Actor& actor,
                                     const BulletinId& id, const SeenVersion& seen,
                                     BulletinBody body) {
    TRY(rights::require(actor, Permission::write_bulletins, body.area));
    TRY_ASSIGN(const BulletinBody checked, check_body(std::move(body)));
    return change(desk.work, [&](ContentTransaction& transaction) -> base::Result<Bulletin> {
        TRY_ASSIGN(const Bulletin before, load_seen(transaction, actor, id, seen));
        TRY(rights::require(actor, Permission::write_bulletins, before.body.area));
        TRY_ASSIGN(Bulletin after, edit(before, checked, actor, desk.clock.now()));
        TRY(transaction.update(after));
        transaction.record({"content.edit_bulletin", &before, after}, actor);
        return after;
    });
}

base::Result<Bulletin> submit_bulletin(BulletinDesk& desk, const rights::Actor& actor,
                                       const BulletinId& id, const SeenVersion& seen) {
    return change(desk.work, [&](ContentTransaction& transaction) -> base::Result<Bulletin> {
        TRY_ASSIGN(const Bulletin before, load_seen(transaction, actor, id, seen));
        TRY(rights::require(actor, Permission::write_bulletins, before.body.area));
        TRY(require_targets(desk, actor, before.body.targets));
        TRY_ASSIGN(Bulletin after, submit(before, actor, desk.clock.now()));
        TRY(transaction.update(after));
        transaction.record({"content.submit_bulletin", &before, after}, actor);
        return after;
    });
}

} // namespace content
