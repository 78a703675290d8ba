#include "content/render_worker.hpp"

#include "base/try.hpp"
#include "content/render_bulletin.hpp"

namespace content {

base::Result<bool> RenderWorker::process_next(const std::stop_token& stop) {
    const base::Instant now = desk_.bulletins.clock.now();
    TRY_ASSIGN(const auto claimed, desk_.jobs.claim(now, options_.claim_length));
    if (!claimed) {
        return false;
    }
    if (desk_.changed) {
        desk_.changed(*claimed);
    }
    if (claimed->state == RenderState::working) {
        TRY(process(*claimed, stop));
    }
    return true;
}

base::Result<void> RenderWorker::process(RenderJob job, const std::stop_token& stop) {
    base::Instant told; // never yet: the first sentence is told at once
    bool cancelled = false;
    const auto progress = [&](std::int64_t done) {
        const base::Instant now = desk_.bulletins.clock.now();
        if (cancelled || (now < told + options_.progress_every && done < job.sentences_total)) {
            return !cancelled;
        }
        told = now;
        job = progressed(job, done, now, options_.claim_length);
        // Progress is a courtesy: a database that is away for a moment must not spoil the work.
        const auto saved = desk_.jobs.save_open(job);
        cancelled = saved && !*saved;
        if (!cancelled && desk_.changed) {
            desk_.changed(job);
        }
        return !cancelled;
    };
    const auto made = render_bulletin(desk_.bulletins, desk_.sound_maker, requester(job),
                                      job.bulletin, job.language, progress, stop);
    const base::Instant now = desk_.bulletins.clock.now();
    if (cancelled) {
        return {}; // its row says so already
    }
    // Killed after the sound was kept and before the job was: what is left to do is nothing.
    if (made || made.error().code == "content.rendered_already") {
        return save(finished(job, now));
    }
    if (stop.stop_requested()) {
        return save(given_back(job, now));
    }
    return save(failed(job, made.error(), now));
}

base::Result<void> RenderWorker::save(const RenderJob& job) {
    TRY_ASSIGN(const bool saved, desk_.jobs.save_open(job));
    if (saved && desk_.changed) {
        desk_.changed(job);
    }
    return {};
}

} // namespace content
