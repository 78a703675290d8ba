#include "broadcast/device_words.hpp"

#include "broadcast/device_inputs.hpp"
#include "broadcast/refresh_programmes.hpp"
#include "broadcast/sounded.hpp"
#include "broadcast/standing_update.hpp"
#include "broadcast/why_record.hpp"
#include "device_protocol/messages_json.hpp"
#include "device_protocol/topics.hpp"
#include "device_protocol/update_bundle.hpp"
#include "devices/device_record.hpp"
#include "storage/outbox.hpp"

#include <algorithm>

namespace broadcast {

namespace {

using device_protocol::AckState;
using device_protocol::Channel;
using device_protocol::Heartbeat;
using device_protocol::StateNotice;
using device_protocol::Welcome;

/// Of ordinary acknowledgements, so that a thousand devices do not answer in one instant.
constexpr std::int32_t ack_spread_ms = 2'000;

std::vector<InputUse> inputs_of(const device_protocol::Hello& hello) {
    std::vector<InputUse> inputs;
    if (std::ranges::find(hello.levels, device_protocol::input_level) != hello.levels.end()) {
        inputs.push_back(InputUse::line);
    }
    if (std::ranges::find(hello.levels, device_protocol::monitor_level) != hello.levels.end()) {
        inputs.push_back(InputUse::monitor);
    }
    return inputs;
}

devices::Health health_of(const Heartbeat& heartbeat, base::Instant now) {
    devices::Health health{
        .clock_lost = heartbeat.clock.source == device_protocol::ClockSource::none,
        .clock_offset_ms = (heartbeat.at - now).count(),
        .store_free_mb = heartbeat.store_free_mb,
    };
    if (const auto& sensors = heartbeat.sensors) {
        const auto good = [](const std::optional<device_protocol::PartState>& part) {
            return part ? std::optional(*part == device_protocol::PartState::ok) : std::nullopt;
        };
        health.mains = sensors->mains;
        health.amplifier_ok = good(sensors->amplifier);
        health.loudspeaker_ok = good(sensors->loudspeaker);
        health.audible = sensors->audible;
        health.sim_left_mb = sensors->sim_left_mb;
    }
    return health;
}

/// What a heartbeat tells of the device.
void note(devices::Presence& presence, const Heartbeat& heartbeat, base::Instant now) {
    presence.playing_run = heartbeat.playing ? base::to_text(*heartbeat.playing) : "";
    presence.volume = heartbeat.volume_percent;
    presence.clock_error_ms = heartbeat.clock.error_ms;
    presence.manifest_version = heartbeat.manifest_version;
    presence.health = health_of(heartbeat, now);
}

/// As it is after this heartbeat if it goes on as before; what only other messages tell is left
/// out.
devices::Presence going_on(const DeviceId& device, const Heartbeat& heartbeat, base::Instant now) {
    devices::Presence presence{.device = device,
                               .line = devices::Line::up,
                               .incarnation = heartbeat.inc,
                               .seen_at = now,
                               .lease_until = now + devices::lease_span,
                               .greeted = true};
    note(presence, heartbeat, now);
    return presence;
}

/// What people would see differently; a lease that was merely renewed is no news.
bool looks_different(const devices::Presence& a, const devices::Presence& b, base::Instant now) {
    constexpr auto claimed = devices::DeviceState::claimed;
    return devices::assess(a, claimed, now) != devices::assess(b, claimed, now) ||
           a.playing_run != b.playing_run || a.volume != b.volume ||
           a.manifest_version != b.manifest_version || a.manifest_complete != b.manifest_complete ||
           a.clash_at != b.clash_at;
}

/// As most messages leave it: of a device that goes on as before.
bool only_renewed(const devices::Presence& before, devices::Presence now) {
    now.seen_at = before.seen_at;
    now.lease_until = before.lease_until;
    now.clock_error_ms = before.clock_error_ms;
    now.health.clock_offset_ms = before.health.clock_offset_ms;
    now.health.store_free_mb = before.health.store_free_mb;
    return before.seen_at && now == before;
}

struct Speaking {
    std::vector<devices::Presence> going_on; ///< if that is what their row says too
    std::vector<DeviceId> others;
};

/// Who said nothing but one heartbeat, and who said anything else. Both in the order of devices:
/// two servers must not wait for each other's rows.
Speaking who_speaks(const std::vector<DeviceMessage>& batch, base::Instant now) {
    std::vector<const DeviceMessage*> ordered;
    ordered.reserve(batch.size());
    for (const DeviceMessage& message : batch) {
        ordered.push_back(&message);
    }
    std::ranges::sort(ordered, {}, &DeviceMessage::device);
    Speaking speaking;
    for (auto first = ordered.begin(); first != ordered.end();) {
        const DeviceMessage& said = **first;
        const auto next = std::find_if(first, ordered.end(), [&](const DeviceMessage* message) {
            return message->device != said.device;
        });
        const auto* heartbeat = std::get_if<Heartbeat>(&said.said);
        if (heartbeat != nullptr && next - first == 1) {
            speaking.going_on.push_back(going_on(said.device, *heartbeat, now));
        } else {
            speaking.others.push_back(said.device);
        }
        first = next;
    }
    return speaking;
}

} // namespace

DeviceWords::DeviceWords(storage::Transaction& transaction, base::Instant now,
                         const std::vector<DeviceMessage>& batch)
    : transaction_(transaction), now_(now) {
    Speaking speaking = who_speaks(batch, now);
    for (const DeviceId& device : devices::renew_going_on(transaction, speaking.going_on)) {
        renewed_.insert(device);
    }
    for (const devices::Presence& presence : speaking.going_on) {
        if (!renewed_.contains(presence.device)) {
            speaking.others.push_back(presence.device);
        }
    }
    load_speakers(speaking.others);
}

void DeviceWords::load_speakers(const std::vector<DeviceId>& ids) {
    deliveries_.emplace(transaction_, ids);
    for (devices::Speaker& found : devices::find_speakers(transaction_, ids)) {
        speakers_.emplace(found.id, Speaker{.id = found.id,
                                            .area = std::move(found.area),
                                            .before = found.presence,
                                            .presence = found.presence});
    }
}

base::Result<void> DeviceWords::take(const DeviceMessage& message) {
    if (renewed_.contains(message.device)) {
        return {};
    }
    const auto speaker = speakers_.find(message.device);
    if (speaker == speakers_.end()) {
        return base::fail(base::Fault::not_found, "broadcast.unknown_speaker",
                          "Tin nhắn không đến từ thiết bị đang dùng.",
                          "The message is not from a device in use.");
    }
    std::visit([&](const auto& said) { take_said(speaker->second, said); }, message.said);
    return {};
}

bool DeviceWords::heard(Speaker& speaker, std::optional<std::int64_t> incarnation) {
    devices::Seen seen = devices::on_message(std::move(speaker.presence), incarnation, now_);
    speaker.presence = std::move(seen.presence);
    if (seen.unknown && !seen.stale) {
        // It works, so an earlier life of this server has accepted it.
        speaker.presence.greeted = true;
        send_waiting_commands(speaker);
    }
    return !seen.stale;
}

void DeviceWords::send_waiting_commands(const Speaker& speaker) {
    deliveries_->write();
    for (const DeliveryRow& row : commands_waiting_for(transaction_, speaker.id, now_)) {
        deliveries_->save(row.subject, on_hello(row.delivery, now_));
        commands_due_ = true;
    }
}

void DeviceWords::answer(const Speaker& speaker, Welcome status) {
    const auto position = load_event_state(transaction_, speaker.id).position;
    const device_protocol::ServerAnswer said{
        .inc = speaker.presence.incarnation,
        .status = status,
        .now = now_,
        .heartbeat_s = static_cast<std::int32_t>(devices::heartbeat_period.count()),
        .ack_spread_ms = ack_spread_ms,
        .event_epoch = position.epoch,
        .event_ack = position.n};
    answers_.push_back(
        {.topic = device_protocol::device_topic(base::to_text(speaker.id), Channel::srv),
         .payload = device_protocol::write_message(said),
         .qos = mqtt::Qos::at_least_once});
}

void DeviceWords::take_said(Speaker& speaker, const device_protocol::Hello& hello) {
    devices::Seen seen = devices::on_hello(std::move(speaker.presence), hello.inc, now_);
    speaker.presence = std::move(seen.presence);
    if (seen.stale) {
        return; // a second device with this identity; the clash is shown to people
    }
    speaker.presence.greeted = true;
    speaker.presence.firmware = hello.firmware;
    speaker.presence.clock_error_ms = hello.clock.error_ms;
    speaker.presence.manifest_version = hello.manifest_version;
    // The code has done its work: the device has shown that it holds the token.
    devices::remove_claim_code(transaction_, speaker.id);
    note_inputs(transaction_, speaker.id, inputs_of(hello));
    note_program(transaction_, speaker.id,
                 std::ranges::find(hello.levels, device_protocol::update_level) !=
                     hello.levels.end(),
                 hello.platform.value_or(""));
    answer(speaker, Welcome::accepted);
    put_versions_right(speaker, hello.desired_version, hello.manifest_version);
    send_waiting_commands(speaker);
}

void DeviceWords::put_versions_right(const Speaker& speaker, std::int64_t desired_version,
                                     std::int64_t manifest_version) {
    const auto versions = find_programme_versions(transaction_, speaker.id);
    if (!versions ||
        (versions->desired == desired_version && versions->manifest >= manifest_version)) {
        return; // nothing to say, or the next step makes it and announces it
    }
    DeviceProgramme programme = find_programme(transaction_, speaker.id).value();
    if (versions->desired < desired_version || versions->manifest < manifest_version) {
        raise_versions(transaction_, std::move(programme), desired_version, manifest_version);
        commands_due_ = true;
        return;
    }
    answers_.push_back(
        {.topic = device_protocol::device_topic(base::to_text(speaker.id), Channel::des),
         .payload = std::move(programme.desired_envelope),
         .qos = mqtt::Qos::at_least_once});
}

void DeviceWords::take_said(Speaker& speaker, const StateNotice& notice) {
    if (notice.on) {
        (void)heard(speaker, notice.inc);
    } else {
        speaker.presence = devices::on_will(std::move(speaker.presence), notice.inc, now_).presence;
    }
}

void DeviceWords::take_said(Speaker& speaker, const Heartbeat& heartbeat) {
    if (!heard(speaker, heartbeat.inc)) {
        return;
    }
    const std::string before = speaker.presence.playing_run;
    note(speaker.presence, heartbeat, now_);
    const std::string& playing = speaker.presence.playing_run;
    if (!playing.empty() && playing != before) {
        const std::string& subject = subject_of_run(*heartbeat.playing);
        if (auto delivery = deliveries_->find(subject, speaker.id)) {
            deliveries_->save(subject, on_playing(std::move(*delivery), now_));
            tell_run(playing, speaker);
        }
    }
}

void DeviceWords::take_said(Speaker& speaker, const device_protocol::ReportedState& report) {
    if (!heard(speaker, report.inc)) {
        return;
    }
    devices::Presence& presence = speaker.presence;
    presence.manifest_version = report.manifest_version;
    presence.manifest_complete = report.manifest_version > 0 && report.media_missing == 0;
    presence.manifest_covers_until = report.manifest_valid_to;
    if (presence.manifest_complete) {
        mark_stored(speaker, report.manifest_version);
    }
    note_progress(transaction_, speaker.id, report.update);
    put_versions_right(speaker, report.desired_version, report.manifest_version);
}

void DeviceWords::mark_stored(const Speaker& speaker, std::int64_t manifest_version) {
    deliveries_->write();
    for (const DeliveryRow& row :
         untold_runs_of(transaction_, speaker.id, now_, manifest_version)) {
        deliveries_->save(row.subject, on_stored(row.delivery, now_));
        tell_run(row.subject, speaker);
    }
}

void DeviceWords::take_said(Speaker& speaker,
                            const device_protocol::Acknowledgement& acknowledgement) {
    // An acknowledgement tells a fact, whichever connection it came through.
    (void)heard(speaker, acknowledgement.inc);
    note_answer(speaker, acknowledgement);
}

/// As often as it comes, and by whichever way.
void DeviceWords::note_answer(const Speaker& speaker,
                              const device_protocol::Acknowledgement& acknowledgement) {
    const std::string subject = base::to_text(acknowledgement.cid);
    auto delivery = deliveries_->find(subject, speaker.id);
    if (!delivery) {
        return;
    }
    deliveries_->save(subject, on_ack(std::move(*delivery), acknowledgement));
    if (const std::string& run = run_of_command(subject); !run.empty()) {
        tell_run(run, speaker);
    }
}

/// A batch holds the words of many devices about few commands.
const std::string& DeviceWords::run_of_command(const std::string& subject) {
    const auto [entry, is_new] = runs_of_commands_.try_emplace(subject);
    if (is_new) {
        const auto rows = transaction_.query("select run from command where id = $1", {subject});
        entry->second = rows.empty() ? std::string() : rows.front().text("run");
    }
    return entry->second;
}

const std::string& DeviceWords::subject_of_run(const device_protocol::RunId& run) {
    const auto [entry, is_new] = subjects_of_runs_.try_emplace(run);
    if (is_new) {
        entry->second = subject_of(transaction_, run);
    }
    return entry->second;
}

void DeviceWords::take_said(Speaker& speaker, const device_protocol::EventBatch& batch) {
    (void)heard(speaker, batch.inc);
    EventState state = load_event_state(transaction_, speaker.id);
    std::vector<std::int64_t> numbers;
    for (const device_protocol::Event& event : batch.events) {
        numbers.push_back(event.n);
    }
    const auto intake =
        device_protocol::take_events(state.position, batch.epoch, batch.first_kept, numbers);
    for (const std::size_t index : intake.fresh) {
        const device_protocol::Event& event = batch.events[index];
        state.chain = chain_event(state.chain, batch.epoch, device_protocol::write_message(event));
        insert_event(transaction_, speaker.id, batch.epoch, event, state.chain, now_);
        take_event(speaker, batch.epoch, event);
    }
    state.position = intake.position;
    state.lost += intake.lost;
    save_event_state(transaction_, speaker.id, state);
    answer(speaker, Welcome::accepted);
}

void DeviceWords::take_event(Speaker& speaker, std::int64_t epoch,
                             const device_protocol::Event& event) {
    if (event.played) {
        take_proof(speaker, epoch, event.n, *event.played);
    }
    if (event.update) {
        note_result(transaction_, speaker.id, *event.update, now_);
    }
    if (event.answered) {
        note_answer(speaker, {.cid = event.answered->cid,
                              .st = event.answered->st,
                              .at = event.at,
                              .code = event.answered->code});
    }
    if (event.refused && event.refused->cid) {
        const bool late = event.refused->code == "expired";
        note_answer(speaker, {.cid = *event.refused->cid,
                              .st = late ? AckState::expired : AckState::rejected,
                              .at = event.at,
                              .code = event.refused->code});
    }
}

void DeviceWords::take_proof(Speaker& speaker, std::int64_t epoch, std::int64_t n,
                             const device_protocol::PlayedProof& proof) {
    if (!insert_proof(transaction_, speaker.id, epoch, n, proof, now_)) {
        return;
    }
    const std::string subject = proof.cid ? base::to_text(*proof.cid) : subject_of_run(proof.run);
    if (auto delivery = deliveries_->find(subject, speaker.id)) {
        deliveries_->save(subject, on_proof(std::move(*delivery), proof));
    }
    if (speaker.presence.playing_run == base::to_text(proof.run)) {
        speaker.presence.playing_run.clear();
    }
    if (proof.started_at && proof.ms_played > 0) {
        note_sounded(proof.run, *proof.started_at);
    }
    tell_run(base::to_text(proof.run), speaker);
}

void DeviceWords::note_sounded(const device_protocol::RunId& run, base::Instant at) {
    const auto first = transaction_.execute(
        "update run set sounded_at = $2 where id = $1 and sounded_at is null", {run, at});
    if (first == 0) {
        return;
    }
    const auto rows = transaction_.query("select bulletin from run where id = $1", {run});
    const Sounded sounded{run, rows.front().text("bulletin"), at};
    storage::append_outbox(transaction_,
                           {.topic = std::string(sounded_topic),
                            .entity = "run/" + base::to_text(run),
                            .payload = write_sounded(sounded)},
                           now_);
}

void DeviceWords::tell_run(std::string_view run, const Speaker& speaker) {
    changed_runs_.emplace(run, speaker.area);
}

/// The device speaks again after it was not heard for longer than its lease.
void DeviceWords::note_silence(const Speaker& speaker) {
    const devices::Presence& before = speaker.before;
    const bool was_silent = before.line == devices::Line::down || before.lease_until <= now_;
    if (was_silent && before.seen_at && speaker.presence.line == devices::Line::up) {
        record_silence(transaction_, speaker.id, *before.seen_at, now_);
    }
}

void DeviceWords::save() {
    std::vector<devices::Presence> changed;
    std::vector<devices::Presence> renewed;
    for (const auto& [_, speaker] : speakers_) {
        if (speaker.presence == speaker.before) {
            continue;
        }
        (only_renewed(speaker.before, speaker.presence) ? renewed : changed)
            .push_back(speaker.presence);
        note_silence(speaker);
        if (looks_different(speaker.before, speaker.presence, now_)) {
            changed_.emplace_back(speaker.id, speaker.area);
        }
    }
    // In one order always: two servers must not wait for each other's rows.
    std::ranges::sort(changed, {}, &devices::Presence::device);
    std::ranges::sort(renewed, {}, &devices::Presence::device);
    devices::save_presences(transaction_, changed);
    devices::renew_presences(transaction_, renewed);
    deliveries_->write();
}

} // namespace broadcast
