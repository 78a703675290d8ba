#pragma once

#include "app/foundation.hpp"
#include "app/media_part.hpp"
#include "app/periodic.hpp"
#include "app/register_places.hpp"
#include "app/sound_maker.hpp"
#include "app/speech_part.hpp"
#include "broadcast/approved_play_guard.hpp"
#include "content/bulletin_desk.hpp"
#include "content/content_store_sql.hpp"
#include "content/render_job_store_sql.hpp"
#include "content/render_worker.hpp"
#include "content/template_desk.hpp"
#include "content/unit_sound_desk.hpp"
#include "schedule/planned_runs_sql.hpp"
#include "schedule/schedule_desk.hpp"
#include "storage/outbox_runner.hpp"

#include <memory>
#include <vector>

namespace http {
class EventHub;
class Router;
} // namespace http

namespace app {

/// Bulletins and programmes: what is to sound, where and when. Plans are made anew after each
/// change, by the outbox.
class ProgrammePart {
public:
    /// All must outlive the part.
    ProgrammePart(Foundation& foundation, MediaPart& media, SpeechPart& speech,
                  http::EventHub& events);
    ProgrammePart(const ProgrammePart&) = delete;
    ProgrammePart& operator=(const ProgrammePart&) = delete;

    void add_routes(http::Router& router);
    /// Begins to plan: at once, after every change, and every hour so that the next day comes in.
    void start();
    void stop();
    /// Before `start`: a consumer of another part that runs with ours. Must outlive `stop`.
    void run_also(storage::OutboxConsumer& consumer) { others_.push_back(&consumer); }
    /// Devices came, went or moved: their plans are made anew soon. Safe to call from any thread.
    void devices_changed();

    [[nodiscard]] schedule::PlannedRunQueries& plan() { return planned_runs_; }
    [[nodiscard]] broadcast::PlayGuard& guard() { return guard_; }
    [[nodiscard]] content::SoundMaker& voice() { return sound_maker_; }

private:
    [[nodiscard]] std::chrono::milliseconds replan_everything();
    [[nodiscard]] std::chrono::milliseconds judge_misses();
    [[nodiscard]] std::chrono::milliseconds make_sound(const std::stop_token& stop);
    [[nodiscard]] std::chrono::milliseconds take_off_unconfirmed();
    [[nodiscard]] base::Result<void> on_schedule_changed(const storage::OutboxItem& item);
    [[nodiscard]] base::Result<void> on_content_changed(const storage::OutboxItem& item);
    [[nodiscard]] base::Result<void> on_sounded(const storage::OutboxItem& item);

    Foundation& foundation_;
    MediaPart& media_;
    http::EventHub& events_;
    content::SqlContentUnitOfWork work_;
    content::SqlBulletinStore bulletins_;
    RegisterPlaces places_;
    SoundMaker sound_maker_;
    content::BulletinDesk bulletin_desk_;
    content::TemplateDesk templates_;
    content::UnitSoundDesk unit_sound_;
    content::SqlRenderJobs render_jobs_;
    content::RenderDesk render_desk_;
    content::RenderWorker render_worker_;
    schedule::ScheduleDesk schedule_desk_;
    schedule::SqlPlannedRuns planned_runs_;
    broadcast::ApprovedPlayGuard guard_;
    storage::Sequencer sequencer_;
    storage::OutboxConsumer schedule_changes_;
    storage::OutboxConsumer content_changes_;
    storage::OutboxConsumer sounded_;
    std::vector<storage::OutboxConsumer*> others_;
    std::unique_ptr<storage::OutboxRunner> outbox_;
    std::unique_ptr<Periodic> planning_;
    std::unique_ptr<Periodic> rendering_;
    std::unique_ptr<Periodic> judging_;
    std::unique_ptr<Periodic> confirming_;
};

} // namespace app
