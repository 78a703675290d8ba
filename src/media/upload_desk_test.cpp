// Goal: an upload survives broken lines, repeated and disordered pieces, and ends as exactly one
// file of the library.
#include "media/library_fixture.hpp"

#include "crypto/digest.hpp"

#include <fstream>
#include <thread>

namespace media {
namespace {

namespace fs = std::filesystem;

class UploadTest : public LibraryFixture {
protected:
    UploadId open(std::int64_t size_bytes, std::string name = "ghi âm.mp3") {
        return uploads_
            ->open(officer_,
                   {.area = place("91/31069"), .name = std::move(name), .size_bytes = size_bytes})
            .value()
            .upload.id;
    }
    std::string refusal_to_open(const rights::Actor& who, const NewUpload& wanted) {
        const auto opened = uploads_->open(who, wanted);
        return opened ? "accepted" : opened.error().code;
    }
    std::size_t files_on_disk() {
        return static_cast<std::size_t>(std::distance(
            fs::directory_iterator(folder_.path() / "uploads"), fs::directory_iterator{}));
    }
};

TEST_P(UploadTest, pieces_become_one_file_in_the_library) {
    const UploadId id = open(10);
    EXPECT_EQ(uploads_->append(officer_, id, 0, "ID3").value().received_bytes, 3);
    EXPECT_EQ(uploads_->append(officer_, id, 3, "4567").value().received_bytes, 7);
    EXPECT_EQ(uploads_->status(officer_, id).value().received_bytes, 7);
    EXPECT_EQ(uploads_->append(officer_, id, 7, "890").value().received_bytes, 10);
    const auto file = uploads_->complete(officer_, id);
    ASSERT_TRUE(file.has_value()) << file.error().message.en;
    EXPECT_EQ(file->original, crypto::sha256("ID34567890"));
    EXPECT_EQ(file->kind, MediaKind::sound);
    EXPECT_EQ(file->state, MediaState::processing);
    EXPECT_EQ(file->created_by_name, "Chị Lan");
    EXPECT_EQ(desk_->find(officer_, file->id).value(), *file);
    EXPECT_EQ(files_on_disk(), 0U);
}

TEST_P(UploadTest, a_piece_sent_twice_or_out_of_order_is_refused_and_changes_nothing) {
    const UploadId id = open(10);
    ASSERT_TRUE(uploads_->append(officer_, id, 0, "abc").has_value());
    EXPECT_EQ(uploads_->append(officer_, id, 0, "abc").error().code, "media.upload_offset");
    EXPECT_EQ(uploads_->append(officer_, id, 5, "xyz").error().code, "media.upload_offset");
    EXPECT_EQ(uploads_->status(officer_, id).value().received_bytes, 3);
}

TEST_P(UploadTest, two_requests_for_the_same_piece_store_it_once) {
    const UploadId id = open(5);
    std::atomic<int> accepted = 0;
    {
        std::vector<std::jthread> senders;
        for (int i = 0; i < 4; ++i) {
            senders.emplace_back(
                [&] { accepted += uploads_->append(officer_, id, 0, "abcde") ? 1 : 0; });
        }
    }
    EXPECT_EQ(accepted.load(), 1);
    EXPECT_EQ(uploads_->status(officer_, id).value().received_bytes, 5);
}

TEST_P(UploadTest, more_than_announced_and_less_than_announced_are_refused) {
    const UploadId id = open(4);
    EXPECT_EQ(uploads_->append(officer_, id, 0, "abcde").error().code, "media.upload_size");
    ASSERT_TRUE(uploads_->append(officer_, id, 0, "abc").has_value());
    EXPECT_EQ(uploads_->complete(officer_, id).error().code, "media.upload_offset");
    EXPECT_TRUE(desk_->list(officer_, {}).value().empty());
}

TEST_P(UploadTest, completing_again_gives_the_same_file) {
    const UploadId id = open(3);
    ASSERT_TRUE(uploads_->append(officer_, id, 0, "ID3").has_value());
    const auto first = uploads_->complete(officer_, id).value();
    EXPECT_EQ(uploads_->complete(officer_, id).value(), first);
    EXPECT_EQ(desk_->list(officer_, {}).value().size(), 1U);
}

TEST_P(UploadTest, an_upload_goes_on_after_the_server_was_restarted) {
    const UploadId id = open(6);
    ASSERT_TRUE(uploads_->append(officer_, id, 0, "ID3").has_value());
    UploadDesk restarted({database(), *blobs_, clock_, random_}, uploads_->options());
    EXPECT_EQ(restarted.status(officer_, id).value().received_bytes, 3);
    ASSERT_TRUE(restarted.append(officer_, id, 3, "xyz").has_value());
    EXPECT_TRUE(restarted.complete(officer_, id).has_value());
}

TEST_P(UploadTest, what_is_wanted_is_checked_before_a_byte_is_sent) {
    const auto area = place("91/31069");
    EXPECT_EQ(refusal_to_open(officer_, {area, "", 5}), "media.bad_name");
    EXPECT_EQ(refusal_to_open(officer_, {area, "a\nb", 5}), "media.bad_name");
    EXPECT_EQ(refusal_to_open(officer_, {area, std::string(201, 'a'), 5}), "media.bad_name");
    EXPECT_EQ(refusal_to_open(officer_, {area, "a\xFF", 5}), "media.bad_name");
    EXPECT_EQ(refusal_to_open(officer_, {area, "a", 0}), "media.upload_size");
    EXPECT_EQ(refusal_to_open(officer_, {area, "a", (500LL << 20U) + 1}), "media.upload_size");
    EXPECT_EQ(refusal_to_open(neighbour_, {area, "a", 5}), "rights.forbidden");
    EXPECT_EQ(refusal_to_open(reader_, {area, "a", 5}), "rights.forbidden");
    EXPECT_EQ(refusal_to_open(province_, {area, "C:\\Users\\a.mp3", 5}), "accepted");
}

TEST_P(UploadTest, uploads_of_others_do_not_exist) {
    const UploadId id = open(3);
    EXPECT_EQ(uploads_->status(neighbour_, id).error().code, "media.upload_missing");
    EXPECT_EQ(uploads_->append(province_, id, 0, "abc").error().code, "media.upload_missing");
    EXPECT_EQ(uploads_->complete(province_, id).error().code, "media.upload_missing");
    EXPECT_TRUE(uploads_->cancel(neighbour_, id).has_value());
    EXPECT_EQ(uploads_->status(officer_, id).value().received_bytes, 0);
}

TEST_P(UploadTest, nobody_piles_up_unfinished_uploads) {
    for (int i = 0; i < 3; ++i) {
        open(3);
    }
    EXPECT_EQ(refusal_to_open(officer_, {place("91/31069"), "a", 3}), "media.upload_too_many");
}

TEST_P(UploadTest, cancelled_and_expired_uploads_leave_nothing) {
    const UploadId cancelled = open(3);
    EXPECT_TRUE(uploads_->cancel(officer_, cancelled).has_value());
    EXPECT_TRUE(uploads_->cancel(officer_, cancelled).has_value());
    EXPECT_EQ(uploads_->append(officer_, cancelled, 0, "abc").error().code, "media.upload_missing");
    const UploadId forgotten = open(3);
    clock_.advance(uploads_->options().lifetime);
    EXPECT_EQ(uploads_->status(officer_, forgotten).error().code, "media.upload_missing");
    EXPECT_EQ(uploads_->expire().value(), 1);
    EXPECT_EQ(files_on_disk(), 0U);
}

TEST_P(UploadTest, a_file_left_by_a_kill_between_row_and_file_is_removed) {
    const UploadId alive = open(3);
    const UploadId dead = UploadId::make(clock_.now(), random_);
    const fs::path folder = folder_.path() / "uploads";
    std::ofstream(folder / (base::to_text(dead) + ".part")) << "abc";
    std::ofstream(folder / "notes.txt") << "somebody else's";
    EXPECT_EQ(uploads_->expire().value(), 0);
    EXPECT_FALSE(fs::exists(folder / (base::to_text(dead) + ".part")));
    EXPECT_TRUE(fs::exists(folder / "notes.txt"));
    EXPECT_TRUE(uploads_->append(officer_, alive, 0, "abc").has_value());
}

TEST_P(UploadTest, a_full_disk_is_told_before_the_upload) {
    UploadOptions options = uploads_->options();
    options.disk_reserve_bytes = std::int64_t{1} << 60;
    UploadDesk full({database(), *blobs_, clock_, random_}, options);
    EXPECT_EQ(full.open(officer_, {place("91/31069"), "a", 3}).error().code, "media.no_space");
}

TEST_P(UploadTest, documents_and_pictures_are_ready_at_once) {
    const auto file = upload(officer_, "công văn.pdf", "%PDF-1.7\n").value();
    EXPECT_EQ(file.kind, MediaKind::attachment);
    EXPECT_EQ(file.state, MediaState::ready);
    EXPECT_EQ(file.media_type, "application/pdf");
}

TEST_P(UploadTest, the_original_is_held_against_the_garbage_collector) {
    const auto file = upload(officer_, "a.mp3", "ID3 sound").value();
    GarbageCollector collector(bytes_, database(), clock_);
    clock_.advance(blob_grace * 2);
    EXPECT_EQ(collector.run().value().removed, 0U);
    ASSERT_TRUE(desk_->remove(officer_, file.id).has_value());
    clock_.advance(blob_grace * 2);
    EXPECT_EQ(collector.run().value().removed, 1U);
}

INSTANTIATE_TEST_SUITE_P(Engines, UploadTest, testing::ValuesIn(testing_support::engines()),
                         testing::PrintToStringParamName());

} // namespace
} // namespace media
