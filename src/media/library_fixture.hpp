#pragma once

#include "area/area_path.hpp"
#include "media/blob_register.hpp"
#include "media/blob_store_memory.hpp"
#include "media/garbage_collector.hpp"
#include "media/media_desk.hpp"
#include "media/upload_desk.hpp"
#include "testing/manual_clock.hpp"
#include "testing/seeded_random.hpp"
#include "testing/temporary_database.hpp"
#include "testing/temporary_folder.hpp"

#include <gtest/gtest.h>

namespace media {

inline constexpr base::Instant test_start{1'780'000'000'000};

/// A library on a real database of either engine, with two communes, an officer in each and a
/// reader.
class LibraryFixture : public testing::TestWithParam<testing_support::Engine> {
protected:
    void SetUp() override {
        if (const auto why = testing_support::why_missing(GetParam())) {
            GTEST_SKIP() << *why;
        }
        opened_.emplace(GetParam());
        blobs_.emplace(bytes_, database(), clock_);
        UploadOptions options;
        options.directory = folder_.path() / "uploads";
        options.disk_reserve_bytes = 0;
        options.open_per_user_max = 3;
        uploads_.emplace(UploadDesk::Parts{database(), *blobs_, clock_, random_}, options);
        desk_.emplace(database(), clock_, random_);
    }

    static area::AreaPath place(std::string_view text) {
        return area::AreaPath::parse(text).value();
    }
    rights::Actor actor(rights::Role role, std::string_view where, std::string name) {
        return {.user = rights::UserId::make(clock_.now(), random_),
                .name = std::move(name),
                .grants = {{role, place(where)}},
                .second_factor_at = {}};
    }
    storage::Database& database() { return opened_->database(); }

    base::Result<MediaFile> upload(const rights::Actor& who, const std::string& name,
                                   const std::string& content,
                                   std::string_view where = "91/31069") {
        auto opened =
            uploads_->open(who, {.area = place(where),
                                 .name = name,
                                 .size_bytes = static_cast<std::int64_t>(content.size())});
        if (!opened) {
            return base::fail(opened.error());
        }
        auto appended = uploads_->append(who, opened->upload.id, 0, content);
        if (!appended) {
            return base::fail(appended.error());
        }
        return uploads_->complete(who, opened->upload.id);
    }

    testing_support::ManualClock clock_{test_start};
    testing_support::SeededRandom random_{7};
    testing_support::TemporaryFolder folder_;
    MemoryBlobStore bytes_;
    std::optional<testing_support::TemporaryDatabase> opened_;
    std::optional<RegisteredBlobStore> blobs_;
    std::optional<UploadDesk> uploads_;
    std::optional<MediaDesk> desk_;
    rights::Actor officer_ = actor(rights::Role::composer, "91/31069", "Chị Lan");
    rights::Actor neighbour_ = actor(rights::Role::composer, "91/31070", "Anh Hùng");
    rights::Actor province_ = actor(rights::Role::composer, "91", "Sở");
    rights::Actor reader_ = actor(rights::Role::report_viewer, "91/31069", "Người xem");
};

} // namespace media
