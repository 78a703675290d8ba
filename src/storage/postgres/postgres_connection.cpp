#include "storage/postgres/postgres_connection.hpp"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>

namespace storage {

namespace {

constexpr std::size_t statements_max = 400;

// Type numbers of PostgreSQL's catalogue (pg_type.dat); they never change.
constexpr Oid oid_bool = 16;
constexpr Oid oid_bytea = 17;
constexpr Oid oid_name = 19;
constexpr Oid oid_int8 = 20;
constexpr Oid oid_int2 = 21;
constexpr Oid oid_int4 = 23;
constexpr Oid oid_text = 25;
constexpr Oid oid_float4 = 700;
constexpr Oid oid_float8 = 701;
constexpr Oid oid_unknown = 705;
constexpr Oid oid_varchar = 1043;
constexpr Oid oid_numeric = 1700;
constexpr Oid oid_void = 2278;

constexpr const char* session_settings =
    "set statement_timeout = '30s'; set lock_timeout = '10s'; "
    "set idle_in_transaction_session_timeout = '60s'; set client_min_messages = warning; "
    "set bytea_output = hex; set timezone = 'UTC'";

DatabaseFault fault_of(std::string_view state) {
    if (state == "23505") {
        return DatabaseFault::unique;
    }
    if (state == "23503") {
        return DatabaseFault::foreign_key;
    }
    if (state.starts_with("23")) {
        return DatabaseFault::check;
    }
    if (state == "08P01") {
        return DatabaseFault::programming;
    }
    if (state == "40001" || state == "40P01") {
        return DatabaseFault::serialization;
    }
    // Connection, resources, operator intervention, system error, lock not available.
    for (const std::string_view group : {"08", "53", "57", "58", "55P03"}) {
        if (state.starts_with(group)) {
            return DatabaseFault::unavailable;
        }
    }
    return state.empty() ? DatabaseFault::unavailable : DatabaseFault::programming;
}

/// One parameter as libpq wants it: always binary, so that no text is cut at a NUL and no number is
/// printed.
struct Bound {
    Oid type = 0;
    std::string bytes;
    bool null = false;
};

template <class Integer>
std::string big_endian(Integer value) {
    std::array<char, sizeof(Integer)> bytes{};
    std::memcpy(bytes.data(), &value, sizeof(value));
    if constexpr (std::endian::native == std::endian::little) {
        std::ranges::reverse(bytes);
    }
    return {bytes.data(), bytes.size()};
}

Bound bound(const Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        return {oid_int8, big_endian(*integer)};
    }
    if (const auto* number = std::get_if<double>(&value)) {
        return {oid_float8, big_endian(*number)};
    }
    if (const auto* text = std::get_if<std::string>(&value)) {
        return {oid_text, *text};
    }
    if (const auto* blob = std::get_if<Blob>(&value)) {
        return {oid_bytea, blob->bytes};
    }
    return {0, {}, true};
}

[[noreturn]] void unreadable(std::string_view text, Oid type) {
    throw DatabaseError(DatabaseFault::programming,
                        "cannot read '" + std::string(text) + "' of type " + std::to_string(type));
}

template <class Number>
Number parse_number(std::string_view text, Oid type) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) {
        unreadable(text, type);
    }
    return number;
}

Value parse_bytea(const char* text) {
    std::size_t size = 0;
    auto* bytes = PQunescapeBytea(reinterpret_cast<const unsigned char*>(text), &size);
    Blob blob{std::string(reinterpret_cast<const char*>(bytes), size)};
    PQfreemem(bytes);
    return blob;
}

Value field_value(const PGresult* result, int row, int column) {
    if (PQgetisnull(result, row, column) != 0) {
        return std::monostate{};
    }
    const Oid type = PQftype(result, column);
    const std::string_view text(PQgetvalue(result, row, column),
                                static_cast<std::size_t>(PQgetlength(result, row, column)));
    switch (type) {
    case oid_int2:
    case oid_int4:
    case oid_int8:
        return parse_number<std::int64_t>(text, type);
    case oid_bool:
        return std::int64_t{text == "t" ? 1 : 0};
    case oid_float4:
    case oid_float8:
        return parse_number<double>(text, type);
    // sum(bigint) is numeric here and an integer in SQLite.
    case oid_numeric:
        if (text.find_first_of(".N") == std::string_view::npos) {
            return parse_number<std::int64_t>(text, type);
        }
        return parse_number<double>(text, type);
    case oid_text:
    case oid_varchar:
    case oid_name:
    case oid_unknown:
    case oid_void:
        return std::string(text);
    case oid_bytea:
        return parse_bytea(text.data());
    default:
        unreadable(text, type);
    }
}

/// PostgreSQL takes a declared parameter that the text does not use; SQLite's binding does not, and
/// it is always a mistake.
void check_parameters_used(std::string_view sql, std::size_t given) {
    std::size_t highest = 0;
    for (auto at = sql.find('$'); at != std::string_view::npos; at = sql.find('$', at + 1)) {
        std::size_t number = 0;
        std::from_chars(sql.data() + at + 1, sql.data() + sql.size(), number);
        highest = std::max(highest, number);
    }
    if (highest != given) {
        throw DatabaseError(DatabaseFault::programming,
                            std::to_string(given) + " parameters for: " + std::string(sql));
    }
}

} // namespace

void PostgresConnection::CloseConnection::operator()(pg_conn* connection) const {
    PQfinish(connection);
}

void PostgresConnection::ClearResult::operator()(pg_result* result) const {
    PQclear(result);
}

PostgresConnection::PostgresConnection(const std::string& url) {
    // Later words override earlier ones, so the address may change these defaults.
    const std::array<const char*, 6> words{"connect_timeout", "application_name",
                                           "keepalives_idle", "tcp_user_timeout",
                                           "dbname",          nullptr};
    const std::array<const char*, 6> values{"5", "nguon", "30", "20000", url.c_str(), nullptr};
    connection_.reset(PQconnectdbParams(words.data(), values.data(), 1));
    if (PQstatus(connection_.get()) != CONNECTION_OK) {
        throw DatabaseError(DatabaseFault::unavailable, PQerrorMessage(connection_.get()));
    }
    PQsetClientEncoding(connection_.get(), "UTF8");
    run_script(session_settings);
}

PostgresConnection::~PostgresConnection() = default;

void PostgresConnection::check(const Result& result, std::string_view sql) const {
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) {
        return;
    }
    const char* state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    throw DatabaseError(fault_of(state == nullptr ? "" : state),
                        std::string(PQerrorMessage(connection_.get())) +
                            " in: " + std::string(sql));
}

const std::string& PostgresConnection::prepare(std::string_view sql, const Parameters& parameters) {
    std::vector<Oid> types;
    std::string key;
    for (const Parameter& parameter : parameters) {
        types.push_back(bound(parameter.value()).type);
        key += std::to_string(types.back()) + ',';
    }
    key += sql;
    if (const auto known = statements_.find(key); known != statements_.end()) {
        return known->second;
    }
    check_parameters_used(sql, parameters.size());
    if (statements_.size() >= statements_max) {
        run_script("deallocate all");
        statements_.clear();
    }
    const std::string name = "s" + std::to_string(++statements_made_);
    const std::string text(sql);
    const Result result(PQprepare(connection_.get(), name.c_str(), text.c_str(),
                                  static_cast<int>(types.size()), types.data()));
    check(result, sql);
    return statements_.emplace(std::move(key), name).first->second;
}

PostgresConnection::Result PostgresConnection::run(std::string_view sql,
                                                   const Parameters& parameters) {
    const std::string& name = prepare(sql, parameters);
    std::vector<Bound> kept;
    kept.reserve(parameters.size());
    for (const Parameter& parameter : parameters) {
        kept.push_back(bound(parameter.value()));
    }
    std::vector<const char*> values;
    std::vector<int> lengths;
    const std::vector<int> formats(parameters.size(), 1);
    for (const Bound& one : kept) {
        values.push_back(one.null ? nullptr : one.bytes.data());
        lengths.push_back(static_cast<int>(one.bytes.size()));
    }
    Result result(PQexecPrepared(connection_.get(), name.c_str(), static_cast<int>(values.size()),
                                 values.data(), lengths.data(), formats.data(), 0));
    check(result, sql);
    return result;
}

Rows PostgresConnection::query(std::string_view sql, const Parameters& parameters) {
    const Result result = run(sql, parameters);
    auto columns = std::make_shared<Columns>();
    const int width = PQnfields(result.get());
    for (int column = 0; column < width; ++column) {
        columns->emplace_back(PQfname(result.get(), column));
    }
    Rows rows;
    const int height = PQntuples(result.get());
    rows.reserve(static_cast<std::size_t>(height));
    for (int row = 0; row < height; ++row) {
        std::vector<Value> values;
        values.reserve(columns->size());
        for (int column = 0; column < width; ++column) {
            values.push_back(field_value(result.get(), row, column));
        }
        rows.emplace_back(columns, std::move(values));
    }
    return rows;
}

std::int64_t PostgresConnection::execute(std::string_view sql, const Parameters& parameters) {
    const Result result = run(sql, parameters);
    const std::string_view count = PQcmdTuples(result.get());
    return count.empty() || PQnfields(result.get()) > 0 ? 0 : parse_number<std::int64_t>(count, 0);
}

void PostgresConnection::run_script(std::string_view sql) {
    const std::string text(sql);
    const Result result(PQexec(connection_.get(), text.c_str()));
    check(result, sql.substr(0, 200));
}

void PostgresConnection::commit() {
    const Result result(PQexec(connection_.get(), "commit"));
    if (PQstatus(connection_.get()) != CONNECTION_OK) {
        throw DatabaseError(DatabaseFault::outcome_unknown, PQerrorMessage(connection_.get()));
    }
    check(result, "commit");
    // A transaction in which a statement had failed answers a commit with ROLLBACK.
    if (std::string_view(PQcmdStatus(result.get())) != "COMMIT") {
        throw DatabaseError(DatabaseFault::programming,
                            "a failed statement was ignored inside a transaction");
    }
}

void PostgresConnection::roll_back() noexcept {
    if (is_usable() && PQtransactionStatus(connection_.get()) != PQTRANS_IDLE) {
        PQclear(PQexec(connection_.get(), "rollback"));
    }
}

bool PostgresConnection::is_usable() const {
    return PQstatus(connection_.get()) == CONNECTION_OK;
}

bool PostgresConnection::wait_for_notification(std::chrono::milliseconds longest) {
    pollfd waiting{.fd = PQsocket(connection_.get()), .events = POLLIN, .revents = 0};
    ::poll(&waiting, 1, static_cast<int>(longest.count()));
    if (PQconsumeInput(connection_.get()) == 0) {
        throw DatabaseError(DatabaseFault::unavailable, PQerrorMessage(connection_.get()));
    }
    bool notified = false;
    while (PGnotify* notification = PQnotifies(connection_.get())) {
        PQfreemem(notification);
        notified = true;
    }
    return notified;
}

} // namespace storage
