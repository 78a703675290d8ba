#include "device_protocol/message_checks.hpp"

#include "base/hash.hpp"

#include <algorithm>
#include <set>

namespace device_protocol {

namespace {

constexpr std::int64_t counter_max = 9'007'199'254'740'991; // 2^53 - 1: exact in every JSON reader
constexpr std::int64_t instant_max = 4'102'444'800'000;     // 2100-01-01
constexpr std::int64_t item_ms_max = 6 * 3'600'000;
constexpr std::int64_t item_bytes_max = std::int64_t{512} * 1024 * 1024;
constexpr std::int64_t repeated_ms_max = std::int64_t{24} * 3'600'000;
constexpr std::size_t items_max = 64;
constexpr std::size_t marks_max = 2000;
constexpr std::size_t runs_max = 5000;
constexpr std::size_t text_max = 200;
constexpr std::size_t notes_max = 4'000; ///< bytes
constexpr std::int64_t envelope_max = 65'536;

bool is_counter(std::int64_t value) {
    return value >= 0 && value <= counter_max;
}
bool is_instant(base::Instant at) {
    return at.ms >= 0 && at.ms <= instant_max;
}
bool is_percent(std::int32_t value) {
    return value >= 0 && value <= 100;
}

/// Short text on one line: it goes into logs and into the claim proof.
bool is_label(const std::string& text) {
    return !text.empty() && text.size() <= text_max &&
           std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

/// Named by the server; it comes back in reports.
bool is_order(const std::string& text) {
    return is_label(text) && text.size() <= 36;
}

std::string at_index(const std::string& pointer, std::size_t index) {
    return pointer + "/" + std::to_string(index);
}

void check_clock(const ClockState& clock, Problems& problems) {
    problems.require(!clock.error_ms || is_counter(*clock.error_ms), "/clock/error_ms");
}

/// Ascending, inside the item, and not more than a device wants to keep.
bool are_marks(const ManifestItem& item) {
    if (!item.sentences_ms) {
        return true;
    }
    const auto& marks = *item.sentences_ms;
    return marks.size() <= marks_max && std::ranges::is_sorted(marks, std::less_equal<>()) &&
           (marks.empty() || (marks.front() >= 0 && marks.back() < item.duration_ms));
}

void check_items(const std::vector<ManifestItem>& items, const std::string& pointer,
                 Problems& problems) {
    problems.require(!items.empty() && items.size() <= items_max, pointer);
    for (std::size_t i = 0; i < items.size(); ++i) {
        const std::string at = at_index(pointer, i);
        problems.require(items[i].size > 0 && items[i].size <= item_bytes_max, at + "/size");
        problems.require(items[i].duration_ms > 0 && items[i].duration_ms <= item_ms_max,
                         at + "/duration_ms");
        problems.require(items[i].kind.size() <= text_max, at + "/kind");
        problems.require(are_marks(items[i]), at + "/sentences_ms");
    }
}

void check_run(const ManifestRun& run, const std::string& at, Problems& problems) {
    problems.require(!run.run.is_nil(), at + "/run");
    problems.require(is_instant(run.at), at + "/at");
    problems.require(is_instant(run.not_after) && run.not_after >= run.at, at + "/not_after");
    problems.require(!run.volume_percent || is_percent(*run.volume_percent),
                     at + "/volume_percent");
    problems.require(!run.title || run.title->size() <= text_max, at + "/title");
    check_items(run.items, at + "/items", problems);
}

void check_proof(const PlayedProof& proof, Problems& problems) {
    problems.require(!proof.run.is_nil(), "/played/run");
    problems.require(is_instant(proof.planned_at), "/played/planned_at");
    problems.require(!proof.started_at || is_instant(*proof.started_at), "/played/started_at");
    problems.require(!proof.ended_at || is_instant(*proof.ended_at), "/played/ended_at");
    problems.require(is_counter(proof.ms_planned), "/played/ms_planned");
    problems.require(is_counter(proof.ms_played), "/played/ms_played");
    problems.require(is_percent(proof.volume_percent), "/played/volume_percent");
    problems.require(is_counter(proof.manifest_version), "/played/manifest_version");
    problems.require(proof.parts.size() <= 100, "/played/parts");
    for (std::size_t i = 0; i < proof.parts.size(); ++i) {
        const PlayedPart& part = proof.parts[i];
        problems.require(is_instant(part.at) && is_counter(part.position_ms) && is_counter(part.ms),
                         at_index("/played/parts", i));
    }
}

void check_order(const UpdateOrder& order, Problems& problems) {
    problems.require(is_order(order.order), "/update/order");
    problems.require(parse_version(order.version).has_value(), "/update/version");
    problems.require(order.size > 0 && order.size <= envelope_max, "/update/size");
    problems.require(order.quiet_minutes >= 0 && order.quiet_minutes <= 1'440,
                     "/update/quiet_minutes");
}

void check_result(const UpdateResult& result, Problems& problems) {
    problems.require(is_order(result.order), "/update/order");
    problems.require(is_label(result.version), "/update/version");
    problems.require(is_label(result.running), "/update/running");
    problems.require(!result.reason || is_label(*result.reason), "/update/reason");
}

/// Only what ends a command needs to be told twice.
void check_answer(const Answered& answered, Problems& problems) {
    const bool ends = answered.st == AckState::done || answered.st == AckState::failed ||
                      answered.st == AckState::rejected || answered.st == AckState::expired;
    problems.require(ends, "/answered/st");
    problems.require(!answered.code || is_label(*answered.code), "/answered/code");
}

} // namespace

void check(const Hello& message, Problems& problems) {
    problems.require(message.v >= 1, "/v");
    problems.require(is_device_id(message.device), "/device");
    problems.require(message.inc >= 1 && is_counter(message.inc), "/inc");
    problems.require(is_label(message.serial), "/serial");
    problems.require(is_label(message.model), "/model");
    problems.require(is_label(message.firmware), "/firmware");
    problems.require(!message.platform || is_label(*message.platform), "/platform");
    problems.require(message.levels.size() <= 16, "/levels");
    problems.require(message.capabilities.channels >= 0 && message.capabilities.channels <= 64,
                     "/capabilities/channels");
    problems.require(is_counter(message.capabilities.store_mb), "/capabilities/store_mb");
    problems.require(is_counter(message.desired_version), "/desired_version");
    problems.require(is_counter(message.manifest_version), "/manifest_version");
    problems.require(is_counter(message.event_epoch), "/event_epoch");
    problems.require(is_counter(message.event_last), "/event_last");
    check_clock(message.clock, problems);
}

void check(const ServerAnswer& message, Problems& problems) {
    problems.require(message.v >= 1, "/v");
    problems.require(is_counter(message.inc), "/inc");
    problems.require(is_instant(message.now), "/now");
    problems.require(message.heartbeat_s >= 5 && message.heartbeat_s <= 3600, "/heartbeat_s");
    problems.require(message.ack_spread_ms >= 0 && message.ack_spread_ms <= 600'000,
                     "/ack_spread_ms");
    problems.require(message.retry_s >= 0 && message.retry_s <= 86'400, "/retry_s");
    problems.require(is_counter(message.event_epoch), "/event_epoch");
    problems.require(is_counter(message.event_ack), "/event_ack");
}

void check(const StateNotice& message, Problems& problems) {
    problems.require(message.inc >= 1 && is_counter(message.inc), "/inc");
}

void check(const Heartbeat& message, Problems& problems) {
    problems.require(message.inc >= 1 && is_counter(message.inc), "/inc");
    problems.require(is_instant(message.at), "/at");
    problems.require(is_percent(message.volume_percent), "/volume_percent");
    problems.require(is_counter(message.event_last), "/event_last");
    problems.require(is_counter(message.manifest_version), "/manifest_version");
    problems.require(is_counter(message.uptime_s), "/uptime_s");
    problems.require(is_counter(message.store_free_mb), "/store_free_mb");
    problems.require(is_counter(message.memory_kb), "/memory_kb");
    problems.require(!message.sensors || !message.sensors->sim_left_mb ||
                         is_counter(*message.sensors->sim_left_mb),
                     "/sensors/sim_left_mb");
    check_clock(message.clock, problems);
}

void check(const ReportedState& message, Problems& problems) {
    problems.require(message.inc >= 1 && is_counter(message.inc), "/inc");
    problems.require(is_counter(message.desired_version), "/desired_version");
    problems.require(is_counter(message.manifest_version), "/manifest_version");
    problems.require(message.media_stored >= 0, "/media_stored");
    problems.require(message.media_missing >= 0, "/media_missing");
    problems.require(message.errors.size() <= 20, "/errors");
    problems.require(!message.update || is_order(message.update->order), "/update/order");
}

void check(const DesiredState& message, Problems& problems) {
    problems.require(is_device_id(message.device), "/device");
    problems.require(message.version >= 1 && is_counter(message.version), "/version");
    problems.require(message.groups.size() <= 100 &&
                         std::ranges::all_of(message.groups, is_group_id),
                     "/groups");
    problems.require(message.heartbeat_s >= 5 && message.heartbeat_s <= 3600, "/heartbeat_s");
    const VolumePlan& volume = message.volume;
    problems.require(
        volume.levels.size() <= 24 &&
            std::ranges::is_sorted(volume.levels, std::less_equal{},
                                   [](const VolumeLevel& level) { return level.from; }),
        "/volume/levels");
    for (std::size_t i = 0; i < volume.levels.size(); ++i) {
        problems.require(is_percent(volume.levels[i].percent),
                         at_index("/volume/levels", i) + "/percent");
    }
    problems.require(volume.ramp_s >= 0 && volume.ramp_s <= 3600, "/volume/ramp_s");
    problems.require(is_percent(volume.emergency_min_percent), "/volume/emergency_min_percent");
    problems.require(message.quiet.size() <= 24, "/quiet");
    for (std::size_t i = 0; i < message.quiet.size(); ++i) {
        problems.require(message.quiet[i].from != message.quiet[i].to, at_index("/quiet", i));
    }
    if (message.manifest) {
        problems.require(message.manifest->version >= 1 && is_counter(message.manifest->version),
                         "/manifest/version");
        problems.require(message.manifest->size > 0 && message.manifest->size <= item_bytes_max,
                         "/manifest/size");
    }
    if (message.update) {
        check_order(*message.update, problems);
    }
}

void check(const Manifest& message, Problems& problems) {
    problems.require(is_device_id(message.device), "/device");
    problems.require(message.version >= 1 && is_counter(message.version), "/version");
    problems.require(is_instant(message.made_at), "/made_at");
    problems.require(is_instant(message.valid_from), "/valid_from");
    problems.require(is_instant(message.valid_to) && message.valid_to > message.valid_from &&
                         message.valid_to - message.valid_from <= std::chrono::hours(24 * 31),
                     "/valid_to");
    problems.require(message.runs.size() <= runs_max, "/runs");
    problems.require(message.clashes.size() <= 9, "/clashes");
    if (message.keep && !message.keep->empty()) {
        check_items(*message.keep, "/keep", problems);
    }
    std::set<RunId> seen;
    for (std::size_t i = 0; i < message.runs.size(); ++i) {
        const std::string at = at_index("/runs", i);
        check_run(message.runs[i], at, problems);
        problems.require(seen.insert(message.runs[i].run).second, at + "/run");
        problems.require(i == 0 || message.runs[i - 1].at <= message.runs[i].at, at + "/at");
    }
}

void check(const Command& message, Problems& problems) {
    problems.require(!message.cid.is_nil(), "/cid");
    problems.require(is_label(message.op), "/op");
    problems.require(message.seq >= 1 && is_counter(message.seq), "/seq");
    problems.require(is_instant(message.issued_at), "/issued_at");
    problems.require(is_instant(message.expires_at) && message.expires_at > message.issued_at,
                     "/expires_at");
    problems.require(!message.at || is_instant(*message.at), "/at");
    const Target& target = message.target;
    const int named = (target.device ? 1 : 0) + (target.group ? 1 : 0) + (target.all ? 1 : 0);
    problems.require(named == 1 && target.all.value_or(true), "/target");
    problems.require(!target.device || is_device_id(*target.device), "/target/device");
    problems.require(!target.group || is_group_id(*target.group), "/target/group");
    problems.require(is_label(message.source.node), "/source/node");
    if (message.play) {
        problems.require(!message.play->run.is_nil(), "/play/run");
        problems.require(!message.play->volume_percent || is_percent(*message.play->volume_percent),
                         "/play/volume_percent");
        check_items(message.play->items, "/play/items", problems);
        problems.require(!message.play->repeats ||
                             (*message.play->repeats >= 1 && *message.play->repeats <= repeats_max),
                         "/play/repeats");
        problems.require(message.play->repeats.value_or(1) == 1 ||
                             duration_ms(message.play->items) * *message.play->repeats <=
                                 repeated_ms_max,
                         "/play/repeats");
    }
    if (message.live) {
        problems.require(!message.live->run.is_nil(), "/live/run");
        problems.require(base::parse_uuid(message.live->session).has_value(), "/live/session");
        problems.require(!message.live->volume_percent || is_percent(*message.live->volume_percent),
                         "/live/volume_percent");
    }
    if (message.capture) {
        problems.require(base::parse_uuid(message.capture->session).has_value(),
                         "/capture/session");
    }
    if (message.volume) {
        problems.require(is_percent(message.volume->percent), "/volume/percent");
        problems.require(is_instant(message.volume->until), "/volume/until");
    }
    if (message.report) {
        problems.require(message.report->spread_ms >= 0 && message.report->spread_ms <= 600'000,
                         "/report/spread_ms");
    }
}

void check(const Acknowledgement& message, Problems& problems) {
    problems.require(message.inc >= 1 && is_counter(message.inc), "/inc");
    problems.require(!message.cid.is_nil(), "/cid");
    problems.require(is_instant(message.at), "/at");
    problems.require(!message.ms_played || is_counter(*message.ms_played), "/ms_played");
}

void check(const Event& message, Problems& problems) {
    problems.require(message.n >= 1 && is_counter(message.n), "/n");
    problems.require(is_instant(message.at), "/at");
    problems.require(is_label(message.kind), "/kind");
    problems.require(message.kind != "played" || message.played.has_value(), "/played");
    problems.require(message.kind != "refused" || message.refused.has_value(), "/refused");
    problems.require(message.kind != "notice" || message.notice.has_value(), "/notice");
    problems.require(message.kind != "update" || message.update.has_value(), "/update");
    problems.require(message.kind != "answered" || message.answered.has_value(), "/answered");
    if (message.answered) {
        check_answer(*message.answered, problems);
    }
    if (message.update) {
        check_result(*message.update, problems);
    }
    if (message.played) {
        check_proof(*message.played, problems);
    }
}

void check(const EventBatch& message, Problems& problems) {
    problems.require(message.inc >= 1 && is_counter(message.inc), "/inc");
    problems.require(is_counter(message.epoch), "/epoch");
    problems.require(message.first_kept >= 1 && is_counter(message.first_kept), "/first_kept");
    for (std::size_t i = 0; i < message.events.size(); ++i) {
        check(message.events[i], problems);
        problems.require(i == 0 || message.events[i - 1].n < message.events[i].n,
                         at_index("/events", i) + "/n");
    }
}

void check(const ClaimRequest& message, Problems& problems) {
    problems.require(message.v >= 1, "/v");
    problems.require(is_label(message.serial), "/serial");
    problems.require(is_label(message.model), "/model");
    problems.require(message.nonce.size() == 32 && base::from_hex(message.nonce).has_value(),
                     "/nonce");
}

void check(const ClaimGrant& message, Problems& problems) {
    problems.require(is_device_id(message.device), "/device");
    problems.require(message.token.size() >= 32 && is_label(message.token), "/token");
    problems.require(!message.brokers.empty() && message.brokers.size() <= 8, "/brokers");
    for (std::size_t i = 0; i < message.brokers.size(); ++i) {
        const BrokerAddress& broker = message.brokers[i];
        problems.require(is_label(broker.host) && broker.port >= 1 && broker.port <= 65'535,
                         at_index("/brokers", i));
    }
    problems.require(!message.issuers.empty() && message.issuers.size() <= keys_per_set_max,
                     "/issuers");
    problems.require(is_instant(message.now), "/now");
    problems.require(!message.key_set || is_counter(*message.key_set), "/key_set");
    problems.require(!message.release_keys || message.release_keys->size() <= release_keys_max,
                     "/release_keys");
}

void check(const ClaimReply& message, Problems& problems) {
    problems.require(!message.grant.empty(), "/grant");
}

void check(const KeySet& message, Problems& problems) {
    problems.require(message.version >= 1 && is_counter(message.version), "/version");
    problems.require(is_instant(message.issued_at), "/issued_at");
    problems.require(!message.issuers.empty() && message.issuers.size() <= keys_per_set_max,
                     "/issuers");
    problems.require(!message.release_keys || message.release_keys->size() <= release_keys_max,
                     "/release_keys");
    for (std::size_t i = 0; i < message.issuers.size(); ++i) {
        const TrustedIssuer& issuer = message.issuers[i];
        const bool ordered = !issuer.from || !issuer.until || *issuer.from < *issuer.until;
        problems.require(ordered && (!issuer.from || is_instant(*issuer.from)) &&
                             (!issuer.until || is_instant(*issuer.until)),
                         at_index("/issuers", i));
    }
}

void check(const KeyChain& message, Problems& problems) {
    problems.require(message.sets.size() <= 100, "/sets");
}

void check(const UpdateBundle& message, Problems& problems) {
    problems.require(is_label(message.product), "/product");
    problems.require(parse_version(message.version).has_value(), "/version");
    problems.require(is_platform(message.platform), "/platform");
    problems.require(message.file.size > 0 && message.file.size <= update_file_bytes_max,
                     "/file/size");
    problems.require(!message.minimum_version || parse_version(*message.minimum_version),
                     "/minimum_version");
    problems.require(!message.not_before || is_instant(*message.not_before), "/not_before");
    problems.require(is_instant(message.made_at), "/made_at");
    problems.require(!message.notes.vi.empty() && message.notes.vi.size() <= notes_max,
                     "/notes/vi");
    problems.require(message.notes.en.size() <= notes_max, "/notes/en");
}

} // namespace device_protocol
