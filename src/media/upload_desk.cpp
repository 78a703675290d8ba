#include "media/upload_desk.hpp"

#include "audit/audit.hpp"
#include "base/try.hpp"
#include "media/content_type.hpp"
#include "media/descriptor.hpp"
#include "media/media_json.hpp"
#include "media/media_library.hpp"
#include "media/scratch_directory.hpp"
#include "media/upload_store.hpp"
#include "rights/policy.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace media {

namespace {

namespace fs = std::filesystem;
using base::fail;
using base::Fault;

base::Failure missing() {
    return fail(Fault::not_found, "media.upload_missing",
                "Không còn lượt tải lên này, có thể đã quá hạn. Hãy tải tệp lên lại từ đầu.",
                "There is no such upload, or its time is over. Start again.");
}

base::Failure wrong_offset(std::int64_t received) {
    return fail(
        Fault::conflict, "media.upload_offset",
        fmt::format("Máy chủ đã nhận {} byte. Hãy tiếp tục tải lên từ vị trí đó.", received),
        fmt::format("The server has {} bytes. Go on from there.", received));
}

/// The file of one upload, locked against a second request for the same upload.
struct PartFile {
    Descriptor file;
    std::int64_t received = 0;
};

base::Result<PartFile> open_part(const fs::path& path, int flags) {
    PartFile part{.file = Descriptor(open(path.c_str(), flags | O_CLOEXEC, 0600))};
    struct stat status{};
    if (!part.file || flock(part.file.get(), LOCK_EX) != 0 ||
        fstat(part.file.get(), &status) != 0) {
        if (errno == ENOENT) {
            return missing();
        }
        return fail(no_space(std::strerror(errno)));
    }
    part.received = status.st_size;
    return part;
}

/// What does not arrive whole is cut off again, so that the length stays the truth.
base::Result<void> append_piece(const PartFile& part, std::string_view bytes) {
    std::int64_t at = part.received;
    while (!bytes.empty()) {
        const ssize_t written = pwrite(part.file.get(), bytes.data(), bytes.size(), at);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            const std::string why = std::strerror(errno);
            (void)!ftruncate(part.file.get(), part.received);
            return fail(no_space(why));
        }
        at += written;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    if (fdatasync(part.file.get()) != 0) {
        return fail(no_space(std::strerror(errno)));
    }
    return {};
}

std::int64_t received_of(const fs::path& part, const Upload& upload) {
    std::error_code error;
    const auto size = fs::file_size(part, error);
    return upload.completed ? upload.size_bytes : error ? 0 : static_cast<std::int64_t>(size);
}

MediaFile new_file(const Upload& upload, const rights::Actor& actor, const StoredBlob& blob,
                   ContentType type, base::Instant now) {
    MediaFile file{.id = MediaFileId{upload.id.uuid}, .area = upload.area, .name = upload.name};
    file.kind =
        may_sound(type) || type == ContentType::unknown ? MediaKind::sound : MediaKind::attachment;
    file.state = file.kind == MediaKind::sound ? MediaState::processing : MediaState::ready;
    file.progress_percent = file.kind == MediaKind::sound ? 0 : 100;
    file.original = blob.sha256;
    file.original_bytes = static_cast<std::int64_t>(blob.size_bytes);
    file.media_type = media_type_of(type);
    file.created_by = upload.created_by;
    file.created_by_name = actor.name;
    file.created_at = now;
    file.changed_at = now;
    return file;
}

} // namespace

UploadDesk::UploadDesk(Parts parts, UploadOptions options)
    : parts_(parts), options_(std::move(options)) {
    std::error_code
        ignored; // a directory that cannot be made shows at the first upload, with its reason
    fs::create_directories(options_.directory, ignored);
}

fs::path UploadDesk::part_of(const UploadId& id) const {
    return options_.directory / (base::to_text(id) + ".part");
}

base::Result<void> UploadDesk::check_room(std::int64_t size_bytes) const {
    std::error_code error;
    const fs::space_info space = fs::space(options_.directory, error);
    // Once for the upload, once for the store.
    if (error ||
        static_cast<std::int64_t>(space.available) < 2 * size_bytes + options_.disk_reserve_bytes) {
        return fail(no_space(error ? error.message() : "not enough room for the upload"));
    }
    return {};
}

base::Result<UploadStatus> UploadDesk::open(const rights::Actor& actor, const NewUpload& wanted) {
    TRY(rights::require(actor, rights::Permission::write_media, wanted.area));
    TRY_ASSIGN(const std::string name, check_media_name(wanted.name));
    if (wanted.size_bytes < 1 || wanted.size_bytes > options_.file_bytes_max) {
        return fail(
            wanted.size_bytes < 1 ? Fault::invalid : Fault::too_large, "media.upload_size",
            fmt::format(
                "Tệp phải có dung lượng từ 1 byte đến {} MB. Hãy chọn tệp khác hoặc chia nhỏ.",
                options_.file_bytes_max >> 20U),
            fmt::format("A file has 1 byte to {} MB.", options_.file_bytes_max >> 20U));
    }
    TRY(check_room(wanted.size_bytes));
    const base::Instant now = parts_.clock.now();
    const Upload upload{.id = UploadId::make(now, parts_.random),
                        .area = wanted.area,
                        .name = name,
                        .size_bytes = wanted.size_bytes,
                        .created_by = actor.user,
                        .created_at = now,
                        .expires_at = now + options_.lifetime};
    TRY(parts_.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        if (count_open_uploads(transaction, actor.user) >= options_.open_per_user_max) {
            return fail(
                Fault::too_many, "media.upload_too_many",
                fmt::format("Bạn đang có {} tệp tải lên dở. Hãy hoàn tất hoặc hủy bớt rồi thử lại.",
                            options_.open_per_user_max),
                fmt::format("You have {} unfinished uploads. Finish or cancel some.",
                            options_.open_per_user_max));
        }
        insert_upload(transaction, upload);
        return {};
    }));
    TRY(open_part(part_of(upload.id), O_RDWR | O_CREAT));
    return UploadStatus{.upload = upload, .received_bytes = 0};
}

base::Result<Upload> UploadDesk::find(const rights::Actor& actor, const UploadId& id) {
    TRY_ASSIGN(const auto upload,
               parts_.database.read(
                   [&](storage::Connection& connection) -> base::Result<std::optional<Upload>> {
                       return find_upload(connection, id);
                   }));
    if (!upload || upload->expires_at <= parts_.clock.now() || upload->created_by != actor.user) {
        return missing();
    }
    TRY(rights::require(actor, rights::Permission::write_media, upload->area));
    return *upload;
}

base::Result<UploadStatus> UploadDesk::status(const rights::Actor& actor, const UploadId& id) {
    TRY_ASSIGN(const Upload upload, find(actor, id));
    return UploadStatus{.upload = upload, .received_bytes = received_of(part_of(id), upload)};
}

base::Result<UploadStatus> UploadDesk::append(const rights::Actor& actor, const UploadId& id,
                                              std::int64_t offset, std::string_view bytes) {
    TRY_ASSIGN(const Upload upload, find(actor, id));
    if (upload.completed) {
        return wrong_offset(upload.size_bytes);
    }
    const auto length = static_cast<std::int64_t>(bytes.size());
    if (length > options_.piece_bytes_max) {
        return fail(Fault::too_large, "media.upload_piece",
                    fmt::format("Mỗi phần tải lên tối đa {} MB.", options_.piece_bytes_max >> 20U),
                    fmt::format("A piece has at most {} MB.", options_.piece_bytes_max >> 20U));
    }
    TRY_ASSIGN(const PartFile part, open_part(part_of(id), O_RDWR));
    if (offset != part.received) {
        return wrong_offset(part.received);
    }
    if (length > upload.size_bytes - part.received) {
        return fail(Fault::too_large, "media.upload_size",
                    "Tệp gửi lên dài hơn dung lượng đã báo. Hãy tải lên lại từ đầu.",
                    "More bytes were sent than announced. Start again.");
    }
    TRY(append_piece(part, bytes));
    return UploadStatus{.upload = upload, .received_bytes = part.received + length};
}

base::Result<MediaFile> UploadDesk::complete(const rights::Actor& actor, const UploadId& id) {
    TRY_ASSIGN(const Upload upload, find(actor, id));
    const MediaFileId file_id{id.uuid};
    if (upload.completed) {
        TRY_ASSIGN(
            const auto done,
            parts_.database.read(
                [&](storage::Connection& connection) -> base::Result<std::optional<MediaFile>> {
                    return find_media_file(connection, file_id);
                }));
        return done ? base::Result<MediaFile>(*done) : missing();
    }
    TRY_ASSIGN(const PartFile part, open_part(part_of(id), O_RDWR));
    if (part.received != upload.size_bytes) {
        return wrong_offset(part.received);
    }
    TRY_ASSIGN(const StoredBlob blob, parts_.blobs.put_file(part_of(id)));
    const base::Instant now = parts_.clock.now();
    const MediaFile file = new_file(upload, actor, blob, sniff_file(part_of(id)), now);
    auto entered =
        parts_.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
            mark_upload_completed(transaction, id);
            TRY(insert_media_file(transaction, file));
            audit::append(transaction, actor,
                          {.action = "media.upload",
                           .entity = holder_of(file_id),
                           .area = file.area,
                           .before = "",
                           .after = media_file_audit(file),
                           .note = ""},
                          now);
            return {};
        });
    if (!entered) {
        return fail(std::move(entered).error());
    }
    unlink(part_of(id).c_str());
    return file;
}

base::Result<void> UploadDesk::cancel(const rights::Actor& actor, const UploadId& id) {
    const auto upload = find(actor, id);
    if (!upload) {
        return upload.error().fault == Fault::not_found ? base::Result<void>{}
                                                        : fail(upload.error());
    }
    TRY(parts_.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        delete_upload(transaction, id);
        return {};
    }));
    unlink(part_of(id).c_str());
    return {};
}

base::Result<std::int64_t> UploadDesk::expire() {
    constexpr std::int64_t batch = 200;
    TRY_ASSIGN(const auto expired,
               parts_.database.read(
                   [&](storage::Connection& connection) -> base::Result<std::vector<UploadId>> {
                       return list_expired_uploads(connection, parts_.clock.now(), batch);
                   }));
    for (const UploadId& id : expired) {
        TRY(parts_.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
            delete_upload(transaction, id);
            return {};
        }));
    }
    TRY(remove_strays());
    return static_cast<std::int64_t>(expired.size());
}

base::Result<void> UploadDesk::remove_strays() {
    // The row is written before the file is made, so a file without a row belongs to no upload:
    // expired just now, or left by a kill between the two removals.
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(options_.directory, error)) {
        const auto id = UploadId::parse(entry.path().stem().string());
        if (!id || entry.path().extension() != ".part") {
            continue;
        }
        TRY_ASSIGN(const bool known,
                   parts_.database.read([&](storage::Connection& connection) -> base::Result<bool> {
                       return find_upload(connection, *id).has_value();
                   }));
        if (!known) {
            unlink(entry.path().c_str());
        }
    }
    return {};
}

} // namespace media
