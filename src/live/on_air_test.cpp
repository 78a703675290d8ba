// What listeners are sent and when, with sources that deliver in pieces of different lengths.
#include "live/on_air.hpp"

#include "device_protocol/live_frames.hpp"
#include "testing/manual_clock.hpp"
#include "testing/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace live {

namespace {

class NoSandbox final : public media::Sandbox {
public:
    base::Result<media::SandboxOutcome> run(const media::SandboxCommand&,
                                            std::stop_token) override {
        return base::fail(base::Fault::unavailable, "test.none", "Không có.", "There is none.");
    }
};

/// Half a minute of a source; samples arrive when their piece is full.
class OnAirTest : public testing::TestWithParam<std::int64_t> {
protected:
    void step(std::int64_t ms) {
        clock_.advance(base::Millis(10));
        if (ms % GetParam() == 0) {
            on_air_.take_samples(std::string(static_cast<std::size_t>(GetParam()) * 96, '\1'));
        }
        if (ms % 100 == 0) {
            on_air_.tick();
        }
        for (; seen_ < on_air_.stream()->next(); ++seen_) {
            look_at(*on_air_.stream()->find(seen_).chunk);
        }
    }

    void look_at(const std::string& chunk) {
        const std::int64_t now = clock_.now().ms;
        longest_pause_ms_ = std::max(longest_pause_ms_, now - published_at_ms_);
        published_at_ms_ = now;
        device_protocol::LiveFrameReader reader;
        for (const auto& frame : reader.put(chunk).value()) {
            if (frame.kind != device_protocol::LiveFrameKind::packet) {
                continue; // the sign of life before the first sound
            }
            EXPECT_EQ(frame.sequence, packets_++);
            least_lead_ms_ = std::min(least_lead_ms_, frame.instant_us / 1000 - now);
        }
    }

    testing_support::TemporaryFolder folder_;
    testing_support::ManualClock clock_{base::Instant{1'780'272'000'000}};
    NoSandbox sandbox_;
    OnAir on_air_{
        SessionId(),
        {},
        {.sandbox = sandbox_, .clock = clock_, .on_level = [](const SessionId&, const Level&) {}},
        {.ffmpeg = {}, .recordings = folder_.path()}};
    std::uint64_t seen_ = 0;
    std::uint32_t packets_ = 0;
    std::int64_t published_at_ms_ = clock_.now().ms;
    std::int64_t longest_pause_ms_ = 0;
    std::int64_t least_lead_ms_ = std::numeric_limits<std::int64_t>::max();
};

TEST_P(OnAirTest, one_write_carries_much_and_still_leaves_time_for_the_line) {
    constexpr std::int64_t ms_max = 30'000;
    on_air_.begin_source();
    for (std::int64_t ms = 10; ms <= ms_max; ms += 10) {
        step(ms);
    }
    EXPECT_GE(packets_, (ms_max - 1'000) / 20);
    EXPECT_GE(least_lead_ms_, GetParam() <= 100 ? 700 : 400);
    EXPECT_LE(seen_, static_cast<std::uint64_t>(ms_max / 600 + 2)); // the first come sooner
    EXPECT_LE(longest_pause_ms_, 1'000) << "every listener is given sound in every second";
}

INSTANTIATE_TEST_SUITE_P(Pieces, OnAirTest, testing::Values(20, 60, 100, 250, 500, 1'000),
                         [](const auto& named) { return std::to_string(named.param) + "ms"; });

} // namespace

} // namespace live
