#pragma once

#include "content/bulletin_desk.hpp"
#include "content/render_job_store.hpp"
#include "content/sound_maker.hpp"

namespace content {

/// Called after a job has changed, for live views. Must be quick and must not throw.
using RenderChanged = std::function<void(const RenderJob&)>;

/// What the making of sound works with. All must outlive it.
struct RenderDesk {
    BulletinDesk& bulletins;
    RenderJobStore& jobs;
    SoundMaker& sound_maker;
    RenderChanged changed;
    std::function<void()> wake_worker; ///< there is work now
};

/// More open jobs than this are refused: the last one would wait for hours.
inline constexpr std::int64_t open_renders_max = 200;

/// Enters the wish for a bulletin's sound, or finds the same wish that is open already. Refuses at
/// once what cannot succeed: no right, not editable, voice missing, text too long, queue full.
[[nodiscard]] base::Result<RenderJob> request_render(RenderDesk& desk, const rights::Actor& actor,
                                                     const BulletinId& id,
                                                     const std::optional<std::string>& language);

/// A job, for who may read its bulletin: `content.render_not_found`.
[[nodiscard]] base::Result<RenderJob> find_render(RenderDesk& desk, const rights::Actor& actor,
                                                  const RenderJobId& id);
/// The newest job of a bulletin: `content.render_not_found`.
[[nodiscard]] base::Result<RenderJob> latest_render(RenderDesk& desk, const rights::Actor& actor,
                                                    const BulletinId& bulletin);
/// Takes the wish back; a worker that has begun stops within a sentence. Who may write the bulletin
/// may do it.
[[nodiscard]] base::Result<RenderJob> cancel_render(RenderDesk& desk, const rights::Actor& actor,
                                                    const RenderJobId& id);

} // namespace content
