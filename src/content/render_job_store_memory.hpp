#pragma once

#include "content/render_job_store.hpp"

#include <algorithm>
#include <mutex>

namespace content {

/// Render jobs in memory, in order of entry; for tests.
class MemoryRenderJobs final : public RenderJobStore {
public:
    base::Result<RenderJob> enqueue(const RenderJob& job, std::int64_t open_max) override {
        const std::lock_guard lock(mutex_);
        for (const RenderJob& other : jobs_) {
            if (other.is_open() && other.digest == job.digest) {
                return other;
            }
        }
        if (std::ranges::count_if(jobs_, &RenderJob::is_open) >= open_max) {
            return base::fail(render_queue_full());
        }
        jobs_.push_back(job);
        return job;
    }
    base::Result<std::optional<RenderJob>> find(const RenderJobId& id) override {
        const std::lock_guard lock(mutex_);
        const auto found = std::ranges::find(jobs_, id, &RenderJob::id);
        return found == jobs_.end() ? std::nullopt : std::optional(*found);
    }
    base::Result<std::optional<RenderJob>> latest(const BulletinId& bulletin) override {
        const std::lock_guard lock(mutex_);
        std::optional<RenderJob> latest;
        for (const RenderJob& job : jobs_) {
            latest = job.bulletin == bulletin ? std::optional(job) : latest;
        }
        return latest;
    }
    base::Result<std::optional<RenderJob>> claim(base::Instant now,
                                                 base::Millis claim_length) override {
        const std::lock_guard lock(mutex_);
        const auto free = std::ranges::find_if(jobs_, [&](const RenderJob& job) {
            return job.is_open() && (!job.claimed_until || *job.claimed_until <= now);
        });
        if (free == jobs_.end()) {
            return std::optional<RenderJob>();
        }
        *free = take_up(*free, now, claim_length);
        return std::optional(*free);
    }
    base::Result<bool> save_open(const RenderJob& job) override {
        const std::lock_guard lock(mutex_);
        const auto found = std::ranges::find(jobs_, job.id, &RenderJob::id);
        if (found == jobs_.end() || !found->is_open()) {
            return false;
        }
        *found = job;
        return true;
    }
    base::Result<void> free_claims() override {
        const std::lock_guard lock(mutex_);
        for (RenderJob& job : jobs_) {
            job.claimed_until.reset();
        }
        return {};
    }
    base::Result<void> forget_before(base::Instant limit) override {
        const std::lock_guard lock(mutex_);
        std::erase_if(
            jobs_, [&](const RenderJob& job) { return !job.is_open() && job.changed_at < limit; });
        return {};
    }

private:
    std::mutex mutex_;
    std::vector<RenderJob> jobs_;
};

} // namespace content
