#pragma once

#include "testing/temporary_folder.hpp"

#include <atomic>

#include <sys/types.h>

namespace testing_support {

/// A real PostgreSQL of this test program's own: initdb in a temporary folder, a Unix socket in the
/// same folder, no TCP port. Runs unprivileged, also when the test is root. It dies with the test
/// program, however that ends.
class PostgresServer {
public:
    [[nodiscard]] static bool is_installed();
    /// Starts the server at first use. Throws std::runtime_error when it does not come up.
    static PostgresServer& instance();
    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    /// Returns the address of a new database copied from `from`.
    std::string create_database(const std::string& from);
    void drop_database(const std::string& name);
    [[nodiscard]] static std::string database_name(const std::string& url);

private:
    PostgresServer();
    [[nodiscard]] std::string url(const std::string& database) const;
    void command(const std::string& sql) const;

    TemporaryFolder folder_;
    pid_t server_ = -1;
    std::atomic<int> count_ = 0;
};

} // namespace testing_support
