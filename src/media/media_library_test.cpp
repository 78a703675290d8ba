#include "media/library_fixture.hpp"
#include "media/media_worker.hpp"

#include <fstream>

namespace media {
namespace {

/// Answers what the test wants instead of decoding.
class ScriptedTranscoder final : public Transcoder {
public:
    base::Result<AudioProbe> probe(const std::filesystem::path&, std::stop_token) override {
        return AudioProbe{};
    }
    base::Result<AudioRendition> render_for_devices(const std::filesystem::path& input,
                                                    const std::filesystem::path& directory,
                                                    const RenderSettings& settings,
                                                    const Progress& progress,
                                                    std::stop_token) override {
        ++calls;
        cut = settings.cut;
        std::ifstream(input, std::ios::binary) >> seen;
        if (during) {
            during();
        }
        progress(0.5);
        if (refusal) {
            return base::fail(*refusal);
        }
        AudioRendition rendition{.file = directory / "made.opus",
                                 .duration_ms = 1234,
                                 .before = {.integrated_lufs = -20.5, .true_peak_dbtp = -3},
                                 .after = {.integrated_lufs = -16.1, .true_peak_dbtp = -1.2},
                                 .peaks = {-5, 7, -127, 127}};
        std::ofstream(rendition.file) << "rendition of " << seen;
        return rendition;
    }

    int calls = 0;
    std::string seen;
    std::optional<SoundCut> cut;
    std::optional<base::Error> refusal;
    std::function<void()> during;
};

class LibraryTest : public LibraryFixture {
protected:
    void SetUp() override {
        LibraryFixture::SetUp();
        if (IsSkipped()) {
            return;
        }
        worker_.emplace(
            MediaWorker::Parts{database(), *blobs_, transcoder_, clock_,
                               [this](const MediaFile& file) { changes_.push_back(file); }},
            WorkerOptions{.scratch = folder_.path() / "scratch"});
    }
    MediaFile sound(const std::string& name = "a.mp3", const rights::Actor* who = nullptr,
                    std::string_view where = "91/31069") {
        clock_.advance(base::Millis(5));
        return upload(who == nullptr ? officer_ : *who, name, "ID3" + name, where).value();
    }
    std::vector<std::string> names(const rights::Actor& who, const LibraryQuery& query = {}) {
        std::vector<std::string> found;
        for (const MediaFile& file : desk_->list(who, query).value()) {
            found.push_back(file.name);
        }
        return found;
    }

    ScriptedTranscoder transcoder_;
    std::optional<MediaWorker> worker_;
    std::vector<MediaFile> changes_;
};

using Names = std::vector<std::string>;

TEST_P(LibraryTest, the_job_turns_an_upload_into_a_playable_sound) {
    const MediaFile uploaded = sound();
    EXPECT_TRUE(worker_->process_next({}).value());
    EXPECT_FALSE(worker_->process_next({}).value());
    EXPECT_EQ(transcoder_.seen, "ID3a.mp3");
    const MediaFile file = desk_->find(officer_, uploaded.id).value();
    EXPECT_EQ(file.state, MediaState::ready);
    EXPECT_EQ(file.progress_percent, 100);
    ASSERT_TRUE(file.sound.has_value());
    EXPECT_EQ(file.sound->duration_ms, 1234);
    EXPECT_EQ(file.sound->after, (Loudness{.integrated_lufs = -16.1, .true_peak_dbtp = -1.2}));
    EXPECT_EQ(file.sound->peaks, (WaveformPeaks{-5, 7, -127, 127}));
    EXPECT_EQ(blobs_->read(file.sound->rendition, 0, 100).value(), "rendition of ID3a.mp3");
    ASSERT_EQ(changes_.size(), 2U);
    EXPECT_EQ(changes_[0].progress_percent, 49);
    EXPECT_EQ(changes_[1].state, MediaState::ready);
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path() / "scratch"));
}

TEST_P(LibraryTest, a_part_is_a_new_file_of_the_same_original_and_parts_of_parts_count_from_it) {
    const MediaFile source = sound();
    ASSERT_TRUE(worker_->process_next({}).value()); // 1234 ms
    const MediaFile part = desk_->cut(officer_, source.id, {100, 1000}, "a (cắt)").value();
    EXPECT_EQ(part.state, MediaState::processing);
    EXPECT_EQ(part.original, source.original);
    EXPECT_EQ(part.cut, (SoundCut{100, 1000}));
    ASSERT_TRUE(worker_->process_next({}).value());
    EXPECT_EQ(transcoder_.seen, "ID3a.mp3");
    EXPECT_EQ(transcoder_.cut, part.cut);
    const MediaFile made = desk_->find(officer_, part.id).value();
    EXPECT_EQ(made.state, MediaState::ready);
    EXPECT_EQ(made.cut, part.cut);
    EXPECT_EQ(made.created_by_name, "Chị Lan");
    EXPECT_EQ(desk_->find(officer_, source.id).value().cut, std::nullopt);
    EXPECT_EQ(desk_->cut(officer_, part.id, {200, 900}, "b").value().cut, (SoundCut{300, 1000}));
    ASSERT_TRUE(desk_->remove(officer_, source.id).has_value());
    EXPECT_TRUE(blobs_->size(made.original).value().has_value());
}

TEST_P(LibraryTest, a_part_outside_the_sound_or_hardly_any_is_refused) {
    const MediaFile source = sound();
    const auto refusal = [&](SoundCut part, const rights::Actor& who) {
        const auto made = desk_->cut(who, source.id, part, "a");
        return made ? "made" : made.error().code;
    };
    EXPECT_EQ(refusal({0, 1000}, officer_), "media.no_sound_yet");
    ASSERT_TRUE(worker_->process_next({}).value());
    EXPECT_EQ(refusal({-1, 1000}, officer_), "media.bad_cut");
    EXPECT_EQ(refusal({0, 1235}, officer_), "media.bad_cut");
    EXPECT_EQ(refusal({700, 1199}, officer_), "media.bad_cut");
    EXPECT_EQ(refusal({1000, 0}, officer_), "media.bad_cut");
    EXPECT_EQ(refusal({0, 1234}, reader_), "rights.forbidden");
    EXPECT_EQ(refusal({0, 1234}, neighbour_), "media.file_missing");
    EXPECT_EQ(refusal({0, 1234}, officer_), "made");
}

TEST_P(LibraryTest, the_rendition_is_held_as_long_as_the_file) {
    const MediaFile uploaded = sound();
    ASSERT_TRUE(worker_->process_next({}).value());
    GarbageCollector collector(bytes_, database(), clock_);
    clock_.advance(blob_grace * 2);
    EXPECT_EQ(collector.run().value().removed, 0U);
    ASSERT_TRUE(desk_->remove(officer_, uploaded.id).has_value());
    clock_.advance(blob_grace * 2);
    EXPECT_EQ(collector.run().value().removed, 2U);
}

TEST_P(LibraryTest, a_file_that_cannot_be_decoded_fails_with_its_reason) {
    const MediaFile uploaded = sound();
    transcoder_.refusal =
        base::refuse(base::Fault::invalid, "media.silent", "Không có tiếng.", "Silent.");
    EXPECT_TRUE(worker_->process_next({}).value());
    const MediaFile file = desk_->find(officer_, uploaded.id).value();
    EXPECT_EQ(file.state, MediaState::failed);
    EXPECT_EQ(file.failure, (MediaFailure{"media.silent", "Không có tiếng.", "Silent."}));
    EXPECT_FALSE(worker_->process_next({}).value());
}

TEST_P(LibraryTest, what_passes_by_itself_is_tried_again_and_given_up_at_last) {
    const MediaFile uploaded = sound();
    transcoder_.refusal =
        base::refuse(base::Fault::unavailable, "media.no_space", "Đầy đĩa.", "Full.");
    for (int attempt = 0; attempt < 3; ++attempt) {
        EXPECT_EQ(worker_->process_next({}).error().code, "media.no_space");
        EXPECT_FALSE(worker_->process_next({}).value()) << "not before the delay";
        clock_.advance(base::Millis(10'000));
    }
    EXPECT_TRUE(worker_->process_next({}).value());
    EXPECT_EQ(transcoder_.calls, 3);
    EXPECT_EQ(desk_->find(officer_, uploaded.id).value().failure->code, "media.given_up");
}

TEST_P(LibraryTest, a_cancelled_job_waits_again_without_counting) {
    sound();
    transcoder_.refusal =
        base::refuse(base::Fault::conflict, "media.cancelled", "Dừng.", "Cancelled.");
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(worker_->process_next({}).error().code, "media.cancelled");
    }
    transcoder_.refusal.reset();
    EXPECT_TRUE(worker_->process_next({}).value());
    EXPECT_EQ(changes_.back().state, MediaState::ready);
}

TEST_P(LibraryTest, a_killed_worker_is_replaced_when_its_claim_ends_or_at_the_restart) {
    sound();
    const auto claim = [&] {
        return database().write([&](storage::Transaction& transaction) -> base::Result<bool> {
            return claim_media_file(transaction, clock_.now(), clock_.now() + base::Millis(60'000))
                .has_value();
        });
    };
    EXPECT_TRUE(claim().value());
    EXPECT_FALSE(worker_->process_next({}).value());
    clock_.advance(base::Millis(60'000));
    EXPECT_TRUE(claim().value());
    ASSERT_TRUE(worker_->recover().has_value());
    EXPECT_TRUE(worker_->process_next({}).value());
}

TEST_P(LibraryTest, a_file_removed_or_renamed_during_the_job_stays_so) {
    const MediaFile removed = sound("removed.mp3");
    transcoder_.during = [&] { ASSERT_TRUE(desk_->remove(officer_, removed.id).has_value()); };
    ASSERT_TRUE(worker_->process_next({}).value());
    EXPECT_EQ(desk_->find(officer_, removed.id).error().code, "media.file_missing");
    const MediaFile renamed = sound("renamed.mp3");
    transcoder_.during = [&] {
        ASSERT_TRUE(desk_->rename(officer_, renamed.id, "tên mới", 1).has_value());
    };
    ASSERT_TRUE(worker_->process_next({}).value());
    EXPECT_EQ(desk_->find(officer_, renamed.id).value().name, "tên mới");
    EXPECT_EQ(desk_->find(officer_, renamed.id).value().state, MediaState::ready);
}

TEST_P(LibraryTest, the_list_is_newest_first_and_comes_in_pages) {
    for (const char* name : {"một", "hai", "ba", "bốn", "năm"}) {
        sound(name, &province_);
    }
    EXPECT_EQ(names(officer_, {.limit = 2}), (Names{"năm", "bốn"}));
    const auto last = desk_->list(officer_, {.limit = 2}).value().back().id;
    EXPECT_EQ(names(officer_, {.after = base::to_text(last), .limit = 2}), (Names{"ba", "hai"}));
}

TEST_P(LibraryTest, search_ignores_tone_marks_and_case_and_takes_signs_literally) {
    sound("Thông báo phòng dịch");
    sound("Nhạc hiệu 100%");
    EXPECT_EQ(names(officer_, {.search = "thong BAO"}), Names{"Thông báo phòng dịch"});
    EXPECT_EQ(names(officer_, {.search = "dich"}), Names{"Thông báo phòng dịch"});
    EXPECT_EQ(names(officer_, {.search = "khong co"}), Names{});
    EXPECT_EQ(names(officer_, {.search = "h_ng"}), Names{});
}

TEST_P(LibraryTest, filters_narrow_the_list) {
    sound("tiếng");
    ASSERT_TRUE(upload(officer_, "văn bản", "%PDF-1.7").has_value());
    EXPECT_EQ(names(officer_, {.kind = MediaKind::attachment}), Names{"văn bản"});
    EXPECT_EQ(names(officer_, {.state = MediaState::processing}), Names{"tiếng"});
    EXPECT_EQ(names(officer_, {.area = place("92")}), Names{});
}

TEST_P(LibraryTest, everyone_sees_their_own_area_and_what_lies_below) {
    sound("xã một", &officer_);
    sound("xã hai", &neighbour_, "91/31070");
    sound("tỉnh", &province_, "91");
    EXPECT_EQ(names(officer_), Names{"xã một"});
    EXPECT_EQ(names(neighbour_), Names{"xã hai"});
    EXPECT_EQ(names(province_), (Names{"tỉnh", "xã hai", "xã một"}));
    const MediaFileId other = desk_->list(neighbour_, {}).value().front().id;
    EXPECT_EQ(desk_->find(officer_, other).error().code, "media.file_missing");
    EXPECT_EQ(desk_->remove(officer_, other).error().code, "media.file_missing");
}

TEST_P(LibraryTest, who_may_only_read_changes_nothing) {
    const MediaFile file = sound();
    const rights::Actor viewer = actor(rights::Role::approver, "91/31069", "Chủ tịch");
    if (desk_->find(viewer, file.id)) {
        EXPECT_EQ(desk_->rename(viewer, file.id, "khác", 1).error().code, "rights.forbidden");
        EXPECT_EQ(desk_->remove(viewer, file.id).error().code, "rights.forbidden");
        EXPECT_TRUE(MediaDesk::abilities(viewer, file).empty());
    }
    EXPECT_EQ(MediaDesk::abilities(officer_, file), (Names{"rename", "remove"}));
}

TEST_P(LibraryTest, renaming_needs_the_version_that_was_seen) {
    const MediaFile file = sound();
    EXPECT_EQ(desk_->rename(officer_, file.id, "mới", 2).error().code, "media.changed_meanwhile");
    EXPECT_EQ(desk_->rename(officer_, file.id, "mới", 1).value().version, 2);
    EXPECT_EQ(desk_->rename(officer_, file.id, " ", 2).error().code, "media.bad_name");
}

TEST_P(LibraryTest, what_a_plan_needs_cannot_be_removed) {
    const MediaFile uploaded = sound();
    ASSERT_TRUE(worker_->process_next({}).value());
    const auto rendition = desk_->find(officer_, uploaded.id).value().sound->rendition;
    const auto hold = [&](const std::vector<base::Sha256>& blobs) {
        return database().write([&](storage::Transaction& transaction) {
            return hold_media(transaction, "bulletin/1", blobs, clock_.now());
        });
    };
    ASSERT_TRUE(hold({rendition}).has_value());
    EXPECT_EQ(desk_->remove(officer_, uploaded.id).error().code, "media.in_use");
    ASSERT_TRUE(hold({}).has_value());
    EXPECT_TRUE(desk_->remove(officer_, uploaded.id).has_value());
}

INSTANTIATE_TEST_SUITE_P(Engines, LibraryTest, testing::ValuesIn(testing_support::engines()),
                         testing::PrintToStringParamName());

} // namespace
} // namespace media
