#include "content/bulletin_json.hpp"

#include "device_protocol/messages_described.hpp"
#include "json/described.hpp"

namespace content {

namespace {

/// A bulletin in the database may be larger than a request.
constexpr json::Limits stored_limits{.bytes_max = 64U << 20U, .depth_max = 16};

struct BulletinReply : Bulletin {
    std::vector<std::string> abilities;
};
BOOST_DESCRIBE_STRUCT(BulletinReply, (Bulletin), (abilities))

struct BulletinSummary {
    BulletinId id;
    std::string title;
    BroadcastClass class_ = BroadcastClass::ordinary;
    BulletinState state = BulletinState::draft;
    std::string field;
    area::AreaPath area;
    Person author;
    std::optional<Origin> origin;
    base::LocalDate valid_from;
    base::LocalDate valid_to;
    std::vector<std::string> languages;
    std::int64_t duration_ms = 0;
    std::optional<std::string> source_document_number;
    std::optional<std::string> reason;
    std::optional<std::string> comment;
    std::optional<base::Instant> confirmation_due;
    base::Instant created_at;
    base::Instant changed_at;
    std::int64_t version = 1;
    std::vector<std::string> abilities;
};
BOOST_DESCRIBE_STRUCT(BulletinSummary, (),
                      (id, title, class_, state, field, area, author, origin, valid_from, valid_to,
                       languages, duration_ms, source_document_number, reason, comment,
                       confirmation_due, created_at, changed_at, version, abilities))

} // namespace

std::string to_json(const Bulletin& bulletin) {
    return json::write(bulletin);
}

base::Result<Bulletin> bulletin_from_json(std::string_view text) {
    return json::read<Bulletin>(text, json::Unknown::ignore, stored_limits);
}

std::string to_json(const ApprovalRule& rule) {
    return json::write(rule);
}

base::Result<ApprovalRule> rule_from_json(std::string_view text) {
    return json::read<ApprovalRule>(text);
}

base::Result<BulletinBody> body_from_json(std::string_view text) {
    return json::read<BulletinBody>(text);
}

std::string_view to_text(BulletinState state) {
    return json::enum_text(state);
}

std::string_view to_text(BroadcastClass broadcast_class) {
    return json::enum_text(broadcast_class);
}

std::vector<std::string> names(const Abilities& abilities) {
    std::vector<std::string> found;
    const auto add = [&](bool allowed, const char* name) {
        if (allowed) {
            found.emplace_back(name);
        }
    };
    add(abilities.edit, "edit");
    add(abilities.render, "render");
    add(abilities.submit, "submit");
    add(abilities.approve, "approve");
    add(abilities.approve_after_second_factor, "approve-after-second-factor");
    add(abilities.give_back, "return");
    add(abilities.withdraw, "withdraw");
    add(abilities.schedule, "schedule");
    add(abilities.play, "play");
    add(abilities.archive, "archive");
    add(abilities.unarchive, "unarchive");
    add(abilities.copy, "copy");
    return found;
}

std::string reply_json(const Bulletin& bulletin, const Abilities& abilities) {
    return json::write(BulletinReply{bulletin, names(abilities)});
}

std::string summary_json(const Bulletin& bulletin, const Abilities& abilities) {
    BulletinSummary summary{
        .id = bulletin.id,
        .title = bulletin.body.title,
        .class_ = bulletin.body.class_,
        .state = bulletin.state,
        .field = bulletin.body.field,
        .area = bulletin.body.area,
        .author = bulletin.author,
        .origin = bulletin.origin,
        .valid_from = bulletin.body.valid_from,
        .valid_to = bulletin.body.valid_to,
        .source_document_number = bulletin.body.source_document_number,
        .reason = bulletin.reason,
        .comment = bulletin.approvals.empty() ? std::nullopt : bulletin.approvals.back().comment,
        .confirmation_due = bulletin.confirmation_due,
        .created_at = bulletin.created_at,
        .changed_at = bulletin.changed_at,
        .version = bulletin.version,
        .abilities = names(abilities)};
    for (const LanguageVariant& variant : bulletin.body.variants) {
        summary.languages.push_back(variant.language);
        if (const Rendering* rendering = rendering_of(bulletin, variant)) {
            summary.duration_ms += rendering->audio.duration_ms;
        }
    }
    return json::write(summary);
}

} // namespace content
