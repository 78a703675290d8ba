#include "content/unit_sound_desk.hpp"

#include "audit/audit.hpp"
#include "base/try.hpp"
#include "content/change.hpp"
#include "content/unit_sound_json.hpp"
#include "device_protocol/messages_described.hpp"
#include "media/blob_register.hpp"
#include "rights/policy.hpp"
#include "json/described.hpp"

namespace content {

namespace {

using rights::Permission;

constexpr std::string_view select_one = "select document from unit_sound where area = $1";
constexpr std::string_view insert_one = R"(
    insert into unit_sound (area, version, document) values ($1, $2, $3)
    on conflict (area) do nothing)";
constexpr std::string_view update_one =
    "update unit_sound set version = $2, document = $3 where area = $1 and version = $4";

/// What the unit itself decided; version 0 when it is nothing.
UnitSound load_own(storage::Connection& connection, const area::AreaPath& area) {
    const storage::Rows rows = connection.query(select_one, {area::to_text(area)});
    if (rows.empty()) {
        return UnitSound{.area = area};
    }
    auto kept = json::read<UnitSound>(rows.front().text("document"), json::Unknown::ignore);
    if (!kept) {
        throw storage::DatabaseError(storage::DatabaseFault::programming,
                                     "the stored sound of a unit cannot be read");
    }
    return std::move(*kept);
}

UnitSoundDesk::Shown load_shown(storage::Connection& connection, const area::AreaPath& area) {
    return {load_own(connection, area), load_sound_in_force(connection, area)};
}

} // namespace

SoundInForce load_sound_in_force(storage::Connection& connection, const area::AreaPath& area) {
    std::vector<UnitSound> nearest_first;
    std::vector<area::AreaCode> codes = area.codes();
    while (true) {
        nearest_first.push_back(load_own(connection, area::AreaPath(codes)));
        if (codes.empty()) {
            return sound_in_force(nearest_first);
        }
        codes.pop_back();
    }
}

base::Result<UnitSoundDesk::Shown> UnitSoundDesk::show(const rights::Actor& actor,
                                                       const area::AreaPath& area) {
    TRY(rights::require(actor, Permission::read_bulletins, area));
    return database_.read([&](storage::Connection& connection) -> base::Result<Shown> {
        return load_shown(connection, area);
    });
}

base::Result<UnitSoundDesk::Shown> UnitSoundDesk::change(const rights::Actor& actor,
                                                         UnitSound wanted) {
    TRY(rights::require(actor, Permission::manage_settings, wanted.area));
    TRY_ASSIGN(UnitSound after, check_unit_sound(std::move(wanted)));
    if (after.voice) {
        TRY(check_voice_(*after.voice));
    }
    const base::Instant now = clock_.now();
    const std::int64_t seen = after.version;
    after.changed_by = person_of(actor);
    after.changed_at = now;
    after.version = seen + 1;
    return database_.write([&](storage::Transaction& transaction) -> base::Result<Shown> {
        const UnitSound before = load_own(transaction, after.area);
        const std::string area = area::to_text(after.area);
        const std::string document = json::write(after);
        const std::int64_t changed =
            seen == 0 ? transaction.execute(insert_one, {area, after.version, document})
                      : transaction.execute(update_one, {area, after.version, document, seen});
        if (changed == 0) {
            return base::fail(base::Fault::conflict, "content.changed_meanwhile",
                              "Người khác vừa sửa giọng đọc, nhạc hiệu. Hãy mở lại rồi sửa.",
                              "Somebody has changed the unit's sound meanwhile. Read it again.");
        }
        const auto chime =
            after.chime ? std::vector{after.chime->file.sha256} : std::vector<base::Sha256>();
        TRY(media::hold_media(transaction, "unit_sound/" + area, chime, now));
        audit::append(transaction, actor,
                      {.action = "content.change_unit_sound",
                       .entity = "unit_sound/" + area,
                       .area = after.area,
                       .before = before.version == 0 ? "" : json::write(before),
                       .after = document},
                      now);
        return load_shown(transaction, after.area);
    });
}

} // namespace content
