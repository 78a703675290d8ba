#pragma once

#include "base/error.hpp"
#include "content/bulletin.hpp"
#include "rights/actor.hpp"

namespace content {

using RenderJobId = base::Id<struct RenderJobTag>;

enum class RenderState : std::uint8_t {
    waiting, ///< behind others
    working,
    done,
    failed, ///< for good; `failure` says why and what to do
    cancelled,
};

struct RenderFailure {
    std::string code;
    std::string vi;
    std::string en;

    friend bool operator==(const RenderFailure&, const RenderFailure&) = default;
};

/// The making of a bulletin's sound, from the officer's wish to its end. Kept as a row, so that it
/// outlives the server's process; changed only by the functions below.
struct RenderJob {
    RenderJobId id;
    BulletinId bulletin;
    area::AreaPath area;                 ///< of the bulletin
    std::optional<std::string> language; ///< absent: all that have no sound yet
    base::Sha256 digest;                 ///< of what is to be heard; one open job each
    RenderState state = RenderState::waiting;
    std::int64_t sentences_done = 0;
    std::int64_t sentences_total = 0;
    Person requested_by;
    base::Instant created_at;
    base::Instant changed_at;
    std::int64_t attempts = 0;
    std::optional<base::Instant> claimed_until; ///< a worker has it until then
    std::optional<RenderFailure> failure;

    [[nodiscard]] bool is_open() const {
        return state == RenderState::waiting || state == RenderState::working;
    }
    friend bool operator==(const RenderJob&, const RenderJob&) = default;
};

/// A server that dies that often over one job is not killed by it once more.
inline constexpr std::int64_t render_attempts_max = 3;

/// The variants that a request means: the language, or all that sound and have no sound yet.
/// `content.no_such_language`, and `content.rendered_already` when nothing is left to make.
[[nodiscard]] base::Result<std::vector<LanguageVariant>>
variants_to_render(const Bulletin& bulletin, const std::optional<std::string>& language);

/// Of the bulletin and the variants as they will be heard.
[[nodiscard]] base::Sha256 render_digest(const BulletinId& bulletin,
                                         const std::vector<LanguageVariant>& variants);

/// A worker begins, or begins again after one that died; past the attempts the job has failed.
[[nodiscard]] RenderJob take_up(RenderJob job, base::Instant now, base::Millis claim_length);
[[nodiscard]] RenderJob progressed(RenderJob job, std::int64_t done, base::Instant now,
                                   base::Millis claim_length);
[[nodiscard]] RenderJob finished(RenderJob job, base::Instant now);
[[nodiscard]] RenderJob failed(RenderJob job, const base::Error& why, base::Instant now);
/// The server stops in good order: the job waits again and the attempt does not count.
[[nodiscard]] RenderJob given_back(RenderJob job, base::Instant now);
/// `content.render_over` when there is nothing to cancel any more.
[[nodiscard]] base::Result<RenderJob> cancelled(RenderJob job, base::Instant now);

/// The person who asked, as the one who changes the bulletin when the sound is there; their right
/// was checked when they asked.
[[nodiscard]] rights::Actor requester(const RenderJob& job);

} // namespace content
