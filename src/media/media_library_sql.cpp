#include "base/text.hpp"
#include "base/try.hpp"
#include "media/blob_register.hpp"
#include "media/media_json.hpp"
#include "media/media_library.hpp"
#include "json/described.hpp"

namespace media {

namespace {

using storage::Parameters;

constexpr std::string_view insert_file = R"sql(
insert into media_file (id, area, name, search_key, kind, state, progress_percent, original,
  original_bytes, media_type, created_by, created_by_name, created_at, changed_at, version,
  attempts, cut_from_ms, cut_to_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, $16, $17))sql";

constexpr std::string_view update_file = R"sql(
update media_file set state = $2, progress_percent = $3, rendition = $4, rendition_bytes = $5,
  duration_ms = $6, lufs_before = $7, peak_before = $8, lufs_after = $9, peak_after = $10,
  peaks = $11, failure_code = $12, failure_vi = $13, failure_en = $14, changed_at = $15,
  version = $16, claimed_until = null
where id = $1)sql";

constexpr std::string_view list_columns =
    "id, area, name, kind, state, progress_percent, original, original_bytes, media_type, "
    "rendition, rendition_bytes, "
    "duration_ms, lufs_before, peak_before, lufs_after, peak_after, failure_code, failure_vi, "
    "failure_en, created_by, "
    "created_by_name, created_at, changed_at, version, attempts, cut_from_ms, cut_to_ms";

constexpr std::string_view find_waiting = R"sql(
select id from media_file
where state = 'processing' and (claimed_until is null or claimed_until <= $1)
order by id limit 1)sql";

constexpr std::string_view claim_waiting = R"sql(
update media_file set claimed_until = $3, attempts = attempts + 1
where id = $1 and state = 'processing' and (claimed_until is null or claimed_until <= $2))sql";

std::string peak_bytes(const WaveformPeaks& peaks) {
    return {reinterpret_cast<const char*>(peaks.data()), peaks.size()};
}

area::AreaPath read_area(const storage::Row& row) {
    auto area = area::AreaPath::parse(row.text("area"));
    if (!area) {
        throw storage::DatabaseError(storage::DatabaseFault::programming, "media_file.area");
    }
    return *area;
}

template <class Enum>
Enum read_enum(const storage::Row& row, std::string_view column) {
    const auto value = json::enum_value<Enum>(row.text(column));
    if (!value) {
        throw storage::DatabaseError(storage::DatabaseFault::programming, std::string(column));
    }
    return *value;
}

MediaFile read_file(const storage::Row& row) {
    MediaFile file{.id = row.id<MediaFileId>("id"),
                   .area = read_area(row),
                   .name = row.text("name"),
                   .kind = read_enum<MediaKind>(row, "kind"),
                   .state = read_enum<MediaState>(row, "state"),
                   .progress_percent = row.integer("progress_percent"),
                   .original = row.sha256("original"),
                   .original_bytes = row.integer("original_bytes"),
                   .media_type = row.text("media_type"),
                   .created_by = row.id<rights::UserId>("created_by"),
                   .created_by_name = row.text("created_by_name"),
                   .created_at = row.instant("created_at"),
                   .changed_at = row.instant("changed_at"),
                   .version = row.integer("version")};
    if (!row.is_null("cut_from_ms")) {
        file.cut = SoundCut{row.integer("cut_from_ms"), row.integer("cut_to_ms")};
    }
    if (!row.is_null("rendition")) {
        file.sound = SoundFacts{.rendition = row.sha256("rendition"),
                                .rendition_bytes = row.integer("rendition_bytes"),
                                .duration_ms = row.integer("duration_ms"),
                                .before = {.integrated_lufs = row.number("lufs_before"),
                                           .true_peak_dbtp = row.number("peak_before")},
                                .after = {.integrated_lufs = row.number("lufs_after"),
                                          .true_peak_dbtp = row.number("peak_after")},
                                .peaks = {}};
    }
    if (!row.is_null("failure_code")) {
        file.failure =
            MediaFailure{row.text("failure_code"), row.text("failure_vi"), row.text("failure_en")};
    }
    return file;
}

std::vector<base::Sha256> blobs_of(const MediaFile& file) {
    std::vector<base::Sha256> blobs{file.original};
    if (file.sound) {
        blobs.push_back(file.sound->rendition);
    }
    return blobs;
}

std::string bound(Parameters& parameters, storage::Parameter parameter) {
    parameters.push_back(std::move(parameter));
    return "$" + std::to_string(parameters.size());
}

std::string within(const area::AreaPath& area, Parameters& parameters) {
    if (area.is_country()) {
        return "1 = 1";
    }
    const std::string text = area::to_text(area);
    const std::string exact = bound(parameters, text);
    return "area = " + exact + " or area like " + bound(parameters, text + "/%");
}

/// `%` and `_` of a search text mean themselves.
std::string like_text(const std::string& text) {
    std::string out = "%";
    for (const char character : text) {
        if (character == '%' || character == '_' || character == '\\') {
            out += '\\';
        }
        out += character;
    }
    return out + "%";
}

} // namespace

base::Result<void> insert_media_file(storage::Transaction& transaction, const MediaFile& file) {
    const auto of_cut = [&](std::int64_t SoundCut::* edge) -> storage::Parameter {
        return file.cut ? storage::Parameter(*file.cut.*edge) : storage::Parameter(std::nullopt);
    };
    transaction.execute(insert_file,
                        {file.id, area::to_text(file.area), file.name, base::fold(file.name),
                         json::enum_text(file.kind), json::enum_text(file.state),
                         file.progress_percent, file.original, file.original_bytes, file.media_type,
                         file.created_by, file.created_by_name, file.created_at, file.changed_at,
                         file.version, of_cut(&SoundCut::from_ms), of_cut(&SoundCut::to_ms)});
    return hold_media(transaction, holder_of(file.id), blobs_of(file), file.changed_at);
}

base::Result<void> update_media_file(storage::Transaction& transaction, const MediaFile& file) {
    const auto& sound = file.sound;
    const auto& failure = file.failure;
    const auto of_sound = [&](auto value) -> storage::Parameter {
        return sound ? storage::Parameter(value(*sound)) : storage::Parameter(std::nullopt);
    };
    const auto of_failure = [&](auto value) -> storage::Parameter {
        return failure ? storage::Parameter(value(*failure)) : storage::Parameter(std::nullopt);
    };
    transaction.execute(
        update_file,
        {file.id, json::enum_text(file.state), file.progress_percent,
         of_sound([](const SoundFacts& s) { return s.rendition; }),
         of_sound([](const SoundFacts& s) { return s.rendition_bytes; }),
         of_sound([](const SoundFacts& s) { return s.duration_ms; }),
         of_sound([](const SoundFacts& s) { return s.before.integrated_lufs; }),
         of_sound([](const SoundFacts& s) { return s.before.true_peak_dbtp; }),
         of_sound([](const SoundFacts& s) { return s.after.integrated_lufs; }),
         of_sound([](const SoundFacts& s) { return s.after.true_peak_dbtp; }),
         of_sound([](const SoundFacts& s) { return storage::Blob{peak_bytes(s.peaks)}; }),
         of_failure([](const MediaFailure& f) { return f.code; }),
         of_failure([](const MediaFailure& f) { return f.vi; }),
         of_failure([](const MediaFailure& f) { return f.en; }), file.changed_at, file.version});
    return hold_media(transaction, holder_of(file.id), blobs_of(file), file.changed_at);
}

void rename_media_file(storage::Transaction& transaction, const MediaFile& file) {
    transaction.execute("update media_file set name = $2, search_key = $3, changed_at = $4, "
                        "version = $5 where id = $1",
                        {file.id, file.name, base::fold(file.name), file.changed_at, file.version});
}

void delete_media_file(storage::Transaction& transaction, const MediaFileId& id,
                       base::Instant now) {
    transaction.execute("delete from media_file where id = $1", {id});
    release_media(transaction, holder_of(id), now);
}

std::optional<MediaFile> find_media_file(storage::Connection& connection, const MediaFileId& id) {
    const storage::Rows rows = connection.query(
        "select " + std::string(list_columns) + ", peaks from media_file where id = $1", {id});
    if (rows.empty()) {
        return std::nullopt;
    }
    MediaFile file = read_file(rows.front());
    if (file.sound && !rows.front().is_null("peaks")) {
        const std::string bytes = rows.front().blob("peaks").bytes;
        file.sound->peaks.assign(bytes.begin(), bytes.end());
    }
    return file;
}

std::vector<MediaFile> list_media_files(storage::Connection& connection,
                                        const MediaFilter& filter) {
    Parameters parameters;
    std::string where = "(1 = 0";
    for (const area::AreaPath& area : filter.visible) {
        where += " or " + within(area, parameters);
    }
    where += ")";
    if (filter.area) {
        where += " and (" + within(*filter.area, parameters) + ")";
    }
    if (filter.kind) {
        where += " and kind = " + bound(parameters, json::enum_text(*filter.kind));
    }
    if (filter.state) {
        where += " and state = " + bound(parameters, json::enum_text(*filter.state));
    }
    if (filter.sound) {
        where += " and rendition = " + bound(parameters, *filter.sound);
    }
    if (const std::string folded = base::fold(filter.search); !folded.empty()) {
        where += " and search_key like " + bound(parameters, like_text(folded)) + " escape '\\'";
    }
    if (!filter.after.empty()) {
        where += " and id < " + bound(parameters, filter.after);
    }
    std::vector<MediaFile> files;
    for (const storage::Row& row :
         connection.query("select " + std::string(list_columns) + " from media_file where " +
                              where + " order by id desc limit " + bound(parameters, filter.limit),
                          parameters)) {
        files.push_back(read_file(row));
    }
    return files;
}

std::optional<ClaimedFile> claim_media_file(storage::Transaction& transaction, base::Instant now,
                                            base::Instant until) {
    const storage::Rows waiting = transaction.query(find_waiting, {now});
    if (waiting.empty()) {
        return std::nullopt;
    }
    const auto id = waiting.front().id<MediaFileId>("id");
    if (transaction.execute(claim_waiting, {id, now, until}) != 1) {
        return std::nullopt;
    }
    const storage::Rows rows = transaction.query(
        "select " + std::string(list_columns) + " from media_file where id = $1", {id});
    return ClaimedFile{.file = read_file(rows.front()),
                       .attempts = rows.front().integer("attempts")};
}

void release_claim(storage::Transaction& transaction, const MediaFileId& id, base::Instant free_at,
                   bool counted) {
    transaction.execute("update media_file set claimed_until = $2, attempts = attempts - $3 where "
                        "id = $1 and state = "
                        "'processing'",
                        {id, free_at, counted ? 0 : 1});
}

bool note_progress(storage::Transaction& transaction, const MediaFileId& id, std::int64_t percent,
                   base::Instant until) {
    return transaction.execute("update media_file set progress_percent = $2, claimed_until = $3 "
                               "where id = $1 and state = "
                               "'processing'",
                               {id, percent, until}) == 1;
}

} // namespace media
