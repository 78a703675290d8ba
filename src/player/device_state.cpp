#include "player/device_state.hpp"

#include "base/try.hpp"
#include "device_protocol/messages_json.hpp"
#include "player/sounding_file.hpp"
#include "player/state_files.hpp"
#include "player/system_time.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace player {

using device_protocol::Event;
using device_protocol::Refused;

namespace {

constexpr base::Millis floor_step = std::chrono::minutes(10);

} // namespace

std::int64_t CounterStore::next_incarnation() {
    const std::lock_guard lock(mutex_);
    ++counters_.incarnation;
    if (const auto saved = save_counters(paths_, counters_); !saved) {
        spdlog::error("{}", saved.error().message.en);
    }
    stored_floor_ = counters_.time_floor;
    return counters_.incarnation;
}

void CounterStore::raise_time_floor(base::Instant floor, bool now_or_never) {
    const std::lock_guard lock(mutex_);
    counters_.time_floor = std::max(counters_.time_floor, floor);
    if (now_or_never || counters_.time_floor - stored_floor_ > floor_step) {
        if (const auto saved = save_counters(paths_, counters_); !saved) {
            spdlog::error("{}", saved.error().message.en);
        }
        stored_floor_ = counters_.time_floor;
    }
}

base::Result<DeviceState> DeviceState::open(const StatePaths& paths, Identity identity,
                                            base::Instant floor) {
    ClockWatch clock(floor);
    clock.observe(read_system_time());
    TRY_ASSIGN(EventRing events, EventRing::open(paths.events(), identity.event_epoch));
    TRY_ASSIGN(RunJournal runs, RunJournal::open(paths.runs()));
    TRY_ASSIGN(CommandJournal commands, CommandJournal::open(paths.commands()));
    TRY_ASSIGN(MediaShelf media, MediaShelf::open(paths.media()));
    device_protocol::KeySet trust = load_trust(paths, identity);
    DeviceState state{paths,
                      std::move(identity),
                      std::move(trust),
                      clock,
                      std::move(events),
                      std::move(runs),
                      std::move(commands),
                      std::move(media),
                      {},
                      {},
                      {},
                      {},
                      {}};
    state.load_desired();
    state.load_manifest();
    state.load_commands();
    state.finish_interrupted_bookkeeping();
    return state;
}

void DeviceState::load_desired() {
    const auto text = read_file(paths.desired());
    if (!text) {
        return;
    }
    auto opened = device_protocol::open_desired(*text, trust.issuers);
    const std::string code =
        opened ? device_protocol::judge_desired(*opened, 0, situation()) : opened.error().code;
    // It was in time when it came.
    if (!code.empty() && code != "key_out_of_time") {
        Refused refused;
        refused.what = "desired";
        refused.code = opened ? "altered_on_disk" : code;
        note_refused(refused);
        return;
    }
    desired = std::move(*opened);
}

void DeviceState::load_manifest() {
    const auto text = read_file(paths.manifest());
    if (!text) {
        return;
    }
    auto opened = device_protocol::open_manifest(*text, trust.issuers);
    const std::string code =
        opened ? device_protocol::judge_manifest(*opened, 0, situation()) : opened.error().code;
    if (!code.empty() && code != "expired" && code != "key_out_of_time") {
        Refused refused;
        refused.what = "manifest";
        refused.code = code;
        note_refused(refused);
        return;
    }
    manifest = std::move(*opened);
}

void DeviceState::load_commands() {
    for (const CommandJournal::Pending& pending : commands.pending()) {
        const auto opened = device_protocol::open_command(pending.envelope, trust.issuers);
        if (opened && (opened->message.play || opened->message.live)) {
            commanded.push_back(run_of(*opened, pending.received_at, base::Millis(0)));
        }
    }
}

void DeviceState::finish_interrupted_bookkeeping() {
    // A checkpoint tells how far the sound had come when the program ended suddenly.
    if (const auto checkpoint = SoundingFile::load(paths.sounding())) {
        const RunRecord* found = runs.memory().find(checkpoint->run);
        if (found != nullptr && found->phase == Phase::begun) {
            RunRecord record = *found;
            record.parts.push_back(checkpoint->part);
            if (const auto stored = runs.put(std::move(record)); !stored) {
                spdlog::error("{}", stored.error().message.en);
            }
        }
    }
    std::error_code ignored;
    std::filesystem::remove(paths.sounding(), ignored);
    // The proof was stored, the mark "over" was not.
    std::vector<RunRecord> proved;
    for (const auto& [run, record] : runs.memory().records()) {
        if (record.phase != Phase::over && events.has_played(run)) {
            proved.push_back(record);
        }
    }
    for (RunRecord& record : proved) {
        record.phase = Phase::over;
        record.plan.reset();
        if (const auto stored = runs.put(std::move(record)); !stored) {
            spdlog::error("{}", stored.error().message.en);
        }
    }
}

HttpServer DeviceState::own_server() const {
    return {.base = identity.server,
            .ca_file = identity.grant.ca_certificate.empty() ? "" : paths.ca_certificate().string(),
            .user = identity.grant.device,
            .password = identity.grant.token};
}

base::Instant DeviceState::now() const {
    return clock.now(read_system_time());
}

device_protocol::Situation DeviceState::situation() const {
    return {identity.grant.device, desired ? desired->message.groups : std::vector<std::string>{},
            now(), clock.known()};
}

std::vector<PlannedRun> DeviceState::planned_runs() const {
    std::vector<PlannedRun> planned = commanded;
    if (manifest && now() < manifest->message.valid_to) {
        std::ranges::move(runs_of(*manifest), std::back_inserter(planned));
    }
    return planned;
}

bool DeviceState::has_media(const PlannedRun& run) const {
    return std::ranges::all_of(run.items,
                               [this](const auto& item) { return media.has(item.sha256); });
}

std::vector<WantedMedia> DeviceState::all_wanted_media() const {
    const bool kept = manifest && manifest->message.keep && now() < manifest->message.valid_to;
    return wanted_media(planned_runs(), runs.memory(),
                        kept ? *manifest->message.keep
                             : std::vector<device_protocol::ManifestItem>());
}

std::vector<WantedMedia> DeviceState::missing_media() const {
    auto wanted = all_wanted_media();
    std::erase_if(wanted, [this](const WantedMedia& file) { return media.has(file.sha256); });
    return wanted;
}

device_protocol::VolumePlan DeviceState::volume_plan() const {
    return desired ? desired->message.volume : device_protocol::VolumePlan{};
}

bool DeviceState::check_media(base::Sha256 hash) {
    if (media.check(hash)) {
        return true;
    }
    note_media_altered(hash);
    return false;
}

void DeviceState::note_media_altered(const base::Sha256& hash) {
    Refused refused;
    refused.what = "media";
    refused.code = "player.media_altered";
    refused.sha256 = hash;
    note_refused(std::move(refused));
}

void DeviceState::note(Event event) {
    event.at = now();
    spdlog::info("event {}", device_protocol::write_message(event));
    if (const auto stored = events.append(std::move(event)); !stored) {
        spdlog::error("{}", stored.error().message.en);
    }
}

void DeviceState::note_refused(Refused refused) {
    Event event;
    event.kind = "refused";
    event.refused = std::move(refused);
    note(std::move(event));
}

void DeviceState::note_notice(std::string code, std::string text) {
    Event event;
    event.kind = "notice";
    event.notice = device_protocol::Notice{std::move(code), std::move(text)};
    note(std::move(event));
}

void DeviceState::note_update(device_protocol::UpdateResult result) {
    if (events.has_update(result.order)) {
        return;
    }
    Event event;
    event.kind = "update";
    event.update = std::move(result);
    note(std::move(event));
}

void DeviceState::note_answered(device_protocol::Answered answered) {
    Event event;
    event.kind = "answered";
    event.answered = std::move(answered);
    note(std::move(event));
}

} // namespace player
