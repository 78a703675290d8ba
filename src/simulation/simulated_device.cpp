#include "simulation/simulated_device.hpp"

#include "crypto/digest.hpp"
#include "device_protocol/messages_json.hpp"

namespace simulation {

using namespace std::chrono_literals;
using base::Millis;
using device_protocol::AckState;
using device_protocol::Channel;
using device_protocol::ConnectEnd;
using device_protocol::Welcome;
using device_protocol::write_message;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t batch_bytes = 7000;
constexpr std::int64_t epoch = 1;

/// What the server is to know of a command that its device ended so.
std::string settled_by(AckState state) {
    switch (state) {
    case AckState::done:
        return "done";
    case AckState::rejected:
        return "refused";
    case AckState::expired:
        return "expired";
    default:
        return "failed";
    }
}

} // namespace

SimulatedDevice::SimulatedDevice(World& world, Wire& wire, Downloads& downloads, std::string id,
                                 device_protocol::TrustedIssuer issuer, Mutant mutant)
    : world_(world), wire_(wire), downloads_(downloads), id_(std::move(id)),
      issuers_{std::move(issuer)}, mutant_(mutant) {}

void SimulatedDevice::later(Millis span, std::function<void()> act) {
    world_.after(span, [this, life = life_, act = std::move(act)] {
        if (on_ && life == life_) {
            act();
        }
    });
}

void SimulatedDevice::power_on() {
    on_ = true;
    ++life_;
    clock_error_ = milliseconds(world_.between(-10, 10));
    clock_known_ = !world_.one_in(5);
    load_disk();
    look();
    try_connection(ConnectEnd::first);
}

void SimulatedDevice::power_cut() {
    world_.sometimes(sounding_ ? "power was cut in the middle of a sound" : "power was cut");
    if (const auto part = end_sound(); part && sounding_) {
        // The note of each second; the rest of the second sounded unnoted.
        disk_.checkpoint = {sounding_->run.run, *part};
        disk_.checkpoint->part.ms -= part->ms % 1000;
    }
    sounding_.reset();
    on_ = false;
    if (mutant_ == Mutant::forgets_runs) {
        disk_.runs = {};
        disk_.checkpoint.reset();
    }
    if (mutant_ == Mutant::loses_events && !disk_.events.empty()) {
        disk_.events.pop_back();
    }
    if (mutant_ == Mutant::acknowledges_early) {
        disk_.commands = {};
        disk_.pending.clear();
    }
    wire_.drop(id_);
}

void SimulatedDevice::try_connection(ConnectEnd end) {
    const auto wait =
        device_protocol::reconnect_wait(end, std::max(failures_ - 1, 0), 0, world_.number());
    later(wait, [this] {
        if (up_) {
            return;
        }
        ++disk_.incarnation;
        const device_protocol::StateNotice off{.on = false, .inc = disk_.incarnation};
        const mqtt::Message will{.topic = device_protocol::device_topic(id_, Channel::state),
                                 .payload = write_message(off),
                                 .qos = mqtt::Qos::at_least_once};
        std::vector<std::string> filters{std::string(device_protocol::all_command_topic)};
        for (const Channel channel : {Channel::srv, Channel::des, Channel::cmd}) {
            filters.push_back(device_protocol::device_topic(id_, channel));
        }
        if (!wire_.connect(id_, *this, std::move(filters), will)) {
            ++failures_;
            try_connection(ConnectEnd::lost);
        }
    });
}

void SimulatedDevice::connected() {
    up_ = true;
    answered_ = false;
    welcomed_ = false;
    hellos_ = 0;
    ++connection_;
    gone_since_.reset();
    if (disk_.desired) {
        for (const std::string& group : disk_.desired->message.groups) {
            wire_.listen(id_, device_protocol::group_command_topic(group));
        }
    }
    say_hello();
    later(60s, [this, connection = connection_] {
        if (up_ && connection == connection_) {
            failures_ = 0;
        }
    });
}

void SimulatedDevice::disconnected() {
    if (!up_) {
        return;
    }
    up_ = false;
    gone_since_ = world_.now();
    last_report_.clear();
    if (on_) {
        ++failures_;
        try_connection(ConnectEnd::lost);
    }
}

void SimulatedDevice::say_hello() {
    device_protocol::Hello hello;
    hello.device = id_;
    hello.inc = disk_.incarnation;
    hello.serial = id_;
    hello.model = "simulated";
    hello.firmware = "1";
    hello.levels = {"core", "schedule"};
    hello.capabilities.codecs = {"opus"};
    hello.desired_version = disk_.desired ? disk_.desired->message.version : 0;
    hello.manifest_version = disk_.manifest ? disk_.manifest->message.version : 0;
    hello.event_epoch = epoch;
    hello.event_last = static_cast<std::int64_t>(disk_.events.size());
    send(Channel::hello, write_message(hello), mqtt::Qos::at_least_once);
    ++hellos_;
    repeat_hello();
}

void SimulatedDevice::repeat_hello() {
    if (mutant_ == Mutant::says_hello_once) {
        return;
    }
    later(device_protocol::hello_wait(hellos_, world_.number()), [this, connection = connection_] {
        if (up_ && connection == connection_ && !answered_) {
            world_.sometimes("a hello was said again");
            say_hello();
        }
    });
}

void SimulatedDevice::send(Channel channel, std::string payload, mqtt::Qos qos) {
    if (up_) {
        wire_.publish(id_, {device_protocol::device_topic(id_, channel), std::move(payload), qos});
    }
}

void SimulatedDevice::received(const mqtt::Message& message) {
    if (message.topic == device_protocol::device_topic(id_, Channel::srv)) {
        if (const auto answer =
                device_protocol::read_message<device_protocol::ServerAnswer>(message.payload)) {
            take_answer(*answer);
        }
    } else if (message.topic == device_protocol::device_topic(id_, Channel::des)) {
        take_desired(message.payload);
    } else {
        take_command(message.payload);
    }
}

void SimulatedDevice::take_answer(const device_protocol::ServerAnswer& answer) {
    if (answer.inc != disk_.incarnation) {
        world_.sometimes("an answer to an earlier connection came");
        return;
    }
    answered_ = true;
    if (!clock_known_) {
        clock_known_ = true;
        look();
    }
    if (answer.event_epoch == epoch) {
        events_acked_ = std::clamp<std::int64_t>(answer.event_ack, 0,
                                                 static_cast<std::int64_t>(disk_.events.size()));
        events_sent_ = std::max(events_sent_, events_acked_);
    }
    if (answer.status != Welcome::accepted || welcomed_) {
        return;
    }
    welcomed_ = true;
    events_sent_ = events_acked_;
    send(Channel::state,
         write_message(device_protocol::StateNotice{.on = true, .inc = disk_.incarnation}),
         mqtt::Qos::at_least_once);
    report();
    beat_again(connection_);
    send_events();
    resend_events(connection_);
}

void SimulatedDevice::heartbeat() {
    device_protocol::Heartbeat beat;
    beat.inc = disk_.incarnation;
    beat.at = now();
    beat.event_last = static_cast<std::int64_t>(disk_.events.size());
    beat.manifest_version = disk_.manifest ? disk_.manifest->message.version : 0;
    if (sound_ && sound_->told) {
        beat.playing = sound_->run.run;
    }
    send(Channel::hb, write_message(beat), mqtt::Qos::at_most_once);
}

void SimulatedDevice::beat_again(std::uint64_t connection) {
    if (!up_ || connection != connection_) {
        return;
    }
    heartbeat();
    later(60s, [this, connection] { beat_again(connection); });
}

void SimulatedDevice::send_events() {
    while (welcomed_ && up_ && events_sent_ < static_cast<std::int64_t>(disk_.events.size())) {
        device_protocol::EventBatch batch{.inc = disk_.incarnation, .epoch = epoch};
        std::size_t bytes = 0;
        for (auto i = static_cast<std::size_t>(events_sent_); i < disk_.events.size(); ++i) {
            bytes += write_message(disk_.events[i]).size();
            if (!batch.events.empty() && bytes > batch_bytes) {
                break;
            }
            batch.events.push_back(disk_.events[i]);
        }
        events_sent_ = batch.events.back().n;
        send(Channel::evt, write_message(batch), mqtt::Qos::at_least_once);
    }
}

void SimulatedDevice::resend_events(std::uint64_t connection) {
    later(30s, [this, connection] {
        if (!up_ || connection != connection_) {
            return;
        }
        if (events_sent_ > events_acked_) {
            events_sent_ = events_acked_;
            world_.sometimes("events were told again");
        }
        send_events();
        resend_events(connection);
    });
}

void SimulatedDevice::report() {
    if (!welcomed_) {
        return;
    }
    device_protocol::ReportedState report{.inc = disk_.incarnation};
    report.desired_version = disk_.desired ? disk_.desired->message.version : 0;
    if (disk_.manifest) {
        report.manifest_version = disk_.manifest->message.version;
        report.manifest_valid_to = disk_.manifest->message.valid_to;
        for (const player::PlannedRun& run : player::runs_of(*disk_.manifest)) {
            ++(has_media(run) ? report.media_stored : report.media_missing);
        }
    }
    std::string text = write_message(report);
    if (text != last_report_) {
        send(Channel::rep, text, mqtt::Qos::at_least_once);
        last_report_ = std::move(text);
    }
    if (report.media_missing > 0) {
        later(5s, [this] { this->report(); });
    }
}

void SimulatedDevice::acknowledge(device_protocol::Acknowledgement acknowledgement) {
    acknowledgement.inc = std::max<std::int64_t>(disk_.incarnation, 1);
    acknowledgement.at = now();
    send(Channel::ack, write_message(acknowledgement), mqtt::Qos::at_least_once);
}

device_protocol::Situation SimulatedDevice::situation() const {
    return {id_, disk_.desired ? disk_.desired->message.groups : std::vector<std::string>{}, now(),
            clock_known_};
}

void SimulatedDevice::take_command(const std::string& envelope) {
    const auto opened = device_protocol::open_command(envelope, issuers_);
    if (!opened) {
        return;
    }
    const device_protocol::CommandId cid = opened->message.cid;
    auto judged_in = situation();
    if (mutant_ == Mutant::ignores_expiry) {
        judged_in.now = opened->message.issued_at;
    }
    const auto verdict = device_protocol::judge_command(*opened, disk_.commands, judged_in);
    if (verdict.state == AckState::duplicate) {
        world_.sometimes("a command came again");
        acknowledge({.cid = cid,
                     .st = AckState::duplicate,
                     .code = "duplicate",
                     .last = disk_.commands.find(cid)->state});
        return;
    }
    if (verdict.state != AckState::received) {
        world_.sometimes("a command was refused: " + verdict.code);
        device_protocol::Event event;
        event.kind = "refused";
        event.refused =
            device_protocol::Refused{.what = "command", .code = verdict.code, .cid = cid};
        note(std::move(event));
        acknowledge({.cid = cid, .st = verdict.state, .code = verdict.code});
        return;
    }
    disk_.commands.remember({cid, opened->issuer.keyid, opened->message.seq, AckState::received});
    disk_.pending.push_back({*opened, now()});
    acknowledge({.cid = cid, .st = AckState::received});
    perform(*opened);
}

void SimulatedDevice::perform(const SignedCommand& command) {
    if (command.message.play) {
        commanded_.push_back(player::run_of(command, now(), 400ms));
        if (mutant_ == Mutant::ignores_expiry) {
            commanded_.back().not_after = now() + 24h;
            commanded_.back().late = device_protocol::Late::restart;
        }
        look();
    } else if (command.message.stop) {
        perform_stop(command);
    } else {
        finish_command(command.message.cid, AckState::done, {});
    }
}

void SimulatedDevice::perform_stop(const SignedCommand& command) {
    const auto wanted = command.message.stop->run;
    if (sounding_ && (!wanted || *wanted == sounding_->run.run)) {
        world_.sometimes("a sound was stopped by command");
        stop({device_protocol::Outcome::stopped, "command", false});
    } else if (wanted) {
        for (const player::PlannedRun& run : planned_runs()) {
            if (run.run == *wanted && disk_.runs.phase_of(run.run) != player::Phase::over) {
                finish(run, parts_of(run.run), device_protocol::Outcome::stopped, "command");
                break;
            }
        }
    }
    finish_command(command.message.cid, AckState::done, {});
    look();
}

void SimulatedDevice::finish_command(const device_protocol::CommandId& cid, AckState state,
                                     std::optional<std::string> code) {
    world_.tell({.at = world_.now(),
                 .kind = FactKind::answered,
                 .device = id_,
                 .run = base::to_text(cid),
                 .state = settled_by(state)});
    if (mutant_ != Mutant::answers_once) {
        device_protocol::Event event;
        event.kind = "answered";
        event.answered = device_protocol::Answered{cid, state, code};
        note(std::move(event));
    }
    answer_command({.cid = cid, .st = state, .code = std::move(code)});
}

void SimulatedDevice::answer_command(device_protocol::Acknowledgement acknowledgement) {
    disk_.commands.set_state(acknowledgement.cid, acknowledgement.st);
    std::erase_if(disk_.pending, [&](const DeviceDisk::Pending& kept) {
        return kept.command.message.cid == acknowledgement.cid;
    });
    if (wire_.loses_answer()) {
        world_.sometimes("an acknowledgement was lost after \"received\"");
        return;
    }
    acknowledge(std::move(acknowledgement));
}

void SimulatedDevice::take_desired(const std::string& envelope) {
    auto opened = device_protocol::open_desired(envelope, issuers_);
    const std::int64_t known = disk_.desired ? disk_.desired->message.version : 0;
    if (!opened || !device_protocol::judge_desired(*opened, known, situation()).empty()) {
        return;
    }
    if (opened->message.version > known) {
        disk_.desired = std::move(*opened);
        for (const std::string& group : disk_.desired->message.groups) {
            wire_.listen(id_, device_protocol::group_command_topic(group));
        }
        look();
    }
    fetch_programme();
}

void SimulatedDevice::fetch_programme() {
    const auto& announced = disk_.desired->message.manifest;
    const std::int64_t stored = disk_.manifest ? disk_.manifest->message.version : 0;
    const bool wanted = announced && announced->version > stored;
    if (fetching_ || !wanted) {
        return;
    }
    fetching_ = true;
    later(milliseconds(world_.between(20, 3'000)), [this] {
        fetching_ = false;
        auto envelope = wire_.is_cut(id_) ? std::nullopt : downloads_.fetch_programme(id_);
        if (envelope) {
            const auto any = world_.between(0, static_cast<std::int64_t>(fetched_.size()));
            fetched_.push_back(*envelope);
            if (world_.one_in(3) && fetched_[static_cast<std::size_t>(any)] != *envelope) {
                world_.sometimes("an older programme came out of a cache");
                envelope = fetched_[static_cast<std::size_t>(any)];
            }
            // What was fetched may lie on the way while a newer one is made.
            later(milliseconds(world_.between(1, 200)),
                  [this, text = *envelope] { take_programme(text); });
        } else {
            later(10s, [this] { fetch_programme(); });
        }
    });
}

void SimulatedDevice::take_programme(const std::string& envelope) {
    auto opened = device_protocol::open_manifest(envelope, issuers_);
    const std::int64_t known = disk_.manifest && mutant_ != Mutant::takes_old_programmes
                                   ? disk_.manifest->message.version
                                   : 0;
    const bool good =
        opened && device_protocol::judge_manifest(*opened, known, situation()).empty();
    if (good) {
        world_.tell({.at = world_.now(),
                     .kind = FactKind::programme,
                     .device = id_,
                     .ms = opened->message.version});
        disk_.manifest = std::move(*opened);
        report();
        look();
    }
    later(1s, [this] { fetch_programme(); }); // what was announced meanwhile
}

} // namespace simulation
