#include "content/render_desk.hpp"

#include "base/try.hpp"
#include "content/bulletin_life.hpp"
#include "rights/policy.hpp"

namespace content {

namespace {

base::Error render_not_found() {
    return base::refuse(base::Fault::not_found, "content.render_not_found",
                        "Không có việc dựng âm thanh này, hoặc bạn không được xem.",
                        "There is no such rendering, or you may not see it.");
}

base::Result<RenderJob> visible(const rights::Actor& actor, std::optional<RenderJob> job) {
    if (!job || !rights::allows(actor, rights::Permission::read_bulletins, job->area)) {
        return base::fail(render_not_found());
    }
    return std::move(*job);
}

void tell(const RenderDesk& desk, const RenderJob& job) {
    if (desk.changed) {
        desk.changed(job);
    }
}

} // namespace

base::Result<RenderJob> request_render(RenderDesk& desk, const rights::Actor& actor,
                                       const BulletinId& id,
                                       const std::optional<std::string>& language) {
    TRY_ASSIGN(
        const Bulletin bulletin,
        change(desk.bulletins.work, [&](ContentTransaction& transaction) -> base::Result<Bulletin> {
            return load_seen(transaction, actor, id, std::nullopt);
        }));
    TRY(rights::require(actor, rights::Permission::write_bulletins, bulletin.body.area));
    TRY(require_editable(bulletin));
    TRY_ASSIGN(const auto wanted, variants_to_render(bulletin, language));
    const base::Instant now = desk.bulletins.clock.now();
    RenderJob job;
    for (const LanguageVariant& variant : wanted) {
        TRY_ASSIGN(const std::int64_t sentences,
                   desk.sound_maker.count_sentences(variant, bulletin.body.area));
        job.sentences_total += sentences;
    }
    job.id = RenderJobId{base::make_uuid_v7(now, desk.bulletins.random)};
    job.bulletin = id;
    job.area = bulletin.body.area;
    job.language = language;
    job.digest = render_digest(id, wanted);
    job.requested_by = {actor.user, actor.name};
    job.created_at = now;
    job.changed_at = now;
    TRY_ASSIGN(const RenderJob entered, desk.jobs.enqueue(job, open_renders_max));
    tell(desk, entered);
    if (desk.wake_worker) {
        desk.wake_worker();
    }
    return entered;
}

base::Result<RenderJob> find_render(RenderDesk& desk, const rights::Actor& actor,
                                    const RenderJobId& id) {
    TRY_ASSIGN(auto job, desk.jobs.find(id));
    return visible(actor, std::move(job));
}

base::Result<RenderJob> latest_render(RenderDesk& desk, const rights::Actor& actor,
                                      const BulletinId& bulletin) {
    TRY_ASSIGN(auto job, desk.jobs.latest(bulletin));
    return visible(actor, std::move(job));
}

base::Result<RenderJob> cancel_render(RenderDesk& desk, const rights::Actor& actor,
                                      const RenderJobId& id) {
    TRY_ASSIGN(const RenderJob job, find_render(desk, actor, id));
    TRY(rights::require(actor, rights::Permission::write_bulletins, job.area));
    TRY_ASSIGN(const RenderJob after, cancelled(job, desk.bulletins.clock.now()));
    TRY_ASSIGN(const bool saved, desk.jobs.save_open(after));
    if (!saved) {
        // It ended meanwhile; say so as if it had been over before.
        TRY_ASSIGN(const RenderJob present, find_render(desk, actor, id));
        return cancelled(present, desk.bulletins.clock.now());
    }
    tell(desk, after);
    return after;
}

} // namespace content
