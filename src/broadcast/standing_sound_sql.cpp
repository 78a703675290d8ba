#include "broadcast/standing_sound.hpp"

#include "base/try.hpp"
#include "media/blob_register.hpp"

#include <string>

namespace broadcast {

namespace {

constexpr std::string_view sound_columns =
    "select name, sha256, size, duration_ms from standing_sound ";

device_protocol::ManifestItem read_sound(const storage::Row& row) {
    const auto sha256 = base::parse_sha256(row.text("sha256"));
    if (!sha256) {
        throw storage::DatabaseError(storage::DatabaseFault::programming,
                                     "a standing sound has no hash");
    }
    return {.sha256 = *sha256,
            .size = row.integer("size"),
            .duration_ms = row.integer("duration_ms"),
            .kind = row.text("name")};
}

} // namespace

std::optional<device_protocol::ManifestItem> find_standing_sound(storage::Connection& connection,
                                                                 std::string_view name) {
    const auto rows = connection.query(std::string(sound_columns) + "where name = $1", {name});
    return rows.empty() ? std::nullopt : std::optional(read_sound(rows.front()));
}

std::vector<device_protocol::ManifestItem> list_standing_sounds(storage::Connection& connection) {
    std::vector<device_protocol::ManifestItem> sounds;
    for (const storage::Row& row :
         connection.query(std::string(sound_columns) + "order by name", {})) {
        sounds.push_back(read_sound(row));
    }
    return sounds;
}

base::Result<void> put_standing_sound(storage::Transaction& transaction, std::string_view name,
                                      const device_protocol::ManifestItem& sound,
                                      base::Instant now) {
    TRY(media::hold_media(transaction, "standing/" + std::string(name), {sound.sha256}, now));
    transaction.execute(
        "insert into standing_sound (name, sha256, size, duration_ms, made_at) "
        "values ($1, $2, $3, $4, $5) on conflict (name) do update set sha256 = excluded.sha256, "
        "size = excluded.size, duration_ms = excluded.duration_ms, made_at = excluded.made_at",
        {name, sound.sha256, sound.size, sound.duration_ms, now});
    transaction.execute("update device_programme set checked_at = 0", {});
    return {};
}

} // namespace broadcast
