// Goal: an officer speaks live in an emergency that was raised by its rule, and in no other way.
// Method: as run_sessions_test.cpp; the emergency is a row.
#include "broadcast/delivery_record.hpp"
#include "emergency/emergency_record.hpp"
#include "live/live_fixture.hpp"

#include "base/try.hpp"

namespace live {

namespace {

using emergency::Emergency;
using namespace std::chrono_literals;

class VoiceOfEmergency : public LiveSessions {
protected:
    Emergency raise(emergency::Mode mode = emergency::Mode::real, bool alone = true) {
        const content::ApprovalRule rule{.emergency =
                                             alone ? content::EmergencyApproval::second_factor
                                                   : content::EmergencyApproval::two_persons};
        issuer_.second_factor_at = clock_.now();
        const auto raised = emergency::raise(emergency::EmergencyId::make(clock_.now(), random_),
                                             {.mode = mode,
                                              .hazard = "flood",
                                              .title = "Lũ về",
                                              .minutes = 10,
                                              .volume_percent = 90,
                                              .targets = {.named = {.areas = {commune}}},
                                              .live = true},
                                             commune, 2, issuer_, rule, clock_.now());
        EXPECT_TRUE(raised.has_value());
        save(*raised);
        return *raised;
    }
    void save(const Emergency& now) {
        write([&](storage::Transaction& transaction) {
            EXPECT_TRUE(emergency::save_emergency(transaction, now, clock_.now()));
        });
    }
    Emergency read(const Emergency& before) {
        return temporary_->database()
            .read([&](storage::Connection& connection) -> base::Result<Emergency> {
                return emergency::find_emergency(connection, before.id).value();
            })
            .value();
    }
    NewSession voice_in(const Emergency& raised) const {
        NewSession made;
        made.source = SourceKind::source;
        made.emergency = raised.id;
        return made;
    }
    std::string refusal(const rights::Actor& actor, const NewSession& wanted) {
        const auto opened = open_session(*desk_, actor, wanted);
        return opened ? std::string() : opened.error().code;
    }

    rights::Actor issuer_ =
        person("Phạm Khẩn Cấp", rights::Role::emergency_issuer, commune, random_);
};

INSTANTIATE_TEST_SUITE_P(Engines, VoiceOfEmergency,
                         testing::Values(Engine::sqlite, Engine::postgres),
                         testing::PrintToStringParamName());

TEST_P(VoiceOfEmergency, it_sounds_at_all_its_devices_as_an_emergency_and_no_longer_than_it) {
    const Emergency raised = raise();
    const Session ordinary = open_session(*desk_, officer_, wanted({first_}))->session;
    const Session voice = open_session(*desk_, issuer_, voice_in(raised))->session;
    EXPECT_EQ(voice.title, "Lũ về");
    EXPECT_EQ(voice.class_, BroadcastClass::emergency);
    EXPECT_EQ(voice.ends_by, *raised.expires_at);
    EXPECT_EQ(voice.volume_percent, 90);
    EXPECT_EQ(voice.devices.size(), 2U);
    EXPECT_EQ(stored(voice.id), voice);
    EXPECT_EQ(read(raised).voice_run, voice.run);
    EXPECT_EQ(told(first_).back(), "live " + base::to_text(voice.id)) << "it breaks in";
    EXPECT_EQ(hub_.told.back(), "emergency.changed");
    EXPECT_EQ(refusal(issuer_, voice_in(raised)), "emergency.voice_taken");

    ASSERT_TRUE(stop_session(*desk_, issuer_, voice.id).has_value());
    EXPECT_EQ(read(raised).voice_run, std::nullopt);
    EXPECT_EQ(read(raised).earlier_runs, std::vector{voice.run});
    EXPECT_EQ(told(first_).back(), "live " + base::to_text(ordinary.id)) << "who gave way goes on";
    EXPECT_EQ(refusal(issuer_, voice_in(raised)), "") << "one may speak again";
}

TEST_P(VoiceOfEmergency, it_ends_with_its_emergency) {
    const Emergency raised = raise();
    const Session voice = open_session(*desk_, issuer_, voice_in(raised))->session;
    end_due_sessions(*desk_);
    EXPECT_EQ(stored(voice.id).state, SessionState::waiting);
    save(emergency::end(read(raised), emergency::Ending::all_clear, "", issuer_, clock_.now())
             .value());
    end_due_sessions(*desk_);
    EXPECT_EQ(stored(voice.id).end_reason, EndReason::emergency_over);
    EXPECT_EQ(refusal(issuer_, voice_in(raised)), "emergency.over");
}

TEST_P(VoiceOfEmergency, who_says_nothing_gives_the_words_back_after_twenty_seconds) {
    const Emergency raised = raise();
    const Session voice = open_session(*desk_, issuer_, voice_in(raised))->session;
    clock_.advance(19s);
    end_due_sessions(*desk_);
    EXPECT_EQ(stored(voice.id).state, SessionState::waiting);
    clock_.advance(1s);
    end_due_sessions(*desk_);
    EXPECT_EQ(stored(voice.id).end_reason, EndReason::no_source);
    EXPECT_EQ(read(raised).voice_run, std::nullopt);
}

TEST_P(VoiceOfEmergency, nobody_speaks_in_it_without_the_second_person_or_the_right) {
    const Emergency waiting = raise(emergency::Mode::real, false);
    EXPECT_EQ(refusal(issuer_, voice_in(waiting)), "emergency.not_sounding");
    const Emergency raised = raise();
    EXPECT_EQ(refusal(officer_, voice_in(raised)), "rights.forbidden");
    const rights::Actor stranger =
        person("Xã bạn", rights::Role::emergency_issuer, area::AreaPath({"91", "31072"}), random_);
    EXPECT_EQ(refusal(stranger, voice_in(raised)), "emergency.not_found");
    NewSession elsewhere = voice_in(raised);
    elsewhere.targets.devices = {first_};
    EXPECT_EQ(refusal(issuer_, elsewhere), "live.not_in_emergency");
    EXPECT_TRUE(told(first_).empty());
    EXPECT_EQ(read(raised), raised);
}

TEST_P(VoiceOfEmergency, in_an_exercise_it_is_one_and_keeps_the_hours) {
    const Emergency raised = raise(emergency::Mode::exercise);
    guard_.quiet_ = true;
    EXPECT_EQ(refusal(issuer_, voice_in(raised)), "broadcast.outside_hours");
    guard_.quiet_ = false;
    const Session voice = open_session(*desk_, issuer_, voice_in(raised))->session;
    EXPECT_EQ(voice.title, "DIỄN TẬP: Lũ về");
    EXPECT_EQ(voice.class_, BroadcastClass::priority);
    const auto run = temporary_->database()
                         .read([&](storage::Connection& connection)
                                   -> base::Result<std::optional<broadcast::Run>> {
                             return broadcast::find_run(connection, voice.run);
                         })
                         .value();
    EXPECT_EQ(run->kind, broadcast::RunKind::exercise);
}

} // namespace

} // namespace live
