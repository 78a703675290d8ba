#include "speech/speech_dictionary_sql.hpp"

#include "base/try.hpp"

namespace speech {

namespace {

using storage::Connection;
using storage::Parameter;
using storage::Row;
using storage::Transaction;

constexpr std::string_view columns =
    "id, area, written, spoken, match_case, whole_word, version, changed_at";
constexpr std::string_view insert_word = "insert into speech_word (id, area, written, written_key, "
                                         "spoken, match_case, whole_word, version, "
                                         "changed_at) values ($1, $2, $3, $4, $5, $6, $7, 1, $8) "
                                         "on conflict (area, written_key) do nothing";
constexpr std::string_view update_word =
    "update speech_word set written = $3, written_key = $4, spoken = $5, match_case = $6, "
    "whole_word = $7, version = version + 1, changed_at = $8 where id = $1 and version = $2";

SpeechWord read_word_row(const Row& row) {
    auto area = area::AreaPath::parse(row.text("area"));
    if (!area) {
        throw storage::DatabaseError(storage::DatabaseFault::programming, "speech_word.area");
    }
    return {.id = row.id<SpeechWordId>("id"),
            .area = std::move(*area),
            .written = row.text("written"),
            .spoken = row.text("spoken"),
            .match_case = row.boolean("match_case"),
            .whole_word = row.boolean("whole_word"),
            .version = row.integer("version"),
            .changed_at = row.instant("changed_at")};
}

std::vector<SpeechWord> read_rows(const storage::Rows& rows) {
    std::vector<SpeechWord> out;
    for (const Row& row : rows) {
        out.push_back(read_word_row(row));
    }
    return out;
}

std::string select(std::string_view rest) {
    return "select " + std::string(columns) + " from speech_word " + std::string(rest);
}

base::Result<SpeechWord> find_in(Connection& connection, const SpeechWordId& id) {
    const auto rows = connection.query(select("where id = $1"), {id});
    if (rows.empty()) {
        return no_word();
    }
    return read_word_row(rows.front());
}

bool clashes(Connection& connection, const SpeechWord& word) {
    return !connection
                .query(
                    "select id from speech_word where area = $1 and written_key = $2 and id <> $3",
                    {to_text(word.area), written_key(word), word.id})
                .empty();
}

} // namespace

base::Failure no_word() {
    return base::fail(base::Fault::not_found, "speech.no_word",
                      "Không có từ này trong từ điển đọc. Có thể nó đã bị xóa.",
                      "There is no such word in the dictionary. It may have been removed.");
}

base::Failure word_changed() {
    return base::fail(base::Fault::conflict, "speech.word_changed",
                      "Người khác vừa sửa từ này. Hãy mở lại rồi sửa.",
                      "Somebody has changed this word meanwhile. Read it again, then edit.");
}

base::Failure word_exists() {
    return base::fail(
        base::Fault::conflict, "speech.word_exists",
        "Từ điển của đơn vị đã có cách viết này. Hãy sửa từ đã có.",
        "The unit's dictionary has this written form already. Edit the word that is there.");
}

base::Failure too_many_words() {
    return base::fail(
        base::Fault::too_large, "speech.too_many_words",
        "Từ điển của đơn vị đã đủ 2.000 từ. Hãy xóa bớt từ không dùng.",
        "The unit's dictionary is full with 2,000 words. Remove some that are not used.");
}

base::Result<std::vector<SpeechWord>>
SpeechDictionarySql::list(const area::AreaPath& area, const SpeechWordId& after, int limit) {
    return database_.read([&](Connection& connection) -> base::Result<std::vector<SpeechWord>> {
        return read_rows(
            connection.query(select("where area = $1 and id > $2 order by id limit $3"),
                             {to_text(area), after, limit}));
    });
}

base::Result<std::vector<SpeechWord>> SpeechDictionarySql::in_force(const area::AreaPath& area) {
    return database_.read([&](Connection& connection) -> base::Result<std::vector<SpeechWord>> {
        std::vector<SpeechWord> out;
        std::vector<area::AreaCode> codes;
        for (std::size_t depth = 0; depth <= area.codes().size(); ++depth) {
            codes.assign(area.codes().begin(),
                         area.codes().begin() + static_cast<std::ptrdiff_t>(depth));
            for (SpeechWord& word :
                 read_rows(connection.query(select("where area = $1 order by id limit $2"),
                                            {to_text(area::AreaPath(codes)),
                                             static_cast<std::int64_t>(words_per_area_max)}))) {
                out.push_back(std::move(word));
            }
        }
        return out;
    });
}

base::Result<SpeechWord> SpeechDictionarySql::find(const SpeechWordId& id) {
    return database_.read([&](Connection& connection) { return find_in(connection, id); });
}

base::Result<SpeechWord> SpeechDictionarySql::add(const SpeechWord& word,
                                                  const SpeechWordRecorder& record) {
    return database_.write([&](Transaction& transaction) -> base::Result<SpeechWord> {
        const auto count = transaction
                               .query("select count(*) as n from speech_word where area = $1",
                                      {to_text(word.area)})
                               .front()
                               .integer("n");
        if (count >= static_cast<std::int64_t>(words_per_area_max)) {
            return too_many_words();
        }
        const auto added_rows = transaction.execute(
            insert_word, {word.id, to_text(word.area), word.written, written_key(word), word.spoken,
                          word.match_case, word.whole_word, word.changed_at});
        if (added_rows == 0) {
            return word_exists();
        }
        SpeechWord added = word;
        added.version = 1;
        record(transaction, std::nullopt, added);
        return added;
    });
}

base::Result<SpeechWord> SpeechDictionarySql::save(const SpeechWord& word,
                                                   const SpeechWordRecorder& record) {
    return database_.write([&](Transaction& transaction) -> base::Result<SpeechWord> {
        TRY_ASSIGN(const SpeechWord before, find_in(transaction, word.id));
        if (before.version != word.version) {
            return word_changed();
        }
        if (clashes(transaction, word)) {
            return word_exists();
        }
        const auto changed = transaction.execute(
            update_word, {word.id, word.version, word.written, written_key(word), word.spoken,
                          word.match_case, word.whole_word, word.changed_at});
        if (changed == 0) {
            return word_changed();
        }
        SpeechWord after = word;
        ++after.version;
        record(transaction, before, after);
        return after;
    });
}

base::Result<void> SpeechDictionarySql::remove(const SpeechWordId& id,
                                               const SpeechWordRecorder& record) {
    return database_.write([&](Transaction& transaction) -> base::Result<void> {
        TRY_ASSIGN(const SpeechWord before, find_in(transaction, id));
        transaction.execute("delete from speech_word where id = $1", {id});
        record(transaction, before, std::nullopt);
        return {};
    });
}

} // namespace speech
