#pragma once

#include "content/render_job.hpp"

namespace content {

/// The rows of render jobs. Safe to call from any thread; every method may fail with
/// Fault::unavailable.
class RenderJobStore {
public:
    virtual ~RenderJobStore() = default;
    /// The open job with the same digest when there is one; else this one is entered.
    /// `content.render_queue_full` when `open_max` jobs are open.
    [[nodiscard]] virtual base::Result<RenderJob> enqueue(const RenderJob& job,
                                                          std::int64_t open_max) = 0;
    /// Nothing when there is none.
    [[nodiscard]] virtual base::Result<std::optional<RenderJob>> find(const RenderJobId& id) = 0;
    /// The newest of a bulletin.
    [[nodiscard]] virtual base::Result<std::optional<RenderJob>>
    latest(const BulletinId& bulletin) = 0;
    /// The oldest job that waits or whose claim has ended, after `take_up`; nothing when there is
    /// none. Two workers never get the same one.
    [[nodiscard]] virtual base::Result<std::optional<RenderJob>>
    claim(base::Instant now, base::Millis claim_length) = 0;
    /// Writes an open job anew. False, and nothing is written, when it is not open any more.
    [[nodiscard]] virtual base::Result<bool> save_open(const RenderJob& job) = 0;
    /// For the start of the only server of a database: what a killed run had claimed is free.
    [[nodiscard]] virtual base::Result<void> free_claims() = 0;
    /// Removes what was over before this instant.
    [[nodiscard]] virtual base::Result<void> forget_before(base::Instant limit) = 0;
};

[[nodiscard]] inline base::Error render_queue_full() {
    return base::refuse(base::Fault::unavailable, "content.render_queue_full",
                        "Đang có quá nhiều bản tin chờ dựng âm thanh. Hãy thử lại sau vài phút.",
                        "Too many bulletins wait for their sound. Try again in a few minutes.");
}

} // namespace content
