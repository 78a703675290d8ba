#pragma once

#include "area/area_path.hpp"
#include "base/hash.hpp"
#include "base/local_time.hpp"
#include "content/bulletin_id.hpp"
#include "content/targets.hpp"
#include "identity/user_id.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace content {

enum class BlockKind : std::uint8_t { heading, paragraph, list_item };

/// One piece of text in reading order, on one line, NFC.
struct TextBlock {
    BlockKind kind = BlockKind::paragraph;
    std::int32_t level = 0;            ///< heading: 1 to 6; list item: depth from 0
    std::optional<std::string> marker; ///< list item: as it is written, such as `1.` or `-`
    std::string text;

    friend bool operator==(const TextBlock&, const TextBlock&) = default;
};

/// A file of the media library by its hash. `duration_ms` is 0 for what does not sound.
struct MediaFile {
    base::Sha256 sha256;
    std::int64_t size_bytes = 0;
    std::int64_t duration_ms = 0;

    friend bool operator==(const MediaFile&, const MediaFile&) = default;
};

enum class VariantSource : std::uint8_t {
    text,      ///< to be read by people only: portal, boards
    speech,    ///< spoken by a voice of speech/
    recording, ///< an uploaded recording, with or without its text
};

/// The bulletin in one language.
struct LanguageVariant {
    std::string language; ///< BCP 47 such as `vi`, `km`, `cjm`
    VariantSource source = VariantSource::speech;
    std::vector<TextBlock> blocks;
    std::optional<std::string> voice; ///< for speech; absent: the unit's own voice
    std::optional<MediaFile> recording;

    friend bool operator==(const LanguageVariant&, const LanguageVariant&) = default;
};

/// Sound for devices made from a variant. It counts only while the variant still has the digest
/// from which it was made.
struct Rendering {
    std::string language;
    MediaFile audio;
    std::optional<std::string> voice;
    base::Sha256 variant_digest;
    base::Instant made_at;
    /// Where each sentence of speech begins; absent for recordings.
    std::optional<std::vector<std::int64_t>> sentences_ms;

    friend bool operator==(const Rendering&, const Rendering&) = default;
};

struct Attachment {
    std::string name;
    std::string content_type;
    MediaFile file;

    friend bool operator==(const Attachment&, const Attachment&) = default;
};

enum class MissAction : std::uint8_t {
    drop,      ///< what was missed is not made up for
    next_slot, ///< it is played in the next slot of its programme
    ask,       ///< the officer is asked
};

/// When the bulletin may start at all, and what happens when it could not.
struct MissPolicy {
    std::optional<base::Instant> not_before;
    std::optional<base::Instant> not_after;
    MissAction on_miss = MissAction::drop;

    friend bool operator==(const MissPolicy&, const MissPolicy&) = default;
};

/// What the author writes; frozen from submission on.
struct BulletinBody {
    std::string title;
    BroadcastClass class_ = BroadcastClass::ordinary;
    std::string field;   ///< lĩnh vực, such as "Y tế"
    area::AreaPath area; ///< of the unit that issues it
    base::LocalDate valid_from;
    base::LocalDate valid_to; ///< the last day
    Targets targets;
    std::vector<LanguageVariant> variants; ///< in order of broadcast: Vietnamese, then the others
    std::vector<Attachment> attachments;
    std::optional<std::string> source_document_number; ///< such as `49/2024/NĐ-CP`
    MissPolicy miss;

    friend bool operator==(const BulletinBody&, const BulletinBody&) = default;
};

enum class BulletinState : std::uint8_t {
    draft,
    submitted, ///< waits for approval; nothing in it changes
    approved,
    returned, ///< sent back with a reason
    scheduled,
    broadcast, ///< has sounded at least once, with proof
    archived,
    withdrawn,
};

struct Person {
    identity::UserId user;
    std::string name;

    friend bool operator==(const Person&, const Person&) = default;
};

struct Approval {
    Person person;
    base::Instant at;
    bool second_factor = false;
    std::optional<std::string> comment; ///< a word to the author, when there is one

    friend bool operator==(const Approval&, const Approval&) = default;
};

/// The bulletin from which another one was copied, as it was then.
struct Origin {
    BulletinId bulletin;
    std::int64_t version = 0;
    area::AreaPath area; ///< of the unit that issued it
    std::string title;

    friend bool operator==(const Origin&, const Origin&) = default;
};

/// One bulletin with its life. Changed only by the functions of bulletin_life.hpp and approval.hpp,
/// each of which raises `version` by one.
struct Bulletin {
    BulletinId id;
    BulletinBody body;
    BulletinState state = BulletinState::draft;
    std::vector<Rendering> renderings;
    Person author;
    std::optional<Origin> origin;                 ///< of a copy
    std::optional<base::Sha256> submitted_digest; ///< of what was submitted
    std::vector<Approval> approvals;              ///< of this submission
    std::optional<base::Sha256> approved_digest;  ///< of what may be broadcast, and nothing else
    /// An emergency approved by one person: a second one is to confirm it by then.
    std::optional<base::Instant> confirmation_due;
    std::optional<std::string> reason; ///< why it was returned or withdrawn
    std::optional<base::Instant> first_broadcast_at;
    base::Instant created_at;
    base::Instant changed_at;
    Person changed_by;
    std::int64_t version = 1;

    friend bool operator==(const Bulletin&, const Bulletin&) = default;
};

/// Of one variant as it will be heard: language, source, text, voice, recording.
[[nodiscard]] base::Sha256 variant_digest(const LanguageVariant& variant);

/// Of everything that approval answers for: the body and the sound made from it.
[[nodiscard]] base::Sha256 content_digest(const Bulletin& bulletin);

/// The rendering that was made from the variant as it is now, or nullptr. Points into `bulletin`.
[[nodiscard]] const Rendering* rendering_of(const Bulletin& bulletin,
                                            const LanguageVariant& variant);

/// The files that must stay in the media store while the bulletin is kept.
[[nodiscard]] std::vector<base::Sha256> media_of(const Bulletin& bulletin);

/// Checks lengths, languages, blocks and dates of what was typed; the result is NFC without outer
/// spaces and without empty blocks. Names every wrong member (`content.wrong_members`).
[[nodiscard]] base::Result<BulletinBody> check_body(BulletinBody body);

} // namespace content
