// Goal: a technician hears that a cluster works, and nobody else makes it sound. Method: the
// samples by themselves; the order on both databases.
#include "broadcast/test_tone.hpp"

#include "broadcast/desk_fixture.hpp"
#include "broadcast/standing_sound.hpp"
#include "rights/policy.hpp"

namespace broadcast {

namespace {

const area::AreaPath commune({"91", "31069"});

rights::Actor person(rights::Role role, const area::AreaPath& area = commune) {
    return {.name = "Sơn", .grants = {{role, area}}};
}

TEST(TestTone, is_three_tones_that_begin_and_end_softly_and_never_clip) {
    const auto samples = test_tone_samples();
    ASSERT_EQ(samples.size(), 3U * test_tone_rate);
    EXPECT_EQ(samples.front(), 0);
    EXPECT_EQ(samples.back(), 0);
    for (std::size_t tone = 0; tone < 3; ++tone) {
        const auto begin = samples.begin() + static_cast<std::ptrdiff_t>(tone) * test_tone_rate;
        const auto [low, high] = std::minmax_element(begin, begin + test_tone_rate);
        EXPECT_GT(*high, 9'000);
        EXPECT_LT(*high, 20'000);
        EXPECT_LT(*low, -9'000);
        EXPECT_EQ(*(begin + test_tone_rate * 8 / 10), 0) << "silence between";
    }
}

class TestTones : public DeskTest {
protected:
    void SetUp() override {
        DeskTest::SetUp();
        if (!IsSkipped()) {
            device_ = add_claimed("VT-1");
        }
    }
    void make_sound() {
        write([&](storage::Transaction& transaction) {
            const auto sha256 = crypto::sha256("tone");
            transaction.execute("insert into media_blob (sha256, size_bytes, state, touched_at) "
                                "values ($1, 1, 'present', $2)",
                                {sha256, clock_.now()});
            ASSERT_TRUE(put_standing_sound(
                transaction, test_tone_sound,
                {.sha256 = sha256, .size = 1, .duration_ms = 3'000, .kind = "test_tone"},
                clock_.now()));
        });
    }
    std::string refusal(const rights::Actor& actor, const DeviceId& device) {
        const auto ordered = order_test_tone(*broadcast_, actor, {.device = device});
        EXPECT_FALSE(ordered.has_value());
        return ordered ? "" : ordered.error().code;
    }
    std::int64_t commands() {
        return temporary_->database()
            .read([](storage::Connection& connection) -> base::Result<std::int64_t> {
                return connection.query("select count(*) as n from command", {})
                    .front()
                    .integer("n");
            })
            .value();
    }

    DeviceId device_;
};

TEST_P(TestTones, are_ordered_by_a_technician_for_one_device) {
    make_sound();
    const auto ordered = order_test_tone(*broadcast_, person(rights::Role::technician),
                                         {.device = device_, .volume_percent = 40});
    ASSERT_TRUE(ordered.has_value()) << ordered.error().message.en;
    EXPECT_EQ(ordered->targets, 1U);
    ASSERT_TRUE(ordered->run.has_value());
    EXPECT_EQ(ordered->run->title, test_tone_title);
    EXPECT_EQ(ordered->run->duration_ms, 3'000);
    EXPECT_EQ(ordered->run->at, clock_.now() + lead_time);
    EXPECT_EQ(ordered->command.expires_at, ordered->run->at + test_tone_life);
    EXPECT_EQ(commands(), 1);
}

TEST_P(TestTones, are_refused_without_the_right_in_that_place) {
    make_sound();
    EXPECT_EQ(refusal(person(rights::Role::composer), device_), "rights.forbidden");
    EXPECT_EQ(refusal(person(rights::Role::technician, area::AreaPath({"91", "31012"})), device_),
              "rights.forbidden");
    EXPECT_EQ(commands(), 0);
}

TEST_P(TestTones, are_refused_in_quiet_hours_without_the_sound_and_for_what_is_not_in_use) {
    const auto technician = person(rights::Role::technician);
    EXPECT_EQ(refusal(technician, device_), "broadcast.no_test_tone");
    make_sound();
    EXPECT_EQ(refusal(technician, DeviceId::make(clock_.now(), random_)), "broadcast.no_targets");
    guard_.quiet_ = true;
    EXPECT_EQ(refusal(technician, device_), "broadcast.outside_hours");
    const auto loud =
        order_test_tone(*broadcast_, technician, {.device = device_, .volume_percent = 101});
    EXPECT_EQ(loud.error().code, "broadcast.wrong_volume");
    EXPECT_EQ(commands(), 0);
}

INSTANTIATE_TEST_SUITE_P(Engines, TestTones, testing::ValuesIn(testing_support::engines()),
                         testing::PrintToStringParamName());

} // namespace

} // namespace broadcast
