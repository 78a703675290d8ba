#include "media/media_desk.hpp"

#include "audit/audit.hpp"
#include "base/try.hpp"
#include "media/blob_register.hpp"
#include "media/media_json.hpp"
#include "rights/policy.hpp"

namespace media {

namespace {

using base::fail;
using base::Fault;
using rights::Permission;

base::Failure missing() {
    return fail(Fault::not_found, "media.file_missing", "Không tìm thấy tệp này trong thư viện.",
                "There is no such file in the library.");
}

base::Result<MediaFile> visible(storage::Connection& connection, const rights::Actor& actor,
                                const MediaFileId& id) {
    auto file = find_media_file(connection, id);
    if (!file || !rights::allows(actor, Permission::read_media, file->area)) {
        return missing();
    }
    return std::move(*file);
}

} // namespace

base::Result<std::vector<MediaFile>> MediaDesk::list(const rights::Actor& actor,
                                                     const LibraryQuery& query) {
    const MediaFilter filter{.visible = rights::areas_with(actor, Permission::read_media),
                             .area = query.area,
                             .kind = query.kind,
                             .state = query.state,
                             .sound = query.sound,
                             .search = query.search,
                             .after = query.after,
                             .limit = query.limit};
    if (filter.visible.empty()) {
        return fail(Fault::forbidden, "media.forbidden", "Bạn không có quyền xem thư viện tệp.",
                    "You may not see the media library.");
    }
    return database_.read(
        [&](storage::Connection& connection) -> base::Result<std::vector<MediaFile>> {
            return list_media_files(connection, filter);
        });
}

base::Result<MediaFile> MediaDesk::find(const rights::Actor& actor, const MediaFileId& id) {
    return database_.read(
        [&](storage::Connection& connection) { return visible(connection, actor, id); });
}

base::Result<MediaFile> MediaDesk::rename(const rights::Actor& actor, const MediaFileId& id,
                                          std::string_view name, std::int64_t expected_version) {
    TRY_ASSIGN(const std::string checked, check_media_name(name));
    return database_.write([&](storage::Transaction& transaction) -> base::Result<MediaFile> {
        TRY_ASSIGN(MediaFile file, visible(transaction, actor, id));
        TRY(rights::require(actor, Permission::write_media, file.area));
        if (file.version != expected_version) {
            return fail(Fault::conflict, "media.changed_meanwhile",
                        "Tệp vừa được người khác thay đổi. Hãy tải lại trang rồi thử lại.",
                        "The file was changed by somebody else meanwhile.");
        }
        const std::string before = media_file_audit(file);
        const base::Instant now = clock_.now();
        file.name = checked;
        file.changed_at = now;
        ++file.version;
        rename_media_file(transaction, file);
        audit::append(transaction, actor,
                      {.action = "media.rename",
                       .entity = holder_of(id),
                       .area = file.area,
                       .before = before,
                       .after = media_file_audit(file),
                       .note = ""},
                      now);
        return file;
    });
}

base::Result<MediaFile> MediaDesk::cut(const rights::Actor& actor, const MediaFileId& id,
                                       const SoundCut& part, std::string_view name) {
    TRY_ASSIGN(const std::string checked, check_media_name(name));
    return database_.write([&](storage::Transaction& transaction) -> base::Result<MediaFile> {
        TRY_ASSIGN(const MediaFile source, visible(transaction, actor, id));
        TRY(rights::require(actor, Permission::write_media, source.area));
        TRY_ASSIGN(MediaFile file, cut_out(source, part));
        const base::Instant now = clock_.now();
        file.id = MediaFileId::make(now, random_);
        file.name = checked;
        file.created_by = actor.user;
        file.created_by_name = actor.name;
        file.created_at = now;
        file.changed_at = now;
        TRY(insert_media_file(transaction, file));
        audit::append(transaction, actor,
                      {.action = "media.cut",
                       .entity = holder_of(file.id),
                       .area = file.area,
                       .before = "",
                       .after = media_file_audit(file),
                       .note = ""},
                      now);
        return file;
    });
}

base::Result<void> MediaDesk::remove(const rights::Actor& actor, const MediaFileId& id) {
    return database_.write([&](storage::Transaction& transaction) -> base::Result<void> {
        TRY_ASSIGN(const MediaFile file, visible(transaction, actor, id));
        TRY(rights::require(actor, Permission::write_media, file.area));
        // Whole files are shared by hash, so another library entry with the same bytes is no reason
        // to keep this one.
        if (is_needed(transaction, file.original) ||
            (file.sound && is_needed(transaction, file.sound->rendition))) {
            return fail(Fault::conflict, "media.in_use",
                        "Tệp này đang được dùng trong bản tin hoặc lịch phát nên không xóa được.",
                        "This file is used by a bulletin or a programme and cannot be removed.");
        }
        const base::Instant now = clock_.now();
        delete_media_file(transaction, id, now);
        audit::append(transaction, actor,
                      {.action = "media.remove",
                       .entity = holder_of(id),
                       .area = file.area,
                       .before = media_file_audit(file),
                       .after = "",
                       .note = ""},
                      now);
        return {};
    });
}

std::vector<std::string> MediaDesk::abilities(const rights::Actor& actor, const MediaFile& file) {
    std::vector<std::string> names;
    if (rights::allows(actor, Permission::write_media, file.area)) {
        names = {"rename", "remove"};
        if (file.state == MediaState::ready && file.sound) {
            names.emplace_back("cut");
        }
    }
    return names;
}

} // namespace media
