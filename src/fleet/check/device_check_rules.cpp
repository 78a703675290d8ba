#include "base/clock.hpp"
#include "crypto/dsse.hpp"
#include "device_protocol/messages_json.hpp"
#include "device_protocol/topics.hpp"
#include "fleet/check/device_check.hpp"

#include "base/local_time.hpp"
#include "base/uuid.hpp"
#include "crypto/digest.hpp"

#include <algorithm>
#include <csignal>
#include <fmt/format.h>
#include <map>
#include <set>
#include <thread>

namespace fleet::check {

using device_protocol::BroadcastClass;
using device_protocol::Channel;
using device_protocol::Command;
using device_protocol::Outcome;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

base::Instant now() {
    return base::SystemClock().now();
}

base::Uuid fresh_id() {
    base::SystemRandom random;
    return base::make_uuid_v7(now(), random);
}

} // namespace

std::vector<device_protocol::ManifestItem> DeviceCheck::tones(int count) const {
    return std::vector<device_protocol::ManifestItem>(
        static_cast<std::size_t>(count),
        {tone_hash_, static_cast<std::int64_t>(tone_.size()), 1000, "chime"});
}

device_protocol::ManifestRun DeviceCheck::run_at(base::Instant at, int count) const {
    device_protocol::ManifestRun run;
    run.run = device_protocol::RunId{fresh_id()};
    run.at = at;
    run.items = tones(count);
    run.not_after = at + minutes(5);
    run.late = device_protocol::Late::join;
    return run;
}

void DeviceCheck::desire(const std::function<void(device_protocol::DesiredState&)>& change) {
    ++desired_.version;
    if (change) {
        change(desired_);
    }
    server_.say_desired(device_protocol::seal(desired_, *ordinary_), desired_.version);
}

void DeviceCheck::plan(std::vector<device_protocol::ManifestRun> runs,
                       std::optional<std::vector<device_protocol::ManifestItem>> keep) {
    device_protocol::Manifest manifest;
    manifest.device = server_.device();
    manifest.version = ++manifest_version_;
    manifest.made_at = now();
    manifest.valid_from = now() - minutes(10);
    manifest.valid_to = now() + std::chrono::hours(24);
    manifest.runs = std::move(runs);
    manifest.keep = std::move(keep);
    manifest_text_ = device_protocol::seal(manifest, *ordinary_);
    server_.serve_manifest(manifest_text_);
    desire([&](auto& desired) {
        desired.manifest =
            device_protocol::ManifestReference{manifest.version, crypto::sha256(manifest_text_),
                                               static_cast<std::int64_t>(manifest_text_.size())};
    });
}

Command DeviceCheck::draft(const std::string& op, const Members& change) {
    Command command;
    command.cid = device_protocol::CommandId{fresh_id()};
    command.op = op;
    command.seq = ++seq_;
    command.issued_at = now();
    command.expires_at = now() + minutes(5);
    command.target.device = server_.device();
    command.source.node = "nguon-fleet";
    if (change) {
        change(command);
    }
    return command;
}

DeviceCheck::Sent DeviceCheck::send(const Command& command, const crypto::KeyPair& signer,
                                    const std::string& to) {
    Sent sent;
    sent.cid = base::to_text(command.cid);
    sent.run = command.play ? base::to_text(command.play->run) : "";
    sent.envelope = device_protocol::seal(command, signer);
    sent.begin = server_.count();
    server_.say(to.empty() ? topic(Channel::cmd) : to, sent.envelope);
    return sent;
}

DeviceCheck::Sent DeviceCheck::command(const std::string& op, const Members& change,
                                       const std::string& to) {
    const Command drafted = draft(op, change);
    const bool urgent = drafted.class_ == BroadcastClass::emergency;
    return send(drafted, urgent ? *emergency_ : *ordinary_, to);
}

DeviceCheck::Sent DeviceCheck::play(int count, const Members& change) {
    return command("play", [&](Command& command) {
        command.play = device_protocol::PlayArguments{};
        command.play->run = device_protocol::RunId{fresh_id()};
        command.play->items = tones(count);
        if (change) {
            change(command);
        }
    });
}

void DeviceCheck::take_programme() {
    server_.behave([](auto& manners) { manners.spoil_media = true; });
    const std::size_t begin = server_.count();
    const auto run = run_at(now() + seconds(14), 1);
    first_run_ = base::to_text(run.run);
    plan({run});
    const auto fetched = server_.wait(seconds(10), begin, [](const Seen& seen) {
        return seen.kind == Seen::Kind::fetched && seen.topic == "/device/v1/manifest";
    });
    report_.expect("8.1", "an announced manifest is fetched", fetched.has_value());
    report_.expect("11.1", "with device id and token", fetched && !fetched->more.empty());
    const auto complete = [](const Seen& seen) {
        const auto rep =
            device_protocol::read_message<device_protocol::ReportedState>(seen.payload);
        return rep && rep->manifest_version > 0 && rep->media_missing == 0;
    };
    report_.expect("8.2", "a file with another hash is not counted as stored",
                   !said(Channel::rep, begin, 4, complete));
    server_.behave([](auto& manners) { manners.spoil_media = false; });
    report_.expect("6.7", "`rep` tells that the whole programme is stored",
                   said(Channel::rep, begin, 30, complete).has_value());
    const auto proof = proof_of(first_run_, 40);
    report_.expect("10.5", "a run that is over is proved", proof.has_value());
    if (!proof) {
        return;
    }
    const std::int64_t off = proof->started_at ? (*proof->started_at - run.at).count() : -1;
    report_.expect("8.5", "the first sample left at its instant, within 20 ms",
                   off >= -20 && off <= 20, fmt::format("{} ms", off));
    report_.expect("10.6", "whole from the first sample to the last: `played`",
                   proof->outcome == Outcome::played && proof->ms_played == 1000 &&
                       proof->ms_planned == 1000,
                   fmt::format("{} of {} ms", proof->ms_played, proof->ms_planned));
    const auto playing = said(Channel::hb, begin, 0, [&](const Seen& seen) {
        return seen.payload.find(first_run_) != std::string::npos;
    });
    report_.expect("6.4", "a heartbeat at once when a sound begins", playing.has_value());
}

void DeviceCheck::refuse_documents() {
    std::size_t begin = server_.count();
    device_protocol::DesiredState older = desired_;
    older.version = 2;
    server_.say(topic(Channel::des), device_protocol::seal(older, server_.key()));
    report_.expect("6.8", "a desired state with a lower version is refused and told",
                   refused("desired", "stale_version", begin, 10));
    begin = server_.count();
    older.version = desired_.version + 5;
    older.device = "another-device";
    server_.say(topic(Channel::des), device_protocol::seal(older, server_.key()));
    report_.expect("6.8", "a desired state of another device is refused and told",
                   refused("desired", "not_for_me", begin, 10));
    begin = server_.count();
    const std::int64_t version = manifest_version_;
    manifest_version_ = 1;
    plan({});
    manifest_version_ = version;
    const auto fetched = server_.wait(seconds(3), begin, [](const Seen& seen) {
        return seen.kind == Seen::Kind::fetched && seen.topic == "/device/v1/manifest";
    });
    report_.expect("8.1", "a manifest of a lower version is not taken",
                   !fetched || refused("manifest", "stale_version", begin, 10));
}

void DeviceCheck::keep_what_no_run_needs() {
    const std::string siren = tone_ + "2"; // another file, of which only the hash matters here
    const base::Sha256 hash = crypto::sha256(siren);
    server_.serve_media(siren);
    const std::size_t begin = server_.count();
    plan({}, std::vector<device_protocol::ManifestItem>{
                 {hash, static_cast<std::int64_t>(siren.size()), 1000, "siren"}});
    const std::string path = "/device/v1/media/" + base::to_text(hash);
    report_.expect("8.2", "what is to be kept is fetched although no run needs it",
                   server_
                       .wait(seconds(15), begin,
                             [&](const Seen& seen) {
                                 return seen.kind == Seen::Kind::fetched && seen.topic == path;
                             })
                       .has_value());
    plan({});
}

void DeviceCheck::refuse_envelopes() {
    std::size_t begin = server_.count();
    base::SystemRandom random;
    const auto stranger = crypto::KeyPair::generate(random);
    const Sent good = command("report");
    (void)ack_of(good, {"done"}, 10);
    begin = server_.count();
    server_.say(topic(Channel::cmd), crypto::seal(device_protocol::command_type, "{}", stranger));
    report_.expect("3.3", "a command of a key that is not trusted is refused and told",
                   refused("command", "crypto.untrusted", begin, 10));
    begin = server_.count();
    // The signature of one payload under another.
    const std::string other = command("report").envelope;
    const auto payload_of = [](const std::string& envelope) {
        const std::size_t at = envelope.find("\"payload\":\"") + 11;
        return std::pair{at, envelope.find('"', at)};
    };
    std::string altered = good.envelope;
    const auto [from, to] = payload_of(altered);
    const auto [other_from, other_to] = payload_of(other);
    altered.replace(from, to - from, other.substr(other_from, other_to - other_from));
    server_.say(topic(Channel::cmd), altered);
    report_.expect("3.3", "an altered command is refused and told",
                   refused("command", "crypto.bad_signature", begin, 10));
    begin = server_.count();
    server_.say(topic(Channel::cmd),
                crypto::seal(device_protocol::desired_type,
                             device_protocol::write_message(desired_), server_.key()));
    report_.expect("3.4", "an envelope of another type is refused and told",
                   refused("command", "device_protocol.wrong_type", begin, 10));
    begin = server_.count();
    server_.say(topic(Channel::cmd), "no envelope");
    report_.expect("2.2", "a malformed command is refused and told",
                   refused("command", "crypto.bad_envelope", begin, 10));
    server_.say(topic(Channel::srv), "{\"inc\":");
    server_.say(topic(Channel::srv), std::string(9000, 'x'));
    report_.expect("2.2", "after malformed and overlong messages it goes on",
                   !ack_of(command("report"), {"done"}, 10).empty());
}

void DeviceCheck::expect_rejected(const std::string& what, const std::string& code,
                                  const Sent& sent, const std::string& state) {
    std::string told;
    const std::string rule = code == "no_right" ? "3.5" : "7.1";
    const std::string answer = ack_of(sent, {"rejected", "expired", "received", "done"}, 10, &told);
    report_.expect(rule, what + " is answered `" + state + "` with `" + code + "`",
                   answer == state && told == code, answer + " " + told);
    report_.expect("7.5", what + " becomes an event", refused("command", code, sent.begin, 10));
}

void DeviceCheck::refuse_commands() {
    expect_rejected("a command for another device", "not_for_me",
                    command("report", [](Command& c) { c.target.device = "another-device"; }));
    const auto to_all = [](Command& c) {
        c.target.device.reset();
        c.target.all = true;
    };
    expect_rejected("an ordinary command for all", "all_is_for_emergency",
                    command("report", to_all, std::string(device_protocol::all_command_topic)));
    expect_rejected("an unknown operation", "unsupported", command("selfdestruct"));
    expect_rejected("a life of eight days", "life_too_long", command("report", [](Command& c) {
                        c.expires_at = c.issued_at + std::chrono::hours(24 * 8);
                    }));
    expect_rejected("a command past its expiry", "expired",
                    command("report",
                            [](Command& c) {
                                c.issued_at = c.issued_at - minutes(20);
                                c.expires_at = now() - seconds(1);
                            }),
                    "expired");
    expect_rejected("a command from the future", "issued_in_future",
                    command("report", [](Command& c) {
                        c.issued_at = c.issued_at + minutes(30);
                        c.expires_at = c.issued_at + minutes(5);
                    }));
}

void DeviceCheck::obey_commands() {
    const Sent asked = command("report");
    report_.expect("7.5", "`report` is received and done",
                   !ack_of(asked, {"received"}, 10).empty() &&
                       !ack_of(asked, {"done"}, 10).empty());
    report_.expect("7.8", "`report` sends `rep`", said(Channel::rep, asked.begin, 10).has_value());
    Sent again = asked;
    again.begin = server_.count();
    server_.say(topic(Channel::cmd), asked.envelope);
    report_.expect("7.1", "the same command again is answered `duplicate`",
                   !ack_of(again, {"duplicate"}, 10).empty());
    const Sent grouped = command(
        "report",
        [](Command& c) {
            c.target.device.reset();
            c.target.group = "thu-nghiem";
        },
        device_protocol::group_command_topic("thu-nghiem"));
    report_.expect("5.2", "it hears the commands of a group named in `desired`",
                   !ack_of(grouped, {"done"}, 15).empty());
    const Sent sound = play(2);
    report_.expect("7.5", "`play` is received, started and done",
                   !ack_of(sound, {"received"}, 10).empty() &&
                       !ack_of(sound, {"started"}, 15).empty() &&
                       !ack_of(sound, {"done"}, 20).empty());
    const auto proof = proof_of(sound.run, 10);
    report_.expect("10.5", "a commanded run is proved with its command",
                   proof && proof->cid && base::to_text(*proof->cid) == sound.cid &&
                       proof->outcome == Outcome::played);
    const Sent twice = play(1, [](Command& c) { c.play->repeats = 2; });
    const auto rounds = proof_of(twice.run, 20);
    report_.expect("7.8", "`repeats` sounds the items as often, proved as one run",
                   rounds && rounds->ms_planned == 2000 && rounds->ms_played == 2000,
                   rounds ? fmt::format("{} of {} ms", rounds->ms_played, rounds->ms_planned) : "");
    const Sent long_sound = play(20);
    (void)ack_of(long_sound, {"started"}, 15);
    const Sent louder = command("volume", [](Command& c) {
        c.volume = device_protocol::VolumeArguments{20, now() + minutes(1)};
    });
    report_.expect("7.8", "`volume` is done", !ack_of(louder, {"done"}, 10).empty());
    const Sent stopped =
        command("stop", [](Command& c) { c.stop = device_protocol::StopArguments{}; });
    report_.expect("7.8", "`stop` is done", !ack_of(stopped, {"done"}, 10).empty());
    using device_protocol::AckState;
    report_.expect("10.7", "an event tells the end of a `volume` and of a `stop` as well",
                   answered(louder, AckState::done) && answered(stopped, AckState::done));
    const auto cut = proof_of(long_sound.run, 10);
    report_.expect("10.6", "what was stopped is proved as `stopped`, shorter than planned",
                   cut && cut->outcome == Outcome::stopped && cut->ms_played < cut->ms_planned);
    std::string code;
    const Sent nothing =
        command("stop", [](Command& c) { c.stop = device_protocol::StopArguments{}; });
    (void)ack_of(nothing, {"done"}, 10, &code);
    report_.expect("7.8", "`stop` in silence: `nothing_to_stop`", code == "nothing_to_stop", code);
}

void DeviceCheck::give_way() {
    const Sent ordinary = play(20);
    (void)ack_of(ordinary, {"started"}, 15);
    const Sent alarm = play(1, [](Command& c) { c.class_ = BroadcastClass::emergency; });
    const auto proof = proof_of(ordinary.run, 15);
    report_.expect("8.10", "an emergency stops an ordinary sound",
                   proof && proof->outcome == Outcome::preempted);
    const auto urgent = proof_of(alarm.run, 15);
    report_.expect("8.10", "and sounds", urgent && urgent->outcome == Outcome::played);
}

void DeviceCheck::keep_quiet() {
    const auto local = [](base::Instant at) { return base::to_local(at).time; };
    desire([&](auto& desired) {
        desired.quiet = {{local(now() - minutes(10)), local(now() + minutes(60)), {}, {}}};
    });
    const Sent ordinary = play(1);
    const auto proof = proof_of(ordinary.run, 20);
    report_.expect("8.11", "in quiet hours nothing ordinary starts",
                   proof && proof->outcome == Outcome::missed && proof->reason == "quiet_hours" &&
                       proof->ms_played == 0,
                   proof ? proof->reason.value_or("") : "no proof");
    const auto alarm =
        proof_of(play(1, [](Command& c) { c.class_ = BroadcastClass::emergency; }).run, 20);
    report_.expect("8.11", "but an emergency does", alarm && alarm->outcome == Outcome::played);
    desire([](auto& desired) { desired.quiet.clear(); });
    (void)ack_of(command("report"), {"done"}, 10);
}

void DeviceCheck::come_back() {
    server_.behave([](auto& manners) { manners.acknowledge_events = false; });
    const Sent odd = command("selfdestruct");
    (void)refused("command", "unsupported", odd.begin, 10);
    const auto before = hello_after(0, 0);
    const std::int64_t last = events().empty() ? 0 : events().back().n;
    std::size_t begin = server_.count();
    server_.cut();
    const auto hello = hello_after(begin, 30);
    server_.behave([](auto& manners) { manners.acknowledge_events = true; });
    report_.expect("6.6", "after a loss it comes back", hello.has_value());
    report_.expect("6.1", "with a higher incarnation", hello && before && hello->inc > before->inc);
    report_.expect("10.2", "what was not acknowledged is told again",
                   said(Channel::evt, begin, 10, [&](const Seen& seen) {
                       const auto batch =
                           device_protocol::read_message<device_protocol::EventBatch>(seen.payload);
                       return batch && !batch->events.empty() && batch->events.back().n >= last;
                   }).has_value());
    server_.behave([](auto& manners) {
        manners.status = "busy";
        manners.retry_s = 3;
    });
    begin = server_.count();
    server_.cut();
    const auto told = said(Channel::hello, begin, 40);
    const auto next_after = [&](Seen::Kind kind, base::Instant at) {
        return server_.wait(seconds(15), begin,
                            [=](const Seen& seen) { return seen.kind == kind && at < seen.at; });
    };
    const auto gone = told ? next_after(Seen::Kind::left, told->at) : std::nullopt;
    server_.behave([](auto& manners) { manners.status = "accepted"; });
    const auto next = gone ? next_after(Seen::Kind::connected, told->at) : std::nullopt;
    const std::int64_t wait = next ? (next->at - told->at).count() : 0;
    report_.expect("6.3", "`busy`: it comes back after `retry_s` and up to a half of it",
                   wait >= 2900 && wait <= 6500, fmt::format("{} ms", wait));
    (void)said(Channel::state, server_.count(), 10);
}

void DeviceCheck::survive_a_kill() {
    const base::Instant at = now() + seconds(9);
    const Sent sent = play(1, [&](Command& c) { c.at = at; });
    const bool stored = !ack_of(sent, {"received"}, 6).empty();
    kill_device(SIGKILL);
    const std::size_t begin = server_.count();
    start_device();
    const auto proof = proof_of(sent.run, 60);
    report_.expect("7.2", "a received command is carried out after a sudden end",
                   stored && proof && proof->outcome == Outcome::played,
                   stored ? "no proof" : "not received");
    Sent again = sent;
    again.begin = server_.count();
    (void)hello_after(begin, 40);
    server_.say(topic(Channel::cmd), sent.envelope);
    report_.expect("7.3", "and is known after it: `duplicate`",
                   !ack_of(again, {"duplicate"}, 15).empty());
    if (key_set_ > 0) {
        report_.expect("3.7", "a set of keys that was followed is known after a sudden end",
                       !ack_of(command("report"), {"done"}, 15).empty());
    }
}

void DeviceCheck::leave() {
    const std::size_t begin = server_.count();
    kill_device(SIGTERM);
    const auto off = said(Channel::state, begin, 5, [](const Seen& seen) {
        const auto state =
            device_protocol::read_message<device_protocol::StateNotice>(seen.payload);
        return state && !state->on && !seen.retained;
    });
    report_.expect("6.9", "leaving on purpose it publishes `state` off", off.has_value());
    const auto left = server_.wait(seconds(5), begin,
                                   [](const Seen& seen) { return seen.kind == Seen::Kind::left; });
    report_.expect("6.9", "and disconnects properly", left && left->orderly);
}

void DeviceCheck::look_back() {
    std::set<std::string> strange;
    for (const Seen& seen : server_.all()) {
        const auto known = device_protocol::parse_device_topic(seen.topic);
        if (seen.kind == Seen::Kind::published &&
            (!known || known->device != server_.device() || known->channel == Channel::srv ||
             known->channel == Channel::des || known->channel == Channel::cmd)) {
            strange.insert(seen.topic);
        }
    }
    report_.expect("5.2", "it published to its own topics only", strange.empty(),
                   strange.empty() ? "" : *strange.begin());
    std::int64_t expected = 1;
    std::map<std::string, int> proofs;
    bool gapless = true;
    for (const auto& event : events()) {
        gapless = gapless && event.n == expected++;
        if (event.played) {
            ++proofs[base::to_text(event.played->run)];
        }
    }
    report_.expect("10.1", "events are numbered from 1 without gaps", gapless && expected > 1,
                   fmt::format("{} events", expected - 1));
    const bool once = std::ranges::all_of(proofs, [](const auto& one) { return one.second == 1; });
    report_.expect("8.6", "no run sounded or was proved twice", once && !proofs.empty());
    report_.skip("9.4", "without good time nothing sounds but emergencies",
                 "the clock of a device cannot be set from here");
}

} // namespace fleet::check
