#include "app/programme_part.hpp"

#include "base/try.hpp"
#include "broadcast/missed_deliveries.hpp"
#include "broadcast/sounded.hpp"
#include "content/bulletin_routes.hpp"
#include "content/judge_bulletin.hpp"
#include "content/listen_routes.hpp"
#include "content/render_routes.hpp"
#include "content/take_off_unconfirmed.hpp"
#include "content/template_routes.hpp"
#include "content/unit_sound_routes.hpp"
#include "devices/live_events.hpp"
#include "http/event_hub.hpp"
#include "http/router.hpp"
#include "schedule/missed_run_routes.hpp"
#include "schedule/publish_timeline.hpp"
#include "schedule/schedule_record.hpp"
#include "schedule/schedule_routes.hpp"
#include "schedule/tell_schedule_change.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>

namespace app {

namespace {

/// The published window ends on a later day once a day; an hour late is early enough, as it is
/// seven days long.
constexpr std::chrono::milliseconds replan_every{3'600'000};
constexpr std::chrono::milliseconds replan_retry{5'000};
/// Requests at this server wake the worker; those of others are found by looking.
constexpr std::chrono::milliseconds render_poll{1'000};
/// A miss is known minutes after its time; it need not be judged within a second.
constexpr std::chrono::milliseconds judge_every{10'000};
/// So much later than the unit's minutes an unconfirmed emergency may still sound.
constexpr std::chrono::milliseconds confirm_every{5'000};
/// How content names its entities in the outbox.
constexpr std::string_view bulletin_prefix = "bulletin/";

} // namespace

ProgrammePart::ProgrammePart(Foundation& foundation, MediaPart& media, SpeechPart& speech,
                             http::EventHub& events)
    : foundation_(foundation), media_(media), events_(events),
      work_(foundation.database(), foundation.clock()), bulletins_(foundation.database()),
      places_(foundation.database()),
      sound_maker_({foundation.database(), speech.voices(), speech.cache(), speech.dictionary(),
                    media.transcoder(), media.blobs()},
                   {foundation.config().speech.default_voice, foundation.folders().scratch,
                    media.render_settings()}),
      bulletin_desk_{work_, bulletins_, places_, foundation.clock(), foundation.random()},
      templates_(foundation.database(), foundation.clock(), foundation.random()),
      unit_sound_(foundation.database(), foundation.clock(),
                  [&voices = speech.voices()](std::string_view voice) -> base::Result<void> {
                      TRY(voices.find(voice));
                      return {};
                  }),
      render_jobs_(foundation.database()),
      render_desk_{bulletin_desk_, render_jobs_, sound_maker_,
                   [this](const content::RenderJob& job) {
                       events_.publish(devices::live_channel, "render.changed",
                                       content::render_event(job));
                   },
                   [this] { rendering_->wake(); }},
      render_worker_(render_desk_, {}), schedule_desk_{foundation.database(), places_, places_,
                                                       foundation.clock(), foundation.random()},
      planned_runs_(foundation.database()),
      guard_(bulletins_,
             [this]() -> base::Result<schedule::RuleBook> {
                 return foundation_.database().read(
                     [](storage::Connection& connection) -> base::Result<schedule::RuleBook> {
                         return schedule::RuleBook(schedule::all_rules(connection));
                     });
             }),
      sequencer_(foundation.database(), foundation.clock(), foundation.node()),
      schedule_changes_(foundation.database(), foundation.clock(), foundation.node(),
                        {.name = "plan.schedule", .topic = "schedule.changed"},
                        [this](const auto& item) { return on_schedule_changed(item); }),
      content_changes_(foundation.database(), foundation.clock(), foundation.node(),
                       {.name = "plan.content", .topic = "content.changed"},
                       [this](const auto& item) { return on_content_changed(item); }),
      sounded_(foundation.database(), foundation.clock(), foundation.node(),
               {.name = "content.sounded", .topic = std::string(broadcast::sounded_topic)},
               [this](const auto& item) { return on_sounded(item); }) {}

void ProgrammePart::add_routes(http::Router& router) {
    content::add_bulletin_routes(router, bulletin_desk_, media_.extractor(),
                                 foundation_.folders().scratch);
    content::add_template_routes(router, templates_, bulletin_desk_);
    content::add_unit_sound_routes(router, unit_sound_);
    content::add_render_routes(router, render_desk_);
    content::add_listen_routes(router, bulletins_, media_.blobs());
    schedule::add_schedule_routes(router, schedule_desk_, planned_runs_);
    schedule::add_missed_run_routes(router, schedule_desk_);
}

void ProgrammePart::start() {
    std::vector<storage::OutboxConsumer*> consumers{&schedule_changes_, &content_changes_,
                                                    &sounded_};
    consumers.insert(consumers.end(), others_.begin(), others_.end());
    outbox_ = std::make_unique<storage::OutboxRunner>(foundation_.database(), sequencer_,
                                                      std::move(consumers));
    confirming_ = std::make_unique<Periodic>(
        [this](const std::stop_token&) { return take_off_unconfirmed(); });
    planning_ =
        std::make_unique<Periodic>([this](const std::stop_token&) { return replan_everything(); });
    // An embedded database has no other server: what is claimed was claimed by a killed run of this
    // one.
    if (foundation_.database().dialect() == "sqlite") {
        if (const auto freed = render_worker_.recover(); !freed) {
            spdlog::warn("content: renderings of the run before not taken up: {}",
                         freed.error().message.en);
        }
    }
    judging_ =
        std::make_unique<Periodic>([this](const std::stop_token&) { return judge_misses(); });
    rendering_ = std::make_unique<Periodic>(
        [this](const std::stop_token& stop) { return make_sound(stop); });
}

void ProgrammePart::stop() {
    judging_.reset();
    rendering_.reset();
    confirming_.reset();
    planning_.reset();
    outbox_.reset();
}

void ProgrammePart::devices_changed() {
    if (planning_) {
        planning_->wake();
    }
}

std::chrono::milliseconds ProgrammePart::judge_misses() {
    const auto log = [](const base::Error& error) {
        spdlog::warn("schedule: a miss is not judged: {} [{}]", error.message.en, error.code);
    };
    auto missed = broadcast::missed_deliveries(foundation_.database(), foundation_.clock().now());
    const auto refused = schedule::misses_of_planning(schedule_desk_);
    if (!missed || !refused) {
        log(!missed ? missed.error() : refused.error());
        return judge_every;
    }
    std::ranges::copy(*refused, std::back_inserter(*missed));
    for (const schedule::RunMiss& miss : *missed) {
        const auto judged = schedule::judge_miss(schedule_desk_, miss);
        if (!judged) {
            log(judged.error());
            continue;
        }
        for (const schedule::MissedRun& one : *judged) {
            events_.publish(devices::live_channel, "missed.changed",
                            fmt::format(R"({{"id":"{}","area":"{}"}})", base::to_text(one.id),
                                        area::to_text(one.area)));
        }
    }
    return judge_every;
}

std::chrono::milliseconds ProgrammePart::make_sound(const std::stop_token& stop) {
    const auto worked = render_worker_.process_next(stop);
    if (!worked) {
        spdlog::warn("content: sound not made: {} [{}]", worked.error().message.en,
                     worked.error().code);
        return render_poll;
    }
    return *worked ? std::chrono::milliseconds{0} : render_poll;
}

std::chrono::milliseconds ProgrammePart::replan_everything() {
    if (const auto forgotten = render_worker_.forget_old(); !forgotten) {
        spdlog::warn("content: old renderings not forgotten: {}", forgotten.error().message.en);
    }
    const auto planned = schedule::replan(schedule_desk_, {area::AreaPath{}});
    if (!planned) {
        spdlog::warn("schedule: not planned: {} [{}]", planned.error().message.en,
                     planned.error().code);
        return replan_retry;
    }
    return replan_every;
}

std::chrono::milliseconds ProgrammePart::take_off_unconfirmed() {
    const auto taken = content::take_off_unconfirmed(bulletin_desk_);
    if (!taken) {
        spdlog::warn("content: unconfirmed emergencies not looked at: {}",
                     taken.error().message.en);
    } else if (!taken->empty()) {
        spdlog::warn("content: {} emergencies were not confirmed in time and are taken off",
                     taken->size());
    }
    return confirm_every;
}

base::Result<void> ProgrammePart::on_schedule_changed(const storage::OutboxItem& item) {
    TRY_ASSIGN(const auto places, schedule::changed_places(item.entry.payload));
    TRY(schedule::replan(schedule_desk_, places));
    for (const area::AreaPath& place : places) {
        events_.publish(devices::live_channel, "programme.changed",
                        fmt::format(R"({{"area":"{}"}})", area::to_text(place)));
    }
    return {};
}

base::Result<void> ProgrammePart::on_content_changed(const storage::OutboxItem& item) {
    std::string_view entity = item.entry.entity;
    entity.remove_prefix(std::min(entity.size(), bulletin_prefix.size()));
    TRY_ASSIGN(const auto bulletin, content::BulletinId::parse(entity));
    TRY(schedule::replan_bulletin(schedule_desk_, bulletin));
    // The payload names the bulletin and its area; nobody else sees it (app/web_routes.cpp).
    events_.publish(devices::live_channel, "bulletin.changed", item.entry.payload);
    return {};
}

base::Result<void> ProgrammePart::on_sounded(const storage::OutboxItem& item) {
    TRY_ASSIGN(const auto sounded, broadcast::read_sounded(item.entry.payload));
    std::set<content::BulletinId> heard;
    if (const auto bulletin = content::BulletinId::parse(sounded.bulletin); bulletin) {
        heard.insert(*bulletin);
    }
    TRY_ASSIGN(const auto run, planned_runs_.find_run(sounded.run));
    if (run) {
        for (const schedule::PlannedItem& played : run->items) {
            if (played.bulletin) {
                heard.insert(*played.bulletin);
            }
        }
    }
    for (const content::BulletinId& bulletin : heard) {
        TRY(content::note_bulletin_broadcast(bulletin_desk_, rights::system_actor("nhật ký phát"),
                                             bulletin, sounded.at));
    }
    return {};
}

} // namespace app
