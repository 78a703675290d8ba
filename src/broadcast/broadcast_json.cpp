#include "broadcast/broadcast_json.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "broadcast/targets.hpp"
#include "broadcast/targets_body.hpp"
#include "broadcast/words.hpp"
#include "rights/policy.hpp"
#include "json/described.hpp"

namespace broadcast {

BOOST_DESCRIBE_ENUM(RunState, planned, due, playing, done, missed, stopped, cancelled)

namespace {

using boost::json::object;

struct PlayBody {
    content::BulletinId bulletin;
    TargetsBody targets;
    std::optional<base::Instant> at;
    std::optional<std::int32_t> volume_percent;
};
BOOST_DESCRIBE_STRUCT(PlayBody, (), (bulletin, targets, at, volume_percent))

struct StopBody {
    std::optional<RunId> run;
    std::optional<TargetsBody> targets;
    std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(StopBody, (), (run, targets, reason))

struct VolumeBody {
    TargetsBody targets;
    std::int32_t percent = 0;
    base::Instant until;
};
BOOST_DESCRIBE_STRUCT(VolumeBody, (), (targets, percent, until))

struct TestToneBody {
    std::optional<std::int32_t> volume_percent;
};
BOOST_DESCRIBE_STRUCT(TestToneBody, (), (volume_percent))

void put_instant(object& out, const char* name, const std::optional<base::Instant>& at) {
    if (at) {
        out[name] = at->ms;
    }
}

void put_text(object& out, const char* name, const std::string& text) {
    if (!text.empty()) {
        out[name] = text;
    }
}

object counts_object(const DeliveryCounts& counts) {
    object out;
    for (const auto& [state, count] : counts) {
        out[json::enum_text(state)] = count;
    }
    return out;
}

std::int64_t total(const DeliveryCounts& counts) {
    std::int64_t sum = 0;
    for (const auto& [_, count] : counts) {
        sum += count;
    }
    return sum;
}

object run_object(const ListedRun& listed) {
    const Run& run = listed.run;
    object out;
    out["id"] = base::to_text(run.id);
    out["title"] = run.title;
    out["kind"] = json::to_value(run.kind);
    out["class"] = json::to_value(run.class_);
    out["area"] = area::to_text(run.area);
    put_text(out, "programme", run.programme);
    put_text(out, "bulletin", run.bulletin);
    put_text(out, "command", run.command);
    out["starts_at"] = run.at.ms;
    out["ends_at"] = listed.starts.last.ms + run.duration_ms;
    out["state"] = json::to_value(listed.state);
    if (listed.stop) {
        object stop;
        put_text(stop, "by", listed.stop->by);
        stop["by_name"] = listed.stop->by_name;
        stop["at"] = listed.stop->at.ms;
        put_text(stop, "reason", listed.stop->reason);
        out["stop"] = std::move(stop);
    }
    out["counts"] = counts_object(listed.counts);
    out["devices"] = total(listed.counts);
    return out;
}

object proof_object(const device_protocol::PlayedProof& proof) {
    object out;
    out["planned_at"] = proof.planned_at.ms;
    put_instant(out, "started_at", proof.started_at);
    put_instant(out, "ended_at", proof.ended_at);
    out["ms_planned"] = proof.ms_planned;
    out["ms_played"] = proof.ms_played;
    out["outcome"] = json::to_value(proof.outcome);
    put_text(out, "reason", proof.reason.value_or(""));
    out["volume_percent"] = proof.volume_percent;
    out["parts"] = json::to_value(proof.parts);
    if (proof.clock_error_ms) {
        out["clock_error_ms"] = *proof.clock_error_ms;
    }
    return out;
}

object delivery_object(const DeviceDelivery& seen, const rights::Actor& actor) {
    const Delivery& delivery = seen.row.delivery;
    object out;
    out["device"] = base::to_text(delivery.device);
    out["device_name"] = seen.device_name;
    out["area"] = area::to_text(seen.device_area);
    out["state"] = json::to_value(delivery.state);
    out["planned_at"] = seen.row.planned_at.ms;
    put_instant(out, "sent_at", delivery.sent_at);
    put_instant(out, "received_at", delivery.received_at);
    put_instant(out, "started_at", delivery.started_at);
    put_instant(out, "ended_at", delivery.ended_at);
    put_text(out, "code", delivery.code);
    out["ms_planned"] = delivery.ms_planned;
    out["ms_played"] = delivery.ms_played;
    if (seen.proof && rights::allows(actor, rights::Permission::read_proofs, seen.device_area)) {
        out["proof"] = proof_object(*seen.proof);
    }
    return out;
}

boost::json::array delivery_array(const std::vector<DeviceDelivery>& deliveries,
                                  const rights::Actor& actor) {
    boost::json::array out;
    for (const DeviceDelivery& delivery : deliveries) {
        out.push_back(delivery_object(delivery, actor));
    }
    return out;
}

object command_object(const ListedCommand& listed) {
    const OrderedCommand& command = listed.command;
    object out;
    out["id"] = base::to_text(command.id);
    out["op"] = command.op;
    out["class"] = json::to_value(command.class_);
    out["area"] = area::to_text(command.area);
    put_text(out, "run", command.run);
    out["summary"] = command.summary;
    out["issued_at"] = command.issued_at.ms;
    out["expires_at"] = command.expires_at.ms;
    out["ordered_by"] = command.ordered_by;
    out["ordered_by_name"] = command.ordered_by_name;
    out["counts"] = counts_object(listed.counts);
    out["devices"] = total(listed.counts);
    return out;
}

} // namespace

base::Result<content::Targets> read_targets(const TargetsBody& body) {
    content::Targets targets{
        .groups = body.groups.value_or(std::vector<device_protocol::DeviceGroupId>()),
        .devices = body.devices.value_or(std::vector<DeviceId>())};
    for (const std::string& text : body.areas.value_or(std::vector<std::string>())) {
        TRY_ASSIGN(auto area, area::AreaPath::parse(text));
        targets.areas.push_back(std::move(area));
    }
    targets.drawn = body.drawn;
    TRY(check_shapes({.named = targets}));
    return targets;
}

base::Result<PlayOrder> read_play_order(std::string_view body) {
    TRY_ASSIGN(const PlayBody read, json::read<PlayBody>(body));
    TRY_ASSIGN(auto targets, read_targets(read.targets));
    return PlayOrder{.bulletin = read.bulletin,
                     .targets = std::move(targets),
                     .at = read.at,
                     .volume_percent = read.volume_percent};
}

base::Result<StopOrder> read_stop_order(std::string_view body) {
    TRY_ASSIGN(const StopBody read, json::read<StopBody>(body));
    TRY_ASSIGN(auto targets, read_targets(read.targets.value_or(TargetsBody())));
    StopOrder order{
        .run = read.run, .targets = std::move(targets), .reason = read.reason.value_or("")};
    if (base::code_points(order.reason) > 500) {
        return base::fail(base::Fault::too_large, "broadcast.reason_too_long",
                          "Lý do dài quá 500 ký tự.", "The reason is longer than 500 characters.");
    }
    return order;
}

base::Result<VolumeOrder> read_volume_order(std::string_view body) {
    TRY_ASSIGN(const VolumeBody read, json::read<VolumeBody>(body));
    TRY_ASSIGN(auto targets, read_targets(read.targets));
    return VolumeOrder{.targets = std::move(targets), .percent = read.percent, .until = read.until};
}

base::Result<std::optional<std::int32_t>> read_test_tone_order(std::string_view body) {
    TRY_ASSIGN(const TestToneBody read, json::read<TestToneBody>(body));
    return read.volume_percent;
}

std::string run_json(const ListedRun& listed) {
    return json::to_text(run_object(listed));
}

std::string run_json(const ListedRun& listed, const std::vector<DeviceDelivery>& deliveries,
                     const rights::Actor& actor) {
    object out = run_object(listed);
    out["deliveries"] = delivery_array(deliveries, actor);
    boost::json::array abilities;
    const bool open = listed.state == RunState::planned || listed.state == RunState::due ||
                      listed.state == RunState::playing;
    if (open && (rights::allows(actor, rights::Permission::operate_devices, listed.run.area) ||
                 rights::allows(actor, rights::Permission::stop_everything, listed.run.area))) {
        abilities.emplace_back("stop");
    }
    out["abilities"] = std::move(abilities);
    return json::to_text(out);
}

std::string command_json(const ListedCommand& listed) {
    return json::to_text(command_object(listed));
}

std::string command_json(const ListedCommand& listed, const std::vector<DeviceDelivery>& deliveries,
                         const rights::Actor& actor) {
    object out = command_object(listed);
    out["deliveries"] = delivery_array(deliveries, actor);
    return json::to_text(out);
}

std::string ordered_json(const Ordered& ordered) {
    object out;
    out["command"] = base::to_text(ordered.command.id);
    if (ordered.run) {
        out["run"] = base::to_text(ordered.run->id);
        out["starts_at"] = ordered.run->at.ms;
        out["ends_at"] = ordered.run->at.ms + ordered.run->duration_ms;
    }
    out["devices"] = ordered.targets;
    if (ordered.spared > 0) {
        out["spared"] = ordered.spared;
    }
    out["expires_at"] = ordered.command.expires_at.ms;
    return json::to_text(out);
}

std::string event_json(const StoredEvent& event) {
    object out;
    out["device"] = base::to_text(event.device);
    out["epoch"] = event.epoch;
    out["n"] = event.n;
    out["at"] = event.at.ms;
    out["received_at"] = event.received_at.ms;
    out["kind"] = event.kind;
    put_text(out, "code", event.code);
    if (auto body = json::parse(event.body)) {
        out["event"] = std::move(*body);
    }
    return json::to_text(out);
}

std::string programme_json(const DeviceProgramme& programme, const devices::Presence& presence,
                           const device_protocol::Manifest& manifest) {
    object out;
    out["device"] = base::to_text(programme.device);
    out["version"] = programme.manifest_version;
    out["made_at"] = programme.made_at.ms;
    out["valid_to"] = programme.valid_to.ms;
    out["version_on_device"] = presence.manifest_version;
    out["stored_complete"] =
        presence.manifest_complete && presence.manifest_version == programme.manifest_version;
    if (presence.manifest_complete && presence.manifest_covers_until) {
        out["stored_until"] = presence.manifest_covers_until->ms;
    }
    boost::json::array runs;
    for (const device_protocol::ManifestRun& run : manifest.runs) {
        object item;
        item["id"] = base::to_text(run.run);
        put_text(item, "title", run.title.value_or(""));
        item["class"] = json::to_value(run.class_);
        item["starts_at"] = run.at.ms;
        item["ends_at"] = run.at.ms + device_protocol::duration_ms(run.items);
        item["not_after"] = run.not_after.ms;
        item["items"] = run.items.size();
        runs.push_back(std::move(item));
    }
    out["runs"] = std::move(runs);
    return json::to_text(out);
}

} // namespace broadcast
