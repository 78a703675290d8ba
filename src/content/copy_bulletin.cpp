#include "content/copy_bulletin.hpp"

#include "base/try.hpp"
#include "content/bulletin_life.hpp"
#include "content/offered_below.hpp"
#include "rights/policy.hpp"

#include <algorithm>

namespace content {

namespace {

using rights::Permission;

/// Another unit takes over what was approved, and nothing else.
base::Result<void> require_whole(const Bulletin& original, const rights::Actor& actor) {
    const bool own = rights::allows(actor, Permission::read_bulletins, original.body.area);
    if (!own && content_digest(original) != original.approved_digest) {
        return base::fail(base::Fault::conflict, "content.changed_since_approval",
                          "Nội dung khác với bản đã duyệt nên không sao được. Hãy hỏi đơn vị ban "
                          "hành.",
                          "The content differs from what was approved. Ask the unit above.");
    }
    return {};
}

} // namespace

BulletinBody body_of_copy(const Bulletin& original, const area::AreaPath& area,
                          base::LocalDate today) {
    BulletinBody body = original.body;
    if (area != body.area) {
        body.area = area;
        body.targets = {.areas = {area}, .groups = {}, .devices = {}, .drawn = {}};
    }
    if (body.valid_to < today) {
        body.valid_to = base::add_days(today, base::days_between(body.valid_from, body.valid_to));
    }
    body.valid_from = std::max(body.valid_from, today);
    body.miss.not_before.reset();
    body.miss.not_after.reset();
    return body;
}

base::Result<Bulletin> copy_bulletin(BulletinDesk& desk, const rights::Actor& actor,
                                     const BulletinId& id, const area::AreaPath& area) {
    const base::Instant now = desk.clock.now();
    const BulletinId made_id = BulletinId::make(now, desk.random);
    return change(desk.work, [&](ContentTransaction& transaction) -> base::Result<Bulletin> {
        TRY_ASSIGN(const Bulletin original, transaction.load(id));
        if (!may_read(original, actor)) {
            return not_found();
        }
        TRY(rights::require(actor, Permission::write_bulletins, area));
        TRY(require_whole(original, actor));
        Bulletin made =
            draft(made_id, body_of_copy(original, area, base::to_local(now).date), actor, now);
        made.origin =
            Origin{original.id, original.version, original.body.area, original.body.title};
        for (const LanguageVariant& variant : made.body.variants) {
            if (const Rendering* rendering = rendering_of(original, variant)) {
                made.renderings.push_back(*rendering);
            }
        }
        TRY(transaction.insert(made));
        transaction.record({"content.copy_bulletin", nullptr, made}, actor);
        return made;
    });
}

} // namespace content
