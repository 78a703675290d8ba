// Goal: a miss is known only when the device cannot have played it.
#include "broadcast/missed_deliveries.hpp"

#include <gtest/gtest.h>

namespace broadcast {

namespace {

using schedule::MissCause;

Delivery in(DeliveryState state, std::string code = "") {
    Delivery delivery;
    delivery.state = state;
    delivery.code = std::move(code);
    return delivery;
}

TEST(MissedCause, a_device_that_never_had_it_missed_it) {
    EXPECT_EQ(missed_cause(in(DeliveryState::expired)), MissCause::not_received);
    EXPECT_EQ(missed_cause(in(DeliveryState::silent)), MissCause::not_received);
}

TEST(MissedCause, a_device_that_stored_it_and_fell_silent_may_have_played_it_alone) {
    Delivery silent = in(DeliveryState::silent);
    silent.received_at = base::Instant{1};
    EXPECT_EQ(missed_cause(silent), std::nullopt);
}

TEST(MissedCause, what_still_goes_on_or_sounded_is_no_miss) {
    for (const DeliveryState state :
         {DeliveryState::planned, DeliveryState::sent, DeliveryState::received,
          DeliveryState::playing, DeliveryState::done}) {
        EXPECT_EQ(missed_cause(in(state)), std::nullopt);
    }
    Delivery partly = in(DeliveryState::failed, "preempted");
    partly.ms_played = 1'000;
    EXPECT_EQ(missed_cause(partly), std::nullopt);
}

TEST(MissedCause, the_devices_word_tells_why) {
    EXPECT_EQ(missed_cause(in(DeliveryState::failed, "quiet_hours")), MissCause::quiet_hours);
    EXPECT_EQ(missed_cause(in(DeliveryState::failed, "no_room")), MissCause::displaced);
    EXPECT_EQ(missed_cause(in(DeliveryState::failed, "never")), MissCause::displaced);
    EXPECT_EQ(missed_cause(in(DeliveryState::failed, "too_late")), MissCause::too_late);
    EXPECT_EQ(missed_cause(in(DeliveryState::failed, "media_missing")), MissCause::broken);
}

TEST(MissedCause, what_somebody_stopped_or_withdrew_was_not_missed) {
    EXPECT_EQ(missed_cause(in(DeliveryState::failed, "command")), std::nullopt);
    EXPECT_EQ(missed_cause(in(DeliveryState::failed, "withdrawn")), std::nullopt);
}

} // namespace

} // namespace broadcast
