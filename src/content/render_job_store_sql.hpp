#pragma once

#include "content/render_job_store.hpp"
#include "storage/database.hpp"

namespace content {

class SqlRenderJobs final : public RenderJobStore {
public:
    /// The database must outlive this.
    explicit SqlRenderJobs(storage::Database& database) : database_(database) {}
    [[nodiscard]] base::Result<RenderJob> enqueue(const RenderJob& job,
                                                  std::int64_t open_max) override;
    [[nodiscard]] base::Result<std::optional<RenderJob>> find(const RenderJobId& id) override;
    [[nodiscard]] base::Result<std::optional<RenderJob>>
    latest(const BulletinId& bulletin) override;
    [[nodiscard]] base::Result<std::optional<RenderJob>> claim(base::Instant now,
                                                               base::Millis claim_length) override;
    [[nodiscard]] base::Result<bool> save_open(const RenderJob& job) override;
    [[nodiscard]] base::Result<void> free_claims() override;
    [[nodiscard]] base::Result<void> forget_before(base::Instant limit) override;

private:
    storage::Database& database_;
};

} // namespace content
