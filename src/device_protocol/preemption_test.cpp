// Goal: the rules of clash and resume. Method: examples, and random cases against a slow model that
// looks at every millisecond.
#include "device_protocol/preemption.hpp"
#include <gtest/gtest.h>

#include <random>
#include <set>

namespace device_protocol {

namespace {

class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}
    std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }

private:
    std::mt19937_64 engine_;
};

constexpr BroadcastClass classes[] = {BroadcastClass::ordinary, BroadcastClass::priority,
                                      BroadcastClass::emergency};
constexpr Tier tiers[] = {Tier::commune, Tier::province, Tier::central};

TEST(ClashWord, without_a_rule_a_higher_class_stops_a_lower_one_and_the_rest_waits) {
    for (const auto sounding : classes) {
        for (const auto arriving : classes) {
            EXPECT_EQ(clash_word({}, Standing{sounding, Tier::commune},
                                 Standing{arriving, Tier::commune}),
                      arriving > sounding ? Clash::stop : Clash::defer);
        }
    }
}

TEST(ClashWord, each_of_the_four_words_holds_for_its_pair_only) {
    for (const Clash word : {Clash::stop, Clash::pause, Clash::defer, Clash::never}) {
        const std::vector<ClashRule> rules{
            {BroadcastClass::priority, BroadcastClass::ordinary, word}};
        EXPECT_EQ(clash_word(rules, Standing{BroadcastClass::priority, Tier::commune},
                             Standing{BroadcastClass::ordinary, Tier::commune}),
                  word);
        EXPECT_EQ(clash_word(rules, Standing{BroadcastClass::ordinary, Tier::commune},
                             Standing{BroadcastClass::priority, Tier::commune}),
                  Clash::stop);
    }
}

TEST(ClashWord, only_among_emergencies_a_higher_tier_stops_a_lower_one) {
    const std::vector<ClashRule> rules{
        {BroadcastClass::emergency, BroadcastClass::emergency, Clash::never},
        {BroadcastClass::ordinary, BroadcastClass::ordinary, Clash::defer}};
    for (const Tier sounding : tiers) {
        for (const Tier arriving : tiers) {
            EXPECT_EQ(clash_word(rules, Standing{BroadcastClass::emergency, sounding},
                                 Standing{BroadcastClass::emergency, arriving}),
                      arriving > sounding ? Clash::stop : Clash::never);
            EXPECT_EQ(clash_word(rules, Standing{BroadcastClass::ordinary, sounding},
                                 Standing{BroadcastClass::ordinary, arriving}),
                      Clash::defer);
        }
    }
}

ManifestItem item(std::int64_t duration, std::optional<std::vector<std::int64_t>> sentences) {
    return {{}, 1, duration, "speech", std::move(sentences)};
}

TEST(Resume, a_cut_sentence_is_said_again_from_its_beginning) {
    const std::vector<ManifestItem> items{item(4'000, std::nullopt),
                                          item(20'000, {{0, 5'000, 12'000}})};
    EXPECT_EQ(resume_position(items, 10'500), 9'000);  // 6.5 s into the speech: second sentence
    EXPECT_EQ(resume_position(items, 9'000), 9'000);   // exactly at its beginning
    EXPECT_EQ(resume_position(items, 8'999), 4'000);   // a breath before it: the first one
    EXPECT_EQ(resume_position(items, 23'999), 16'000); // the last one
}

TEST(Resume, without_sentences_it_goes_on_exactly_where_it_was) {
    const std::vector<ManifestItem> items{item(4'000, std::nullopt), item(20'000, {{0}})};
    EXPECT_EQ(resume_position(items, 2'500), 2'500); // in the chime
    EXPECT_EQ(resume_position({item(9'000, {{}})}, 2'500), 0);
    EXPECT_EQ(resume_position(items, 24'000), 24'000);
    EXPECT_EQ(resume_position({}, 77), 77);
}

TEST(Resume, a_sentence_that_never_ends_does_not_begin_anew) {
    const std::vector<ManifestItem> items{item(120'000, {{0}})};
    EXPECT_EQ(resume_position(items, resume_back_max_ms), 0);
    EXPECT_EQ(resume_position(items, resume_back_max_ms + 1), resume_back_max_ms + 1);
}

TEST(Resume, a_small_message_keeps_marks_from_beginning_to_end) {
    std::vector<std::int64_t> many;
    for (std::int64_t mark = 0; mark < 1'000; ++mark) {
        many.push_back(mark * 3'000);
    }
    const auto kept = fewer_marks(many).value();
    EXPECT_LE(kept.size(), marks_in_command_max);
    EXPECT_GT(kept.size(), marks_in_command_max / 2);
    EXPECT_EQ(kept.front(), 0);
    EXPECT_GT(kept.back(), 2'900'000);
    EXPECT_EQ(fewer_marks({{0, 5}}), (std::vector<std::int64_t>{0, 5}));
    EXPECT_EQ(fewer_marks(std::nullopt), std::nullopt);
}

/// Which sentence (or which millisecond, without sentences) each millisecond of a run belongs to.
std::int64_t slow_resume(const std::vector<ManifestItem>& items, std::int64_t stopped) {
    std::int64_t begin = 0;
    std::int64_t back = stopped;
    for (const ManifestItem& one : items) {
        for (std::int64_t ms = begin; ms < begin + one.duration_ms; ++ms) {
            const bool inside = stopped >= begin && stopped < begin + one.duration_ms;
            if (!inside || !one.sentences_ms || ms > stopped) {
                continue;
            }
            const std::set<std::int64_t> marks(one.sentences_ms->begin(), one.sentences_ms->end());
            if (ms == begin || marks.contains(ms - begin)) {
                back = ms;
            }
        }
        begin += one.duration_ms;
    }
    return stopped - back > resume_back_max_ms ? stopped : back;
}

TEST(Resume, agrees_with_a_model_that_walks_every_millisecond) {
    Dice random(11);
    for (int round = 0; round < 400; ++round) {
        std::vector<ManifestItem> items;
        const auto count = random.below(4);
        for (std::uint64_t i = 0; i < count; ++i) {
            const auto duration = static_cast<std::int64_t>(1 + random.below(900));
            std::set<std::int64_t> marks;
            for (std::uint64_t mark = random.below(5); mark > 0; --mark) {
                marks.insert(
                    static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(duration))));
            }
            std::optional<std::vector<std::int64_t>> sentences;
            if (random.below(4) != 0) {
                sentences.emplace(marks.begin(), marks.end());
            }
            items.push_back(item(duration, std::move(sentences)));
        }
        const auto stopped = static_cast<std::int64_t>(random.below(3'000));
        ASSERT_EQ(resume_position(items, stopped), slow_resume(items, stopped)) << round;
    }
}

TEST(Covered, counts_every_moment_once_like_a_model_that_marks_them) {
    Dice random(12);
    for (int round = 0; round < 400; ++round) {
        std::vector<Stretch> stretches;
        std::set<std::int64_t> heard;
        for (std::uint64_t count = random.below(6); count > 0; --count) {
            const Stretch one{static_cast<std::int64_t>(random.below(300)),
                              static_cast<std::int64_t>(random.below(80))};
            stretches.push_back(one);
            for (std::int64_t ms = 0; ms < one.ms; ++ms) {
                heard.insert(one.position_ms + ms);
            }
        }
        ASSERT_EQ(covered_ms(stretches), static_cast<std::int64_t>(heard.size())) << round;
    }
}

} // namespace

} // namespace device_protocol
