#include "schedule/schedule_json.hpp"

#include "content/bulletin_json.hpp"
#include "device_protocol/messages_described.hpp"
#include "schedule/dry_run.hpp"
#include "json/described.hpp"

namespace schedule {

BOOST_DESCRIBE_STRUCT(GoesFirst, (), (programme, title, area, class_))

namespace {

struct MessageView {
    std::string vi;
    std::string en;
};
BOOST_DESCRIBE_STRUCT(MessageView, (), (vi, en))

struct NextRunView {
    base::Instant at;
    std::int64_t duration_ms = 0;
    Reason reason = Reason::planned;
    std::int64_t device_count = 0;
    MessageView message;
};
BOOST_DESCRIBE_STRUCT(NextRunView, (), (at, duration_ms, reason, device_count, message))

struct ConflictView {
    ProgrammeId with;
    std::string with_title;
    base::Instant at;
    bool gives_way = true;
    Reason reason = Reason::overlap;
    std::int64_t device_count = 0;
    MessageView message;
};
BOOST_DESCRIBE_STRUCT(ConflictView, (),
                      (with, with_title, at, gives_way, reason, device_count, message))

struct RefusalView {
    base::Instant at;
    Reason reason = Reason::quiet_hours;
    std::int64_t device_count = 0;
    MessageView message;
};
BOOST_DESCRIBE_STRUCT(RefusalView, (), (at, reason, device_count, message))

struct PreviewView {
    std::vector<NextRunView> next_runs;
    std::vector<ConflictView> conflicts;
    std::vector<RefusalView> refusals;
    std::int64_t device_count = 0;
    std::int64_t run_duration_ms = 0;
    std::optional<PreviewedStagger> stagger;
    bool clean = true;
    bool can_be_saved = true;
};
BOOST_DESCRIBE_STRUCT(PreviewView, (),
                      (next_runs, conflicts, refusals, device_count, run_duration_ms, stagger,
                       clean, can_be_saved))

struct HeardView : PlannedRun {
    base::Instant ends_at;
    Reason reason = Reason::planned;
    std::optional<GoesFirst> behind;
    MessageView message;
    std::int64_t device_count = 0;
};
BOOST_DESCRIBE_STRUCT(HeardView, (PlannedRun), (ends_at, reason, behind, message, device_count))

struct UnheardView {
    ProgrammeId programme;
    std::string title;
    area::AreaPath area;
    content::BroadcastClass class_ = content::BroadcastClass::ordinary;
    base::Instant nominal_at;
    Reason reason = Reason::quiet_hours;
    std::optional<GoesFirst> behind;
    MessageView message;
    std::int64_t device_count = 0;
};
BOOST_DESCRIBE_STRUCT(UnheardView, (),
                      (programme, title, area, class_, nominal_at, reason, behind, message,
                       device_count))

struct DryRunView {
    std::int64_t device_count = 0;
    std::int64_t sound_ms_max = 0;
    std::vector<HeardView> heard;
    std::vector<UnheardView> unheard;
    bool is_cut = false;
};
BOOST_DESCRIBE_STRUCT(DryRunView, (), (device_count, sound_ms_max, heard, unheard, is_cut))

MessageView view(const base::Message& message) {
    return {message.vi, message.en};
}

} // namespace

std::string to_json(const Programme& programme) {
    return json::write(programme);
}

base::Result<Programme> programme_from_json(std::string_view text) {
    return json::read<Programme>(text, json::Unknown::ignore);
}

std::string to_json(const UnitRules& rules) {
    return json::write(rules);
}

base::Result<UnitRules> rules_from_json(std::string_view text) {
    return json::read<UnitRules>(text);
}

std::string to_json(const std::vector<PlannedItem>& items) {
    return json::write(items);
}

base::Result<std::vector<PlannedItem>> items_from_json(std::string_view text) {
    return json::read<std::vector<PlannedItem>>(text, json::Unknown::ignore);
}

std::string to_json(const Preview& preview) {
    PreviewView shown{.device_count = preview.device_count,
                      .run_duration_ms = preview.run_duration_ms,
                      .stagger = preview.stagger,
                      .clean = preview.is_clean(),
                      .can_be_saved = preview.hard_refusal() == nullptr};
    for (const NextRun& run : preview.next_runs) {
        shown.next_runs.push_back(
            {run.at, run.duration_ms, run.reason, run.device_count, view(run.message)});
    }
    for (const Conflict& conflict : preview.conflicts) {
        shown.conflicts.push_back({conflict.with, conflict.with_title, conflict.at,
                                   conflict.gives_way, conflict.reason, conflict.device_count,
                                   view(conflict.message)});
    }
    for (const Refusal& refusal : preview.refusals) {
        shown.refusals.push_back(
            {refusal.at, refusal.reason, refusal.device_count, view(refusal.message)});
    }
    return json::write(shown);
}

std::string to_json(const PlannedRun& run) {
    return json::write(run);
}

std::string to_json(const DryRun& dry_run) {
    DryRunView shown{.device_count = dry_run.device_count,
                     .sound_ms_max = dry_run.sound_ms_max,
                     .is_cut = dry_run.is_cut};
    for (const HeardRun& one : dry_run.heard) {
        shown.heard.push_back(
            {one.run, one.ends_at, one.reason, one.behind, view(one.message), one.device_count});
    }
    for (const UnheardRun& one : dry_run.unheard) {
        shown.unheard.push_back({one.programme, one.title, one.area, one.class_, one.nominal_at,
                                 one.reason, one.behind, view(one.message), one.device_count});
    }
    return json::write(shown);
}

std::string_view to_text(Reason reason) {
    return json::enum_text(reason);
}

std::string_view to_text(ProgrammeState state) {
    return json::enum_text(state);
}

} // namespace schedule
