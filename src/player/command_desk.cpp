#include "player/command_desk.hpp"

#include "crypto/digest.hpp"
#include "device_protocol/messages_json.hpp"
#include "player/state_files.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace player {

using device_protocol::AckState;
using device_protocol::Command;
using device_protocol::Refused;

namespace {

/// From the arrival of a play command without its own instant to its first sample.
constexpr base::Millis command_lead = std::chrono::milliseconds(400);
/// Whoever can send us nonsense does not make us ask for keys more often than this.
constexpr auto keys_pause = std::chrono::seconds(10); // doubling to 320 s while it is in vain
constexpr std::size_t unread_commands_max = 8;
constexpr std::string_view unknown_key = "crypto.untrusted";

} // namespace

CommandDesk::CommandDesk(DeviceState& state, Stage& stage, Captures& captures,
                         ServerSession& session)
    : state_(state), stage_(stage), captures_(captures), session_(session) {}

void CommandDesk::resume() {
    const auto pending = state_.commands.pending(); // a copy: carrying them out ends them
    for (const CommandJournal::Pending& one : pending) {
        const auto opened = device_protocol::open_command(one.envelope, state_.trust.issuers);
        if (!opened || opened->message.play || opened->message.live) {
            continue;
        }
        if (state_.now() < opened->message.expires_at) {
            perform(*opened);
        } else {
            finish_command(one.cid, AckState::expired, "expired");
        }
    }
}

void CommandDesk::take_command(const std::string& envelope) {
    const auto opened = device_protocol::open_command(envelope, state_.trust.issuers);
    if (!opened) {
        Refused refused;
        refused.what = "command";
        refused.code = opened.error().code;
        if (refused.code == unknown_key && unread_commands_.size() < unread_commands_max) {
            unread_commands_.push_back(envelope);
            unknown_key_ = true;
        }
        state_.note_refused(std::move(refused));
        return;
    }
    const Command& command = opened->message;
    const auto& memory = state_.commands.memory();
    const auto verdict = device_protocol::judge_command(*opened, memory, state_.situation());
    if (verdict.state == AckState::duplicate) {
        session_.acknowledge({0,
                              command.cid,
                              AckState::duplicate,
                              {},
                              "duplicate",
                              memory.find(command.cid)->state,
                              {}});
        return;
    }
    if (verdict.state != AckState::received) {
        refuse(*opened, verdict);
        return;
    }
    const auto stored = state_.commands.receive(
        {command.cid, opened->issuer.keyid, command.seq, AckState::received}, envelope,
        state_.now());
    if (!stored) {
        // Not acknowledged: the server sends it again, and the disk may be well by then.
        spdlog::error("{}", stored.error().message.en);
        return;
    }
    session_.acknowledge({0, command.cid, AckState::received, {}, {}, {}, {}},
                         device_protocol::may_wait_to_answer(command));
    perform(*opened);
}

void CommandDesk::refuse(const SignedCommand& command, const device_protocol::Verdict& verdict) {
    Refused refused;
    refused.what = "command";
    refused.code = verdict.code;
    refused.cid = command.message.cid;
    refused.keyid = command.issuer.keyid;
    state_.note_refused(std::move(refused));
    session_.acknowledge({0, command.message.cid, verdict.state, {}, verdict.code, {}, {}});
}

void CommandDesk::perform(const SignedCommand& command) {
    const Command& order = command.message;
    if (order.op == device_protocol::op_play || order.op == device_protocol::op_live) {
        // Acknowledged further by the stage, as it comes to sound.
        state_.commanded.push_back(run_of(command, state_.now(), command_lead));
    } else if (order.op == device_protocol::op_capture) {
        perform_capture(order);
    } else if (order.op == device_protocol::op_stop) {
        perform_stop(command);
    } else if (order.op == device_protocol::op_volume) {
        state_.volume_override = VolumeOverride{order.volume->percent, order.volume->until};
        stage_.renew_volume();
        finish_command(order.cid, AckState::done, {});
    } else {
        const auto asked = order.report.value_or(device_protocol::ReportArguments{});
        session_.report_within(std::chrono::milliseconds(asked.spread_ms));
        // What was asked for is the answer; an event from every device would be a flood.
        answer_command(order.cid, AckState::done, {}, !order.target.device);
    }
}

void CommandDesk::perform_capture(const Command& order) {
    const bool monitor = order.capture->input == device_protocol::InputUse::monitor;
    Capture& capture = monitor ? captures_.monitor : captures_.line;
    if (!capture.available()) {
        finish_command(order.cid, AckState::failed, "no_input");
        return;
    }
    capture.begin(state_.own_server(), order.capture->session,
                  order.expires_at - state_.clock.correction());
    finish_command(order.cid, AckState::done, {});
}

void CommandDesk::perform_stop(const SignedCommand& command) {
    switch (stage_.stop(command.message.stop->run, command.issuer.tier)) {
    case Stage::StopAnswer::done:
        finish_command(command.message.cid, AckState::done, {});
        break;
    case Stage::StopAnswer::nothing:
        finish_command(command.message.cid, AckState::done, "nothing_to_stop");
        break;
    case Stage::StopAnswer::higher_tier:
        finish_command(command.message.cid, AckState::rejected, "higher_tier");
        break;
    }
}

void CommandDesk::finish_command(const device_protocol::CommandId& cid, AckState state,
                                 std::optional<std::string> code) {
    // First: what ends between is carried out, and answered, once more after the next start.
    state_.note_answered({cid, state, code});
    answer_command(cid, state, std::move(code));
}

void CommandDesk::answer_command(const device_protocol::CommandId& cid, AckState state,
                                 std::optional<std::string> code, bool spread) {
    if (const auto stored = state_.commands.set_state(cid, state); !stored) {
        spdlog::error("{}", stored.error().message.en);
    }
    session_.acknowledge({0, cid, state, {}, std::move(code), {}, {}}, spread);
}

bool CommandDesk::take_desired(const std::string& envelope) {
    auto opened = device_protocol::open_desired(envelope, state_.trust.issuers);
    const std::int64_t known = state_.desired ? state_.desired->message.version : 0;
    const std::string code =
        opened ? device_protocol::judge_desired(*opened, known, state_.situation())
               : opened.error().code;
    if (!code.empty()) {
        Refused refused;
        refused.what = "desired";
        refused.code = code;
        if (code == unknown_key) {
            unread_desired_ = envelope;
            unknown_key_ = true;
        }
        if (opened) {
            refused.version = opened->message.version;
        }
        state_.note_refused(std::move(refused));
        return false;
    }
    if (opened->message.version == known) {
        return false;
    }
    if (const auto stored = write_atomically(state_.paths.desired(), envelope); !stored) {
        spdlog::error("{}", stored.error().message.en);
        return false;
    }
    state_.desired = std::move(*opened);
    session_.follow_groups();
    session_.set_heartbeat(state_.desired->message.heartbeat_s);
    stage_.renew_volume();
    return true;
}

std::optional<KeysJob> CommandDesk::wanted_keys(std::chrono::steady_clock::time_point now) const {
    if (!needs_keys() || now < keys_not_before_) {
        return std::nullopt;
    }
    return KeysJob{state_.trust.version};
}

bool CommandDesk::needs_keys() const {
    return unknown_key_ ||
           (state_.desired && state_.desired->message.key_set.value_or(0) > state_.trust.version);
}

std::chrono::steady_clock::time_point
CommandDesk::next_turn(std::chrono::steady_clock::time_point now,
                       std::chrono::steady_clock::time_point at_latest) const {
    const bool waits = needs_keys() && keys_not_before_ > now;
    return waits ? std::min(keys_not_before_, at_latest) : at_latest;
}

void CommandDesk::take_keys(const std::string& chain) {
    unknown_key_ = false;
    const auto read = device_protocol::read_message<device_protocol::KeyChain>(chain);
    const bool followed = read && follow_keys(read->sets);
    keys_in_vain_ = followed ? 0 : std::min(keys_in_vain_ + 1, 5);
    keys_not_before_ = std::chrono::steady_clock::now() + keys_pause * (1 << keys_in_vain_);
    if (followed) {
        take_unread_again();
    } else {
        unread_desired_.reset();
        unread_commands_.clear();
    }
}

bool CommandDesk::follow_keys(const std::vector<std::string>& sets) {
    bool followed = false;
    for (const std::string& envelope : sets) {
        auto next = device_protocol::follow(state_.trust, envelope);
        if (!next) {
            Refused refused;
            refused.what = "keys";
            refused.code = next.error().code;
            state_.note_refused(std::move(refused));
            break;
        }
        if (const auto stored = save_trust(state_.paths, state_.identity, *next); !stored) {
            spdlog::error("{}", stored.error().message.en);
            break;
        }
        state_.trust = std::move(*next);
        state_.note_notice("keys_followed", std::to_string(state_.trust.version));
        followed = true;
    }
    return followed;
}

void CommandDesk::take_unread_again() {
    const auto desired = std::exchange(unread_desired_, std::nullopt);
    const auto commands = std::exchange(unread_commands_, {});
    if (desired) {
        take_desired(*desired);
    }
    for (const std::string& envelope : commands) {
        take_command(envelope);
    }
}

std::optional<device_protocol::ManifestReference> CommandDesk::wanted_manifest() const {
    if (!state_.desired || !state_.desired->message.manifest) {
        return std::nullopt;
    }
    const auto& announced = *state_.desired->message.manifest;
    const std::int64_t stored = state_.manifest ? state_.manifest->message.version : 0;
    if (announced.version <= stored || refused_manifest_ == announced.sha256) {
        return std::nullopt;
    }
    return announced;
}

bool CommandDesk::take_manifest(const FetchedManifest& fetched) {
    if (crypto::sha256(fetched.envelope) != fetched.reference.sha256) {
        // The server may already hold a newer one than was announced; its announcement is on the
        // way.
        spdlog::warn("manifest {} is not the announced one", fetched.reference.version);
        return false;
    }
    auto opened = device_protocol::open_manifest(fetched.envelope, state_.trust.issuers);
    const std::int64_t known = state_.manifest ? state_.manifest->message.version : 0;
    const std::string code =
        opened ? device_protocol::judge_manifest(*opened, known, state_.situation())
               : opened.error().code;
    if (!code.empty()) {
        refuse_manifest(fetched, code);
        return false;
    }
    if (const auto stored = write_atomically(state_.paths.manifest(), fetched.envelope); !stored) {
        spdlog::error("{}", stored.error().message.en);
        return false;
    }
    state_.manifest = std::move(*opened);
    spdlog::info("manifest {} stored, {} runs", state_.manifest->message.version,
                 state_.manifest->message.runs.size());
    return true;
}

void CommandDesk::refuse_manifest(const FetchedManifest& fetched, std::string code) {
    refused_manifest_ = fetched.reference.sha256;
    Refused refused;
    refused.what = "manifest";
    refused.code = std::move(code);
    refused.version = fetched.reference.version;
    refused.sha256 = fetched.reference.sha256;
    state_.note_refused(std::move(refused));
}

} // namespace player
