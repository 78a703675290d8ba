#include "broadcast/intake.hpp"

#include "broadcast/desk_fixture.hpp"
#include "broadcast/excess_record.hpp"
#include "device_protocol/words.hpp"

#include <algorithm>

namespace broadcast {

namespace {

using namespace std::chrono_literals;

constexpr base::Instant start{1'780'272'000'000};

DeviceId device_number(std::uint8_t number) {
    DeviceId id;
    id.uuid.bytes[15] = number;
    return id;
}

class AllowedIntake : public testing::Test {
protected:
    bool says(Channel channel, base::Instant at, std::uint8_t device = 1,
              std::string_view payload = "{}") {
        return intake_.admit({device_number(device), channel}, payload, at);
    }
    /// How many of so many, all in one instant.
    std::int64_t read_of(std::int64_t count, Channel channel, base::Instant at) {
        std::int64_t read = 0;
        for (std::int64_t i = 0; i < count; ++i) {
            read += says(channel, at) ? 1 : 0;
        }
        return read;
    }
    Intake intake_;
};

TEST(Allowances, everything_that_a_device_says_has_one_and_what_servers_say_has_none) {
    for (const Channel channel :
         {Channel::state, Channel::hello, Channel::hb, Channel::rep, Channel::ack, Channel::evt}) {
        EXPECT_GE(allowance_of(channel).burst, 30) << to_text(channel);
        EXPECT_LE(allowance_of(channel).refill, 1s) << to_text(channel);
    }
    for (const Channel channel : {Channel::srv, Channel::des, Channel::cmd}) {
        Bucket bucket;
        EXPECT_FALSE(bucket.take(allowance_of(channel), start)) << to_text(channel);
    }
}

TEST(Buckets, so_many_go_at_once_then_one_after_each_refill_and_never_more_than_at_first) {
    const Allowance allowance{.burst = 3, .refill = 500ms};
    Bucket bucket;
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(bucket.take(allowance, start));
    }
    EXPECT_FALSE(bucket.take(allowance, start));
    EXPECT_FALSE(bucket.take(allowance, start + 499ms));
    EXPECT_TRUE(bucket.take(allowance, start + 500ms));
    EXPECT_FALSE(bucket.take(allowance, start + 999ms));
    EXPECT_FALSE(bucket.is_full(start + 1'999ms));
    EXPECT_TRUE(bucket.is_full(start + 2s));
    int after_a_day = 0;
    while (bucket.take(allowance, start + 24h)) {
        ++after_a_day;
    }
    EXPECT_EQ(after_a_day, 3);
}

TEST(Buckets, a_clock_that_is_set_back_silences_nobody_for_longer_than_an_empty_bucket_fills) {
    const Allowance allowance{.burst = 3, .refill = 500ms};
    Bucket bucket;
    ASSERT_TRUE(bucket.take(allowance, start));
    EXPECT_FALSE(bucket.take(allowance, start - 24h));
    EXPECT_TRUE(bucket.take(allowance, start - 24h + 500ms));
}

TEST_F(AllowedIntake, a_flood_of_one_kind_takes_nothing_from_the_other_kinds_or_devices) {
    const Allowance allowance = allowance_of(Channel::evt);
    EXPECT_EQ(read_of(10'000, Channel::evt, start), allowance.burst);
    EXPECT_TRUE(says(Channel::ack, start));
    EXPECT_TRUE(says(Channel::hello, start));
    EXPECT_TRUE(says(Channel::evt, start, 2));
    EXPECT_EQ(read_of(10'000, Channel::evt, start + 10s), 10s / allowance.refill);
}

TEST_F(AllowedIntake, of_how_a_device_stands_the_newest_is_read_when_there_is_room) {
    for (const Channel channel : {Channel::hb, Channel::rep, Channel::state}) {
        Intake intake;
        const Origin origin{device_number(1), channel};
        while (intake.admit(origin, "first", start)) {
        }
        EXPECT_FALSE(intake.admit(origin, "middle", start));
        EXPECT_FALSE(intake.admit(origin, "newest", start));
        EXPECT_TRUE(intake.take_kept(start).empty());
        const auto due = intake.take_kept(start + allowance_of(channel).refill);
        ASSERT_EQ(due.size(), 1U) << to_text(channel);
        EXPECT_EQ(due.front().origin, origin);
        EXPECT_EQ(due.front().payload, "newest");
        EXPECT_TRUE(intake.take_kept(start + 1h).empty()) << "once";
    }
}

TEST_F(AllowedIntake, what_is_read_meanwhile_is_newer_than_what_was_kept) {
    (void)read_of(100, Channel::hb, start);
    EXPECT_TRUE(says(Channel::hb, start + 1s));
    EXPECT_TRUE(intake_.take_kept(start + 1h).empty());
}

TEST_F(AllowedIntake, what_a_device_tells_again_by_itself_is_not_kept_nor_what_is_too_long) {
    for (const Channel channel : {Channel::hello, Channel::ack, Channel::evt}) {
        (void)read_of(1'000, channel, start);
    }
    const std::string long_one(device_protocol::message_bytes_max + 1, 'x');
    (void)read_of(60, Channel::hb, start);
    EXPECT_FALSE(says(Channel::hb, start, 1, long_one));
    EXPECT_TRUE(intake_.take_kept(start + 1h).empty());
}

TEST_F(AllowedIntake, a_flood_is_told_once_counted_while_it_lasts_and_over_after_a_quiet_minute) {
    EXPECT_TRUE(intake_.take_news(start).grown.empty());
    (void)read_of(60, Channel::rep, start);
    EXPECT_TRUE(intake_.take_news(start).grown.empty()) << "what is allowed is no news";

    (void)read_of(5, Channel::rep, start);
    auto news = intake_.take_news(start + 1ms);
    const Excess first{device_number(1), start, start, 5};
    EXPECT_EQ(news.begun, std::vector{first.device});
    EXPECT_EQ(news.grown, std::vector{first});

    (void)read_of(7, Channel::rep, start + 10ms);
    news = intake_.take_news(start + 20ms);
    const Excess grown{device_number(1), start, start + 10ms, 12};
    EXPECT_TRUE(news.begun.empty());
    EXPECT_EQ(news.grown, std::vector{grown});
    EXPECT_TRUE(news.over.empty());

    news = intake_.take_news(start + 10ms + 1min - 1ms);
    EXPECT_TRUE(news.grown.empty());
    EXPECT_TRUE(news.over.empty());
    news = intake_.take_news(start + 10ms + 1min);
    EXPECT_EQ(news.over, std::vector{grown});
    EXPECT_TRUE(intake_.take_news(start + 1h).over.empty());

    (void)read_of(61, Channel::rep, start + 2h);
    news = intake_.take_news(start + 2h);
    EXPECT_EQ(news.grown, (std::vector<Excess>{{device_number(1), start + 2h, start + 2h, 1}}))
        << "a new one";
    EXPECT_EQ(news.begun.size(), 1U);
}

TEST_F(AllowedIntake, what_cannot_be_read_is_told_at_once_and_then_counted_for_a_minute) {
    const DeviceId one = device_number(1);
    EXPECT_EQ(intake_.note_unreadable(one, start), 1);
    for (int i = 0; i < 9; ++i) {
        EXPECT_EQ(intake_.note_unreadable(one, start + 1s), std::nullopt);
    }
    EXPECT_EQ(intake_.note_unreadable(device_number(2), start + 1s), 1);
    EXPECT_EQ(intake_.note_unreadable(one, start + 1min), 10);
    EXPECT_EQ(intake_.note_unreadable(one, start + 1min), std::nullopt);
    EXPECT_EQ(intake_.note_unreadable(one, start + 2min), 2);
}

TEST_F(AllowedIntake, who_is_forgotten_while_quiet_has_no_more_than_anybody_and_who_floods_is_not) {
    (void)read_of(60, Channel::hb, start);
    (void)intake_.take_news(start + 50s);
    EXPECT_EQ(read_of(1'000, Channel::hb, start + 50s), 50);
    (void)intake_.take_news(start + 3h);
    EXPECT_EQ(read_of(1'000, Channel::hb, start + 3h), 60);
}

class ExcessRecord : public DeskTest {};

INSTANTIATE_TEST_SUITE_P(Engines, ExcessRecord,
                         testing::Values(testing_support::Engine::sqlite,
                                         testing_support::Engine::postgres),
                         testing::PrintToStringParamName());

TEST_P(ExcessRecord, a_device_in_use_has_one_row_of_the_latest_time_and_others_have_none) {
    const DeviceId device = add_claimed("S-1");
    const DeviceId stranger = device_number(9);
    const auto put = [&](const std::vector<Excess>& excesses) {
        return temporary_->database().write([&](storage::Transaction& transaction) {
            put_excesses(transaction, excesses);
            return base::Result<void>();
        });
    };
    const auto found = [&](DeviceId of) {
        return temporary_->database()
            .read([&](storage::Connection& connection) -> base::Result<std::optional<Excess>> {
                return find_excess(connection, of);
            })
            .value();
    };
    EXPECT_EQ(found(device), std::nullopt);
    const Excess first{device, start, start + 1s, 5};
    const Excess later{device, start + 1h, start + 1h + 2s, 5'000'000'000};
    ASSERT_TRUE(put({first, {stranger, start, start, 1}}).has_value());
    EXPECT_EQ(found(device), first);
    EXPECT_EQ(found(stranger), std::nullopt);
    ASSERT_TRUE(put({later}).has_value());
    EXPECT_EQ(found(device), later);
}

} // namespace

} // namespace broadcast
