#include "storage/sqlite/sqlite_connection.hpp"

#include "base/scope_exit.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <charconv>
#include <chrono>

namespace storage {

namespace {

constexpr std::size_t statements_max = 400;

DatabaseFault fault_of(int extended) {
    switch (extended) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return DatabaseFault::unique;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        return DatabaseFault::foreign_key;
    default:
        break;
    }
    switch (extended & 0xFF) {
    case SQLITE_CONSTRAINT:
        return DatabaseFault::check;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return DatabaseFault::serialization;
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return DatabaseFault::unavailable;
    default:
        return DatabaseFault::programming;
    }
}

int bind_value(sqlite3_stmt* statement, int index, const Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        return sqlite3_bind_int64(statement, index, *integer);
    }
    if (const auto* number = std::get_if<double>(&value)) {
        return sqlite3_bind_double(statement, index, *number);
    }
    if (const auto* text = std::get_if<std::string>(&value)) {
        if (text->find('\0') != std::string::npos) {
            throw DatabaseError(DatabaseFault::programming, "a text must not contain NUL");
        }
        return sqlite3_bind_text64(statement, index, text->data(), text->size(), SQLITE_STATIC,
                                   SQLITE_UTF8);
    }
    if (const auto* blob = std::get_if<Blob>(&value)) {
        return blob->bytes.empty() ? sqlite3_bind_zeroblob(statement, index, 0)
                                   : sqlite3_bind_blob64(statement, index, blob->bytes.data(),
                                                         blob->bytes.size(), SQLITE_STATIC);
    }
    return sqlite3_bind_null(statement, index);
}

/// SQLite takes `$1` for a name and numbers the names by first appearance; so they are looked up,
/// once for each statement.
std::vector<int> places_of(sqlite3_stmt* statement) {
    std::vector<int> places;
    for (int place = 1; place <= sqlite3_bind_parameter_count(statement); ++place) {
        const char* name = sqlite3_bind_parameter_name(statement, place);
        const std::string_view digits(name == nullptr ? "" : name + 1);
        std::size_t number = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (number == 0) {
            throw DatabaseError(DatabaseFault::programming, "parameters are named $1, $2 …");
        }
        places.resize(std::max(places.size(), number));
        places[number - 1] = place;
    }
    return places;
}

std::string bytes_of(const void* start, int size) {
    return size == 0 ? std::string()
                     : std::string(static_cast<const char*>(start), static_cast<std::size_t>(size));
}

Value column_value(sqlite3_stmt* statement, int column) {
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        return std::int64_t{sqlite3_column_int64(statement, column)};
    case SQLITE_FLOAT:
        return sqlite3_column_double(statement, column);
    case SQLITE_TEXT: {
        const auto* text = sqlite3_column_text(statement, column);
        return bytes_of(text, sqlite3_column_bytes(statement, column));
    }
    case SQLITE_BLOB: {
        const void* blob = sqlite3_column_blob(statement, column);
        return Blob{bytes_of(blob, sqlite3_column_bytes(statement, column))};
    }
    default:
        return std::monostate{};
    }
}

} // namespace

void SqliteConnection::CloseDatabase::operator()(sqlite3* database) const {
    sqlite3_close_v2(database);
}

void SqliteConnection::FinalizeStatement::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

SqliteConnection::SqliteConnection(const std::filesystem::path& path, Kind kind,
                                   std::chrono::milliseconds busy) {
    sqlite3* opened = nullptr;
    const int code =
        sqlite3_open_v2(path.c_str(), &opened,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    database_.reset(opened);
    if (code != SQLITE_OK) {
        throw DatabaseError(DatabaseFault::unavailable,
                            "cannot open " + path.string() + ": " + sqlite3_errstr(code));
    }
    sqlite3_extended_result_codes(opened, 1);
    sqlite3_busy_timeout(opened, static_cast<int>(busy.count()));
    if (kind == Kind::writer) {
        // Only the writer keeps its pages from one transaction to the next. 16 MB hold the rows
        // that ten thousand devices renew each minute; with SQLite's own 2 MB they are read anew.
        // The log is copied into the database after 32 MB instead of 4: in a burst the same pages
        // are written again and again, and each copy waits for the disk.
        run_script("pragma journal_mode = wal; pragma synchronous = full; "
                   "pragma cache_size = -16384; pragma wal_autocheckpoint = 8192;");
    } else {
        run_script("pragma query_only = 1;");
    }
    run_script(
        "pragma foreign_keys = on; pragma trusted_schema = off; pragma temp_store = memory;");
}

SqliteConnection::~SqliteConnection() = default;

void SqliteConnection::fail(int code, std::string_view sql) const {
    const int extended = sqlite3_extended_errcode(database_.get());
    const bool known = (extended & 0xFF) == (code & 0xFF);
    throw DatabaseError(fault_of(known ? extended : code),
                        std::string(sqlite3_errmsg(database_.get())) + " in: " + std::string(sql));
}

const SqliteConnection::Statement& SqliteConnection::prepare(std::string_view sql) {
    if (const auto known = statements_.find(sql); known != statements_.end()) {
        return known->second;
    }
    sqlite3_stmt* made = nullptr;
    const char* tail = nullptr;
    const int code = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &made, &tail);
    Statement statement{decltype(Statement::handle)(made), {}};
    if (code != SQLITE_OK) {
        fail(code, sql);
    }
    const auto rest =
        std::string_view(tail, static_cast<std::size_t>(sql.data() + sql.size() - tail));
    if (made == nullptr || rest.find_first_not_of(" \t\r\n;") != std::string_view::npos) {
        throw DatabaseError(DatabaseFault::programming,
                            "not exactly one statement: " + std::string(sql));
    }
    if (statements_.size() >= statements_max) {
        statements_.clear();
    }
    statement.places = places_of(made);
    return statements_.emplace(std::string(sql), std::move(statement)).first->second;
}

void SqliteConnection::bind(const Statement& statement, std::string_view sql,
                            const Parameters& parameters) const {
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const int place = i < statement.places.size() ? statement.places[i] : 0;
        if (place == 0) {
            throw DatabaseError(DatabaseFault::programming,
                                "$" + std::to_string(i + 1) + " is not in: " + std::string(sql));
        }
        if (const int code = bind_value(statement.handle.get(), place, parameters[i].value());
            code != SQLITE_OK) {
            fail(code, sql);
        }
    }
    if (statement.places.size() != parameters.size()) {
        throw DatabaseError(DatabaseFault::programming,
                            "parameters are missing for: " + std::string(sql));
    }
}

void SqliteConnection::run(sqlite3_stmt* statement, std::string_view sql,
                           const std::function<void(sqlite3_stmt*)>& each) const {
    for (;;) {
        const int code = sqlite3_step(statement);
        if (code == SQLITE_DONE) {
            return;
        }
        if (code != SQLITE_ROW) {
            fail(code, sql);
        }
        each(statement);
    }
}

Rows SqliteConnection::query(std::string_view sql, const Parameters& parameters) {
    const Statement& prepared = prepare(sql);
    sqlite3_stmt* statement = prepared.handle.get();
    // The bound values are not copied, so they are let go before the caller's parameters die.
    const base::ScopeExit clear([statement] {
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
    });
    bind(prepared, sql, parameters);
    auto columns = std::make_shared<Columns>();
    const int count = sqlite3_column_count(statement);
    for (int i = 0; i < count; ++i) {
        columns->emplace_back(sqlite3_column_name(statement, i));
    }
    Rows rows;
    run(statement, sql, [&](sqlite3_stmt* at) {
        std::vector<Value> values;
        values.reserve(columns->size());
        for (int i = 0; i < count; ++i) {
            values.push_back(column_value(at, i));
        }
        rows.emplace_back(columns, std::move(values));
    });
    return rows;
}

std::int64_t SqliteConnection::execute(std::string_view sql, const Parameters& parameters) {
    const Statement& prepared = prepare(sql);
    sqlite3_stmt* statement = prepared.handle.get();
    const base::ScopeExit clear([statement] {
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
    });
    bind(prepared, sql, parameters);
    run(statement, sql, [](sqlite3_stmt*) {});
    // sqlite3_changes tells of the last change, which a reading statement was not.
    return sqlite3_stmt_readonly(statement) != 0 ? 0 : sqlite3_changes64(database_.get());
}

void SqliteConnection::run_script(std::string_view sql) {
    const std::string text(sql);
    if (const int code = sqlite3_exec(database_.get(), text.c_str(), nullptr, nullptr, nullptr);
        code != SQLITE_OK) {
        fail(code, sql.substr(0, 200));
    }
}

SqliteConnection::Pages SqliteConnection::copy_pages() const {
    sqlite3_int64 size = 0;
    const std::unique_ptr<unsigned char, decltype(&sqlite3_free)> bytes(
        sqlite3_serialize(database_.get(), "main", &size, 0), sqlite3_free);
    if (!bytes) {
        return nullptr;
    }
    return std::make_shared<const std::string>(reinterpret_cast<const char*>(bytes.get()),
                                               static_cast<std::size_t>(size));
}

void SqliteConnection::read_pages(Pages pages) {
    // SQLite asks for bytes that it may change and, told that they are read-only, does not.
    auto* bytes = reinterpret_cast<unsigned char*>(const_cast<char*>(pages->data()));
    const auto size = static_cast<sqlite3_int64>(pages->size());
    const int code = sqlite3_deserialize(database_.get(), "main", bytes, size, size,
                                         SQLITE_DESERIALIZE_READONLY);
    if (code != SQLITE_OK) {
        fail(code, "reading pages in memory");
    }
    pages_ = std::move(pages);
}

bool SqliteConnection::is_idle() const {
    return sqlite3_get_autocommit(database_.get()) != 0;
}

} // namespace storage
