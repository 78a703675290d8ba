// Goal: whatever is cut off, garbled or repeated on disk, the device knows what it did. Method:
// real files in a folder of the test, damaged by hand.
#include "crypto/digest.hpp"
#include "device_protocol/sample_messages.hpp"
#include "player/command_journal.hpp"
#include "player/event_ring.hpp"
#include "player/identity.hpp"
#include "player/media_shelf.hpp"
#include "player/run_journal.hpp"
#include "player/sounding_file.hpp"
#include "player/state_files.hpp"
#include "testing/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace player {

namespace {

namespace sample = device_protocol::sample;
using base::Instant;
using device_protocol::AckState;
using device_protocol::Event;
using device_protocol::Notice;
using testing_support::TemporaryFolder;

void append_bytes(const std::filesystem::path& path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary | std::ios::app) << bytes;
}

Identity claimed_as(const std::string& device, std::int64_t now_ms) {
    Identity identity{.server = "https://nguon.example",
                      .serial = "VT-1",
                      .model = "m",
                      .event_epoch = now_ms,
                      .grant = {}};
    identity.grant.device = device;
    identity.grant.now = Instant{now_ms};
    return identity;
}

std::vector<std::string> lines_of(const std::filesystem::path& path) {
    std::vector<std::string> lines;
    EXPECT_TRUE(Journal::open(path, lines).has_value());
    return lines;
}

TEST(StateFiles, a_file_is_replaced_whole_and_only_for_us) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "a";
    ASSERT_TRUE(write_atomically(path, "one"));
    ASSERT_TRUE(write_atomically(path, "two"));
    EXPECT_EQ(read_file(path), "two");
    EXPECT_EQ(std::filesystem::status(path).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    EXPECT_FALSE(read_file(folder.path() / "missing").has_value());
    EXPECT_EQ(write_atomically(folder.path() / "no" / "a", "x").error().code, "player.disk");
}

TEST(Journals, lines_are_read_back_in_order) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "j";
    {
        std::vector<std::string> lines;
        auto journal = Journal::open(path, lines).value();
        ASSERT_TRUE(journal.append("một"));
        ASSERT_TRUE(journal.append(""));
        ASSERT_TRUE(journal.append("ba"));
    }
    EXPECT_EQ(lines_of(path), (std::vector<std::string>{"một", "", "ba"}));
}

TEST(Journals, a_torn_line_is_dropped_at_every_length_and_the_next_one_is_whole) {
    const std::string torn = journal_line("the line that was being written");
    for (std::size_t length = 0; length < torn.size(); ++length) {
        const TemporaryFolder folder;
        const auto path = folder.path() / "j";
        append_bytes(path, journal_line("kept") + torn.substr(0, length));
        std::vector<std::string> lines;
        auto journal = Journal::open(path, lines).value();
        EXPECT_EQ(lines, std::vector<std::string>{"kept"}) << length;
        ASSERT_TRUE(journal.append("next"));
        EXPECT_EQ(lines_of(path), (std::vector<std::string>{"kept", "next"})) << length;
    }
}

TEST(Journals, a_changed_byte_is_not_believed) {
    std::string content = journal_line("first") + journal_line("second");
    content[content.size() - 3] ^= 1;
    EXPECT_EQ(read_journal(content).lines, std::vector<std::string>{"first"});
}

Event notice(const std::string& text) {
    Event event{0, sample::five_thirty, "notice", {}, {}, {}};
    event.notice = Notice{"test", text};
    return event;
}

TEST(EventRing, numbers_go_on_after_a_restart) {
    const TemporaryFolder folder;
    {
        auto ring = EventRing::open(folder.path(), 5).value();
        EXPECT_EQ(ring.append(notice("a")).value(), 1);
        EXPECT_EQ(ring.append(notice("b")).value(), 2);
    }
    auto ring = EventRing::open(folder.path(), 5).value();
    EXPECT_EQ(ring.last(), 2);
    EXPECT_EQ(ring.append(notice("c")).value(), 3);
    const auto events = ring.after(1, 8000);
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0].n, 2);
    EXPECT_EQ(events[1].notice->text, "c");
}

TEST(EventRing, keeps_at_least_five_hundred_and_says_from_where) {
    const TemporaryFolder folder;
    {
        auto ring = EventRing::open(folder.path(), 5).value();
        for (int i = 0; i < 1100; ++i) {
            ASSERT_TRUE(ring.append(notice(std::to_string(i))));
        }
    }
    const auto ring = EventRing::open(folder.path(), 5).value();
    EXPECT_EQ(ring.last(), 1100);
    EXPECT_LE(ring.first_kept(), 600);
    EXPECT_EQ(ring.after(0, 1'000'000).front().n, ring.first_kept());
    EXPECT_EQ(ring.after(0, 1'000'000).back().n, 1100);
    EXPECT_EQ(ring.after(1098, 1).size(), 1U);
    EXPECT_TRUE(ring.after(1100, 8000).empty());
}

TEST(EventRing, another_epoch_begins_again_at_one) {
    const TemporaryFolder folder;
    {
        auto ring = EventRing::open(folder.path(), 5).value();
        ASSERT_TRUE(ring.append(notice("a")));
    }
    auto ring = EventRing::open(folder.path(), 6).value();
    EXPECT_EQ(ring.append(notice("b")).value(), 1);
}

TEST(EventRing, finds_the_proof_of_a_run) {
    const TemporaryFolder folder;
    auto ring = EventRing::open(folder.path(), 5).value();
    Event played{0, sample::five_thirty, "played", sample::proof(), {}, {}};
    ASSERT_TRUE(ring.append(played));
    EXPECT_TRUE(ring.has_played(sample::proof().run));
    EXPECT_FALSE(ring.has_played(RunId{}));
}

TEST(EventRing, a_damaged_middle_does_not_leave_a_gap_that_nobody_can_fill) {
    const TemporaryFolder folder;
    {
        auto ring = EventRing::open(folder.path(), 5).value();
        for (int i = 0; i < 600; ++i) {
            ASSERT_TRUE(ring.append(notice("x")));
        }
    }
    const auto middle = folder.path() / "5-257.events";
    std::filesystem::resize_file(middle, std::filesystem::file_size(middle) - 1);
    const auto ring = EventRing::open(folder.path(), 5).value();
    EXPECT_EQ(ring.first_kept(), 513);
    EXPECT_EQ(ring.after(0, 1'000'000).front().n, 513);
}

TEST(RunJournal, what_was_begun_or_over_stays_so_after_a_restart) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "runs";
    const RunId run = sample::proof().run;
    {
        auto journal = RunJournal::open(path).value();
        EXPECT_EQ(journal.memory().phase_of(run), Phase::untouched);
        ASSERT_TRUE(journal.put({run, Phase::begun, false, 0, {}, {}, sample::five_thirty}));
    }
    {
        auto journal = RunJournal::open(path).value();
        EXPECT_EQ(journal.memory().phase_of(run), Phase::begun);
        ASSERT_TRUE(journal.put({run,
                                 Phase::over,
                                 false,
                                 0,
                                 {{sample::five_thirty, 0, 5}},
                                 sample::proof(),
                                 sample::five_thirty}));
    }
    auto journal = RunJournal::open(path).value();
    EXPECT_EQ(journal.memory().phase_of(run), Phase::over);
    EXPECT_EQ(journal.memory().find(run)->proof->ms_played, sample::proof().ms_played);
    ASSERT_TRUE(journal.compact(sample::five_thirty + std::chrono::hours(24 * 40)));
    EXPECT_EQ(journal.memory().find(run), nullptr);
}

TEST(RunJournal, the_plan_of_what_was_begun_is_on_disk_until_it_is_over) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "runs";
    PlannedRun plan = run_of({sample::play_command(), {}}, sample::five_thirty, {});
    plan.volume_percent = 60;
    plan.live = LiveSource{"session", sample::five_thirty};
    {
        auto journal = RunJournal::open(path).value();
        RunRecord begun{.run = plan.run, .phase = Phase::begun};
        begun.plan = plan;
        ASSERT_TRUE(journal.put(begun));
    }
    const auto journal = RunJournal::open(path).value();
    const auto& kept = journal.memory().find(plan.run)->plan;
    ASSERT_TRUE(kept.has_value());
    EXPECT_EQ(kept->cid, plan.cid);
    EXPECT_EQ(kept->at, plan.at);
    EXPECT_EQ(kept->items.size(), plan.items.size());
    EXPECT_EQ(kept->volume_percent, 60);
    ASSERT_TRUE(kept->live.has_value());
    EXPECT_EQ(kept->live->session, "session");
}

TEST(RunJournal, a_line_of_a_program_that_stored_no_plans_is_still_believed) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "runs";
    append_bytes(path, journal_line(R"({"run":"019e8368-d38d-7217-a79c-1d20e99d1fa5",)"
                                    R"("phase":"over","deferred":false,"resume_ms":0,)"
                                    R"("parts":[],"touched_at":1780320763193})"));
    const auto run = RunId::parse("019e8368-d38d-7217-a79c-1d20e99d1fa5").value();
    const auto journal = RunJournal::open(path).value();
    EXPECT_EQ(journal.memory().phase_of(run), Phase::over);
}

TEST(RunJournal, a_checkpoint_is_read_back_and_nonsense_is_not) {
    const Checkpoint made{sample::proof().run, {sample::five_thirty, 100, 2000}};
    const auto read = read_checkpoint(write_checkpoint(made));
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->run, made.run);
    EXPECT_EQ(read->part.ms, 2000);
    EXPECT_FALSE(read_checkpoint("").has_value());
    EXPECT_FALSE(read_checkpoint("{\"run\":").has_value());
}

TEST(EventRing, knows_the_orders_of_updates_whose_result_it_holds) {
    const TemporaryFolder folder;
    auto ring = EventRing::open(folder.path() / "events", 5).value();
    Event event;
    event.kind = "update";
    event.update = device_protocol::UpdateResult{"order \"7\"", {}, "1.4.0", "1.4.0", {}};
    ASSERT_TRUE(ring.append(event).has_value());
    EXPECT_TRUE(ring.has_update("order \"7\""));
    EXPECT_FALSE(ring.has_update("order"));
    const auto reopened = EventRing::open(folder.path() / "events", 5).value();
    EXPECT_TRUE(reopened.has_update("order \"7\""));
}

TEST(SoundingFile, gives_the_newest_checkpoint_of_a_program_that_ended_suddenly) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "sounding";
    SoundingFile file(path);
    EXPECT_FALSE(SoundingFile::load(path).has_value());
    for (std::int64_t ms : {1000, 2000, 3000}) {
        ASSERT_TRUE(file.save({sample::proof().run, {sample::five_thirty, 100, ms}}));
        const auto read = SoundingFile::load(path);
        ASSERT_TRUE(read.has_value());
        EXPECT_EQ(read->run, sample::proof().run);
        EXPECT_EQ(read->part.ms, ms);
        EXPECT_EQ(read->part.position_ms, 100);
    }
    file.clear();
    EXPECT_FALSE(SoundingFile::load(path).has_value());
    ASSERT_TRUE(file.save({sample::proof().run, {sample::five_thirty, 0, 500}}));
    EXPECT_EQ(SoundingFile::load(path)->part.ms, 500);
}

TEST(SoundingFile, a_torn_write_leaves_the_checkpoint_before_it) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "sounding";
    SoundingFile file(path);
    for (std::int64_t ms : {1000, 2000}) {
        ASSERT_TRUE(file.save({sample::proof().run, {sample::five_thirty, 100, ms}}));
    }
    std::string bytes = read_file(path).value();
    const std::size_t newest = bytes.rfind("2000");
    ASSERT_NE(newest, std::string::npos);
    bytes.replace(newest, 4, "9999");
    ASSERT_TRUE(write_atomically(path, bytes));
    EXPECT_EQ(SoundingFile::load(path)->part.ms, 1000);
    ASSERT_TRUE(write_atomically(path, bytes.substr(0, 100)));
    EXPECT_FALSE(SoundingFile::load(path).has_value());
    ASSERT_TRUE(write_atomically(path, "{}"));
    EXPECT_FALSE(SoundingFile::load(path).has_value());
}

TEST(CommandJournal, a_received_command_survives_and_a_done_one_is_remembered) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "commands";
    const auto command = sample::play_command();
    {
        auto journal = CommandJournal::open(path).value();
        ASSERT_TRUE(journal.receive({command.cid, "k", 41, AckState::received}, "{envelope}",
                                    sample::five_thirty));
    }
    {
        auto journal = CommandJournal::open(path).value();
        ASSERT_EQ(journal.pending().size(), 1U);
        EXPECT_EQ(journal.pending()[0].envelope, "{envelope}");
        EXPECT_EQ(journal.pending()[0].received_at, sample::five_thirty);
        ASSERT_TRUE(journal.set_state(command.cid, AckState::done));
    }
    const auto journal = CommandJournal::open(path).value();
    EXPECT_TRUE(journal.pending().empty());
    EXPECT_EQ(journal.memory().find(command.cid)->state, AckState::done);
}

TEST(CommandJournal, thousands_of_commands_stay_a_small_file_and_keep_their_floor) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "commands";
    {
        auto journal = CommandJournal::open(path).value();
        for (std::int64_t seq = 1; seq <= 2100; ++seq) {
            base::Uuid uuid;
            uuid.bytes[14] = static_cast<std::uint8_t>(seq >> 8);
            uuid.bytes[15] = static_cast<std::uint8_t>(seq & 0xFF);
            const device_protocol::CommandId cid{uuid};
            ASSERT_TRUE(
                journal.receive({cid, "k", seq, AckState::received}, "e", sample::five_thirty));
            if (seq % 2 == 0) {
                ASSERT_TRUE(journal.set_state(cid, AckState::done));
            }
        }
    }
    const auto journal = CommandJournal::open(path).value();
    EXPECT_EQ(journal.memory().floor_of("k"), 2100 - 256);
    EXPECT_LT(std::filesystem::file_size(path), 300'000U);
}

TEST(Identities, are_stored_for_us_alone_and_read_back) {
    const TemporaryFolder folder;
    const StatePaths paths{folder.path() / "state"};
    EXPECT_EQ(load_identity(paths).error().code, "player.not_claimed");
    ASSERT_TRUE(save_identity(paths, {"https://x", "S", "M", false, 7, sample::grant()}));
    const auto identity = load_identity(paths).value();
    EXPECT_EQ(identity.grant.issuers.at(0).keyid, sample::commune_issuer().keyid);
    EXPECT_EQ(load_counters(paths, identity).time_floor, sample::grant().now);
    ASSERT_TRUE(save_counters(paths, {9, sample::five_thirty}));
    EXPECT_EQ(load_counters(paths, identity).incarnation, 9);
}

TEST(Identities, a_followed_set_of_keys_is_believed_until_the_next_claim) {
    const TemporaryFolder folder;
    const StatePaths paths{folder.path()};
    Identity identity{"https://x", "S", "M", false, 7, sample::grant()};
    EXPECT_EQ(load_trust(paths, identity).version, 0);
    identity.grant.key_set = 3;
    EXPECT_EQ(load_trust(paths, identity).version, 3);
    device_protocol::KeySet newer = sample::key_set();
    newer.version = 4;
    ASSERT_TRUE(save_trust(paths, identity, newer).has_value());
    EXPECT_EQ(load_trust(paths, identity).version, 4);
    EXPECT_EQ(load_trust(paths, identity).issuers.size(), newer.issuers.size());
    // A server that was restored from an older backup, or another server.
    identity.grant.now = identity.grant.now + base::Millis(1);
    EXPECT_EQ(load_trust(paths, identity).version, 3);
}

TEST(Identities, the_same_device_claimed_again_keeps_what_it_has_not_told) {
    const TemporaryFolder folder;
    const StatePaths paths{folder.path()};
    const Identity first = claimed_as("0197-a", 1'000);
    ASSERT_TRUE(save_identity(paths, first).has_value());
    {
        EventRing ring = EventRing::open(paths.events(), first.event_epoch).value();
        ASSERT_EQ(ring.append({.kind = "started"}).value(), 1);
    }
    ASSERT_TRUE(save_counters(paths, {.incarnation = 5, .time_floor = Instant{900}}).has_value());

    ASSERT_TRUE(save_another_claim(paths, first, claimed_as("0197-a", 2'000)).has_value());
    const Identity again = load_identity(paths).value();
    EXPECT_EQ(again.grant.now, Instant{2'000});
    EXPECT_EQ(again.event_epoch, first.event_epoch);
    EXPECT_EQ(EventRing::open(paths.events(), again.event_epoch)->last(), 1);
    EXPECT_EQ(load_counters(paths, again).incarnation, 5);
    EXPECT_EQ(load_counters(paths, again).time_floor, Instant{2'000})
        << "the time is at least that of the claim";
}

TEST(Identities, another_device_begins_anew_and_keeps_media_alone) {
    const TemporaryFolder folder;
    const StatePaths paths{folder.path()};
    const Identity first = claimed_as("0197-a", 1'000);
    ASSERT_TRUE(save_identity(paths, first).has_value());
    {
        EventRing ring = EventRing::open(paths.events(), first.event_epoch).value();
        ASSERT_EQ(ring.append({.kind = "started"}).value(), 1);
    }
    std::filesystem::create_directories(paths.media());
    ASSERT_TRUE(write_atomically(paths.runs(), "runs of the other one"));

    ASSERT_TRUE(save_another_claim(paths, first, claimed_as("0197-b", 2'000)).has_value());
    const Identity other = load_identity(paths).value();
    EXPECT_EQ(other.event_epoch, 2'000);
    EXPECT_EQ(EventRing::open(paths.events(), other.event_epoch)->last(), 0);
    EXPECT_FALSE(std::filesystem::exists(paths.runs()));
    EXPECT_TRUE(std::filesystem::exists(paths.media()));
}

TEST(MediaShelf, a_file_with_another_content_is_never_present) {
    const TemporaryFolder folder;
    const auto good = crypto::sha256("good");
    const auto bad = crypto::sha256("bad");
    append_bytes(folder.path() / base::to_text(good), "good");
    append_bytes(folder.path() / base::to_text(bad), "bax");
    append_bytes(folder.path() / "unrelated", "x");
    auto shelf = MediaShelf::open(folder.path()).value();
    EXPECT_EQ(shelf.unchecked(), (std::set<base::Sha256>{good, bad}));
    EXPECT_TRUE(shelf.check(good));
    EXPECT_FALSE(shelf.check(bad));
    EXPECT_TRUE(shelf.has(good));
    EXPECT_FALSE(shelf.has(bad));
    EXPECT_TRUE(shelf.unchecked().empty());
    EXPECT_FALSE(std::filesystem::exists(shelf.path_of(bad)));
    append_bytes(shelf.path_of(good), "!");
    EXPECT_FALSE(shelf.check(good));
    EXPECT_FALSE(shelf.has(good));
}

TEST(MediaShelf, the_list_of_unchecked_files_is_worked_off_from_its_own_front) {
    const TemporaryFolder folder;
    for (const char* content : {"a", "b", "c"}) {
        append_bytes(folder.path() / base::to_text(crypto::sha256(content)), content);
    }
    auto shelf = MediaShelf::open(folder.path()).value();
    while (!shelf.unchecked().empty()) {
        EXPECT_TRUE(shelf.check(*shelf.unchecked().begin()));
    }
    EXPECT_EQ(shelf.count(), 3U);
}

TEST(MediaShelf, a_fetched_file_is_taken_only_with_its_hash) {
    const TemporaryFolder folder;
    auto shelf = MediaShelf::open(folder.path()).value();
    const auto hash = crypto::sha256("good");
    append_bytes(shelf.partial_path_of(hash), "gooX");
    EXPECT_EQ(shelf.take(hash).error().code, "player.media_altered");
    EXPECT_FALSE(std::filesystem::exists(shelf.partial_path_of(hash)));
    append_bytes(shelf.partial_path_of(hash), "good");
    ASSERT_TRUE(shelf.take(hash));
    EXPECT_TRUE(shelf.has(hash));
    shelf.sweep({}, std::chrono::hours(1));
    EXPECT_TRUE(shelf.has(hash));
    shelf.sweep({hash}, std::chrono::hours(-1));
    EXPECT_TRUE(shelf.has(hash));
    shelf.sweep({}, std::chrono::hours(-1));
    EXPECT_FALSE(shelf.has(hash));
}

TEST(MediaShelf, wanted_are_the_files_of_what_is_not_over_soonest_first) {
    PlannedRun late;
    late.run = sample::proof().run;
    late.at = Instant{200};
    late.items = {{crypto::sha256("a"), 1, 1, ""}, {crypto::sha256("b"), 1, 1, ""}};
    PlannedRun soon;
    soon.at = Instant{100};
    soon.items = {{crypto::sha256("b"), 1, 1, ""}};
    RunMemory memory;
    const auto wanted = wanted_media({late, soon}, memory);
    ASSERT_EQ(wanted.size(), 2U);
    EXPECT_EQ(wanted[0].sha256, crypto::sha256("b"));
    EXPECT_EQ(wanted[0].needed_at, Instant{100});
    RunRecord over;
    over.run = late.run;
    over.phase = Phase::over;
    memory.put(over);
    EXPECT_EQ(wanted_media({late, soon}, memory).size(), 1U);
}

} // namespace

} // namespace player
