#include "content/bulletin_life.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "content/change.hpp"
#include "content/offered_below.hpp"

#include <algorithm>

namespace content {

namespace {

bool is_editable(const Bulletin& bulletin) {
    switch (bulletin.state) {
    case BulletinState::draft:
    case BulletinState::returned:
        return true;
    case BulletinState::withdrawn:
        return !bulletin.first_broadcast_at;
    default:
        return false;
    }
}

base::Error refuse_edit(const Bulletin& bulletin) {
    if (bulletin.first_broadcast_at) {
        return base::refuse(base::Fault::conflict, "content.not_editable",
                            "Bản tin đã phát, không sửa được. Hãy soạn bản tin mới.",
                            "The bulletin has been broadcast. Write a new one.");
    }
    return base::refuse(base::Fault::conflict, "content.not_editable",
                        "Bản tin đã gửi duyệt nên không sửa được. Hãy trả lại hoặc thu hồi trước.",
                        "A submitted bulletin does not change. Return or withdraw it first.");
}

base::Result<void> require_usable(const Bulletin& bulletin) {
    const bool usable = bulletin.state == BulletinState::approved ||
                        bulletin.state == BulletinState::scheduled ||
                        bulletin.state == BulletinState::broadcast;
    if (!usable || !bulletin.approved_digest) {
        return base::fail(base::Fault::conflict, "content.not_approved",
                          "Bản tin chưa được duyệt nên chưa được phát.",
                          "The bulletin is not approved, so it cannot be broadcast.");
    }
    if (content_digest(bulletin) != *bulletin.approved_digest) {
        return base::fail(base::Fault::conflict, "content.changed_since_approval",
                          "Nội dung khác với bản đã duyệt. Hãy thu hồi và gửi duyệt lại.",
                          "The content differs from what was approved. Withdraw it.");
    }
    return {};
}

base::Result<void> check_variant(const Bulletin& bulletin, const LanguageVariant& variant) {
    if (variant.source != VariantSource::recording && variant.blocks.empty()) {
        return base::fail(base::Fault::invalid, "content.nothing_to_say",
                          "Bản tin (" + variant.language + ") chưa có nội dung.",
                          "The bulletin (" + variant.language + ") has no text.");
    }
    if (variant.source != VariantSource::text && rendering_of(bulletin, variant) == nullptr) {
        return base::fail(base::Fault::invalid, "content.not_rendered",
                          "Bản tin (" + variant.language +
                              ") chưa có âm thanh. Hãy tạo và nghe thử trước khi gửi duyệt.",
                          "The bulletin (" + variant.language +
                              ") has no sound yet. Make it and "
                              "listen before you submit.");
    }
    return {};
}

void forget_approval(Bulletin& bulletin) {
    bulletin.submitted_digest.reset();
    bulletin.approved_digest.reset();
    bulletin.approvals.clear();
    bulletin.confirmation_due.reset();
}

} // namespace

base::Result<void> require_editable(const Bulletin& bulletin) {
    if (!is_editable(bulletin)) {
        return base::fail(refuse_edit(bulletin));
    }
    return {};
}

base::Result<std::string> check_reason(std::string_view reason) {
    TRY_ASSIGN(const std::string nfc, base::to_nfc(reason));
    std::string text(base::trim(nfc));
    if (text.empty() || base::code_points(text) > 1'000) {
        return base::fail(base::Fault::invalid, "content.reason_needed",
                          "Hãy ghi lý do (không quá 1.000 ký tự).",
                          "Give a reason of at most 1,000 characters.");
    }
    return text;
}

base::Failure refuse_expired(const Bulletin& bulletin) {
    const std::string day = base::to_text(bulletin.body.valid_to);
    return base::fail(base::Fault::conflict, "content.expired",
                      "Bản tin hết hiệu lực từ sau ngày " + day + ".",
                      "The bulletin was valid until " + day + ".");
}

Bulletin draft(BulletinId id, BulletinBody body, const rights::Actor& author, base::Instant now) {
    Bulletin bulletin;
    bulletin.id = id;
    bulletin.body = std::move(body);
    bulletin.author = person_of(author);
    bulletin.created_at = now;
    bulletin.changed_at = now;
    bulletin.changed_by = bulletin.author;
    return bulletin;
}

base::Result<Bulletin> edit(Bulletin bulletin, BulletinBody body, const rights::Actor& actor,
                            base::Instant now) {
    TRY(require_editable(bulletin));
    bulletin.body = std::move(body);
    std::vector<Rendering> kept;
    for (const LanguageVariant& variant : bulletin.body.variants) {
        if (const Rendering* rendering = rendering_of(bulletin, variant)) {
            kept.push_back(*rendering);
        }
    }
    bulletin.renderings = std::move(kept);
    bulletin.state = BulletinState::draft;
    forget_approval(bulletin);
    note_change(bulletin, actor, now);
    return bulletin;
}

base::Result<Bulletin> add_rendering(Bulletin bulletin, Rendering rendering,
                                     const rights::Actor& actor, base::Instant now) {
    TRY(require_editable(bulletin));
    const auto made_from = [&](const LanguageVariant& variant) {
        return variant.language == rendering.language &&
               variant_digest(variant) == rendering.variant_digest;
    };
    if (std::ranges::none_of(bulletin.body.variants, made_from)) {
        return base::fail(base::Fault::conflict, "content.rendering_outdated",
                          "Nội dung đã được sửa trong lúc tạo âm thanh. Hãy tạo lại.",
                          "The text changed while its sound was made. Make it again.");
    }
    std::erase_if(bulletin.renderings,
                  [&](const Rendering& other) { return other.language == rendering.language; });
    bulletin.renderings.push_back(std::move(rendering));
    note_change(bulletin, actor, now);
    return bulletin;
}

base::Result<Bulletin> submit(Bulletin bulletin, const rights::Actor& actor, base::Instant now) {
    if (bulletin.state != BulletinState::draft && bulletin.state != BulletinState::returned) {
        return base::fail(base::Fault::conflict, "content.not_a_draft",
                          "Chỉ bản nháp hoặc bản bị trả lại mới gửi duyệt được.",
                          "Only a draft or a returned bulletin can be submitted.");
    }
    if (bulletin.body.variants.empty()) {
        return base::fail(base::Fault::invalid, "content.nothing_to_say",
                          "Bản tin chưa có nội dung.", "The bulletin has no content.");
    }
    for (const LanguageVariant& variant : bulletin.body.variants) {
        TRY(check_variant(bulletin, variant));
    }
    if (bulletin.body.targets.empty()) {
        return base::fail(base::Fault::invalid, "content.no_targets", "Hãy chọn nơi nhận bản tin.",
                          "Choose where the bulletin is to go.");
    }
    if (has_expired(bulletin, now)) {
        return refuse_expired(bulletin);
    }
    forget_approval(bulletin);
    bulletin.submitted_digest = content_digest(bulletin);
    bulletin.state = BulletinState::submitted;
    bulletin.reason.reset();
    note_change(bulletin, actor, now);
    return bulletin;
}

base::Result<Bulletin> withdraw(Bulletin bulletin, const rights::Actor& actor, std::string reason,
                                base::Instant now) {
    if (bulletin.state == BulletinState::withdrawn) {
        return base::fail(base::Fault::conflict, "content.withdrawn",
                          "Bản tin đã được thu hồi rồi.", "The bulletin is withdrawn already.");
    }
    TRY_ASSIGN(bulletin.reason, check_reason(reason));
    bulletin.state = BulletinState::withdrawn;
    forget_approval(bulletin);
    note_change(bulletin, actor, now);
    return bulletin;
}

base::Result<Bulletin> schedule(Bulletin bulletin, const rights::Actor& actor, base::Instant now) {
    TRY(require_usable(bulletin));
    if (has_expired(bulletin, now)) {
        return refuse_expired(bulletin);
    }
    if (bulletin.state != BulletinState::approved) {
        return bulletin;
    }
    bulletin.state = BulletinState::scheduled;
    note_change(bulletin, actor, now);
    return bulletin;
}

Bulletin unschedule(Bulletin bulletin, const rights::Actor& actor, base::Instant now) {
    if (bulletin.state != BulletinState::scheduled) {
        return bulletin;
    }
    bulletin.state = BulletinState::approved;
    note_change(bulletin, actor, now);
    return bulletin;
}

Bulletin note_broadcast(Bulletin bulletin, const rights::Actor& actor, base::Instant at,
                        base::Instant now) {
    if (bulletin.first_broadcast_at && *bulletin.first_broadcast_at <= at) {
        return bulletin;
    }
    bulletin.first_broadcast_at = at;
    if (bulletin.state == BulletinState::approved || bulletin.state == BulletinState::scheduled) {
        bulletin.state = BulletinState::broadcast;
    }
    note_change(bulletin, actor, now);
    return bulletin;
}

base::Result<Bulletin> archive(Bulletin bulletin, const rights::Actor& actor, base::Instant now) {
    const bool over = bulletin.state == BulletinState::broadcast ||
                      bulletin.state == BulletinState::withdrawn ||
                      (bulletin.state == BulletinState::approved && has_expired(bulletin, now));
    if (!over) {
        return base::fail(base::Fault::conflict, "content.still_in_use",
                          "Chỉ lưu trữ bản tin đã phát, đã thu hồi hoặc đã hết hiệu lực.",
                          "Only what was broadcast, withdrawn or has expired is archived.");
    }
    bulletin.state = BulletinState::archived;
    note_change(bulletin, actor, now);
    return bulletin;
}

base::Result<Bulletin> unarchive(Bulletin bulletin, const rights::Actor& actor, base::Instant now) {
    if (bulletin.state != BulletinState::archived) {
        return base::fail(base::Fault::conflict, "content.not_archived",
                          "Bản tin không nằm trong lưu trữ.", "The bulletin is not archived.");
    }
    // Of a withdrawn one the approval was forgotten; what sounded knows when.
    if (!bulletin.approved_digest) {
        bulletin.state = BulletinState::withdrawn;
    } else {
        bulletin.state =
            bulletin.first_broadcast_at ? BulletinState::broadcast : BulletinState::approved;
    }
    note_change(bulletin, actor, now);
    return bulletin;
}

base::Result<std::vector<Rendering>> approved_sound(const Bulletin& bulletin) {
    TRY(require_usable(bulletin));
    std::vector<Rendering> sound;
    for (const LanguageVariant& variant : bulletin.body.variants) {
        if (const Rendering* rendering = rendering_of(bulletin, variant)) {
            sound.push_back(*rendering);
        }
    }
    return sound;
}

Abilities abilities(const Bulletin& bulletin, const rights::Actor& actor, const ApprovalRule& rule,
                    base::Instant now) {
    using rights::Permission;
    const auto may = [&](Permission permission) {
        return rights::allows(actor, permission, bulletin.body.area);
    };
    const bool writes = may(Permission::write_bulletins);
    const bool approves = may(Permission::approve_bulletins);
    const bool editable = writes && is_editable(bulletin);
    const auto approval = approve(bulletin, actor, rule, now);
    const bool plays =
        may(bulletin.body.class_ == BroadcastClass::emergency ? Permission::raise_emergency
                                                              : Permission::operate_devices);
    return {
        .edit = editable,
        .render = editable,
        .submit = writes && submit(bulletin, actor, now).has_value(),
        .approve = approval.has_value(),
        .approve_after_second_factor =
            !approval && approval.error().code == "content.second_factor_needed",
        .give_back = approves && bulletin.state == BulletinState::submitted,
        .withdraw = (writes || approves) && bulletin.state != BulletinState::withdrawn,
        .schedule = may(Permission::write_schedule) && schedule(bulletin, actor, now).has_value(),
        .play = plays && bulletin.body.valid_from <= base::to_local(now).date &&
                schedule(bulletin, actor, now).has_value(),
        .archive = writes && archive(bulletin, actor, now).has_value(),
        .unarchive = writes && bulletin.state == BulletinState::archived,
        .copy = may_read(bulletin, actor) &&
                !rights::areas_with(actor, Permission::write_bulletins).empty(),
    };
}

} // namespace content
