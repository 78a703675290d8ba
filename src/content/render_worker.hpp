#pragma once

#include "content/render_desk.hpp"

namespace content {

struct RenderWorkerOptions {
    base::Millis claim_length{120'000}; ///< longer than any sentence; renewed with the progress
    base::Millis progress_every{100};   ///< progress is stored and told at most that often
    base::Millis remembered{30LL * 86'400'000}; ///< what is over is forgotten after that
};

/// Makes the sound of one job after another. A worker that dies is replaced when its claim ends, or
/// at the next start of the server; what was spoken by then comes from the cache.
class RenderWorker {
public:
    /// The desk must outlive the worker.
    RenderWorker(RenderDesk& desk, RenderWorkerOptions options) : desk_(desk), options_(options) {}

    /// For the start of the only server of a database: takes up what a killed run had begun.
    [[nodiscard]] base::Result<void> recover() { return desk_.jobs.free_claims(); }
    /// Now and then: removes the rows of what was over long ago.
    [[nodiscard]] base::Result<void> forget_old() {
        return desk_.jobs.forget_before(desk_.bulletins.clock.now() - options_.remembered);
    }
    /// Works off the oldest open job. False when none waits. On `stop` the job waits again.
    [[nodiscard]] base::Result<bool> process_next(const std::stop_token& stop);

private:
    [[nodiscard]] base::Result<void> process(RenderJob job, const std::stop_token& stop);
    [[nodiscard]] base::Result<void> save(const RenderJob& job);

    RenderDesk& desk_;
    RenderWorkerOptions options_;
};

} // namespace content
