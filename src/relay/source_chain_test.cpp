#include "relay/source_chain.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <vector>

namespace relay {

namespace {

constexpr base::Instant begin{1'780'272'000'000};
constexpr ChainRules rules{.blank_max = base::Millis(10'000), .back_min = base::Millis(30'000)};

base::Instant at(std::int64_t ms) {
    return begin + base::Millis(ms);
}

/// A source that has sounded from `from` to `to`.
Hearing heard(std::int64_t from, std::int64_t to) {
    Hearing hearing;
    for (std::int64_t ms = from + 100; ms <= to; ms += 100) {
        hearing.take(-20, at(ms));
    }
    return hearing;
}

/// As above, and has sent silence until `silent_to`.
Hearing heard_then_silent(std::int64_t from, std::int64_t to, std::int64_t silent_to) {
    Hearing hearing = heard(from, to);
    for (std::int64_t ms = to + 100; ms <= silent_to; ms += 100) {
        hearing.take(-90, at(ms));
    }
    return hearing;
}

std::optional<Turn> turn(const std::vector<Hearing>& links, std::size_t active, std::int64_t since,
                         std::int64_t now) {
    return next_turn(rules, links, {active, at(since)}, at(now));
}

TEST(SourceChain, a_source_that_sounds_goes_on) {
    EXPECT_FALSE(turn({heard(0, 60'000), Hearing()}, 0, 0, 60'000));
}

TEST(SourceChain, silence_below_the_limit_is_borne_and_at_the_limit_the_next_source_comes) {
    const std::vector<Hearing> links{heard_then_silent(0, 5'000, 15'000), Hearing()};
    EXPECT_FALSE(turn(links, 0, 0, 14'999));
    EXPECT_EQ(turn(links, 0, 0, 15'000), (Turn{1, TurnWhy::silent}));
}

TEST(SourceChain, a_source_from_which_nothing_comes_is_lost) {
    const std::vector<Hearing> links{heard(0, 5'000), Hearing()};
    EXPECT_FALSE(turn(links, 0, 0, 14'999));
    EXPECT_EQ(turn(links, 0, 0, 15'000), (Turn{1, TurnWhy::lost}));
}

TEST(SourceChain, a_source_that_never_came_is_lost_after_the_same_time) {
    const std::vector<Hearing> links{Hearing(), Hearing()};
    EXPECT_FALSE(turn(links, 0, 0, 9'999));
    EXPECT_EQ(turn(links, 0, 0, 10'000), (Turn{1, TurnWhy::lost}));
}

TEST(SourceChain, each_source_gets_the_whole_time_from_its_turn_on) {
    const std::vector<Hearing> links{Hearing(), heard(0, 5'000), Hearing()};
    EXPECT_FALSE(turn(links, 1, 20'000, 29'999)) << "it was quiet before its turn";
    EXPECT_EQ(turn(links, 1, 20'000, 30'000), (Turn{2, TurnWhy::lost}));
}

TEST(SourceChain, after_the_last_source_the_relay_ends) {
    const std::vector<Hearing> links{Hearing(), heard_then_silent(0, 5'000, 15'000)};
    EXPECT_EQ(turn(links, 1, 0, 15'000), (Turn{std::nullopt, TurnWhy::exhausted}));
    EXPECT_EQ(turn({Hearing()}, 0, 0, 10'000), (Turn{std::nullopt, TurnWhy::exhausted}));
}

TEST(SourceChain, it_returns_when_a_source_above_has_sounded_long_enough) {
    const std::vector<Hearing> links{heard(0, 60'000), heard(0, 60'000)};
    EXPECT_FALSE(turn(links, 1, 0, 30'299)) << "it is heard from 300 ms on";
    EXPECT_EQ(turn(links, 1, 0, 60'000), (Turn{0, TurnWhy::returned}));
}

TEST(SourceChain, of_several_that_are_back_the_first_one_is_taken) {
    const std::vector<Hearing> links{heard(0, 60'000), heard(0, 60'000), heard(0, 60'000)};
    EXPECT_EQ(turn(links, 2, 0, 60'000), (Turn{0, TurnWhy::returned}));
    const std::vector<Hearing> second{Hearing(), heard(0, 60'000), heard(0, 60'000)};
    EXPECT_EQ(turn(second, 2, 0, 60'000), (Turn{1, TurnWhy::returned}));
}

TEST(SourceChain, a_source_that_has_fallen_silent_again_is_not_back) {
    const std::vector<Hearing> links{heard_then_silent(0, 40'000, 60'000), heard(0, 60'000)};
    EXPECT_FALSE(turn(links, 1, 0, 60'000));
}

TEST(SourceChain, a_source_below_never_takes_over_while_the_active_one_sounds) {
    EXPECT_FALSE(turn({heard(0, 90'000), heard(0, 90'000)}, 0, 0, 90'000));
}

TEST(SourceChain, when_the_active_one_fails_a_source_above_that_sounds_comes_before_one_below) {
    const std::vector<Hearing> links{heard(55'000, 60'000), heard(0, 50'000), Hearing()};
    EXPECT_EQ(turn(links, 1, 0, 60'000), (Turn{0, TurnWhy::returned}));
}

TEST(SourceChain, the_next_source_is_made_ready_when_the_active_one_has_been_quiet_half_the_time) {
    const std::vector<Hearing> links{heard(0, 5'000), Hearing(), Hearing()};
    EXPECT_EQ(links_wanted(rules, links, {0, at(0)}, at(9'999)), 1U);
    EXPECT_EQ(links_wanted(rules, links, {0, at(0)}, at(10'000)), 2U);
    EXPECT_EQ(links_wanted(rules, links, {1, at(9'000)}, at(10'000)), 2U)
        << "what is above is listened to, for its return";
    EXPECT_EQ(links_wanted(rules, links, {2, at(0)}, at(60'000)), 3U);
}

// ---- against a slow model that looks through everything that was ever heard ----

struct Window {
    base::Instant at;
    double level = 0;
};

class SlowLink {
public:
    void take(double level, base::Instant when) { windows_.push_back({when, level}); }

    /// Instants at which sound was certain: three windows in a row at least, by the limits.
    [[nodiscard]] std::vector<base::Instant> certain(base::Instant now) const {
        std::vector<base::Instant> found;
        bool loud = false;
        int in_a_row = 0;
        const Window* before = nullptr;
        for (const Window& window : windows_) {
            if (window.at > now) {
                break;
            }
            if (before != nullptr && window.at - before->at > base::Millis(2'000)) {
                loud = false;
                in_a_row = 0;
            }
            loud = window.level >= -45 || (loud && window.level >= -50);
            in_a_row = loud ? in_a_row + 1 : 0;
            if (in_a_row >= 3) {
                found.push_back(window.at);
            }
            before = &window;
        }
        return found;
    }
    [[nodiscard]] bool came_between(base::Instant after, base::Instant now) const {
        return std::ranges::any_of(
            windows_, [&](const Window& window) { return window.at >= after && window.at <= now; });
    }
    /// For how long it has sounded up to now without a pause of over two seconds.
    [[nodiscard]] std::optional<base::Millis> sounding_for(base::Instant now) const {
        const auto instants = certain(now);
        if (instants.empty() || now - instants.back() > base::Millis(2'000)) {
            return std::nullopt;
        }
        std::size_t first = instants.size() - 1;
        while (first > 0 && instants[first] - instants[first - 1] <= base::Millis(2'000)) {
            --first;
        }
        return now - instants[first];
    }

private:
    std::vector<Window> windows_;
};

std::optional<Turn> slow_turn(const std::vector<SlowLink>& links, const Sounding& sounding,
                              base::Instant now) {
    std::optional<std::size_t> back;
    std::optional<std::size_t> sounds;
    for (std::size_t i = sounding.active; i-- > 0;) {
        if (const auto length = links[i].sounding_for(now)) {
            sounds = i;
            if (*length >= rules.back_min) {
                back = i;
            }
        }
    }
    if (back) {
        return Turn{*back, TurnWhy::returned};
    }
    if (now - sounding.since < rules.blank_max) {
        return std::nullopt;
    }
    const auto heard = links[sounding.active].certain(now);
    if (!heard.empty() && now - heard.back() < rules.blank_max) {
        return std::nullopt;
    }
    if (sounds) {
        return Turn{*sounds, TurnWhy::returned};
    }
    if (sounding.active + 1 == links.size()) {
        return Turn{std::nullopt, TurnWhy::exhausted};
    }
    const base::Instant recent = std::max(sounding.since, now - rules.blank_max + base::Millis(1));
    return Turn{sounding.active + 1,
                links[sounding.active].came_between(recent, now) ? TurnWhy::silent : TurnWhy::lost};
}

TEST(SourceChain, every_turn_of_random_days_is_the_one_that_the_whole_past_demands) {
    std::map<TurnWhy, int> seen;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        std::mt19937_64 random(seed);
        const auto pick = [&](int below) {
            return static_cast<int>(random() % static_cast<std::uint64_t>(below));
        };
        const std::size_t count = 1 + static_cast<std::size_t>(pick(3));
        std::vector<Hearing> links(count);
        std::vector<SlowLink> slow(count);
        std::vector<int> state(count, 0); // 0 sounds, 1 silent, 2 away, 3 clicks, 4 at the limits
        Sounding sounding{0, begin};
        for (std::int64_t ms = 100; ms <= 180'000; ms += 100) {
            const base::Instant now = at(ms);
            for (std::size_t i = 0; i < count; ++i) {
                if (pick(150) == 0) {
                    state[i] = pick(5);
                }
                const double levels[] = {-20, -80, 0, pick(6) == 0 ? -10.0 : -70.0,
                                         -44.0 - pick(8)};
                if (state[i] != 2) {
                    const double level = levels[state[i]];
                    links[i].take(level, now);
                    slow[i].take(level, now);
                }
            }
            if (ms % 500 != 0) {
                continue;
            }
            const auto turn = next_turn(rules, links, sounding, now);
            ASSERT_EQ(turn, slow_turn(slow, sounding, now)) << "seed " << seed << ", ms " << ms;
            const std::size_t wanted = links_wanted(rules, links, sounding, now);
            ASSERT_TRUE(wanted > sounding.active && wanted <= count);
            if (turn) {
                ++seen[turn->why];
                sounding = {turn->to.value_or(0), now};
            }
        }
    }
    for (const TurnWhy why :
         {TurnWhy::silent, TurnWhy::lost, TurnWhy::returned, TurnWhy::exhausted}) {
        EXPECT_GT(seen[why], 10) << "the days hold every kind of turn";
    }
}

} // namespace

} // namespace relay
