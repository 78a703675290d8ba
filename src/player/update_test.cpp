// Goal: whatever happens in the middle of a change of the program, a whole program starts
// afterwards, and it is left only in silence. Method: decisions by hand; slots in a folder, each
// step of which is repeated as after a loss of power.
#include "crypto/digest.hpp"
#include "device_protocol/sample_updates.hpp"
#include "player/program_slots.hpp"
#include "player/state_files.hpp"
#include "testing/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace player {

namespace {

using namespace std::chrono_literals;
using device_protocol::UpdateBundle;
namespace fs = std::filesystem;
namespace sample = device_protocol::sample;

/// 2026-06-01T02:00:00+07:00; the sample order allows one to four o'clock, ten minutes of silence.
constexpr base::Instant night{1'780'254'000'000};

PlannedRun run_at(base::Instant at, base::Instant not_after) {
    PlannedRun run;
    run.at = at;
    run.not_after = not_after;
    return run;
}

bool may(Moment moment, std::vector<PlannedRun> planned = {}) {
    return may_change_over(sample::update_order(), moment, planned);
}

TEST(UpdateMoment, is_in_the_hours_of_the_order_and_in_silence) {
    EXPECT_TRUE(may({night, true, false}));
    EXPECT_FALSE(may({night, true, true}));
    EXPECT_FALSE(may({night, false, false})); // what hour it is, nobody knows
    EXPECT_FALSE(may({night + 2h, true, false}));
    EXPECT_FALSE(may({night - 1h - 1ms, true, false}));
    EXPECT_TRUE(may({night - 1h, true, false}));
}

TEST(UpdateMoment, is_not_near_a_run_nor_while_one_may_still_begin) {
    const Moment moment{night, true, false};
    EXPECT_FALSE(may(moment, {run_at(night + 10min, night + 20min)}));
    EXPECT_TRUE(may(moment, {run_at(night + 10min + 1ms, night + 20min)}));
    EXPECT_FALSE(may(moment, {run_at(night - 30min, night)}));
    EXPECT_TRUE(may(moment, {run_at(night - 30min, night - 10min)}));
}

TEST(UpdateMoment, is_not_before_what_was_commanded_is_over) {
    PlannedRun commanded = run_at(night - 30min, night - 10min);
    commanded.cid = device_protocol::CommandId{};
    EXPECT_FALSE(may({night, true, false}, {commanded}));
}

TEST(Trial, is_stood_by_a_connection_a_store_and_an_output_that_last) {
    const TrialHealth good{
        .running = 301s, .connected = 300s, .store_works = true, .output_works = true};
    EXPECT_EQ(judge_trial(good, 300s), TrialVerdict::confirm);
    TrialHealth young = good;
    young.connected = 300s - 1ms;
    EXPECT_EQ(judge_trial(young, 300s), TrialVerdict::wait);
    TrialHealth late = young;
    late.running = 900s;
    EXPECT_EQ(judge_trial(late, 300s), TrialVerdict::go_back);
    TrialHealth mute = good;
    mute.output_works = false;
    EXPECT_EQ(judge_trial(mute, 300s), TrialVerdict::wait);
    mute.running = 900s;
    EXPECT_EQ(judge_trial(mute, 300s), TrialVerdict::go_back);
}

TEST(Trial, of_a_program_that_ended_three_times_is_over) {
    EXPECT_FALSE(has_crashed_too_often({.starts = 2}));
    EXPECT_TRUE(has_crashed_too_often({.starts = 3}));
}

class Slots : public testing::Test {
protected:
    static UpdateBundle bundle_of(const std::string& program, const std::string& version) {
        UpdateBundle bundle = sample::update_bundle();
        bundle.version = version;
        bundle.file = {crypto::sha256(program), static_cast<std::int64_t>(program.size())};
        return bundle;
    }
    static std::string envelope_of(const UpdateBundle& bundle) {
        return device_protocol::seal(bundle, sample::key_from('\x80'));
    }
    void fetch(const UpdateBundle& bundle, const std::string& program) {
        std::ofstream(slots_.partial_for(bundle.file.sha256), std::ios::binary) << program;
    }
    /// Installs and changes over, as the updater does.
    Trial change_to(const std::string& program, const std::string& version,
                    const std::string& order) {
        const UpdateBundle bundle = bundle_of(program, version);
        fetch(bundle, program);
        EXPECT_TRUE(slots_.install(bundle, envelope_of(bundle)));
        const Trial trial{order, version, slots_.current(), slots_.other(), 0};
        EXPECT_TRUE(slots_.begin_trial(trial));
        return trial;
    }
    std::string started() { return read_file(choose_program(slots_).program).value_or("package"); }

    testing_support::TemporaryFolder folder_;
    ProgramSlots slots_{folder_.path()};
};

TEST_F(Slots, that_are_empty_start_the_program_of_the_package) {
    EXPECT_EQ(started(), "package");
    EXPECT_EQ(slots_.current(), "");
    EXPECT_FALSE(slots_.trial());
}

TEST_F(Slots, start_a_new_program_and_keep_it_when_it_has_proven_itself) {
    const Trial trial = change_to("one", "1.4.0", "order-1");
    EXPECT_EQ(started(), "one");
    EXPECT_EQ(slots_.version_in("a"), "1.4.0");
    ASSERT_TRUE(slots_.confirm(trial));
    EXPECT_FALSE(slots_.trial());
    const SlotHistory known = slots_.history();
    EXPECT_EQ(known.done_order, "order-1");
    EXPECT_EQ(known.former, "");
    EXPECT_EQ(known.untold->outcome, "updated");
    for (int start = 0; start < 5; ++start) {
        EXPECT_EQ(started(), "one"); // it may end as often as it likes now
    }
    const auto mode = fs::status(slots_.program_in("a")).permissions();
    EXPECT_NE(mode & fs::perms::owner_exec, fs::perms::none);
}

TEST_F(Slots, go_back_when_a_program_ended_three_times_on_trial) {
    ASSERT_TRUE(slots_.confirm(change_to("one", "1.4.0", "order-1")));
    change_to("two", "1.5.0", "order-2");
    EXPECT_EQ(slots_.current(), "b");
    for (int start = 0; start < trial_starts_max; ++start) {
        EXPECT_EQ(started(), "two");
    }
    EXPECT_EQ(started(), "one");
    const SlotHistory known = slots_.history();
    EXPECT_EQ(known.done_order, "order-2");
    EXPECT_EQ(known.untold->outcome, "rolled_back");
    EXPECT_EQ(known.untold->reason, "crashed");
    EXPECT_FALSE(slots_.trial());
}

TEST_F(Slots, go_back_at_once_when_a_program_cannot_be_started) {
    change_to("one", "1.4.0", "order-1");
    const Launch next = after_failed_start(slots_, choose_program(slots_));
    EXPECT_TRUE(next.program.empty());
    EXPECT_EQ(slots_.history().untold->reason, "cannot_start");
    EXPECT_EQ(started(), "package");
}

TEST_F(Slots, whose_confirmed_program_cannot_be_started_start_the_package) {
    ASSERT_TRUE(slots_.confirm(change_to("one", "1.4.0", "order-1")));
    EXPECT_TRUE(after_failed_start(slots_, choose_program(slots_)).program.empty());
    fs::remove(slots_.program_in("a"));
    EXPECT_EQ(started(), "package");
}

TEST_F(Slots, refuse_a_program_that_was_altered_or_cut) {
    const UpdateBundle bundle = bundle_of("program", "1.4.0");
    for (const char* content : {"Program", "progra", ""}) {
        fetch(bundle, content);
        const auto done = slots_.install(bundle, envelope_of(bundle));
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().code, "device_protocol.update_altered");
        EXPECT_FALSE(fs::exists(slots_.partial_for(bundle.file.sha256)));
    }
    EXPECT_EQ(started(), "package");
}

TEST_F(Slots, that_were_interrupted_in_an_installation_begin_it_again) {
    ASSERT_TRUE(slots_.confirm(change_to("one", "1.4.0", "order-1")));
    const UpdateBundle bundle = bundle_of("two", "1.5.0");
    fetch(bundle, "two");
    ASSERT_TRUE(slots_.install(bundle, envelope_of(bundle)));
    // As if the power had gone before the envelope was written.
    fs::remove(folder_.path() / "b" / "bundle.dsse.json");
    EXPECT_FALSE(slots_.holds(bundle, envelope_of(bundle)));
    EXPECT_EQ(started(), "one");
    fetch(bundle, "two");
    ASSERT_TRUE(slots_.install(bundle, envelope_of(bundle)));
    EXPECT_TRUE(slots_.holds(bundle, envelope_of(bundle)));
    // As if it had gone between the note of the trial and the link.
    ASSERT_TRUE(slots_.save_trial({"order-2", "1.5.0", "a", "b", 0}));
    EXPECT_FALSE(slots_.trial());
    EXPECT_EQ(started(), "one");
}

TEST_F(Slots, keep_the_former_program_until_its_place_is_needed) {
    ASSERT_TRUE(slots_.confirm(change_to("one", "1.4.0", "order-1")));
    ASSERT_TRUE(slots_.confirm(change_to("two", "1.5.0", "order-2")));
    EXPECT_EQ(slots_.history().former, "a");
    const UpdateBundle bundle = bundle_of("three", "1.6.0");
    fetch(bundle, "three");
    ASSERT_TRUE(slots_.install(bundle, envelope_of(bundle)));
    EXPECT_FALSE(slots_.history().former.has_value());
    EXPECT_EQ(started(), "two");
}

TEST_F(Slots, return_to_the_former_program_when_ordered) {
    ASSERT_TRUE(slots_.confirm(change_to("one", "1.4.0", "order-1")));
    ASSERT_TRUE(slots_.go_back("", {"order-2", "rolled_back", "1.4.0", "ordered"}));
    EXPECT_EQ(started(), "package");
    EXPECT_FALSE(slots_.history().former.has_value());
    EXPECT_EQ(slots_.history().done_order, "order-2");
}

} // namespace

} // namespace player
