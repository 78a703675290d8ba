#include "media/media_worker.hpp"

#include "base/try.hpp"
#include "media/scratch_directory.hpp"

namespace media {

namespace {

MediaFailure failure_of(const base::Error& error) {
    return {error.code, error.message.vi, error.message.en};
}

MediaFailure given_up() {
    return failure_of(base::refuse(
        base::Fault::unavailable, "media.given_up",
        "Máy chủ đã thử xử lý tệp nhiều lần mà không được. Hãy tải lên lại; nếu vẫn lỗi, báo người "
        "quản trị hệ thống.",
        "Processing was tried several times without success. Upload the file again."));
}

} // namespace

base::Result<bool> MediaWorker::process_next(std::stop_token stop) {
    const base::Instant now = parts_.clock.now();
    TRY_ASSIGN(
        const auto claimed,
        parts_.database.write(
            [&](storage::Transaction& transaction) -> base::Result<std::optional<ClaimedFile>> {
                return claim_media_file(transaction, now, now + options_.claim_length);
            }));
    if (!claimed) {
        return false;
    }
    TRY(process(*claimed, std::move(stop)));
    return true;
}

base::Result<void> MediaWorker::process(const ClaimedFile& claimed, std::stop_token stop) {
    MediaFile file = claimed.file;
    if (claimed.attempts > options_.attempts_max) {
        file.state = MediaState::failed;
        file.failure = given_up();
        return save(file);
    }
    TRY_ASSIGN(const ScratchDirectory scratch, ScratchDirectory::make(options_.scratch));
    auto rendition = render(file, scratch.path(), std::move(stop));
    if (!rendition) {
        // What may pass by itself is tried again when the claim ends; what lies in the file is
        // final.
        if (rendition.error().fault == base::Fault::unavailable ||
            rendition.error().code == "media.cancelled") {
            TRY(give_back(file.id, rendition.error()));
            return base::fail(std::move(rendition).error());
        }
        file.state = MediaState::failed;
        file.failure = failure_of(rendition.error());
        return save(file);
    }
    TRY_ASSIGN(const StoredBlob blob, parts_.blobs.put_file(rendition->file));
    file.state = MediaState::ready;
    file.progress_percent = 100;
    file.sound = SoundFacts{.rendition = blob.sha256,
                            .rendition_bytes = static_cast<std::int64_t>(blob.size_bytes),
                            .duration_ms = rendition->duration_ms,
                            .before = rendition->before,
                            .after = rendition->after,
                            .peaks = std::move(rendition->peaks)};
    return save(file);
}

base::Result<void> MediaWorker::recover() {
    return parts_.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        transaction.execute("update media_file set claimed_until = null where state = 'processing'",
                            {});
        return {};
    });
}

base::Result<void> MediaWorker::give_back(const MediaFileId& id, const base::Error& why) {
    const bool cancelled = why.code == "media.cancelled";
    return parts_.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        const base::Instant now = parts_.clock.now();
        release_claim(transaction, id, cancelled ? now : now + options_.retry_delay,
                      /*counted=*/!cancelled);
        return {};
    });
}

base::Result<AudioRendition> MediaWorker::render(const MediaFile& file,
                                                 const std::filesystem::path& directory,
                                                 std::stop_token stop) {
    // The decoder gets a copy, so that a store elsewhere and one on this disk look alike to it.
    const std::filesystem::path input = directory / "input";
    TRY(fetch_blob(parts_.blobs, file.original, input));
    std::int64_t noted = 0;
    const Progress progress = [&](double share) {
        const auto percent = static_cast<std::int64_t>(share * 99);
        if (percent >= noted + 10) {
            noted = percent;
            note(file, percent);
        }
    };
    RenderSettings settings = options_.settings;
    settings.cut = file.cut;
    return parts_.transcoder.render_for_devices(input, directory, settings, progress,
                                                std::move(stop));
}

void MediaWorker::note(const MediaFile& file, std::int64_t percent) {
    // Progress is a courtesy: a database that is away for a moment must not spoil the work.
    const auto noted =
        parts_.database.write([&](storage::Transaction& transaction) -> base::Result<bool> {
            return note_progress(transaction, file.id, percent,
                                 parts_.clock.now() + options_.claim_length);
        });
    if (noted && *noted && parts_.changed) {
        MediaFile changed = file;
        changed.progress_percent = percent;
        parts_.changed(changed);
    }
}

base::Result<void> MediaWorker::save(const MediaFile& processed) {
    MediaFile file = processed;
    TRY(parts_.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        const auto present = find_media_file(transaction, file.id);
        if (!present || present->state != MediaState::processing) {
            return {}; // deleted meanwhile, or another worker was faster
        }
        file.name = present->name; // may have been renamed while the work went on
        file.version = present->version + 1;
        file.changed_at = parts_.clock.now();
        return update_media_file(transaction, file);
    }));
    if (parts_.changed) {
        parts_.changed(file);
    }
    return {};
}

} // namespace media
