#include "broadcast/manifest.hpp"

#include "crypto/digest.hpp"
#include "device_protocol/messages_json.hpp"
#include "devices/broker_accounts.hpp"
#include "devices/presence.hpp"

#include <fmt/format.h>

namespace broadcast {

namespace {

std::string_view kind_word(schedule::ItemKind kind) {
    switch (kind) {
    case schedule::ItemKind::chime:
        return "chime";
    case schedule::ItemKind::jingle:
        return "music";
    case schedule::ItemKind::bulletin:
        return "speech";
    case schedule::ItemKind::recording:
    case schedule::ItemKind::relay: // in no manifest
        return "recording";
    }
    return "recording";
}

} // namespace

std::vector<device_protocol::ManifestRun>
manifest_runs(const std::vector<schedule::PlannedRun>& planned) {
    std::vector<device_protocol::ManifestRun> runs;
    runs.reserve(planned.size());
    for (const schedule::PlannedRun& plan : planned) {
        if (plan.is_relay()) {
            continue; // the live session tells the devices when it is there
        }
        device_protocol::ManifestRun run{.run = plan.id,
                                         .at = plan.at,
                                         .class_ = plan.class_,
                                         .volume_percent = plan.volume_percent,
                                         .not_after = plan.not_after,
                                         .late = device_protocol::Late::join,
                                         .title = plan.title};
        for (const schedule::PlannedItem& item : plan.items) {
            run.items.push_back({.sha256 = item.sha256,
                                 .size = static_cast<std::int64_t>(item.size_bytes),
                                 .duration_ms = item.duration_ms,
                                 .kind = std::string(kind_word(item.kind)),
                                 .sentences_ms = item.sentences_ms});
        }
        runs.push_back(std::move(run));
    }
    return runs;
}

std::string hash_runs(const std::vector<device_protocol::ManifestRun>& runs,
                      const std::vector<device_protocol::ManifestItem>& keep) {
    device_protocol::Manifest bare{.runs = runs};
    if (!keep.empty()) {
        bare.keep = keep;
    }
    return base::to_text(crypto::sha256(device_protocol::write_message(bare)));
}

std::string hash_relays(const std::vector<schedule::PlannedRun>& planned) {
    std::string text;
    for (const schedule::PlannedRun& plan : planned) {
        if (plan.is_relay()) {
            text += fmt::format("{} {} {} {} {}\n", base::to_text(plan.id), plan.at.ms,
                                plan.duration_ms, base::to_text(*plan.items.front().station),
                                plan.title);
        }
    }
    return text.empty() ? text : base::to_text(crypto::sha256(text));
}

bool needs_new_manifest(std::string_view stored_hash, base::Instant stored_valid_to,
                        std::string_view hash, base::Instant now) {
    return stored_hash != hash || stored_valid_to - now < programme_span - programme_renewal;
}

device_protocol::DesiredState
desired_state(const devices::Device& device, std::vector<device_protocol::QuietHours> quiet,
              const std::optional<device_protocol::ManifestReference>& manifest) {
    device_protocol::DesiredState desired{
        .device = base::to_text(device.id),
        .groups = devices::protocol_groups(device),
        .quiet = std::move(quiet),
        .heartbeat_s = static_cast<std::int32_t>(devices::heartbeat_period.count()),
        .manifest = manifest};
    for (const devices::VolumeStep& step : device.volume.steps) {
        desired.volume.levels.push_back({.from = step.from, .percent = step.percent});
    }
    desired.volume.emergency_min_percent = device.volume.emergency_percent_min;
    return desired;
}

} // namespace broadcast
