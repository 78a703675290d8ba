// Sessions from opening to archive, on both databases, with the real sandbox and ffmpeg. Devices
// are rows; what they are told is read from the deliveries.
#include "live/left_over.hpp"
#include "live/live_fixture.hpp"

namespace live {

namespace {

INSTANTIATE_TEST_SUITE_P(Engines, LiveSessions, testing::Values(Engine::sqlite, Engine::postgres),
                         testing::PrintToStringParamName());

TEST_P(LiveSessions, an_opened_session_is_stored_and_told_to_its_devices) {
    const Opened opened = open_session(*desk_, officer_, wanted({first_, second_})).value();
    const Session& session = opened.session;
    EXPECT_EQ(stored(session.id), session);
    EXPECT_EQ(session.area, commune);
    EXPECT_EQ(session.tier, Tier::commune);
    EXPECT_EQ(session.ends_by, clock_.now() + std::chrono::minutes(30));
    EXPECT_EQ(told(first_), std::vector{"live " + base::to_text(session.id)});
    EXPECT_EQ(told(second_), told(first_));
    EXPECT_TRUE(opens(session, opened.password));
    EXPECT_FALSE(opens(session, ""));
    EXPECT_FALSE(opens(session, opened.password + "x"));
    EXPECT_EQ(hub_.told.back(), "live.changed");
    const auto on_air = studio_->find(session.id);
    ASSERT_NE(on_air, nullptr);
    EXPECT_TRUE(on_air->may_listen(first_));
    EXPECT_FALSE(on_air->may_listen(DeviceId::make(clock_.now(), random_)));
}

TEST_P(LiveSessions, what_may_not_be_opened_leaves_nothing_behind) {
    const auto refused = [&](const rights::Actor& actor, const NewSession& session) {
        const auto opened = open_session(*desk_, actor, session);
        EXPECT_FALSE(opened.has_value());
        EXPECT_TRUE(studio_->running().empty());
        return opened ? std::string() : opened.error().code;
    };
    NewSession bad = wanted({first_});
    bad.title.clear();
    EXPECT_EQ(refused(officer_, bad), "live.bad_title");
    bad = wanted({first_});
    bad.minutes = 721;
    EXPECT_EQ(refused(officer_, bad), "live.bad_minutes");
    bad = wanted({first_});
    bad.volume_percent = 101;
    EXPECT_EQ(refused(officer_, bad), "live.bad_volume");
    EXPECT_EQ(refused(officer_, wanted({})), "live.no_targets");
    bad = wanted({first_});
    bad.class_ = BroadcastClass::emergency;
    EXPECT_EQ(refused(officer_, bad), "live.emergency_needed")
        << "else nobody would ask for the second person";
    const rights::Actor elsewhere =
        person("Xã bạn", rights::Role::operator_, area::AreaPath({"91", "31072"}), random_);
    EXPECT_EQ(refused(elsewhere, wanted({first_})), "rights.forbidden");
    guard_.quiet_ = true;
    EXPECT_EQ(refused(officer_, wanted({first_})), "broadcast.outside_hours");
    EXPECT_TRUE(told(first_).empty());
}

TEST_P(LiveSessions, of_class_priority_who_may_approve_opens_it_alone_and_others_are_told_who_may) {
    const auto urgent = [](NewSession session) {
        session.class_ = BroadcastClass::priority;
        return session;
    };
    const NewSession spoken = urgent(wanted({first_, second_}));
    const NewSession relayed = urgent(relay_of(station("VOV1").id));
    rights::Actor approver_only = officer_;
    approver_only.grants = {{rights::Role::approver, commune}};
    rights::Actor approver_elsewhere = officer_;
    approver_elsewhere.grants.push_back({rights::Role::approver, area::AreaPath({"91", "31072"})});
    for (const NewSession& session : {spoken, relayed}) {
        for (const rights::Actor& other : {officer_, province_, approver_elsewhere}) {
            const auto refused = open_session(*desk_, other, session);
            ASSERT_FALSE(refused.has_value());
            EXPECT_EQ(refused.error().code, "live.needs_approver");
            EXPECT_EQ(refused.error().fault, base::Fault::forbidden);
            EXPECT_NE(refused.error().message.vi.find("người duyệt"), std::string::npos);
        }
        EXPECT_EQ(open_session(*desk_, approver_only, session).error().code, "rights.forbidden")
            << "who may not operate loudspeakers does not open an ordinary one either";
    }
    EXPECT_TRUE(studio_->running().empty());
    EXPECT_TRUE(told(first_).empty());
    ASSERT_TRUE(open_session(*desk_, officer_, wanted({second_})).has_value())
        << "an ordinary one needs no approver";

    rights::Actor both = officer_;
    both.user = rights::UserId::make(clock_.now(), random_);
    both.grants.push_back({rights::Role::approver, commune});
    for (const NewSession& session : {spoken, relayed}) {
        const auto opened = open_session(*desk_, both, session);
        ASSERT_TRUE(opened.has_value()) << opened.error().message.en;
        EXPECT_EQ(opened->session.class_, BroadcastClass::priority);
        ASSERT_TRUE(stop_session(*desk_, both, opened->session.id).has_value());
    }
}

TEST_P(LiveSessions, a_higher_tier_takes_devices_and_gives_them_back) {
    const Session lower = open_session(*desk_, officer_, wanted({first_, second_}))->session;
    EXPECT_EQ(open_session(*desk_, officer_, wanted({second_})).error().code, "live.devices_taken");
    const Session higher = open_session(*desk_, province_, wanted({second_}))->session;
    const std::vector<std::string> before{"live " + base::to_text(lower.id),
                                          "stop " + base::to_text(lower.run),
                                          "live " + base::to_text(higher.id)};
    EXPECT_EQ(told(second_), before);
    EXPECT_EQ(stop_session(*desk_, officer_, higher.id).error().code, "live.not_yours");
    ASSERT_TRUE(stop_session(*desk_, province_, higher.id).has_value());
    EXPECT_EQ(told(second_).size(), 4U);
    EXPECT_EQ(told(second_).back(), "live " + base::to_text(lower.id));
    EXPECT_EQ(told(first_).size(), 1U) << "who was not taken hears nothing of it";

    const Session again = open_session(*desk_, province_, wanted({second_}))->session;
    const auto later = told(second_);
    ASSERT_EQ(later.size(), 6U);
    EXPECT_TRUE(later[4].starts_with("stop ") && later[4] != before[1])
        << "what is stopped is the run under which it went on, not the first";
    EXPECT_EQ(later[5], "live " + base::to_text(again.id));
}

TEST_P(LiveSessions, a_device_that_left_the_register_does_not_keep_a_session_from_ending) {
    const Session lower = open_session(*desk_, officer_, wanted({second_}))->session;
    const Session higher = open_session(*desk_, province_, wanted({second_}))->session;
    temporary_->database()
        .write([&](storage::Transaction& transaction) -> base::Result<void> {
            transaction.execute("update device set state = 'revoked' where id = $1", {second_});
            return {};
        })
        .value();
    EXPECT_TRUE(stop_session(*desk_, province_, higher.id).has_value());
    EXPECT_TRUE(stop_session(*desk_, province_, lower.id).has_value());
}

TEST_P(LiveSessions, its_sound_reaches_the_stream_and_the_media_library) {
    const Session session = open_session(*desk_, officer_, wanted({first_}))->session;
    const auto on_air = studio_->find(session.id);
    EXPECT_EQ(on_air->connect("text/html").error().code, "live.unknown_sound");
    ASSERT_TRUE(on_air->connect("audio/wav").has_value());
    EXPECT_EQ(on_air->connect("audio/wav").error().code, "live.source_taken");
    ASSERT_TRUE(on_air->feed(wav()));
    ASSERT_TRUE(testing_support::wait_until([&] { return on_air->last_sound().has_value(); }));
    on_air->tick(); // the clock stands still, so a chunk may still be filling
    EXPECT_GT(on_air->stream()->next(), 0U);
    end_due_sessions(*desk_);
    EXPECT_EQ(stored(session.id).state, SessionState::on_air);
    on_air->disconnect();
    EXPECT_FALSE(on_air->feed("more"));

    const Session ended = stop_session(*desk_, officer_, session.id).value();
    EXPECT_EQ(ended.end_reason, EndReason::by_owner);
    EXPECT_EQ(studio_->find(session.id), nullptr);
    EXPECT_TRUE(on_air->stream()->find(on_air->stream()->next()).ended);
    ASSERT_TRUE(ended.recording);
    const auto file =
        temporary_->database()
            .read([&](storage::Connection& connection) -> base::Result<media::MediaFile> {
                return media::find_media_file(connection, *ended.recording).value();
            })
            .value();
    EXPECT_EQ(file.name, "Họp dân.opus");
    EXPECT_EQ(file.created_by, officer_.user);
    EXPECT_TRUE(bytes_.read(file.original, 0, 4).value() == "OggS");
    EXPECT_EQ(stop_session(*desk_, officer_, session.id).value(), ended) << "twice is once";
}

TEST_P(LiveSessions, a_station_is_heard_and_recorded) {
    const Session session =
        open_session(*desk_, officer_, relay_of(station("VOV1").id)).value().session;
    const auto on_air = studio_->find(session.id);
    ASSERT_TRUE(testing_support::wait_until([&] { return on_air->last_sound().has_value(); }));
    EXPECT_EQ(studio_->find_relay(session.id)->sounding(), "VOV1");
    end_due_sessions(*desk_);
    EXPECT_EQ(stored(session.id).state, SessionState::on_air);
    EXPECT_EQ(stored(session.id).station, session.station);
    const Session ended = stop_session(*desk_, officer_, session.id).value();
    EXPECT_TRUE(ended.recording);
    ASSERT_EQ(turns(session.id).size(), 1U);
    EXPECT_EQ(turns(session.id).front().why, relay::TurnWhy::started);
}

TEST_P(LiveSessions, a_relay_whose_sources_are_all_away_goes_through_them_and_ends) {
    streams_.away_ = true;
    const relay::Station second = station("VOV2");
    const relay::Station first = station("VOV1", {{.station = second.id, .media = {}}});
    const base::Instant begun = clock_.now();
    const Session session = open_session(*desk_, officer_, relay_of(first.id)).value().session;
    const auto has_turns = [&](std::size_t count) {
        return testing_support::wait_until([&] {
            end_due_sessions(*desk_);
            return turns(session.id).size() == count;
        });
    };
    ASSERT_TRUE(has_turns(1));
    clock_.advance(std::chrono::seconds(10));
    ASSERT_TRUE(has_turns(2));
    EXPECT_EQ(stored(session.id).state, SessionState::waiting);
    clock_.advance(std::chrono::seconds(10));
    ASSERT_TRUE(has_turns(3));
    EXPECT_EQ(turns(session.id),
              (std::vector<TakenTurn>{
                  {begun, relay::TurnWhy::started, "VOV1"},
                  {begun + std::chrono::seconds(10), relay::TurnWhy::lost, "VOV2"},
                  {begun + std::chrono::seconds(20), relay::TurnWhy::exhausted, ""}}));
    EXPECT_EQ(stored(session.id).end_reason, EndReason::source_lost);
}

TEST_P(LiveSessions, what_is_no_station_here_is_not_relayed) {
    const auto refused = [&](const rights::Actor& actor, const NewSession& session) {
        const auto opened = open_session(*desk_, actor, session);
        EXPECT_FALSE(opened.has_value());
        EXPECT_TRUE(studio_->running().empty());
        return opened ? std::string() : opened.error().code;
    };
    NewSession bad = relay_of(station("VOV1").id);
    bad.station.reset();
    EXPECT_EQ(refused(officer_, bad), "live.which_station");
    bad = relay_of(station("VOV1").id);
    bad.source = SourceKind::microphone;
    EXPECT_EQ(refused(officer_, bad), "live.which_station");
    bad = relay_of(station("VOV1").id);
    bad.rules.blank_max = base::Millis(2'999);
    EXPECT_EQ(refused(officer_, bad), "live.bad_silence");
    EXPECT_EQ(refused(officer_, relay_of(relay::StationId::make(clock_.now(), random_))),
              "relay.station_not_found");
    bad = relay_of(station("VOV1").id);
    bad.source = SourceKind::input;
    bad.station.reset();
    EXPECT_EQ(refused(officer_, bad), "live.which_input");
}

TEST_P(LiveSessions, limits_end_it_by_themselves) {
    const Session silent = open_session(*desk_, officer_, wanted({first_}))->session;
    clock_.advance(std::chrono::seconds(59));
    end_due_sessions(*desk_);
    EXPECT_EQ(stored(silent.id).state, SessionState::waiting);
    clock_.advance(std::chrono::seconds(1));
    end_due_sessions(*desk_);
    EXPECT_EQ(stored(silent.id).end_reason, EndReason::no_source);
    EXPECT_FALSE(stored(silent.id).recording);
}

TEST_P(LiveSessions, a_new_start_of_the_server_closes_what_was_open) {
    const Session left = open_session(*desk_, officer_, wanted({first_}))->session;
    static_cast<void>(studio_->take(left.id)); // as if another process had run it
    ASSERT_TRUE(close_left_over(*desk_).has_value());
    EXPECT_EQ(stored(left.id).end_reason, EndReason::server_restarted);
    EXPECT_TRUE(open_session(*desk_, officer_, wanted({first_})).has_value());
}

TEST_P(LiveSessions, what_a_killed_server_recorded_is_kept_and_what_belongs_to_nothing_is_removed) {
    const Session left = open_session(*desk_, officer_, wanted({first_}))->session;
    const Session silent = open_session(*desk_, officer_, wanted({second_}))->session;
    ASSERT_TRUE(studio_->find(left.id)->connect("audio/wav").has_value());
    ASSERT_TRUE(studio_->find(left.id)->feed(wav()));
    const auto file = studio_->recording_file(left.id);
    ASSERT_TRUE(testing_support::wait_until([&] { return sounds(file); }));
    for (const SessionId& id : {left.id, silent.id}) {
        static_cast<void>(studio_->take(id)); // as if another process had run it
    }
    const auto strange = studio_->recording_file(SessionId::make(clock_.now(), random_));
    const auto upload = folder_.path() / "0197b2c4-1a00-7000-8000-0000000000a1.part";
    for (const auto& path : {strange, upload, studio_->recording_file(silent.id)}) {
        std::ofstream(path) << "OggS";
    }
    ASSERT_TRUE(close_left_over(*desk_).has_value());
    const auto kept = stored(left.id).recording;
    ASSERT_TRUE(kept);
    EXPECT_EQ(stored(left.id).end_reason, EndReason::server_restarted);
    EXPECT_FALSE(stored(silent.id).recording) << "there is no sound in it";
    EXPECT_EQ(files(), std::vector{upload}) << "what others keep there stays";
    ASSERT_TRUE(close_left_over(*desk_).has_value());
    EXPECT_EQ(stored(left.id).recording, kept);
}

TEST_P(LiveSessions, a_recording_that_could_not_be_archived_is_archived_by_the_next_start) {
    const Session session = open_session(*desk_, officer_, wanted({first_}))->session;
    ASSERT_TRUE(studio_->find(session.id)->connect("audio/wav").has_value());
    ASSERT_TRUE(studio_->find(session.id)->feed(wav()));
    const auto file = studio_->recording_file(session.id);
    ASSERT_TRUE(testing_support::wait_until([&] { return sounds(file); }));
    const auto lying = folder_.path() / "lying";
    std::filesystem::copy_file(file, lying);
    ASSERT_TRUE(stop_session(*desk_, officer_, session.id).has_value());
    temporary_->database()
        .write([&](storage::Transaction& transaction) -> base::Result<void> {
            Session ended = find_session(transaction, session.id).value();
            transaction.execute("delete from media_file where id = $1", {*ended.recording});
            ended.recording.reset();
            save_session(transaction, ended);
            return {};
        })
        .value();
    std::filesystem::rename(lying, file);
    ASSERT_TRUE(close_left_over(*desk_).has_value());
    EXPECT_TRUE(stored(session.id).recording);
    EXPECT_EQ(stored(session.id).end_reason, EndReason::by_owner);
    EXPECT_TRUE(files().empty());
}

TEST_P(LiveSessions, stopping_a_place_ends_its_sessions_but_none_of_a_higher_level) {
    const Session own = open_session(*desk_, officer_, wanted({first_}))->session;
    const Session higher = open_session(*desk_, province_, wanted({second_}))->session;
    EXPECT_EQ(stop_sessions_within(*desk_, officer_, area::AreaPath({"91", "31072"})), 0);
    EXPECT_EQ(stop_sessions_within(*desk_, officer_, commune), 1);
    EXPECT_EQ(stored(own.id).state, SessionState::ended);
    EXPECT_NE(stored(higher.id).state, SessionState::ended);
    EXPECT_EQ(stop_sessions_within(*desk_, province_, commune), 1);
}

TEST_P(LiveSessions, lists_are_newest_first_and_hold_what_the_reader_may_see) {
    std::vector<SessionId> made;
    for (int i = 0; i < 3; ++i) {
        clock_.advance(std::chrono::seconds(1));
        const Session session = open_session(*desk_, officer_, wanted({first_}))->session;
        made.insert(made.begin(), session.id);
        ASSERT_TRUE(stop_session(*desk_, officer_, session.id).has_value());
    }
    const auto page = [&](const area::AreaPath& visible, std::string_view after) {
        return temporary_->database()
            .read([&](storage::Connection& connection) -> base::Result<SessionPage> {
                return list_sessions(connection, {visible}, after, 2);
            })
            .value();
    };
    const SessionPage newest = page(commune, "");
    ASSERT_EQ(newest.sessions.size(), 2U);
    EXPECT_EQ(newest.sessions[0].id, made[0]);
    const SessionPage rest = page(commune, newest.next);
    ASSERT_EQ(rest.sessions.size(), 1U);
    EXPECT_EQ(rest.sessions[0].id, made[2]);
    EXPECT_TRUE(rest.next.empty());
    EXPECT_TRUE(page(area::AreaPath({"91", "31072"}), "").sessions.empty());
}

} // namespace

} // namespace live
