// Goal: each promise of the checker can be kept and can be broken. Method: facts written by hand.
#include "simulation/checker.hpp"

#include <gtest/gtest.h>

namespace simulation {

namespace {

constexpr base::Instant noon{1'780'290'000'000};

base::Instant after(std::int64_t seconds) {
    return {noon.ms + seconds * 1000};
}

/// An ordinary run of up to 60 s for one device, to begin within ten seconds of noon.
class Facts {
public:
    explicit Facts(const std::string& by = "programme") {
        tell({.at = noon,
              .kind = FactKind::ordered,
              .run = "r",
              .class_ = "ordinary",
              .state = by,
              .until = after(10)});
        tell({.at = noon, .kind = FactKind::targeted, .device = "d", .run = "r"});
    }
    void tell(const Fact& fact) { checker_.take(fact); }
    void sounded(std::int64_t at_s, std::int64_t position_s, std::int64_t s,
                 const std::string& run = "r") {
        tell({.at = after(at_s),
              .kind = FactKind::sounded,
              .device = "d",
              .run = run,
              .position_ms = position_s * 1000,
              .ms = s * 1000});
    }
    void recorded(std::int64_t s) {
        tell({.kind = FactKind::recorded, .device = "d", .run = "r", .ms = s * 1000});
    }
    void settled(const std::string& state) {
        tell({.kind = FactKind::settled, .device = "d", .run = "r", .state = state});
    }
    void healed() { tell({.kind = FactKind::healed}); }
    [[nodiscard]] std::vector<std::string> broken() const {
        std::vector<std::string> promises;
        for (const Violation& violation : checker_.violations()) {
            promises.push_back(violation.promise);
        }
        return promises;
    }

private:
    Checker checker_;
};

using Promises = std::vector<std::string>;

TEST(Checker, finds_nothing_in_a_run_that_sounded_once_and_is_proven) {
    Facts facts;
    facts.sounded(1, 0, 30);
    facts.sounded(40, 30, 30);
    facts.recorded(60);
    facts.settled("done");
    facts.healed();
    EXPECT_EQ(facts.broken(), Promises{});
}

TEST(Checker, finds_a_stretch_that_sounded_twice) {
    Facts facts;
    facts.sounded(1, 0, 30);
    facts.sounded(40, 29, 30);
    EXPECT_EQ(facts.broken(), Promises{"sounded_twice"});
}

/// An ordinary run whose sentences begin at 0, 8 and 20 s, and a priority run.
Facts with_sentences() {
    Facts facts;
    for (const std::int64_t begins : {0, 8'000, 20'000}) {
        facts.tell({.at = noon, .kind = FactKind::sentence, .run = "r", .position_ms = begins});
    }
    facts.tell({.at = noon,
                .kind = FactKind::ordered,
                .run = "p",
                .class_ = "priority",
                .until = after(100)});
    facts.tell({.at = noon, .kind = FactKind::targeted, .device = "d", .run = "p"});
    return facts;
}

TEST(Checker, lets_what_gave_way_go_on_at_its_sentence_and_nowhere_before) {
    Facts resumed = with_sentences();
    resumed.sounded(1, 0, 12);
    resumed.sounded(14, 0, 5, "p");
    resumed.sounded(20, 8, 3); // and is cut in the same sentence again
    resumed.sounded(24, 5, 5, "p");
    resumed.sounded(30, 8, 30);
    EXPECT_EQ(resumed.broken(), Promises{});
    Facts again = with_sentences();
    again.sounded(1, 0, 12);
    again.sounded(14, 0, 5, "p");
    again.sounded(20, 0, 30);
    EXPECT_EQ(again.broken(), Promises{"sounded_twice"});
    Facts cut_off = with_sentences();
    cut_off.sounded(1, 0, 12);
    cut_off.sounded(20, 8, 30); // after a loss of power it goes on where it would be
    EXPECT_EQ(cut_off.broken(), Promises{"sounded_twice"});
}

TEST(Checker, finds_a_run_that_began_too_late_and_lets_it_go_on_late) {
    Facts late;
    late.sounded(13, 0, 30);
    EXPECT_EQ(late.broken(), Promises{"sounded_late"});
    Facts resumed;
    resumed.sounded(10, 0, 5);
    resumed.sounded(300, 5, 5);
    EXPECT_EQ(resumed.broken(), Promises{});
}

TEST(Checker, finds_what_nobody_ordered) {
    Facts facts;
    facts.sounded(1, 0, 5, "other");
    EXPECT_EQ(facts.broken(), Promises{"sounded_unordered"});
}

TEST(Checker, finds_sound_in_quiet_hours_unless_it_is_an_emergency) {
    Facts facts;
    facts.tell({.at = after(20), .kind = FactKind::quiet, .until = after(3600)});
    facts.sounded(1, 0, 30);
    EXPECT_EQ(facts.broken(), Promises{"sounded_in_quiet"});
    facts.tell({.at = noon,
                .kind = FactKind::ordered,
                .run = "alarm",
                .class_ = "emergency",
                .until = after(100)});
    facts.tell({.at = noon, .kind = FactKind::targeted, .device = "d", .run = "alarm"});
    facts.sounded(60, 0, 30, "alarm");
    EXPECT_EQ(facts.broken().size(), 1U);
}

TEST(Checker, finds_two_sounds_at_once) {
    Facts facts;
    facts.tell({.at = noon,
                .kind = FactKind::ordered,
                .run = "b",
                .class_ = "ordinary",
                .until = after(100)});
    facts.tell({.at = noon, .kind = FactKind::targeted, .device = "d", .run = "b"});
    facts.sounded(1, 0, 30);
    facts.sounded(30, 0, 30, "b");
    EXPECT_EQ(facts.broken(), Promises{"two_at_once"});
}

TEST(Checker, finds_lost_doubled_and_false_proofs) {
    Facts lost;
    lost.sounded(1, 0, 30);
    lost.settled("done");
    lost.healed();
    EXPECT_EQ(lost.broken(), Promises{"proof_lost"});
    Facts doubled;
    doubled.recorded(0);
    doubled.recorded(0);
    EXPECT_EQ(doubled.broken(), Promises{"proof_doubled"});
    Facts false_one;
    false_one.sounded(1, 0, 30);
    false_one.recorded(60);
    false_one.settled("done");
    false_one.healed();
    EXPECT_EQ(false_one.broken(), Promises{"proof_false"});
}

TEST(Checker, finds_orders_whose_end_nobody_knows_or_that_did_not_happen) {
    Facts open;
    open.settled("received");
    open.healed();
    EXPECT_EQ(open.broken(), Promises{"not_settled"});
    Facts silent;
    silent.settled("done");
    silent.healed();
    Facts forgotten("command");
    forgotten.settled("silent");
    forgotten.healed();
    EXPECT_EQ(forgotten.broken(), Promises{"not_settled"});
    EXPECT_EQ(silent.broken(), Promises{"settled_falsely"});
}

TEST(Checker, finds_a_command_of_which_the_server_knows_nothing_any_more) {
    Facts lost("command");
    lost.healed();
    EXPECT_EQ(lost.broken(), Promises{"order_lost"});
    Facts withdrawn; // out of the plan before it began
    withdrawn.healed();
    EXPECT_EQ(withdrawn.broken(), Promises{});
}

TEST(Checker, finds_an_answer_that_the_server_never_learned) {
    const auto end = [](const std::string& told, const std::string& known) {
        Facts facts;
        facts.settled("failed"); // of the run beside it
        facts.tell({.kind = FactKind::answered, .device = "d", .run = "c", .state = told});
        facts.tell({.kind = FactKind::answered, .device = "d", .run = "c", .state = "expired"});
        if (!known.empty()) {
            facts.tell({.kind = FactKind::settled, .device = "d", .run = "c", .state = known});
        }
        facts.healed();
        return facts.broken();
    };
    EXPECT_EQ(end("done", "done"), Promises{}) << "what it says after a sudden end changes nothing";
    EXPECT_EQ(end("refused", "refused"), Promises{});
    EXPECT_EQ(end("done", "silent"), Promises{"answer_lost"});
    EXPECT_EQ(end("done", ""), Promises{"answer_lost"});
}

TEST(Checker, finds_a_silent_device_that_is_shown_as_online) {
    Facts facts;
    facts.tell({.at = after(80),
                .kind = FactKind::shown,
                .device = "d",
                .state = "online",
                .until = noon});
    EXPECT_EQ(facts.broken(), Promises{});
    facts.tell({.at = after(92),
                .kind = FactKind::shown,
                .device = "d",
                .state = "silent_able",
                .until = noon});
    EXPECT_EQ(facts.broken(), Promises{});
    facts.tell({.at = after(92),
                .kind = FactKind::shown,
                .device = "d",
                .state = "online",
                .until = noon});
    EXPECT_EQ(facts.broken(), Promises{"silent_shown_online"});
}

TEST(Checker, finds_programmes_that_go_back_and_events_that_are_lost) {
    Facts facts;
    facts.tell({.kind = FactKind::programme, .device = "d", .ms = 4});
    facts.tell({.kind = FactKind::programme, .device = "d", .ms = 3});
    facts.tell({.kind = FactKind::lost, .device = "d", .ms = 0});
    facts.tell({.kind = FactKind::lost, .device = "d", .ms = 2});
    EXPECT_EQ(facts.broken(), (Promises{"programme_went_back", "event_lost"}));
}

TEST(Fact, comes_back_from_its_line) {
    const Fact fact{.at = noon, .kind = FactKind::sounded, .device = "d", .run = "r", .ms = 7};
    const auto read = read_fact(write_fact(fact));
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->kind, FactKind::sounded);
    EXPECT_EQ(read->ms, 7);
    EXPECT_FALSE(read_fact("{\"kind\":\"sounded\"}").has_value());
    EXPECT_FALSE(read_fact("nothing").has_value());
}

} // namespace

} // namespace simulation
