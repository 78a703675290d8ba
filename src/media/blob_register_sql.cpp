#include "media/blob_register.hpp"

#include "base/try.hpp"
#include "crypto/digest.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <set>

namespace media {

namespace {

constexpr std::string_view enter_blob = R"sql(
insert into media_blob (sha256, size_bytes, state, touched_at) values ($1, $2, 'present', $3)
on conflict (sha256) do update set state = 'present', touched_at = excluded.touched_at)sql";

constexpr std::string_view take_hold = R"sql(
insert into media_reference (sha256, holder, added_at)
select sha256, cast($2 as text), cast($3 as bigint) from media_blob
where sha256 = $1 and state = 'present')sql";

constexpr std::string_view let_go = "delete from media_reference where sha256 = $1 and holder = $2";

/// From here the time runs after which a blob without a holder goes.
constexpr std::string_view touch = "update media_blob set touched_at = $2 where sha256 = $1";

std::set<base::Sha256> held_by(storage::Connection& connection, std::string_view holder) {
    std::set<base::Sha256> held;
    for (const storage::Row& row :
         connection.query("select sha256 from media_reference where holder = $1", {holder})) {
        held.insert(row.sha256("sha256"));
    }
    return held;
}

base::Error gone(const base::Sha256& sha256) {
    return base::refuse(
        base::Fault::conflict, "media.blob_missing",
        "Tệp âm thanh hoặc đính kèm này không còn trong kho. Hãy tải lên hoặc tạo lại.",
        fmt::format("The store no longer keeps {}. Put it again.", base::to_text(sha256)));
}

/// The last blob that could not be held.
std::optional<base::Sha256> take_holds(storage::Transaction& transaction, std::string_view holder,
                                       const std::vector<base::Sha256>& blobs, base::Instant now) {
    const std::set<base::Sha256> wanted(blobs.begin(), blobs.end());
    const std::set<base::Sha256> held = held_by(transaction, holder);
    std::optional<base::Sha256> missing;
    for (const base::Sha256& sha256 : wanted) {
        if (!held.contains(sha256) && transaction.execute(take_hold, {sha256, holder, now}) != 1) {
            missing = sha256;
        }
    }
    for (const base::Sha256& sha256 : held) {
        if (!wanted.contains(sha256)) {
            transaction.execute(let_go, {sha256, holder});
            transaction.execute(touch, {sha256, now});
        }
    }
    return missing;
}

} // namespace

base::Result<void> hold_media(storage::Transaction& transaction, std::string_view holder,
                              const std::vector<base::Sha256>& blobs, base::Instant now) {
    const auto missing = take_holds(transaction, holder, blobs, now);
    return missing ? base::Result<void>(base::fail(gone(*missing))) : base::Result<void>();
}

void hold_present_media(storage::Transaction& transaction, std::string_view holder,
                        const std::vector<base::Sha256>& blobs, base::Instant now) {
    static_cast<void>(take_holds(transaction, holder, blobs, now));
}

void release_media(storage::Transaction& transaction, std::string_view holder, base::Instant now) {
    for (const base::Sha256& sha256 : held_by(transaction, holder)) {
        transaction.execute(let_go, {sha256, holder});
        transaction.execute(touch, {sha256, now});
    }
}

bool is_needed(storage::Connection& connection, const base::Sha256& sha256) {
    return !connection
                .query("select holder from media_reference where sha256 = $1 and holder not like "
                       "'media_file/%' limit 1",
                       {sha256})
                .empty();
}

base::Result<void> RegisteredBlobStore::enter(const base::Sha256& sha256,
                                              std::uint64_t size_bytes) {
    return database_.write([&](storage::Transaction& transaction) -> base::Result<void> {
        transaction.execute(enter_blob,
                            {sha256, static_cast<std::int64_t>(size_bytes), clock_.now()});
        return {};
    });
}

base::Result<StoredBlob> RegisteredBlobStore::put_file(const std::filesystem::path& file) {
    const auto sha256 = crypto::sha256_file(file);
    std::error_code error;
    const auto size_bytes = std::filesystem::file_size(file, error);
    if (!sha256 || error) {
        return base::fail(blob_store_unavailable("the file to be put cannot be read"));
    }
    TRY(enter(*sha256, size_bytes));
    TRY_ASSIGN(StoredBlob blob, bytes_.put_file(file));
    if (blob.sha256 != *sha256) {
        return base::fail(blob_store_unavailable("the file changed while it was put"));
    }
    return blob;
}

base::Result<StoredBlob> RegisteredBlobStore::put_bytes(std::string_view bytes) {
    TRY(enter(crypto::sha256(bytes), bytes.size()));
    return bytes_.put_bytes(bytes);
}

base::Result<std::optional<std::uint64_t>> RegisteredBlobStore::size(const base::Sha256& sha256) {
    return bytes_.size(sha256);
}

base::Result<std::string> RegisteredBlobStore::read(const base::Sha256& sha256,
                                                    std::uint64_t offset, std::uint64_t length) {
    return bytes_.read(sha256, offset, length);
}

std::optional<std::filesystem::path> RegisteredBlobStore::local_file(const base::Sha256& sha256) {
    return bytes_.local_file(sha256);
}

base::Result<std::vector<StoredBlob>>
RegisteredBlobStore::list(const std::optional<base::Sha256>& after, std::size_t limit) {
    return bytes_.list(after, limit);
}

base::Result<void> RegisteredBlobStore::remove(const base::Sha256& sha256) {
    // The row goes first and in the same transaction: while it is locked nobody can take hold of
    // the blob.
    return database_.write([&](storage::Transaction& transaction) -> base::Result<void> {
        if (!transaction
                 .query("select holder from media_reference where sha256 = $1 limit 1", {sha256})
                 .empty()) {
            return base::fail(
                base::Fault::conflict, "media.in_use",
                "Tệp này đang được dùng trong bản tin hoặc lịch phát nên không xóa được.",
                "This file is used by a bulletin or a programme and cannot be removed.");
        }
        transaction.execute("delete from media_blob where sha256 = $1", {sha256});
        return bytes_.remove(sha256);
    });
}

} // namespace media
