// Goal: from facts to people: raising, telling, taking on, giving up. Method: the use cases on the
// memory store, which keeps the contract of the SQL one, with devices and senders made by hand.
#include "alarms/alarm_json.hpp"
#include "alarms/alarm_memory.hpp"
#include "alarms/alarm_samples.hpp"
#include "alarms/handle_alarms.hpp"
#include "alarms/send_notices.hpp"
#include "alarms/watch_alarms.hpp"
#include "http/event_hub.hpp"
#include "testing/manual_clock.hpp"
#include "testing/seeded_random.hpp"

#include <gtest/gtest.h>

#include <tuple>

namespace alarms {

namespace {

using namespace std::chrono_literals;

class Hub final : public http::EventHub {
public:
    void publish(std::string_view, std::string_view event, std::string_view) override {
        told.emplace_back(event);
    }
    std::vector<std::string> told;
};

class HandMadeDevices final : public ObservedDevices {
public:
    base::Result<std::vector<Observed>> look(base::Instant,
                                             const std::set<DeviceId>& besides) override {
        asked_besides = besides;
        return devices;
    }
    std::vector<Observed> devices;
    std::set<DeviceId> asked_besides;
};

class CountingSender final : public NoticeSender {
public:
    base::Result<void> send(const Notice& notice, base::Instant) override {
        tried.push_back(notice);
        if (broken) {
            return base::fail(base::Fault::unavailable, "alarms.mail_not_sent", "Chưa gửi.",
                              "Not sent.");
        }
        return {};
    }
    std::vector<Notice> tried;
    bool broken = false;
};

class AlarmUseCases : public testing::Test {
protected:
    AlarmUseCases() {
        Observed device{.device = samples::id<DeviceId>(1),
                        .area = samples::commune,
                        .name = "Cụm loa ấp Đông",
                        .condition = devices::Condition::online};
        device.presence.line = devices::Line::up;
        devices_.devices = {device};
        for (const Contact& contact :
             {samples::contact(1), samples::contact(2, samples::province, Channel::web_hook)}) {
            EXPECT_TRUE(store_
                            .change([&](AlarmTransaction& transaction) {
                                return transaction.insert_contact(contact);
                            })
                            .has_value());
        }
    }
    static rights::Actor actor(rights::Role role, area::AreaPath area = samples::commune) {
        rights::Actor made;
        made.user = samples::id<rights::UserId>(7);
        made.name = "Hùng";
        made.grants = {{role, std::move(area)}};
        return made;
    }
    void fall_silent() {
        Observed& device = devices_.devices[0];
        device.condition = devices::Condition::silent_dead;
        device.presence.line = devices::Line::down;
        device.presence.lease_until = clock_.now();
        clock_.advance(20s);
        ASSERT_EQ(watch_.look().value(), 1U);
    }
    Alarm only_alarm() { return store_.list({.visible = {samples::country}})->at(0); }
    std::size_t send() { return send_notices(desk_, {mail_, hook_}, {}).value(); }

    MemoryAlarms store_;
    testing_support::ManualClock clock_{samples::now};
    testing_support::SeededRandom random_{5};
    Hub hub_;
    HandMadeDevices devices_;
    AlarmDesk desk_{store_, store_, clock_, random_, hub_};
    AlarmWatch watch_{desk_, devices_, 30min};
    CountingSender mail_;
    CountingSender hook_;
};

TEST_F(AlarmUseCases, a_silent_device_is_told_to_its_own_area_once_and_its_return_too) {
    fall_silent();
    EXPECT_EQ(hub_.told, std::vector<std::string>{"alarm.changed"});
    EXPECT_EQ(send(), 1U);
    ASSERT_EQ(mail_.tried.size(), 1U);
    EXPECT_EQ(mail_.tried[0].happening, Happening::raised);
    EXPECT_TRUE(hook_.tried.empty()) << "the province is not told yet";
    EXPECT_EQ(send(), 0U);
    EXPECT_EQ(watch_.look().value(), 0U);

    devices_.devices[0].condition = devices::Condition::online;
    EXPECT_EQ(watch_.look().value(), 1U);
    clock_.advance(30s);
    EXPECT_EQ(watch_.look().value(), 1U);
    EXPECT_EQ(state_of(only_alarm()), AlarmState::cleared);
    EXPECT_EQ(send(), 1U);
    EXPECT_EQ(mail_.tried.at(1).happening, Happening::cleared);
}

TEST_F(AlarmUseCases, a_device_under_suspicion_or_with_an_alarm_is_looked_at_until_it_is_well) {
    const std::set<DeviceId> it{samples::id<DeviceId>(1)};
    devices_.devices[0].condition = devices::Condition::silent_dead;
    devices_.devices[0].presence.line = devices::Line::down;
    devices_.devices[0].presence.lease_until = clock_.now();
    EXPECT_EQ(watch_.look().value(), 0U);
    EXPECT_TRUE(devices_.asked_besides.empty());
    clock_.advance(20s);
    EXPECT_EQ(watch_.look().value(), 1U);
    EXPECT_EQ(devices_.asked_besides, it) << "suspected";
    devices_.devices[0].condition = devices::Condition::online;
    EXPECT_EQ(watch_.look().value(), 1U);
    EXPECT_EQ(devices_.asked_besides, it) << "its alarm stands";
    clock_.advance(30s);
    EXPECT_EQ(watch_.look().value(), 1U);
    EXPECT_EQ(watch_.look().value(), 0U);
    EXPECT_TRUE(devices_.asked_besides.empty()) << "it is well";
}

TEST_F(AlarmUseCases, an_escalated_alarm_tells_the_area_above_and_the_end_tells_everybody) {
    fall_silent();
    clock_.advance(30min);
    EXPECT_EQ(watch_.look().value(), 1U);
    EXPECT_EQ(send(), 2U);
    ASSERT_EQ(hook_.tried.size(), 1U);
    EXPECT_EQ(hook_.tried[0].happening, Happening::escalated);
    EXPECT_EQ(hook_.tried[0].secret, "bí mật");
    const auto document = read_notice_document(hook_.tried[0].document);
    ASSERT_TRUE(document.has_value());
    EXPECT_EQ(document->text_vi, "Cụm loa ấp Đông: mất liên lạc");
    EXPECT_EQ(document->level, 1);
    devices_.devices.clear(); // it was taken out of use
    EXPECT_EQ(watch_.look().value(), 1U);
    EXPECT_EQ(send(), 2U);
    EXPECT_EQ(mail_.tried.back().happening, Happening::cleared);
    EXPECT_EQ(hook_.tried.back().happening, Happening::cleared);
}

TEST_F(AlarmUseCases, who_stands_for_two_areas_is_told_of_each_step_and_once_of_the_end) {
    EXPECT_TRUE(store_
                    .change([&](AlarmTransaction& transaction) {
                        Contact both = samples::contact(1, samples::province);
                        both.id = samples::id<ContactId>(3);
                        return transaction.insert_contact(both);
                    })
                    .has_value());
    const auto happenings = [&] {
        std::vector<Happening> told;
        for (const Notice& notice : mail_.tried) {
            told.push_back(notice.happening);
        }
        return told;
    };
    fall_silent();
    clock_.advance(30min);
    EXPECT_EQ(watch_.look().value(), 1U);
    std::ignore = send();
    EXPECT_EQ(happenings(), (std::vector{Happening::raised, Happening::escalated}));
    devices_.devices.clear();
    EXPECT_EQ(watch_.look().value(), 1U);
    std::ignore = send();
    EXPECT_EQ(happenings(),
              (std::vector{Happening::raised, Happening::escalated, Happening::cleared}));
}

TEST_F(AlarmUseCases, an_officer_takes_it_on_and_it_goes_no_further) {
    fall_silent();
    const auto taken =
        acknowledge(desk_, actor(rights::Role::technician), only_alarm().id, "  đang đến  ");
    ASSERT_TRUE(taken.has_value()) << taken.error().message.en;
    EXPECT_EQ(taken->note, "đang đến");
    EXPECT_EQ(taken->acknowledged_by_name, "Hùng");
    EXPECT_EQ(store_.recorded, std::vector<std::string>{"alarms.acknowledge"});
    clock_.advance(2h);
    EXPECT_EQ(watch_.look().value(), 0U);
    EXPECT_EQ(only_alarm().level, 0);
    rights::Actor second = actor(rights::Role::operator_);
    second.name = "Mai";
    EXPECT_EQ(acknowledge(desk_, second, only_alarm().id, "đã xong")->acknowledged_by_name, "Hùng");
    EXPECT_EQ(only_alarm().note, "đã xong");
}

TEST_F(AlarmUseCases, rights_and_area_decide_who_sees_and_takes_on) {
    fall_silent();
    const AlarmId id = only_alarm().id;
    EXPECT_EQ(acknowledge(desk_, actor(rights::Role::report_viewer), id, "").error().code,
              "rights.forbidden");
    EXPECT_EQ(acknowledge(desk_, actor(rights::Role::technician, samples::neighbour), id, "")
                  .error()
                  .code,
              "alarms.not_found");
    EXPECT_EQ(visible_alarm(desk_, actor(rights::Role::feedback_handler), id).error().code,
              "alarms.not_found");
    EXPECT_TRUE(visible_alarm(desk_, actor(rights::Role::report_viewer), id).has_value());
    EXPECT_EQ(
        acknowledge(desk_, actor(rights::Role::technician), id, std::string(501, 'x')).error().code,
        "alarms.note_too_long");
    EXPECT_EQ(acknowledge(desk_, actor(rights::Role::technician), id, "\xff").error().code,
              "base.not_utf8");
    EXPECT_TRUE(store_.recorded.empty());
}

TEST_F(AlarmUseCases, what_has_cleared_is_not_taken_on_any_more) {
    fall_silent();
    devices_.devices.clear();
    ASSERT_TRUE(watch_.look().has_value());
    EXPECT_EQ(acknowledge(desk_, actor(rights::Role::technician), only_alarm().id, "").error().code,
              "alarms.cleared_already");
}

TEST_F(AlarmUseCases, a_notice_that_does_not_arrive_is_tried_later_and_later_and_given_up) {
    fall_silent();
    mail_.broken = true;
    EXPECT_EQ(send(), 0U);
    EXPECT_EQ(send(), 0U);
    EXPECT_EQ(mail_.tried.size(), 1U) << "not before its time";
    clock_.advance(10s);
    EXPECT_EQ(send(), 0U);
    EXPECT_EQ(mail_.tried.size(), 2U);
    Notice notice = store_.notices_of(only_alarm().id)->at(0);
    EXPECT_EQ(notice.next_at, clock_.now() + 20s);
    EXPECT_EQ(notice.last_error, "Not sent.");
    for (int i = 0; i < 100; ++i) {
        clock_.advance(1h);
        EXPECT_EQ(send(), 0U);
    }
    EXPECT_EQ(mail_.tried.size(), static_cast<std::size_t>(notice_attempts_max));
    notice = store_.notices_of(only_alarm().id)->at(0);
    EXPECT_FALSE(notice.next_at.has_value());
    EXPECT_FALSE(notice.sent_at.has_value());
}

TEST_F(AlarmUseCases, contacts_are_managed_by_those_who_set_up_the_area) {
    const AlarmRules rules{.mail_is_set_up = true};
    const auto admin = actor(rights::Role::administrator);
    const auto hook = add_contact(desk_, rules, admin,
                                  {samples::commune, Channel::web_hook, "https://xa.example/h"});
    ASSERT_TRUE(hook.has_value()) << hook.error().message.en;
    EXPECT_EQ(hook->secret.size(), 43U);
    EXPECT_EQ(contact_json(*hook, false).find(hook->secret), std::string::npos);
    EXPECT_EQ(managed_contacts(desk_, admin)->size(), 2U);
    EXPECT_EQ(managed_contacts(desk_, actor(rights::Role::technician)).error().code,
              "rights.forbidden");
    EXPECT_EQ(add_contact(desk_, rules, admin, {samples::province, Channel::email, "a@b.vn"})
                  .error()
                  .code,
              "rights.forbidden");
    EXPECT_EQ(
        add_contact(desk_, {}, admin, {samples::commune, Channel::email, "a@b.vn"}).error().code,
        "alarms.mail_not_set_up");
    EXPECT_EQ(
        remove_contact(desk_, actor(rights::Role::administrator, samples::neighbour), hook->id)
            .error()
            .code,
        "alarms.no_such_contact");
    EXPECT_TRUE(remove_contact(desk_, admin, hook->id).has_value());
    EXPECT_EQ(remove_contact(desk_, admin, hook->id).error().code, "alarms.no_such_contact");
    EXPECT_EQ(store_.recorded,
              (std::vector<std::string>{"alarms.add_contact", "alarms.remove_contact"}));
}

TEST_F(AlarmUseCases, an_area_has_a_bounded_number_of_contacts) {
    const auto admin = actor(rights::Role::administrator);
    const NewContact wanted{samples::commune, Channel::web_hook, "https://xa.example/h"};
    for (int i = 1; i < 20; ++i) {
        ASSERT_TRUE(add_contact(desk_, {}, admin, wanted).has_value());
    }
    EXPECT_EQ(add_contact(desk_, {}, admin, wanted).error().code, "alarms.too_many_contacts");
}

TEST(Addresses, hold_nothing_that_could_become_a_header_or_another_host) {
    const auto mail = [](std::string_view text) {
        return check_address(Channel::email, text, false).has_value();
    };
    EXPECT_TRUE(mail("truc.loa@vinhthuan.angiang.gov.vn"));
    for (const char* bad : {"", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\r\nBcc: x@y", "<a@b>",
                            "a@b,c@d", "tên@xa.vn"}) {
        EXPECT_FALSE(mail(bad)) << bad;
    }
    const auto hook = [](std::string_view text, bool plain = false) {
        return check_address(Channel::web_hook, text, plain).has_value();
    };
    EXPECT_TRUE(hook("https://xa.example/hook?x=1"));
    EXPECT_TRUE(hook("http://10.0.0.1/h", true));
    for (const char* bad : {"http://xa.example/", "https://", "ftp://x", "https://user@host/",
                            "https://x y/", "file:///etc/passwd"}) {
        EXPECT_FALSE(hook(bad)) << bad;
    }
}

} // namespace

} // namespace alarms
