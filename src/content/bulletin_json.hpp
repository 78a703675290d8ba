#pragma once

#include "area/drawn_area_json.hpp"
#include "content/approval.hpp"
#include "content/bulletin_life.hpp"
#include "content/bulletin_store.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

/// How bulletins are written in JSON: in the API, in the database and, hashed, in the audit log.
namespace content {

BOOST_DESCRIBE_ENUM(BlockKind, heading, paragraph, list_item)
BOOST_DESCRIBE_ENUM(VariantSource, text, speech, recording)
BOOST_DESCRIBE_ENUM(MissAction, drop, next_slot, ask)
BOOST_DESCRIBE_ENUM(BulletinState, draft, submitted, approved, returned, scheduled, broadcast,
                    archived, withdrawn)
BOOST_DESCRIBE_ENUM(EmergencyApproval, two_persons, second_factor)

BOOST_DESCRIBE_STRUCT(TextBlock, (), (kind, level, marker, text))
BOOST_DESCRIBE_STRUCT(MediaFile, (), (sha256, size_bytes, duration_ms))
BOOST_DESCRIBE_STRUCT(LanguageVariant, (), (language, source, blocks, voice, recording))
BOOST_DESCRIBE_STRUCT(Rendering, (),
                      (language, audio, voice, variant_digest, made_at, sentences_ms))
BOOST_DESCRIBE_STRUCT(Attachment, (), (name, content_type, file))
BOOST_DESCRIBE_STRUCT(MissPolicy, (), (not_before, not_after, on_miss))
BOOST_DESCRIBE_STRUCT(Targets, (), (areas, groups, devices, drawn))
BOOST_DESCRIBE_STRUCT(BulletinBody, (),
                      (title, class_, field, area, valid_from, valid_to, targets, variants,
                       attachments, source_document_number, miss))
BOOST_DESCRIBE_STRUCT(Person, (), (user, name))
BOOST_DESCRIBE_STRUCT(Approval, (), (person, at, second_factor, comment))
BOOST_DESCRIBE_STRUCT(Origin, (), (bulletin, version, area, title))
BOOST_DESCRIBE_STRUCT(Bulletin, (),
                      (id, body, state, renderings, author, origin, submitted_digest, approvals,
                       approved_digest, confirmation_due, reason, first_broadcast_at, created_at,
                       changed_at, changed_by, version))
BOOST_DESCRIBE_STRUCT(BulletinVersion, (),
                      (version, state, changed_by, changed_at, reason, comment))
BOOST_DESCRIBE_STRUCT(ApprovalRule, (),
                      (area, author_may_approve, ordinary_approvals, priority_approvals, emergency,
                       second_factor_minutes_max, confirmation_minutes_max, wider_area_approves,
                       version))

/// The whole bulletin, in a fixed order; what the database keeps.
[[nodiscard]] std::string to_json(const Bulletin& bulletin);
[[nodiscard]] base::Result<Bulletin> bulletin_from_json(std::string_view text);
[[nodiscard]] std::string to_json(const ApprovalRule& rule);
[[nodiscard]] base::Result<ApprovalRule> rule_from_json(std::string_view text);
[[nodiscard]] base::Result<BulletinBody> body_from_json(std::string_view text);

[[nodiscard]] std::string_view to_text(BulletinState state);
[[nodiscard]] std::string_view to_text(BroadcastClass broadcast_class);

/// The names of what is allowed, for replies.
[[nodiscard]] std::vector<std::string> names(const Abilities& abilities);
/// One bulletin with `abilities`.
[[nodiscard]] std::string reply_json(const Bulletin& bulletin, const Abilities& abilities);
/// A line of a list: without texts.
[[nodiscard]] std::string summary_json(const Bulletin& bulletin, const Abilities& abilities);

} // namespace content
