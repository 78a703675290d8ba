// Goal: each device comes to hold the newest desired state, whatever was lost on the way. Method:
// the server's steps with a device made by hand, with the memory broker between them, on every
// engine.
#include "broadcast/chain_fixture.hpp"
#include "broadcast/programme_record.hpp"

#include <gtest/gtest.h>

namespace broadcast {

namespace {

class DesiredChain : public Chain {};

TEST_P(DesiredChain, a_device_ahead_of_a_restored_server_gets_a_higher_version) {
    refresh();
    desired_version_ = 40;
    manifest_version_ = 30;
    hello();
    refresh();
    const auto programme = temporary_->database().read(
        [&](storage::Connection& connection) -> base::Result<std::optional<DeviceProgramme>> {
            return find_programme(connection, device_);
        });
    EXPECT_EQ((*programme)->manifest_version, 31);
    EXPECT_EQ((*programme)->desired_version, 41);
}

TEST_P(DesiredChain, the_broker_keeps_nothing_of_a_desired_state) {
    refresh();
    const auto said =
        published(device_protocol::device_topic(base::to_text(device_), Channel::des));
    ASSERT_EQ(said.size(), 1U);
    Ears late{"late"};
    const auto hearer =
        connect(late, {{.filter = device_protocol::any_device_topic(Channel::des)}});
    broker_.run();
    EXPECT_TRUE(late.heard.empty());
}

TEST_P(DesiredChain,
       a_device_that_missed_its_desired_state_hears_it_after_its_hello_and_its_report) {
    refresh();
    const auto before = heard(Channel::des);
    hello(); // it holds version 0
    EXPECT_EQ(heard(Channel::des), before + 1);
    say(Channel::rep, device_protocol::ReportedState{.inc = 1});
    EXPECT_EQ(heard(Channel::des), before + 2);
    say(Channel::rep,
        device_protocol::ReportedState{.inc = 1, .desired_version = 1, .manifest_version = 1});
    EXPECT_EQ(heard(Channel::des), before + 2) << "it holds the newest";
}

INSTANTIATE_TEST_SUITE_P(Engines, DesiredChain, testing::ValuesIn(testing_support::engines()));

} // namespace

} // namespace broadcast
