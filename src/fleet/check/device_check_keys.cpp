#include "base/clock.hpp"
#include "base/uuid.hpp"
#include "device_protocol/messages_json.hpp"
#include "fleet/check/device_check.hpp"

#include <algorithm>
#include <fmt/format.h>

/// What each key may do, and level Keys, where every answer to a question for keys holds
/// one set that is to be followed and then one that is not: a device that asked in vain may wait
/// ever longer with the next question.
namespace fleet::check {

using device_protocol::BroadcastClass;
using device_protocol::Channel;
using device_protocol::Command;
using device_protocol::KeySet;
using device_protocol::Purpose;
using device_protocol::Right;
using device_protocol::Tier;
using device_protocol::TrustedIssuer;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

/// Two questions are at least ten seconds apart.
constexpr int until_asked_s = 25;
constexpr std::int64_t pause_ms = 10'000;

base::Instant now() {
    return base::SystemClock().now();
}

base::Uuid fresh_id() {
    base::SystemRandom random;
    return base::make_uuid_v7(now(), random);
}

TrustedIssuer describe(const crypto::KeyPair& key, Purpose purpose) {
    return device_protocol::describe_issuer(key.public_key(), Tier::commune,
                                            device_protocol::rights_of(purpose));
}

KeySet set_of(std::int64_t version, std::vector<TrustedIssuer> issuers) {
    return {
        .version = version, .issued_at = now(), .issuers = std::move(issuers), .release_keys = {}};
}

} // namespace

const crypto::KeyPair& DeviceCheck::make_key() {
    base::SystemRandom random;
    return made_keys_.emplace_back(crypto::KeyPair::generate(random));
}

std::vector<TrustedIssuer> DeviceCheck::own_issuers() const {
    return {describe(*root_, Purpose::root), describe(*emergency_, Purpose::emergency),
            describe(*ordinary_, Purpose::ordinary)};
}

std::string DeviceCheck::next_set(std::vector<TrustedIssuer> others) {
    std::vector<TrustedIssuer> issuers = own_issuers();
    std::ranges::move(others, std::back_inserter(issuers));
    return device_protocol::seal(set_of(++key_set_, std::move(issuers)), *root_);
}

DeviceCheck::Sent DeviceCheck::command_by(const crypto::KeyPair& signer, const std::string& op,
                                          const Members& change) {
    return send(draft(op, change), signer, "");
}

DeviceCheck::Sent DeviceCheck::play_by(const crypto::KeyPair& signer, int count,
                                       const Members& change) {
    return command_by(signer, "play", [&](Command& command) {
        command.play = device_protocol::PlayArguments{};
        command.play->run = device_protocol::RunId{fresh_id()};
        command.play->items = tones(count);
        change(command);
    });
}

void DeviceCheck::announce_keys() {
    desire([&](auto& desired) { desired.key_set = key_set_; });
}

bool DeviceCheck::asks_and_follows(std::int64_t version, std::size_t begin, int wait_s) const {
    const std::string path = fmt::format("/device/v1/keys?after={}", version);
    const auto asked = server_.wait(seconds(wait_s), begin, [&](const Seen& seen) {
        return seen.kind == Seen::Kind::fetched && seen.topic == path;
    });
    const std::string next = std::to_string(version + 1);
    return asked &&
           said(Channel::evt, begin, 10, [&](const Seen& seen) {
               const auto batch =
                   device_protocol::read_message<device_protocol::EventBatch>(seen.payload);
               return batch && std::ranges::any_of(batch->events, [&](const auto& event) {
                          return event.notice && event.notice->code == "keys_followed" &&
                                 event.notice->text == next;
                      });
           }).has_value();
}

void DeviceCheck::judge_rights() {
    const auto urgent = [](Command& c) { c.class_ = BroadcastClass::emergency; };
    const auto louder = [](Command& c) {
        c.volume = device_protocol::VolumeArguments{70, now() + seconds(1)};
    };
    const auto urgent_and_louder = [&](Command& c) {
        urgent(c);
        louder(c);
    };
    const crypto::KeyPair& day = server_.day_key();
    const crypto::KeyPair& alarm = server_.alarm_key();
    expect_rejected("an emergency by a key of the day's work", "no_right", play_by(day, 1, urgent));
    expect_rejected("a `report` of class emergency by it", "no_right",
                    command_by(day, "report", urgent));
    expect_rejected("a `volume` of class emergency by it", "no_right",
                    command_by(day, "volume", urgent_and_louder));
    report_.expect("3.5", "`report` and `volume` of class ordinary by it are done",
                   !ack_of(command_by(day, "report"), {"done"}, 10).empty() &&
                       !ack_of(command_by(day, "volume", louder), {"done"}, 10).empty());
    expect_rejected("a `report` of class ordinary by a key for emergencies", "no_right",
                    command_by(alarm, "report"));
    report_.expect(
        "3.5", "`report` and `volume` of class emergency by it are done",
        !ack_of(command_by(alarm, "report", urgent), {"done"}, 10).empty() &&
            !ack_of(command_by(alarm, "volume", urgent_and_louder), {"done"}, 10).empty());
}

void DeviceCheck::follow_keys() {
    const auto hello = hello_after(0, 0);
    if (!hello || std::ranges::find(hello->levels, "keys") == hello->levels.end()) {
        for (const char* rule : {"3.7", "3.8", "3.9", "3.10"}) {
            report_.skip(rule, "sets of keys", "the device does not name level `keys`");
        }
        return;
    }
    follow_first_set();
    follow_unknown_key();
    judge_times_and_tiers();
    refuse_sets();
    plan({}); // stored under a key that is still believed
}

void DeviceCheck::follow_first_set() {
    base::SystemRandom random;
    const auto stranger = crypto::KeyPair::generate(random);
    root_ = &make_key();
    const crypto::KeyPair& emergency = make_key();
    const crypto::KeyPair& ordinary = make_key();
    const KeySet set =
        set_of(1, {describe(*root_, Purpose::root), describe(emergency, Purpose::emergency),
                   describe(ordinary, Purpose::ordinary)});
    KeySet forged = set;
    forged.version = 2;
    server_.serve_keys(
        {device_protocol::seal(set, server_.key()), device_protocol::seal(forged, stranger)});
    const std::size_t begin = server_.count();
    key_set_ = 1;
    announce_keys();
    report_.expect("3.9", "told of a newer set it asks for it and follows",
                   asks_and_follows(0, begin, until_asked_s));
    report_.expect("3.7", "a set signed by a stranger is refused and told",
                   refused("keys", "crypto.untrusted", begin, 10));
    emergency_ = &emergency;
    ordinary_ = &ordinary;
    announce_keys();
    report_.expect("3.7", "what the new key of the day's work signs is obeyed",
                   !ack_of(command("report"), {"done"}, 10).empty());
    const auto urgent = [](Command& c) { c.class_ = BroadcastClass::emergency; };
    expect_rejected("an emergency by the key of the day's work", "no_right",
                    play_by(ordinary, 1, urgent));
    report_.expect("3.5", "one by the key for emergencies is received",
                   !ack_of(play(1, urgent), {"done"}, 15).empty());
}

void DeviceCheck::follow_unknown_key() {
    const std::string old = device_protocol::seal(set_of(1, own_issuers()), *root_);
    ordinary_ = &make_key();
    server_.serve_keys({next_set(), old});
    const auto former = server_.wait(milliseconds(0), 0, [](const Seen& seen) {
        return seen.kind == Seen::Kind::fetched && seen.topic.starts_with("/device/v1/keys");
    });
    const Sent early = command("report");
    report_.expect("3.9", "a command of a key that it does not know is refused and told",
                   refused("command", "crypto.untrusted", early.begin, 10));
    report_.expect("3.9", "and makes it ask for keys and follow",
                   asks_and_follows(key_set_ - 1, early.begin, until_asked_s));
    const auto asked = server_.wait(milliseconds(0), early.begin, [](const Seen& seen) {
        return seen.kind == Seen::Kind::fetched && seen.topic.starts_with("/device/v1/keys");
    });
    const std::int64_t pause = former && asked ? (asked->at - former->at).count() : 0;
    report_.expect("3.9", "not again within 10 s", pause >= pause_ms - 100,
                   fmt::format("{} ms", pause));
    report_.expect("3.9", "what it held it judges once more and obeys",
                   !ack_of(early, {"done"}, 15).empty());
    report_.expect("3.7", "an older set is refused and told",
                   refused("keys", "device_protocol.key_set_stale", early.begin, 10));
}

void DeviceCheck::judge_times_and_tiers() {
    const crypto::KeyPair& over = make_key();
    const crypto::KeyPair& to_come = make_key();
    const crypto::KeyPair& province = make_key();
    TrustedIssuer ended = describe(over, Purpose::ordinary);
    ended.until = now() - hours(1);
    TrustedIssuer waits = describe(to_come, Purpose::ordinary);
    waits.from = now() + hours(1);
    const TrustedIssuer above = device_protocol::describe_issuer(
        province.public_key(), Tier::province, {Right::play, Right::volume, Right::report});
    const std::string next = next_set({ended, waits, above});
    server_.serve_keys({next, device_protocol::seal(set_of(key_set_ + 2, own_issuers()), *root_)});
    const std::size_t begin = server_.count();
    announce_keys();
    report_.expect("3.9", "it asks after its own version",
                   asks_and_follows(key_set_ - 1, begin, until_asked_s));
    report_.expect("3.7", "a set that leaves one out is refused and told",
                   refused("keys", "device_protocol.key_set_gap", begin, 10));
    expect_rejected("a command of a key whose time is over", "key_out_of_time",
                    command_by(over, "report"));
    expect_rejected("a command of a key whose time is to come", "key_out_of_time",
                    command_by(to_come, "report"));
    const Sent ordered = play_by(province, 20, [](Command& c) { c.source.node = "tinh"; });
    report_.expect("3.5", "what a key of the province signed sounds, whoever brought it",
                   !ack_of(ordered, {"started"}, 15).empty());
    std::string code;
    const auto halt = [](Command& c) { c.stop = device_protocol::StopArguments{}; };
    (void)ack_of(command("stop", halt), {"rejected", "done"}, 10, &code);
    report_.expect("7.8", "a key of the commune cannot stop it: `higher_tier`",
                   code == "higher_tier", code);
    report_.expect("7.8", "the province's can",
                   !ack_of(command_by(province, "stop", halt), {"done"}, 10).empty());
}

void DeviceCheck::refuse_sets() {
    const std::string by_another =
        device_protocol::seal(set_of(key_set_ + 2, own_issuers()), *ordinary_);
    server_.serve_keys({next_set(), by_another});
    std::size_t begin = server_.count();
    announce_keys();
    (void)asks_and_follows(key_set_ - 1, begin, until_asked_s);
    report_.expect("3.7", "a set signed by a key without the right `keys` is refused and told",
                   refused("keys", "device_protocol.key_set_no_right", begin, 10));
    std::vector<TrustedIssuer> mixed = own_issuers();
    mixed[1].rights.push_back(Right::play);
    const std::string broken = device_protocol::seal(set_of(key_set_ + 2, mixed), *root_);
    server_.serve_keys({next_set(), broken});
    begin = server_.count();
    announce_keys();
    report_.expect("3.9", "it follows set after set",
                   asks_and_follows(key_set_ - 1, begin, until_asked_s));
    report_.expect("3.8", "a set in which a key for emergencies may do more is refused and told",
                   refused("keys", "device_protocol.bad_key_set", begin, 10));
    server_.serve_keys({});
    const Sent late = command_by(server_.key(), "report");
    report_.expect("3.7", "a key that has left the set is believed no more",
                   refused("command", "crypto.untrusted", late.begin, 10));
}

} // namespace fleet::check
