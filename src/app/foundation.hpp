#pragma once

#include "app/config.hpp"
#include "app/own_certificates.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "storage/database.hpp"

#include <memory>

namespace app {

/// Folders below Config::data. Made at start, mode 0700.
struct Folders {
    std::filesystem::path data;
    std::filesystem::path keys;
    std::filesystem::path media;
    std::filesystem::path uploads;
    std::filesystem::path scratch; ///< emptied at every start
    std::filesystem::path speech_cache;
    std::filesystem::path broker;
};

enum class Use : std::uint8_t {
    serve,   ///< alone on the data folder; migrates the database
    inspect, ///< beside a running server; refuses a database that is not of this version
};

/// What stands before any capability: folders, a lock that keeps a second server off the same data,
/// keys, the migrated database. Commands such as `nguon audit verify` open it too.
class Foundation {
public:
    /// Opens without listening. Errors name what to do: `app.data_unwritable`,
    /// `app.already_running`, `storage.*`.
    [[nodiscard]] static base::Result<std::unique_ptr<Foundation>> open(Config config, Use use);
    ~Foundation();
    Foundation(const Foundation&) = delete;
    Foundation& operator=(const Foundation&) = delete;

    [[nodiscard]] const Config& config() const { return config_; }
    [[nodiscard]] const Folders& folders() const { return folders_; }
    /// Names the server that holds leases. Kept in the data folder, whose lock keeps a second
    /// server of that name away; so after a restart it goes on at once, without waiting for its own
    /// lease.
    [[nodiscard]] const std::string& node() const { return node_; }
    [[nodiscard]] base::Clock& clock() { return clock_; }
    [[nodiscard]] base::Random& random() { return random_; }
    [[nodiscard]] storage::Database& database() { return *database_; }

private:
    explicit Foundation(Config config);
    [[nodiscard]] base::Result<void> make_folders();
    void empty_scratch();
    [[nodiscard]] base::Result<void> lock();
    void keep_node_name();
    [[nodiscard]] base::Result<void> open_database(Use use);

    Config config_;
    Folders folders_;
    base::SystemClock clock_;
    base::SystemRandom random_;
    std::string node_;
    int lock_descriptor_ = -1;
    std::unique_ptr<storage::Database> database_;
};

} // namespace app
