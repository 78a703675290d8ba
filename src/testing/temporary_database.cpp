#include "testing/temporary_database.hpp"

#include "base/clock.hpp"
#include "base/ensure.hpp"
#include "storage/migrator.hpp"
#include "storage/open_database.hpp"
#include "testing/postgres_server.hpp"
#include "testing/temporary_folder.hpp"

#include <atomic>
#include <cstdlib>
#include <stdexcept>

namespace testing_support {

namespace {

namespace fs = std::filesystem;

template <class T>
T expect(base::Result<T> result) {
    if (!result) {
        throw std::runtime_error(result.error().code + ": " + result.error().message.en);
    }
    return *std::move(result);
}

std::unique_ptr<storage::Database> open(const std::string& url) {
    return expect(storage::open_database({.url = url, .connections_max = 8}));
}

void migrate(const std::string& url) {
    const auto database = open(url);
    expect(storage::migrate(*database, storage::embedded_migrations(), base::SystemClock{}.now()));
}

/// The SQLite files of this test program, with one migrated file to copy from.
class SqliteFiles {
public:
    static SqliteFiles& instance() {
        static SqliteFiles files;
        return files;
    }

    std::string make(TemporaryDatabase::Schema schema) {
        const fs::path path = folder_.path() / ("test" + std::to_string(++count_) + ".db");
        if (schema == TemporaryDatabase::Schema::migrated) {
            static const bool ready = [this] {
                migrate("sqlite:" + template_path().string());
                return true;
            }();
            static_cast<void>(ready);
            fs::copy_file(template_path(), path);
        }
        return "sqlite:" + path.string();
    }

private:
    [[nodiscard]] fs::path template_path() const { return folder_.path() / "template.db"; }

    TemporaryFolder folder_;
    std::atomic<int> count_ = 0;
};

} // namespace

void PrintTo(Engine engine, std::ostream* out) {
    *out << (engine == Engine::memory   ? "memory"
             : engine == Engine::sqlite ? "sqlite"
                                        : "postgres");
}

std::vector<Engine> engines() {
    return {Engine::memory, Engine::sqlite, Engine::postgres};
}

std::vector<Engine> durable_engines() {
    return {Engine::sqlite, Engine::postgres};
}

std::optional<std::string> why_missing(Engine engine) {
    const char* ci = std::getenv("CI");
    if (engine != Engine::postgres || PostgresServer::is_installed() ||
        (ci != nullptr && std::string_view(ci) == "true")) {
        return std::nullopt;
    }
    return "SKIPPED ALOUD: PostgreSQL 15 is not installed, its half of the contract was not tested";
}

TemporaryDatabase::TemporaryDatabase(Engine engine, Schema schema) : engine_(engine) {
    if (engine == Engine::memory) {
        database_ = open("sqlite::memory:");
        if (schema == Schema::migrated) {
            expect(storage::migrate(*database_, storage::embedded_migrations(),
                                    base::SystemClock{}.now()));
        }
        return;
    }
    if (engine == Engine::sqlite) {
        url_ = SqliteFiles::instance().make(schema);
    } else if (schema == Schema::empty) {
        url_ = PostgresServer::instance().create_database("template0");
    } else {
        static const std::string migrated = [] {
            const std::string url = PostgresServer::instance().create_database("template0");
            migrate(url);
            return PostgresServer::database_name(url);
        }();
        url_ = PostgresServer::instance().create_database(migrated);
    }
    database_ = open(url_);
}

TemporaryDatabase::~TemporaryDatabase() {
    database_.reset();
    if (engine_ == Engine::postgres) {
        PostgresServer::instance().drop_database(PostgresServer::database_name(url_));
    } else if (engine_ == Engine::sqlite) {
        for (const char* suffix : {"", "-wal", "-shm"}) {
            std::error_code ignored;
            fs::remove(url_.substr(url_.find(':') + 1) + suffix, ignored);
        }
    }
}

std::unique_ptr<storage::Database> TemporaryDatabase::open_again() const {
    ENSURE(engine_ != Engine::memory);
    return open(url_);
}

} // namespace testing_support
