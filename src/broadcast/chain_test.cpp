// Goal: the chain from an order or a plan to the proof, with everything that goes wrong on the way,
// on both databases. Method: the dispatcher's steps, called one by one on a manual clock, with the
// memory broker between them and a device made by hand from device_protocol.
#include "broadcast/chain_fixture.hpp"
#include "broadcast/event_record.hpp"
#include "broadcast/run_list.hpp"
#include "broadcast/watch_devices.hpp"
#include "broadcast/why_record.hpp"
#include "device_protocol/acceptance.hpp"
#include "device_protocol/signed_message.hpp"
#include "devices/device_record.hpp"
#include "media/blob_register.hpp"
#include "media/blob_store_memory.hpp"
#include "media/garbage_collector.hpp"

namespace broadcast {

namespace {

using namespace std::chrono_literals;

TEST_P(Chain, an_order_reaches_the_device_and_comes_back_as_proof) {
    hello();
    EXPECT_EQ(condition(), devices::Condition::online);
    const Ordered ordered = play();
    EXPECT_EQ(state(ordered), DeliveryState::planned);
    send();
    ASSERT_EQ(commands().size(), 1U);
    const device_protocol::Command command = commands().front();
    EXPECT_EQ(command.cid, ordered.command.id);
    EXPECT_EQ(command.at, clock_.now() + lead_time);
    EXPECT_EQ(state(ordered), DeliveryState::sent);
    const auto verdict = device_protocol::judge_command(
        {.message = command, .issuer = describe_issuer(key_, device_protocol::Tier::commune)}, {},
        {.device = base::to_text(device_), .now = clock_.now(), .clock_known = true});
    EXPECT_EQ(verdict.state, AckState::received) << verdict.code;

    ack(command.cid, AckState::received);
    EXPECT_EQ(state(ordered), DeliveryState::received);
    clock_.advance(4s);
    ack(command.cid, AckState::started);
    EXPECT_EQ(state(ordered), DeliveryState::playing);
    clock_.advance(10s);
    auto proof = proof_of(command.play->run, *command.at);
    proof.cid = command.cid;
    events(1, {proof});
    EXPECT_EQ(state(ordered), DeliveryState::done);
    EXPECT_EQ(last_answer().event_ack, 1);
    EXPECT_TRUE(std::ranges::find(hub_.told, "run.changed") != hub_.told.end());
}

TEST_P(Chain, an_event_told_five_times_is_one_proof) {
    hello();
    const RunId run = RunId::make(clock_.now(), random_);
    for (int i = 0; i < 5; ++i) {
        events(1, {proof_of(run, clock_.now())});
    }
    const auto proofs = temporary_->database().read(
        [&](storage::Connection& connection) -> base::Result<std::size_t> {
            return proofs_of_run(connection, run).size();
        });
    EXPECT_EQ(proofs, 1U);
    EXPECT_EQ(last_answer().event_ack, 1);
}

TEST_P(Chain, a_lost_answer_to_a_command_comes_with_the_events) {
    hello();
    const Ordered ordered = play();
    send();
    const CommandId cid = ordered.command.id;
    ack(cid, AckState::received);
    clock_.advance(base::Millis(700));
    device_protocol::EventBatch batch{.inc = 1, .epoch = 5};
    batch.events.push_back(
        {.n = 1,
         .at = clock_.now(),
         .kind = "answered",
         .answered = device_protocol::Answered{cid, AckState::failed, "no_input"}});
    say(Channel::evt, batch);
    EXPECT_EQ(last_answer().event_ack, 1);
    const Delivery told = delivery(base::to_text(cid));
    EXPECT_EQ(told.state, DeliveryState::failed);
    EXPECT_EQ(told.code, "no_input");
    say(Channel::evt, batch);
    clock_.advance(base::Millis(700));
    ack(cid, AckState::failed); // the first one was only late
    ack(cid, AckState::received);
    EXPECT_EQ(delivery(base::to_text(cid)), told);
}

TEST_P(Chain, a_refusal_whose_answer_was_lost_comes_with_the_events) {
    hello();
    const auto told = [&](std::int64_t n, const std::string& code) {
        const CommandId cid = play().command.id;
        send();
        device_protocol::EventBatch batch{.inc = 1, .epoch = 5};
        batch.events.push_back(
            {.n = n,
             .at = clock_.now(),
             .kind = "refused",
             .refused = device_protocol::Refused{.what = "command", .code = code, .cid = cid}});
        say(Channel::evt, batch);
        return delivery(base::to_text(cid));
    };
    const Delivery refused = told(1, "no_right");
    EXPECT_EQ(refused.state, DeliveryState::refused);
    EXPECT_EQ(refused.code, "no_right");
    EXPECT_FALSE(refused.send_at) << "it has spoken: nothing is sent again";
    EXPECT_EQ(told(2, "expired").state, DeliveryState::expired);
}

TEST_P(Chain, a_gap_in_the_events_is_not_acknowledged) {
    hello();
    const RunId run = RunId::make(clock_.now(), random_);
    events(1, {proof_of(run, clock_.now())});
    events(3, {proof_of(RunId::make(clock_.now(), random_), clock_.now())});
    EXPECT_EQ(last_answer().event_ack, 1);
    events(2, {proof_of(RunId::make(clock_.now(), random_), clock_.now()),
               proof_of(RunId::make(clock_.now(), random_), clock_.now())});
    EXPECT_EQ(last_answer().event_ack, 3);
    const auto check = temporary_->database().read(
        [&](storage::Connection& connection) -> base::Result<ChainCheck> {
            return verify_events(connection, device_);
        });
    EXPECT_EQ(check->events, 3);
    EXPECT_EQ(check->first_broken, std::nullopt);
}

TEST_P(Chain, an_event_that_was_altered_in_the_database_breaks_the_chain) {
    hello();
    events(1, {proof_of(RunId::make(clock_.now(), random_), clock_.now()),
               proof_of(RunId::make(clock_.now(), random_), clock_.now())});
    temporary_->database()
        .write([&](storage::Transaction& transaction) -> base::Result<void> {
            transaction.execute("update device_event set body = replace(body, '10000', '10001') "
                                "where n = 1",
                                {});
            return {};
        })
        .value();
    const auto check = temporary_->database().read(
        [&](storage::Connection& connection) -> base::Result<ChainCheck> {
            return verify_events(connection, device_);
        });
    EXPECT_EQ(check->first_broken, 1);
}

TEST_P(Chain, a_command_for_an_absent_device_waits_for_its_hello) {
    const Ordered ordered = play();
    field_->disconnect();
    send();
    clock_.advance(10s);
    send();
    clock_.advance(20s);
    send();
    EXPECT_EQ(state(ordered), DeliveryState::silent);
    field_ears_.heard.clear();
    clock_.advance(60s);
    hello();
    send();
    ASSERT_EQ(commands().size(), 1U) << "the same command, once more";
    EXPECT_EQ(commands().front().cid, ordered.command.id);
    ack(ordered.command.id, AckState::received);
    EXPECT_EQ(state(ordered), DeliveryState::received);
    clock_.advance(60s);
    hello(2);
    send();
    EXPECT_EQ(commands().size(), 1U) << "what is stored is not sent again";
}

TEST_P(Chain, an_expired_command_is_never_sent) {
    const Ordered ordered = play();
    clock_.advance(lead_time + play_life);
    hello();
    send();
    EXPECT_TRUE(commands().empty());
    ASSERT_TRUE(let_time_pass(*broadcast_).has_value());
    EXPECT_EQ(state(ordered), DeliveryState::expired);
}

TEST_P(Chain, a_broker_that_is_away_loses_no_command) {
    hello();
    const Ordered ordered = play();
    broker_.refuse_connections(mqtt::End::unavailable);
    broker_.break_connections();
    send();
    EXPECT_EQ(state(ordered), DeliveryState::planned);
    broker_.refuse_connections(std::nullopt);
    broker_.run();
    send();
    EXPECT_EQ(state(ordered), DeliveryState::sent);
    EXPECT_EQ(commands().size(), 1U);
}

TEST_P(Chain, a_plan_becomes_a_signed_programme_and_its_runs_are_watched) {
    const schedule::PlannedRun run = planned(clock_.now() + 1h);
    plan_.publish(device_, {run}, 1, clock_.now());
    refresh();
    hello();
    ASSERT_GE(heard(Channel::des), 1U);
    const auto programme = temporary_->database().read(
        [&](storage::Connection& connection) -> base::Result<std::optional<DeviceProgramme>> {
            return find_programme(connection, device_);
        });
    ASSERT_TRUE(programme.value().has_value());
    EXPECT_EQ((*programme)->manifest_version, 1);
    const auto issuer = describe_issuer(key_, device_protocol::Tier::commune);
    const auto opened = device_protocol::open_manifest((*programme)->manifest_envelope, {issuer});
    ASSERT_TRUE(opened.has_value()) << opened.error().message.en;
    ASSERT_EQ(opened->message.runs.size(), 1U);
    EXPECT_EQ(opened->message.runs[0].run, run.id);
    const std::string subject = base::to_text(run.id);
    EXPECT_EQ(delivery(subject).state, DeliveryState::sent);

    say(Channel::rep, device_protocol::ReportedState{.inc = 1,
                                                     .desired_version = 1,
                                                     .manifest_version = 1,
                                                     .media_stored = 1,
                                                     .manifest_valid_to = clock_.now() + 24h * 7});
    EXPECT_EQ(delivery(subject).state, DeliveryState::received);
    clock_.advance(2min);
    EXPECT_EQ(condition(), devices::Condition::silent_able);
    clock_.advance(58min);
    events(1, {proof_of(run.id, run.at)});
    EXPECT_EQ(delivery(subject).state, DeliveryState::done);
}

TEST_P(Chain, a_changed_plan_makes_a_new_version_and_an_unchanged_one_does_not) {
    const schedule::PlannedRun first = planned(clock_.now() + 1h);
    const schedule::PlannedRun second = planned(clock_.now() + 2h);
    plan_.publish(device_, {first, second}, 1, clock_.now());
    refresh();
    const std::string gone = base::to_text(second.id);
    EXPECT_EQ(delivery(gone).state, DeliveryState::sent);
    const auto version = [&] {
        return temporary_->database()
            .read([&](storage::Connection& connection) -> base::Result<std::int64_t> {
                return find_programme(connection, device_)->manifest_version;
            })
            .value();
    };
    clock_.advance(31min);
    refresh();
    EXPECT_EQ(version(), 1);
    plan_.publish(device_, {first}, 2, clock_.now());
    refresh();
    EXPECT_EQ(version(), 2);
    const auto left =
        temporary_->database().read([&](storage::Connection& connection) -> base::Result<bool> {
            return find_delivery(connection, gone, device_).has_value();
        });
    EXPECT_FALSE(left.value()) << "a run that is no longer planned is not waited for";
    clock_.advance(13h);
    refresh();
    EXPECT_EQ(version(), 3) << "the seven days move on";
}

TEST_P(Chain, a_restarted_server_knows_nothing_until_it_hears_each_device) {
    hello();
    const Ordered ordered = play();
    ASSERT_TRUE(forget_presences(*broadcast_).has_value());
    EXPECT_EQ(condition(), devices::Condition::unknown);
    say(Channel::hb, device_protocol::Heartbeat{.inc = 1, .at = clock_.now()});
    EXPECT_EQ(condition(), devices::Condition::online);
    send();
    EXPECT_EQ(state(ordered), DeliveryState::sent);
}

TEST_P(Chain, nonsense_costs_nothing_but_itself) {
    hello();
    const std::string topic = device_protocol::device_topic(base::to_text(device_), Channel::ack);
    for (const std::string& payload :
         {std::string(), std::string("{"), std::string("[]"), std::string(9000, 'x'),
          std::string("{\"inc\":1e99}"), std::string("\xff\x00", 2)}) {
        ASSERT_TRUE(field_->publish({.topic = topic, .payload = payload}).has_value());
    }
    ASSERT_TRUE(field_->publish({.topic = "lb/1/d/not-a-device/ack", .payload = "{}"}).has_value());
    const RunId run = RunId::make(clock_.now(), random_);
    events(1, {proof_of(run, clock_.now())});
    EXPECT_EQ(last_answer().event_ack, 1);
}

TEST_P(Chain, orders_are_refused_without_right_without_target_and_in_quiet_hours) {
    const auto order = [&](const rights::Actor& actor, const content::Targets& targets) {
        return order_play(
            *broadcast_, actor,
            {.bulletin = content::BulletinId::make(clock_.now(), random_), .targets = targets});
    };
    rights::Actor reader = actor_;
    reader.grants = {{rights::Role::report_viewer, area::AreaPath({"91"})}};
    EXPECT_EQ(order(reader, {.devices = {device_}}).error().code, "rights.forbidden");
    rights::Actor neighbour = actor_;
    neighbour.grants = {{rights::Role::operator_, area::AreaPath({"91", "31070"})}};
    EXPECT_EQ(order(neighbour, {.areas = {area::AreaPath({"91"})}}).error().code,
              "rights.forbidden");
    EXPECT_EQ(order(actor_, {.areas = {area::AreaPath({"66"})}}).error().code,
              "broadcast.no_targets");
    guard_.quiet_ = true;
    EXPECT_EQ(order(actor_, {.devices = {device_}}).error().code, "broadcast.outside_hours");
    send();
    EXPECT_TRUE(commands().empty());
}

TEST_P(Chain, a_device_of_a_later_slot_is_told_and_watched_by_its_own_start) {
    schedule::PlannedRun run = planned(clock_.now() + 1h);
    const base::Instant first_slot = run.at;
    run.stagger_ms = 13'000;
    run.at = run.at + 13s;
    plan_.publish(device_, {run}, 1, clock_.now());
    refresh();
    hello();
    const auto visible = std::vector<area::AreaPath>{area::AreaPath({"91", "31069"})};
    const auto seen = [&] {
        return temporary_->database()
            .read([&](storage::Connection& connection) -> base::Result<ListedRun> {
                const auto issuer = describe_issuer(key_, device_protocol::Tier::commune);
                const auto programme = find_programme(connection, device_).value();
                EXPECT_EQ(device_protocol::open_manifest(programme.manifest_envelope, {issuer})
                              ->message.runs.at(0)
                              .at,
                          run.at);
                EXPECT_EQ(find_delivery(connection, base::to_text(run.id), device_)->planned_at,
                          run.at);
                return list_runs(connection, {.visible = visible}, clock_.now()).runs.at(0);
            })
            .value();
    };
    EXPECT_EQ(seen().run.at, first_slot) << "the run begins with its first slot";
    EXPECT_EQ(seen().starts.last, run.at) << "and is over after its last one";
    const auto stopped = order_stop(*broadcast_, actor_, {.run = run.id, .reason = "nhầm"});
    ASSERT_TRUE(stopped.has_value()) << stopped.error().message.en;
    EXPECT_EQ(stopped->command.expires_at, run.at + 10s + play_life);
    clock_.advance(1h + 11s + proof_grace);
    EXPECT_EQ(seen().state, RunState::due) << "its own slot is not over";
    clock_.advance(30s);
    EXPECT_EQ(seen().state, RunState::missed);
}

TEST_P(Chain, a_stop_of_a_run_goes_to_every_device_that_may_play_it) {
    hello();
    const Ordered played = play();
    send();
    const auto stopped = order_stop(*broadcast_, actor_, {.run = played.run->id, .reason = "nhầm"});
    ASSERT_TRUE(stopped.has_value()) << stopped.error().message.en;
    send();
    const auto seen = commands();
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_EQ(seen[1].op, device_protocol::op_stop);
    EXPECT_EQ(seen[1].stop->run, played.run->id);
    EXPECT_GT(seen[1].seq, seen[0].seq);
}

TEST_P(Chain, a_stopped_run_names_who_stopped_it_and_when) {
    hello();
    const Ordered played = play();
    send();
    clock_.advance(5s);
    actor_.name = "Lan";
    ASSERT_TRUE(
        order_stop(*broadcast_, actor_, {.run = played.run->id, .reason = "nhầm"}).has_value());
    const RunStop expected{base::to_text(actor_.user), "Lan", clock_.now(), "nhầm"};
    clock_.advance(1s);
    auto proof = proof_of(played.run->id, played.run->at);
    proof.cid = played.command.id;
    proof.outcome = device_protocol::Outcome::stopped;
    proof.reason = "command";
    proof.ended_at = clock_.now();
    events(1, {proof});
    // An order for everything afterwards is not what ended it.
    clock_.advance(60s);
    actor_.name = "Mai";
    ASSERT_TRUE(order_stop(*broadcast_, actor_, {.targets = {.devices = {device_}}}).has_value());
    temporary_->database()
        .read([&](storage::Connection& connection) -> base::Result<void> {
            const ListedRun listed =
                list_run(connection, *played.run, {area::AreaPath({"91", "31069"})}, clock_.now());
            EXPECT_EQ(listed.state, RunState::stopped);
            EXPECT_EQ(listed.stop, expected);
            const auto device = devices::find_device(connection, device_);
            const auto told =
                explain(facts_of_run(connection, *device, *played.run, clock_.now())).message;
            EXPECT_TRUE(told.vi.starts_with("Lan đã cho dừng lúc ")) << told.vi;
            EXPECT_NE(told.vi.find("Lý do: nhầm."), std::string::npos) << told.vi;
            return {};
        })
        .value();
}

TEST_P(Chain, a_stop_of_everything_is_named_as_well) {
    hello();
    const Ordered played = play();
    send();
    clock_.advance(5s);
    actor_.name = "Lan";
    ASSERT_TRUE(order_stop(*broadcast_, actor_, {.targets = {.devices = {device_}}}).has_value());
    auto proof = proof_of(played.run->id, played.run->at);
    proof.cid = played.command.id;
    proof.outcome = device_protocol::Outcome::stopped;
    proof.reason = "command";
    proof.ended_at = clock_.now();
    events(1, {proof});
    clock_.advance(60s);
    const auto page =
        temporary_->database().read([&](storage::Connection& connection) -> base::Result<RunPage> {
            return list_runs(connection, {.visible = {area::AreaPath({"91"})}}, clock_.now());
        });
    ASSERT_EQ(page->runs.size(), 1U);
    EXPECT_EQ(page->runs.front().state, RunState::stopped);
    EXPECT_EQ(page->runs.front().stop.value_or(RunStop{}).by_name, "Lan");
}

TEST_P(Chain, lists_show_each_run_with_its_counts_and_proof) {
    hello();
    const Ordered ordered = play();
    send();
    auto proof = proof_of(ordered.run->id, ordered.run->at);
    proof.cid = ordered.command.id;
    clock_.advance(20s);
    events(1, {proof});
    const std::vector<area::AreaPath> visible{area::AreaPath({"91", "31069"})};
    temporary_->database()
        .read([&](storage::Connection& connection) -> base::Result<void> {
            const RunPage page = list_runs(connection, {.visible = visible}, clock_.now());
            EXPECT_EQ(page.runs.size(), 1U);
            EXPECT_EQ(page.runs.front().state, RunState::done);
            EXPECT_EQ(page.runs.front().counts, (DeliveryCounts{{DeliveryState::done, 1}}));
            const auto deliveries =
                list_deliveries(connection, ordered.run->subject(), ordered.run->id, visible);
            EXPECT_EQ(deliveries.size(), 1U);
            EXPECT_EQ(deliveries.front().proof->ms_played, 10'000);
            EXPECT_TRUE(list_runs(connection, {.visible = {area::AreaPath({"66"})}}, clock_.now())
                            .runs.empty());
            EXPECT_EQ(list_commands(connection, visible, "", 10).commands.size(), 1U);
            EXPECT_EQ(list_device_events(connection, {.visible = visible, .kind = "played"})
                          .events.size(),
                      1U);
            return {};
        })
        .value();
}

TEST_P(Chain, what_a_programme_in_force_names_is_never_collected) {
    media::MemoryBlobStore bytes;
    media::RegisteredBlobStore registered(bytes, temporary_->database(), clock_);
    media::GarbageCollector collector(bytes, temporary_->database(), clock_);
    const base::Sha256 sound = registered.put_bytes("b").value().sha256; // as planned() names it
    plan_.publish(device_, {planned(clock_.now() + 120h)}, 1, clock_.now());
    refresh();
    clock_.advance(media::blob_grace + 1h);
    EXPECT_EQ(collector.run().value().removed, 0U) << "nobody but the programme holds it";
    EXPECT_TRUE(bytes.size(sound).value().has_value());
    plan_.publish(device_, {}, 2, clock_.now());
    refresh();
    clock_.advance(media::blob_grace + 1h);
    EXPECT_EQ(collector.run().value().removed, 1U);
}

TEST_P(Chain, the_programme_of_a_revoked_device_holds_nothing) {
    media::MemoryBlobStore bytes;
    media::RegisteredBlobStore registered(bytes, temporary_->database(), clock_);
    media::GarbageCollector collector(bytes, temporary_->database(), clock_);
    (void)registered.put_bytes("b").value();
    plan_.publish(device_, {planned(clock_.now() + 120h)}, 1, clock_.now());
    refresh();
    temporary_->database()
        .write([&](storage::Transaction& transaction) -> base::Result<void> {
            transaction.execute("update device set state = 'revoked' where id = $1", {device_});
            return {};
        })
        .value();
    refresh();
    clock_.advance(media::blob_grace + 1h);
    EXPECT_EQ(collector.run().value().removed, 1U);
}

INSTANTIATE_TEST_SUITE_P(Engines, Chain, testing::ValuesIn(testing_support::engines()));

} // namespace

} // namespace broadcast
