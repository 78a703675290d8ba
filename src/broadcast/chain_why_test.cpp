// Goal: "why did this device (not) play?" is answered from rows, for what devices and lines do.
// Method: the server's steps and a device made by hand, as in chain_test.cpp; then the question.
#include "broadcast/chain_fixture.hpp"
#include "broadcast/why_record.hpp"
#include "broadcast/why_words.hpp"
#include "devices/device_record.hpp"
#include "testing/golden.hpp"

namespace broadcast {

namespace {

using namespace std::chrono_literals;
using device_protocol::Event;
using device_protocol::Outcome;

class WhyChain : public Chain {
protected:
    /// One run in half an hour, told to the device and stored there.
    void plan_and_store() {
        plan();
        hello();
        store();
    }
    void plan() {
        run_ = planned(clock_.now() + 30min);
        plan_.publish(device_, {run_}, 1, clock_.now());
        refresh();
    }
    void store() {
        say(Channel::rep, device_protocol::ReportedState{.inc = 1,
                                                         .desired_version = 1,
                                                         .manifest_version = 1,
                                                         .media_stored = 1,
                                                         .manifest_valid_to = clock_.now() + 168h});
    }
    void beat() { say(Channel::hb, device_protocol::Heartbeat{.inc = 1, .manifest_version = 1}); }

    void tell(std::vector<Event> told) {
        device_protocol::EventBatch batch{.inc = 1, .epoch = 5};
        for (Event& event : told) {
            event.n = ++told_;
            event.at = event.at == base::Instant{} ? clock_.now() : event.at;
            batch.events.push_back(std::move(event));
        }
        say(Channel::evt, batch);
    }
    static Event notice(std::string code) {
        return {.kind = "notice", .notice = device_protocol::Notice{.code = std::move(code)}};
    }
    static Event refusal(std::string what, std::string code) {
        return {.kind = "refused",
                .refused =
                    device_protocol::Refused{.what = std::move(what), .code = std::move(code)}};
    }
    Event ending(Outcome outcome, std::string reason) {
        auto proof = proof_of(run_.id, run_.at);
        proof.outcome = outcome;
        proof.reason = std::move(reason);
        proof.ms_played = 0;
        proof.parts.clear();
        proof.started_at.reset();
        proof.ended_at.reset();
        return {.kind = "played", .played = std::move(proof)};
    }

    void forget_proofs() {
        temporary_->database()
            .write([&](storage::Transaction& transaction) -> base::Result<void> {
                transaction.execute("delete from proof", {});
                return {};
            })
            .value();
    }
    /// As schedule/ records it when it plans.
    void insert_refusal(storage::Transaction& transaction, base::Instant at) const {
        const auto programme = base::to_text(run_.programme);
        transaction.execute(
            "insert into programme (id, state, class, area, search_text, version, document) "
            "values ($1, 'active', 'ordinary', '91/31069', '', 1, $2)",
            {programme, testing_support::read_test_file("src/schedule/testdata/programme.json")});
        transaction.execute(
            "insert into planned_decision (device, programme, nominal_at, play, reason, "
            "message_vi, message_en) values ($1, $2, $3, 0, 'day_limit', 'Đã đủ phút.', 'Used "
            "up.')",
            {device_, programme, at});
    }

    std::vector<WhyFacts> ask(base::Instant at, std::optional<content::BulletinId> about = {}) {
        return temporary_->database()
            .read([&](storage::Connection& connection) -> base::Result<std::vector<WhyFacts>> {
                const auto device = devices::find_device(connection, device_);
                return facts_about(connection, *device, {at, about}, clock_.now());
            })
            .value();
    }
    /// The one answer about the run's time.
    std::string_view why() {
        const auto facts = ask(run_.at);
        EXPECT_EQ(facts.size(), 1U);
        return to_text(explain(facts.front()).code);
    }

    schedule::PlannedRun run_;
    std::int64_t told_ = 0;
};

TEST_P(WhyChain, before_its_time_it_is_pending_and_then_played) {
    plan_and_store();
    EXPECT_EQ(why(), "pending");
    clock_.advance(31min);
    beat();
    events(1, {proof_of(run_.id, run_.at)});
    EXPECT_EQ(why(), "played");
}

TEST_P(WhyChain, a_device_without_power_says_when_it_came_back) {
    plan_and_store();
    clock_.advance(28min);
    beat();
    clock_.advance(60min);
    EXPECT_EQ(why(), "silent");
    hello(2);
    tell({notice("started"), ending(Outcome::missed, "too_late")});
    EXPECT_EQ(why(), "device_off");
}

TEST_P(WhyChain, a_device_that_was_cut_off_before_it_had_the_run_says_so) {
    hello();
    clock_.advance(10min);
    plan();
    clock_.advance(60min);
    hello();
    tell({ending(Outcome::missed, "too_late")});
    EXPECT_EQ(why(), "network_gone");
}

TEST_P(WhyChain, a_device_that_was_cut_off_and_held_the_run_played_alone) {
    plan_and_store();
    clock_.advance(60min);
    EXPECT_EQ(why(), "silent");
    hello();
    tell({{.kind = "played", .played = proof_of(run_.id, run_.at)}});
    EXPECT_EQ(why(), "played");
}

TEST_P(WhyChain, what_the_device_tells_of_its_own_troubles_is_the_answer) {
    struct Case {
        std::vector<Event> told;
        std::string_view why;
    };
    plan_and_store();
    clock_.advance(30min);
    beat();
    std::vector<Case> cases;
    cases.push_back({{ending(Outcome::failed, "player.output")}, "no_output"});
    cases.push_back({{ending(Outcome::missed, "quiet_hours")}, "quiet_hours"});
    cases.push_back({{ending(Outcome::preempted, "never")}, "preempted"});
    cases.push_back({{ending(Outcome::stopped, "command")}, "stopped"});
    cases.push_back({{ending(Outcome::failed, "media_missing")}, "media_missing"});
    cases.push_back({{ending(Outcome::missed, "too_late")}, "too_late"});
    cases.push_back(
        {{notice("clock_unknown"), ending(Outcome::missed, "too_late")}, "clock_wrong"});
    cases.push_back(
        {{refusal("media", "player.media_altered"), ending(Outcome::failed, "media_missing")},
         "media_corrupt"});
    for (Case& each : cases) {
        forget_proofs();
        tell(std::move(each.told));
        EXPECT_EQ(why(), each.why);
    }
}

TEST_P(WhyChain, a_run_that_was_paused_names_the_one_that_it_gave_way_to) {
    plan_and_store();
    clock_.advance(30min);
    beat();
    const Ordered urgent = play();
    say(Channel::hb, device_protocol::Heartbeat{.inc = 1, .playing = urgent.run->id});
    clock_.advance(1s);
    EXPECT_EQ(ask(run_.at).front().sounds_instead, urgent.run->title);
    auto paused = proof_of(run_.id, run_.at);
    paused.parts = {{.at = run_.at, .position_ms = 0, .ms = 4'000},
                    {.at = run_.at + 15s, .position_ms = 4'000, .ms = 6'000}};
    paused.ended_at = run_.at + 21s;
    tell({{.kind = "played", .played = proof_of(urgent.run->id, run_.at + 4s)},
          {.kind = "played", .played = paused}});
    const auto facts = ask(run_.at).front();
    EXPECT_EQ(explain(facts).code, WhyCode::played);
    ASSERT_EQ(facts.gave_way.size(), 1U);
    EXPECT_EQ(facts.gave_way[0].to, urgent.run->id);
    EXPECT_EQ(facts.gave_way[0].from, run_.at + 4s);
    EXPECT_EQ(facts.gave_way[0].until, run_.at + 15s);
    EXPECT_TRUE(explain(facts).message.vi.ends_with(words_of(facts.gave_way[0]).vi));
}

TEST_P(WhyChain, a_programme_that_the_device_did_not_trust_is_the_answer) {
    plan();
    hello();
    tell({refusal("manifest", "crypto.untrusted")});
    clock_.advance(40min);
    beat();
    EXPECT_EQ(why(), "signature_refused");
}

TEST_P(WhyChain, a_run_that_was_taken_out_of_the_plan_leaves_its_reason) {
    plan_and_store();
    plan_.publish(device_, {}, 2, clock_.now());
    refresh();
    EXPECT_EQ(why(), "replanned");
    plan_.publish(device_, {run_}, 3, clock_.now());
    refresh();
    EXPECT_EQ(why(), "pending") << "planned again";
}

TEST_P(WhyChain, a_run_that_another_device_keeps_says_that_this_one_is_no_target) {
    const DeviceId other = add_claimed("S-2");
    plan_and_store();
    plan_.publish(other, {run_}, 2, clock_.now());
    refresh();
    plan_.publish(device_, {}, 3, clock_.now());
    refresh();
    EXPECT_EQ(why(), "not_in_targets");
}

TEST_P(WhyChain, a_refusal_of_the_plan_answers_where_there_is_no_run) {
    hello();
    temporary_->database()
        .write([&](storage::Transaction& transaction) -> base::Result<void> {
            insert_refusal(transaction, clock_.now() + 1h);
            return {};
        })
        .value();
    const auto facts = ask(clock_.now() + 1h + 1min);
    ASSERT_EQ(facts.size(), 1U);
    EXPECT_EQ(explain(facts.front()).code, WhyCode::day_limit);
    EXPECT_EQ(explain(facts.front()).message.vi, "Đã đủ phút.");
}

TEST_P(WhyChain, nothing_planned_is_an_answer_too) {
    hello();
    const auto facts = ask(clock_.now() + 2h);
    ASSERT_EQ(facts.size(), 1U);
    EXPECT_EQ(explain(facts.front()).code, WhyCode::nothing_planned);
}

TEST_P(WhyChain, a_silence_is_recorded_when_it_ends_and_a_lease_that_is_renewed_is_none) {
    hello();
    clock_.advance(60s);
    beat();
    const auto silences = [&] {
        return temporary_->database()
            .read([&](storage::Connection& connection) -> base::Result<std::int64_t> {
                return connection.query("select count(*) as n from device_silence", {})
                    .front()
                    .integer("n");
            })
            .value();
    };
    EXPECT_EQ(silences(), 0);
    clock_.advance(10min);
    beat();
    EXPECT_EQ(silences(), 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, WhyChain, testing::ValuesIn(testing_support::engines()));

} // namespace

} // namespace broadcast
