#include "storage/open_database.hpp"

#include "storage/postgres/postgres_database.hpp"
#include "storage/sqlite/sqlite_database.hpp"

#include <array>

namespace storage {

namespace {

using base::Fault;
using Opened = std::unique_ptr<Database>;

Opened open_sqlite(const DatabaseOptions& options) {
    return std::make_unique<SqliteDatabase>(
        SqliteOptions{.path = options.url.substr(options.url.find(':') + 1),
                      .readers_max = options.connections_max});
}

Opened open_postgres(const DatabaseOptions& options) {
    return std::make_unique<PostgresDatabase>(
        PostgresOptions{.url = options.url, .connections_max = options.connections_max});
}

struct Engine {
    std::string_view scheme;
    Opened (*open)(const DatabaseOptions&);
};

constexpr std::array engines{
    Engine{"sqlite:", open_sqlite},
    Engine{"postgres:", open_postgres},
    Engine{"postgresql:", open_postgres},
};

} // namespace

base::Result<Opened> open_database(const DatabaseOptions& options) {
    for (const Engine& engine : engines) {
        if (!options.url.starts_with(engine.scheme)) {
            continue;
        }
        try {
            return engine.open(options);
        } catch (const DatabaseError& error) {
            return base::fail(Fault::unavailable, "storage.cannot_open",
                              std::string("Không mở được cơ sở dữ liệu: ") + error.what(),
                              std::string("The database cannot be opened: ") + error.what());
        }
    }
    return base::fail(Fault::invalid, "storage.unknown_address",
                      "Địa chỉ cơ sở dữ liệu phải bắt đầu bằng sqlite: hoặc postgres:",
                      "The database address must start with sqlite: or postgres:");
}

} // namespace storage
