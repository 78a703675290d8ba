#include "crypto/digest.hpp"
#include "device_protocol/messages_json.hpp"
#include "device_protocol/signed_message.hpp"
#include "device_protocol/topics.hpp"
#include "fleet/fleet_device.hpp"

#include <algorithm>

namespace fleet {

using device_protocol::AckState;
using device_protocol::Channel;
using device_protocol::Outcome;
using std::chrono::milliseconds;

namespace {

/// From a command without an instant to its first sample.
constexpr milliseconds lead{400};
constexpr milliseconds slowest{8'000};
/// Timers are set for runs that begin within this time; later ones by the next manifest.
constexpr milliseconds horizon = std::chrono::hours(6);
constexpr std::string_view unknown_key = "crypto.untrusted";
constexpr std::size_t unread_commands_max = 8;

} // namespace

void FleetDevice::take_desired(const std::string& payload) {
    // The broker gives the same one after each connecting. In the field every device has a
    // processor of its own for the signature; two thousand that come back at once share one here.
    const base::Sha256 sha256 = crypto::sha256(payload);
    if (sha256 == desired_taken_) {
        return;
    }
    const auto opened = device_protocol::open_desired(payload, trusted_->issuers);
    if (!opened ||
        !device_protocol::judge_desired(*opened, desired_version_, situation()).empty()) {
        world_.tally.count("desired_refused");
        if (!opened && opened.error().code == unknown_key) {
            unread_desired_ = payload;
            ask_for_keys();
        }
        return;
    }
    desired_taken_ = sha256;
    const device_protocol::DesiredState& desired = opened->message;
    if (desired.version == desired_version_) {
        return;
    }
    desired_version_ = desired.version;
    newest_keys_ = desired.key_set.value_or(0);
    if (keys_are_behind()) {
        ask_for_keys();
    }
    heartbeat_s_ = desired.heartbeat_s;
    std::vector<mqtt::Subscription> fresh;
    for (const std::string& group : desired.groups) {
        if (std::ranges::find(groups_, group) == groups_.end()) {
            fresh.push_back(
                {device_protocol::group_command_topic(group), mqtt::Qos::at_least_once});
        }
    }
    groups_ = desired.groups;
    if (!fresh.empty()) {
        subscribe(std::move(fresh));
    }
    if (desired.manifest && desired.manifest->version > manifest_version_ &&
        world_.fetch_programmes) {
        fetch_manifest(*desired.manifest);
    }
    report();
}

void FleetDevice::fetch_manifest(const device_protocol::ManifestReference& reference) {
    world_.fetcher.manifest(
        {identity_.device, identity_.token}, [this, reference](const std::string& envelope) {
            if (crypto::sha256(envelope) != reference.sha256) {
                world_.tally.count("manifests_not_received");
                return; // a newer one was announced, or the server is away: `des` tells again
            }
            take_manifest(envelope);
        });
}

void FleetDevice::take_manifest(const std::string& envelope) {
    const auto opened = device_protocol::open_manifest(envelope, trusted_->issuers);
    if (!opened ||
        !device_protocol::judge_manifest(*opened, manifest_version_, situation()).empty()) {
        world_.tally.count("manifests_refused");
        return;
    }
    world_.tally.count("manifests");
    manifest_version_ = opened->message.version;
    manifest_valid_to_ = opened->message.valid_to;
    runs_ = opened->message.runs;
    std::vector<device_protocol::ManifestItem> missing;
    std::set<base::Sha256> seen;
    const auto need = [&](const std::vector<device_protocol::ManifestItem>& items) {
        for (const device_protocol::ManifestItem& item : items) {
            if (seen.insert(item.sha256).second && !world_.fetcher.has(item.sha256)) {
                missing.push_back(item);
            }
        }
    };
    need(opened->message.keep.value_or(std::vector<device_protocol::ManifestItem>()));
    for (const auto& run : runs_) {
        need(run.items);
    }
    media_missing_ = static_cast<std::int32_t>(missing.size());
    media_stored_ = static_cast<std::int32_t>(seen.size() - missing.size());
    report();
    fetch_media(missing);
    plan_runs();
}

void FleetDevice::fetch_media(const std::vector<device_protocol::ManifestItem>& items) {
    for (const device_protocol::ManifestItem& item : items) {
        world_.fetcher.media({identity_.device, identity_.token}, item,
                             [this, version = manifest_version_](const std::string& hash) {
                                 world_.tally.count(hash.empty() ? "media_bad" : "media");
                                 if (version != manifest_version_ || hash.empty()) {
                                     return;
                                 }
                                 ++media_stored_;
                                 --media_missing_;
                                 report();
                             });
    }
}

void FleetDevice::plan_runs() {
    const std::uint64_t plan = ++plan_;
    std::erase_if(runs_,
                  [&](const auto& run) { return run.at < now() || run.at > now() + horizon; });
    for (const device_protocol::ManifestRun& run : runs_) {
        loop_.after(run.at - now(), [this, plan, id = run.run] {
            const auto found = std::ranges::find(runs_, id, &device_protocol::ManifestRun::run);
            if (plan != plan_ || found == runs_.end() || media_missing_ > 0) {
                return;
            }
            const device_protocol::ManifestRun due = *found;
            runs_.erase(found);
            begin_run({due.run, std::nullopt, due.class_, due.at, now(),
                       device_protocol::duration_ms(due.items), manifest_version_});
        });
    }
}

milliseconds FleetDevice::answer_delay(const device_protocol::Command& command) {
    std::int64_t wait = 0;
    if (device_protocol::may_wait_to_answer(command) && ack_spread_ms_ > 0) {
        wait += static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(ack_spread_ms_));
    }
    if (faults_.slow) {
        wait += static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(slowest.count()));
    }
    return milliseconds(wait);
}

void FleetDevice::take_command(const std::string& payload) {
    const auto& opened = world_.commands.open(payload, trusted_);
    if (!opened) {
        world_.tally.count("commands_not_opened");
        if (!faults_.silent) {
            note_refusal({.what = "command", .code = opened.error().code});
        }
        if (opened.error().code == unknown_key && unread_commands_.size() < unread_commands_max) {
            unread_commands_.push_back(payload);
            ask_for_keys();
        }
        return;
    }
    const device_protocol::Command& command = opened->message;
    const auto verdict = device_protocol::judge_command(*opened, memory_, situation());
    CommandTally& tally = world_.tally.commands[base::to_text(command.cid)];
    if (faults_.silent) {
        return;
    }
    if (verdict.state == AckState::duplicate) {
        ++tally.doubled;
        acknowledge(command.cid, verdict.state, "duplicate", memory_.find(command.cid)->state);
        return;
    }
    if (verdict.state != AckState::received) {
        ++tally.rejected;
        refuse(*opened, verdict);
        return;
    }
    memory_.remember({command.cid, opened->issuer.keyid, command.seq, AckState::received});
    const base::Instant at = now();
    tally.first_at = tally.received == 0 ? at : tally.first_at;
    tally.last_at = at;
    ++tally.received;
    const milliseconds wait = answer_delay(command);
    const auto answer = [this, cid = command.cid] { acknowledge(cid, AckState::received); };
    // A slow device is slow in everything; and of a report nothing is to be heard but its answers.
    if (faults_.slow || command.op == device_protocol::op_report) {
        loop_.after(wait, [this, answer, command] {
            answer();
            obey(command);
        });
        return;
    }
    if (wait.count() == 0) {
        answer();
    } else {
        loop_.after(wait, answer);
    }
    obey(command);
}

void FleetDevice::obey(const device_protocol::Command& command) {
    if (command.op == device_protocol::op_play) {
        play(command);
    } else if (command.op == device_protocol::op_stop) {
        stop(command);
    } else if (command.op == device_protocol::op_report) {
        const auto asked = command.report.value_or(device_protocol::ReportArguments{});
        const auto span = static_cast<std::uint64_t>(asked.spread_ms) + 1;
        loop_.after(milliseconds(static_cast<std::int64_t>(random() % span)), [this] {
            if (welcomed_) {
                report();
                beat();
            }
        });
        // What was asked for is the answer; an event from every device would be a flood.
        memory_.set_state(command.cid, AckState::done);
        acknowledge(command.cid, AckState::done);
    } else if (command.op == device_protocol::op_volume) {
        finish(command.cid, AckState::done, "");
    } else {
        finish(command.cid, AckState::rejected, "unsupported"); // of levels that it does not name
    }
}

void FleetDevice::play(const device_protocol::Command& command) {
    const base::Instant at = command.at.value_or(now() + lead);
    const Sounding run{command.play->run,
                       command.cid,
                       command.class_,
                       at,
                       at,
                       device_protocol::duration_ms(command.play->items) *
                           command.play->repeats.value_or(1),
                       0};
    for (const auto& item : command.play->items) {
        if (!world_.fetcher.has(item.sha256) && world_.fetch_programmes) {
            world_.fetcher.media({identity_.device, identity_.token}, item, [](const auto&) {});
        }
    }
    pending_.emplace(run.run, run);
    loop_.after(std::max(at - now(), milliseconds(0)), [this, run, command] {
        if (pending_.erase(run.run) == 0) {
            return; // stopped before it began
        }
        if (now() >= command.expires_at) {
            end_unheard(run, Outcome::missed, "too_late");
            return;
        }
        ++world_.tally.commands[base::to_text(command.cid)].started;
        memory_.set_state(command.cid, AckState::started);
        acknowledge(command.cid, AckState::started);
        begin_run(run);
    });
}

void FleetDevice::stop(const device_protocol::Command& command) {
    const auto& run = command.stop->run;
    const bool sounds = sounding_ && (!run || *run == sounding_->run);
    const auto waiting = run ? pending_.find(*run) : pending_.end();
    const bool waits = waiting != pending_.end();
    if (waits) {
        end_unheard(waiting->second, Outcome::stopped, "command");
        pending_.erase(waiting);
    }
    if (sounds) {
        end_run(Outcome::stopped, "command");
    }
    finish(command.cid, AckState::done, sounds || waits ? "" : "nothing_to_stop");
}

/// Over before its first sample.
void FleetDevice::end_unheard(const Sounding& run, Outcome outcome, const std::string& reason) {
    device_protocol::PlayedProof proof;
    proof.run = run.run;
    proof.cid = run.cid;
    proof.class_ = run.class_;
    proof.planned_at = run.at;
    proof.ms_planned = run.ms;
    proof.outcome = outcome;
    proof.reason = reason;
    proof.volume_percent = 80;
    device_protocol::Event event;
    event.kind = "played";
    event.played = proof;
    note(std::move(event));
    const AckState state = outcome == Outcome::missed ? AckState::expired : AckState::failed;
    memory_.set_state(*run.cid, state);
    acknowledge(*run.cid, state, reason);
}

/// A newer sound takes the place of an older one: the fleet has no rules of its own for clashes.
void FleetDevice::begin_run(Sounding run) {
    if (sounding_) {
        end_run(Outcome::preempted, "preempted");
    }
    run.started_at = now();
    sounding_ = std::make_unique<Sounding>(run);
    world_.tally.count("runs_begun");
    if (welcomed_) {
        beat();
    }
    loop_.after(milliseconds(run.ms), [this, number = ++sound_] {
        if (number == sound_ && sounding_) {
            end_run(Outcome::played, "");
        }
    });
}

void FleetDevice::end_run(Outcome outcome, const std::string& reason) {
    const std::unique_ptr<Sounding> run = std::move(sounding_);
    const base::Instant ended = now();
    const std::int64_t ms =
        outcome == Outcome::played ? run->ms : std::min(run->ms, (ended - run->started_at).count());
    device_protocol::PlayedProof proof;
    proof.run = run->run;
    proof.cid = run->cid;
    proof.class_ = run->class_;
    proof.planned_at = run->at;
    proof.started_at = run->started_at;
    proof.ended_at = run->started_at + milliseconds(ms);
    proof.ms_planned = run->ms;
    proof.ms_played = ms;
    proof.outcome = outcome;
    if (!reason.empty()) {
        proof.reason = reason;
    }
    proof.parts = {{run->started_at, 0, ms}};
    proof.volume_percent = 80;
    proof.manifest_version = run->manifest_version;
    proof.clock_error_ms = 5;
    device_protocol::Event event;
    event.kind = "played";
    event.played = proof;
    note(std::move(event));
    if (run->cid) {
        AckState state = AckState::done;
        if (outcome == Outcome::preempted) {
            state = AckState::preempted;
        } else if (outcome == Outcome::stopped) {
            state = AckState::failed;
        }
        memory_.set_state(*run->cid, state);
        world_.tally.commands[base::to_text(*run->cid)].done += state == AckState::done ? 1 : 0;
        acknowledge(*run->cid, state, reason, std::nullopt, ms);
    }
    if (welcomed_) {
        beat();
    }
}

void FleetDevice::refuse(const device_protocol::Signed<device_protocol::Command>& command,
                         const device_protocol::Verdict& verdict) {
    const device_protocol::CommandId& cid = command.message.cid;
    note_refusal(
        {.what = "command", .code = verdict.code, .cid = cid, .keyid = command.issuer.keyid});
    acknowledge(cid, verdict.state, verdict.code);
}

void FleetDevice::note_refusal(device_protocol::Refused refused) {
    device_protocol::Event event;
    event.kind = "refused";
    event.refused = std::move(refused);
    note(std::move(event));
}

void FleetDevice::finish(const device_protocol::CommandId& cid, AckState state,
                         const std::string& code) {
    device_protocol::Event event;
    event.kind = "answered";
    event.answered.emplace(cid, state);
    if (!code.empty()) {
        event.answered->code = code;
    }
    note(std::move(event));
    memory_.set_state(cid, state);
    acknowledge(cid, state, code);
}

void FleetDevice::acknowledge(const device_protocol::CommandId& cid, AckState state,
                              std::string code, std::optional<AckState> last,
                              std::optional<std::int64_t> ms_played) {
    const bool first = state == AckState::received || state == AckState::duplicate;
    if (!first && world_.faults.mute > 0 && share_of(random()) < world_.faults.mute) {
        world_.tally.count("acknowledgements_lost");
        return;
    }
    device_protocol::Acknowledgement said{inc_, cid, state, now(), {}, last, ms_played};
    if (!code.empty()) {
        said.code = std::move(code);
    }
    say(Channel::ack, device_protocol::write_message(said));
}

} // namespace fleet
