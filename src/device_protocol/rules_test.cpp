// Goal: server and device decide alike who may do what, what is new and what is late.
#include "device_protocol/acceptance.hpp"
#include "device_protocol/sample_messages.hpp"
#include "device_protocol/session_rules.hpp"
#include "device_protocol/topics.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace device_protocol {

namespace {

using std::chrono::seconds;

Situation situation() {
    return {std::string(sample::device), {"cum-loa-so-1"}, sample::five_thirty + seconds(1), true};
}

Signed<Command> order() {
    return {sample::play_command(), sample::commune_issuer()};
}

std::string code_of(const Signed<Command>& command, const Situation& at = situation(),
                    const CommandMemory& memory = {}) {
    return judge_command(command, memory, at).code;
}

TEST(Topics, a_device_topic_is_read_as_it_was_made) {
    const auto topic = device_topic(sample::device, Channel::evt);
    EXPECT_EQ(topic, "lb/1/d/0197b2c4-1a00-7000-8000-0000000000d1/evt");
    EXPECT_EQ(parse_device_topic(topic), (DeviceTopic{std::string(sample::device), Channel::evt}));
    EXPECT_EQ(any_device_topic(Channel::hb), "lb/1/d/+/hb");
    EXPECT_EQ(group_command_topic("cum-1"), "lb/1/g/cum-1/cmd");
}

TEST(Topics, what_is_no_device_topic_is_refused) {
    for (const char* topic :
         {"lb/1/d/short/evt", "lb/1/d/0197b2c4-1a00/other", "lb/2/d/0197b2c4-1a00/evt",
          "lb/1/d/0197B2C4-1A00/evt", "lb/1/d/0197b2c4-1a00/evt/x", "lb/1/d/+/evt", "lb/1/d/", "",
          "lb/1/d/0197b2c4-1a00"}) {
        EXPECT_FALSE(parse_device_topic(topic).has_value()) << topic;
    }
}

TEST(Acceptance, a_good_command_is_received) {
    EXPECT_EQ(judge_command(order(), {}, situation()).state, AckState::received);
}

TEST(Acceptance, a_command_for_another_device_or_group_is_not_for_me) {
    auto command = order();
    command.message.target.device = "another-device";
    EXPECT_EQ(code_of(command), "not_for_me");
    command.message.target = {};
    command.message.target.group = "cum-loa-so-2";
    EXPECT_EQ(code_of(command), "not_for_me");
    command.message.target.group = "cum-loa-so-1";
    EXPECT_EQ(code_of(command), "");
}

TEST(Acceptance, all_devices_are_addressed_by_emergencies_only) {
    auto command = order();
    command.message.target = {};
    command.message.target.all = true;
    EXPECT_EQ(code_of(command), "");
    command.message.class_ = BroadcastClass::priority;
    EXPECT_EQ(code_of(command), "all_is_for_emergency");
}

TEST(Acceptance, a_key_may_order_only_what_it_has_a_right_to) {
    auto command = order();
    command.issuer.rights = {Right::play};
    EXPECT_EQ(code_of(command), "no_right");
    command.message.class_ = BroadcastClass::ordinary;
    EXPECT_EQ(code_of(command), "");
    command.message.op = "volume";
    command.message.volume = VolumeArguments{50, sample::five_thirty};
    EXPECT_EQ(code_of(command), "no_right");
}

TEST(Acceptance, whatever_is_of_class_emergency_needs_the_right_to_emergencies_and_no_other) {
    auto command = order();
    const auto judge = [&](std::string_view op, BroadcastClass class_, std::vector<Right> rights) {
        command.message.op = op;
        command.message.class_ = class_;
        command.message.volume = VolumeArguments{50, sample::five_thirty};
        command.message.stop = StopArguments{};
        command.message.capture = CaptureArguments{};
        command.issuer.rights = std::move(rights);
        return code_of(command);
    };
    const std::vector<Right> day{Right::play, Right::volume, Right::report};
    for (const std::string_view op : {op_play, op_stop, op_capture, op_volume, op_report}) {
        EXPECT_EQ(judge(op, BroadcastClass::emergency, day), "no_right") << op;
        EXPECT_EQ(judge(op, BroadcastClass::emergency, {Right::emergency}), "") << op;
        EXPECT_EQ(judge(op, BroadcastClass::priority, day), "") << op;
        EXPECT_EQ(judge(op, BroadcastClass::ordinary, day), "") << op;
        EXPECT_EQ(judge(op, BroadcastClass::ordinary, {Right::emergency}), "no_right") << op;
    }
    EXPECT_EQ(judge("reboot", BroadcastClass::emergency, {Right::emergency}), "unsupported");
}

TEST(Acceptance, an_operation_of_a_later_revision_is_unsupported) {
    auto command = order();
    command.message.op = "reboot";
    const auto verdict = judge_command(command, {}, situation());
    EXPECT_EQ(verdict.state, AckState::rejected);
    EXPECT_EQ(verdict.code, "unsupported");
}

TEST(Acceptance, an_operation_without_its_arguments_is_rejected) {
    auto command = order();
    command.message.play.reset();
    EXPECT_EQ(code_of(command), "bad_arguments");
    command.message.op = "stop";
    EXPECT_EQ(code_of(command), "bad_arguments");
}

TEST(Acceptance, a_command_is_good_until_just_before_it_expires) {
    auto at = situation();
    at.now = order().message.expires_at - base::Millis(1);
    EXPECT_EQ(code_of(order(), at), "");
    at.now = order().message.expires_at;
    EXPECT_EQ(judge_command(order(), {}, at).state, AckState::expired);
}

TEST(Acceptance, a_command_that_lives_too_long_is_rejected) {
    auto command = order();
    command.message.expires_at = command.message.issued_at + command_life_max + base::Millis(1);
    EXPECT_EQ(code_of(command), "life_too_long");
}

TEST(Acceptance, a_command_from_the_future_is_rejected) {
    auto at = situation();
    at.now = order().message.issued_at - clock_tolerance;
    EXPECT_EQ(code_of(order(), at), "");
    at.now = at.now - base::Millis(1);
    EXPECT_EQ(code_of(order(), at), "issued_in_future");
}

TEST(Acceptance, without_a_clock_only_emergencies_are_taken_and_never_surely_expired_ones) {
    auto at = situation();
    at.clock_known = false;
    at.now = base::Instant{0};
    EXPECT_EQ(code_of(order(), at), "");
    auto ordinary = order();
    ordinary.message.class_ = BroadcastClass::ordinary;
    EXPECT_EQ(code_of(ordinary, at), "clock_unknown");
    at.now = order().message.expires_at;
    EXPECT_EQ(code_of(order(), at), "expired");
}

CommandMemory::Entry entry(std::int64_t seq, std::string keyid) {
    base::Uuid uuid;
    uuid.bytes[0] = 1;
    uuid.bytes[14] = static_cast<std::uint8_t>(seq >> 8);
    uuid.bytes[15] = static_cast<std::uint8_t>(seq & 0xFF);
    return {CommandId{uuid}, std::move(keyid), seq, AckState::done};
}

TEST(Acceptance, a_known_command_is_a_duplicate_however_late_it_comes) {
    CommandMemory memory;
    memory.remember({order().message.cid, order().issuer.keyid, 41, AckState::received});
    memory.set_state(order().message.cid, AckState::done);
    EXPECT_EQ(judge_command(order(), memory, situation()).state, AckState::duplicate);
    EXPECT_EQ(memory.find(order().message.cid)->state, AckState::done);
    auto at = situation();
    at.now = at.now + std::chrono::hours(1000);
    EXPECT_EQ(judge_command(order(), memory, at).state, AckState::duplicate);
}

TEST(Acceptance, a_command_that_fell_out_of_the_memory_cannot_come_back) {
    CommandMemory memory;
    for (std::int64_t seq = 1; seq <= 300; ++seq) {
        memory.remember(entry(seq, order().issuer.keyid));
    }
    EXPECT_EQ(memory.entries().size(), CommandMemory::capacity);
    EXPECT_EQ(memory.floor_of(order().issuer.keyid), 44);
    EXPECT_EQ(code_of(order(), situation(), memory), "replayed");
    auto later = order();
    later.message.seq = 301;
    EXPECT_EQ(code_of(later, situation(), memory), "");
    auto other_key = order();
    other_key.issuer.keyid = "another";
    EXPECT_EQ(code_of(other_key, situation(), memory), "");
}

TEST(Acceptance, the_memory_survives_being_stored) {
    CommandMemory memory;
    for (std::int64_t seq = 1; seq <= 258; ++seq) {
        memory.remember(entry(seq, "k"));
    }
    const auto again = CommandMemory::restore(memory.entries(), memory.floors());
    EXPECT_EQ(again.entries().size(), CommandMemory::capacity);
    EXPECT_EQ(again.floor_of("k"), 2);
    EXPECT_NE(again.find(entry(3, "k").cid), nullptr);
    EXPECT_EQ(again.find(entry(2, "k").cid), nullptr);
}

TEST(Acceptance, a_manifest_is_taken_only_if_newer_and_mine_and_not_over) {
    const Signed<Manifest> manifest{sample::manifest(), sample::commune_issuer()};
    EXPECT_EQ(judge_manifest(manifest, 6, situation()), "");
    EXPECT_EQ(judge_manifest(manifest, 7, situation()), "stale_version");
    EXPECT_EQ(judge_manifest(manifest, 8, situation()), "stale_version");
    auto at = situation();
    at.now = manifest.message.valid_to;
    EXPECT_EQ(judge_manifest(manifest, 6, at), "expired");
    at = situation();
    at.device = "another-device";
    EXPECT_EQ(judge_manifest(manifest, 6, at), "not_for_me");
    auto weak = manifest;
    weak.issuer.rights = {Right::desired};
    EXPECT_EQ(judge_manifest(weak, 6, situation()), "no_right");
}

TEST(Acceptance, a_desired_state_never_goes_back) {
    const Signed<DesiredState> desired{sample::desired(), sample::commune_issuer()};
    EXPECT_EQ(judge_desired(desired, 12, situation()), "");
    EXPECT_EQ(judge_desired(desired, 13, situation()), "stale_version");
    auto weak = desired;
    weak.issuer.rights = {Right::manifest};
    EXPECT_EQ(judge_desired(weak, 1, situation()), "no_right");
}

TEST(Clashes, a_higher_class_stops_a_lower_one_unless_the_manifest_says_otherwise) {
    using enum BroadcastClass;
    EXPECT_EQ(clash_word({}, ordinary, emergency), Clash::stop);
    EXPECT_EQ(clash_word({}, ordinary, ordinary), Clash::defer);
    EXPECT_EQ(clash_word({}, emergency, priority), Clash::defer);
    EXPECT_EQ(clash_word(sample::manifest().clashes, ordinary, priority), Clash::pause);
}

TEST(Session, an_old_will_is_told_from_the_present_connection) {
    EXPECT_EQ(compare_incarnation(5, 4), Incarnation::older);
    EXPECT_EQ(compare_incarnation(5, 5), Incarnation::current);
    EXPECT_EQ(compare_incarnation(5, 6), Incarnation::newer);
    EXPECT_EQ(lease_until({1000}, 60).ms, 91'000);
}

TEST(Events, the_next_numbers_are_stored_and_known_ones_passed_over) {
    const auto intake = take_events({1, 3}, 1, 1, {2, 3, 4, 5});
    EXPECT_EQ(intake.position.n, 5);
    EXPECT_EQ(intake.fresh, (std::vector<std::size_t>{2, 3}));
    EXPECT_EQ(intake.lost, 0);
    EXPECT_FALSE(intake.ask_again);
}

TEST(Events, a_gap_stops_the_intake_so_that_nothing_is_acknowledged_unseen) {
    const auto intake = take_events({1, 3}, 1, 1, {4, 6, 7});
    EXPECT_EQ(intake.position.n, 4);
    EXPECT_EQ(intake.fresh, (std::vector<std::size_t>{0}));
    EXPECT_TRUE(intake.ask_again);
}

TEST(Events, what_left_the_ring_is_counted_as_lost) {
    const auto intake = take_events({1, 3}, 1, 10, {10, 11});
    EXPECT_EQ(intake.position.n, 11);
    EXPECT_EQ(intake.lost, 6);
    EXPECT_EQ(intake.fresh.size(), 2U);
}

TEST(Events, a_new_epoch_begins_again_and_an_old_one_is_ignored) {
    const auto newer = take_events({1, 300}, 2, 1, {1, 2});
    EXPECT_EQ(newer.position.epoch, 2);
    EXPECT_EQ(newer.position.n, 2);
    const auto older = take_events({2, 2}, 1, 1, {301});
    EXPECT_EQ(older.position.epoch, 2);
    EXPECT_EQ(older.position.n, 2);
    EXPECT_TRUE(older.fresh.empty());
}

constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

std::int64_t longest_wait_s(ConnectEnd end, std::int32_t failures, std::int32_t retry_s = 0) {
    std::int64_t longest = 0;
    for (std::uint64_t random = 0; random < 700'000; random += 97) {
        longest = std::max(longest, reconnect_wait(end, failures, retry_s, random).count());
    }
    return (longest + 999) / 1000;
}

TEST(Reconnect, waits_are_spread_grow_and_have_a_ceiling) {
    EXPECT_EQ(longest_wait_s(ConnectEnd::first, 0), 30);
    EXPECT_EQ(longest_wait_s(ConnectEnd::lost, 0), 1);
    EXPECT_EQ(longest_wait_s(ConnectEnd::lost, 1), 2);
    EXPECT_EQ(longest_wait_s(ConnectEnd::lost, 5), 32);
    EXPECT_EQ(longest_wait_s(ConnectEnd::lost, 9), 300);
    EXPECT_EQ(longest_wait_s(ConnectEnd::lost, 1'000'000), 300);
    EXPECT_EQ(reconnect_wait(ConnectEnd::lost, 9, 0, 0).count(), 0);
    EXPECT_LE(reconnect_wait(ConnectEnd::lost, 9, 0, most), seconds(300));
}

TEST(Reconnect, a_refusal_is_respected) {
    EXPECT_GE(reconnect_wait(ConnectEnd::unavailable, 0, 0, 0), seconds(60));
    EXPECT_GE(reconnect_wait(ConnectEnd::not_allowed, 0, 0, 0), seconds(300));
    EXPECT_EQ(reconnect_wait(ConnectEnd::told_to_wait, 0, 40, 0), seconds(40));
    EXPECT_EQ(longest_wait_s(ConnectEnd::told_to_wait, 0, 40), 60);
    EXPECT_LE(reconnect_wait(ConnectEnd::told_to_wait, 0, 2'000'000'000, most), seconds(129'600));
}

} // namespace

TEST(HelloWait, DoublesFromTenSecondsToAMinuteAndNeverFallsUnderAHalf) {
    constexpr std::uint64_t half_of_ten_s = 5'000; // the random part is at most half the span
    EXPECT_EQ(hello_wait(1, 0), seconds(5));
    EXPECT_EQ(hello_wait(1, half_of_ten_s), seconds(10));
    EXPECT_EQ(hello_wait(2, 0), seconds(10));
    EXPECT_EQ(hello_wait(3, 0), seconds(20));
    EXPECT_EQ(hello_wait(4, 0), seconds(30));
    EXPECT_EQ(hello_wait(1'000'000, 0), seconds(30));
    for (std::uint64_t random = 0; random < 1'000'000'000'000; random += 77'777'777'777) {
        EXPECT_LE(hello_wait(9, random), seconds(60));
    }
}

TEST(Answering, only_what_went_to_many_and_is_no_emergency_may_wait) {
    Command command{.class_ = BroadcastClass::priority, .target = {.group = "a-91"}};
    EXPECT_TRUE(may_wait_to_answer(command));
    command.class_ = BroadcastClass::emergency;
    EXPECT_FALSE(may_wait_to_answer(command));
    command = {.class_ = BroadcastClass::ordinary, .target = {.device = "d"}};
    EXPECT_FALSE(may_wait_to_answer(command));
}

} // namespace device_protocol
