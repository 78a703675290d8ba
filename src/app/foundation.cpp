#include "app/foundation.hpp"

#include "base/try.hpp"
#include "base/uuid.hpp"
#include "storage/migrator.hpp"
#include "storage/open_database.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <array>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace app {

namespace fs = std::filesystem;

Foundation::Foundation(Config config)
    : config_(std::move(config)), node_(base::to_text(base::make_uuid_v7(clock_.now(), random_))) {
    const fs::path data = fs::absolute(config_.data);
    folders_ = {data,
                data / "keys",
                data / "media",
                data / "uploads",
                data / "scratch",
                data / "speech-cache",
                data / "broker"};
}

Foundation::~Foundation() {
    database_.reset();
    if (lock_descriptor_ >= 0) {
        close(lock_descriptor_);
    }
}

base::Result<std::unique_ptr<Foundation>> Foundation::open(Config config, Use use) {
    std::unique_ptr<Foundation> foundation(new Foundation(std::move(config)));
    TRY(foundation->make_folders());
    if (use == Use::serve) {
        TRY(foundation->lock());
        foundation->empty_scratch();
    }
    TRY(foundation->open_database(use));
    return foundation;
}

base::Result<void> Foundation::make_folders() {
    std::error_code error;
    for (const fs::path& folder : {folders_.data, folders_.keys, folders_.media, folders_.uploads,
                                   folders_.scratch, folders_.speech_cache, folders_.broker}) {
        fs::create_directories(folder, error);
        if (!error) {
            fs::permissions(folder, fs::perms::owner_all, error);
        }
        if (error) {
            return base::fail(
                base::Fault::unavailable, "app.data_unwritable",
                fmt::format("Không tạo được thư mục {}: {}.", folder.string(), error.message()),
                fmt::format("Cannot make the folder {}: {}.", folder.string(), error.message()));
        }
    }
    return {};
}

void Foundation::empty_scratch() {
    std::error_code ignored; // what cannot be removed now is tried again at the next start
    for (const auto& left : fs::directory_iterator(folders_.scratch, ignored)) {
        fs::remove_all(left.path(), ignored);
    }
}

base::Result<void> Foundation::lock() {
    const fs::path file = folders_.data / "lock";
    lock_descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock_descriptor_ < 0 || flock(lock_descriptor_, LOCK_EX | LOCK_NB) != 0) {
        return base::fail(
            base::Fault::conflict, "app.already_running",
            fmt::format("Một máy chủ Nguồn khác đang dùng {}. Hãy dừng nó trước.",
                        folders_.data.string()),
            fmt::format("Another server uses {}. Stop it first.", folders_.data.string()));
    }
    keep_node_name();
    return {};
}

void Foundation::keep_node_name() {
    std::array<char, 36> text{};
    const auto size = ::pread(lock_descriptor_, text.data(), text.size(), 0);
    const std::string_view kept(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    if (base::parse_uuid(kept)) {
        node_ = kept;
    } else if (::pwrite(lock_descriptor_, node_.data(), node_.size(), 0) < 0) {
        spdlog::warn("app: the name of this server is not kept; leases wait after a restart");
    }
}

base::Result<void> Foundation::open_database(Use use) {
    storage::DatabaseOptions options;
    options.url = config_.database.empty() ? "sqlite:" + (folders_.data / "nguon.sqlite").string()
                                           : config_.database;
    options.connections_max = config_.worker_threads + 8;
    TRY_ASSIGN(database_, storage::open_database(options));
    if (use == Use::inspect) {
        TRY_ASSIGN(const auto state,
                   storage::inspect_schema(*database_, storage::embedded_migrations()));
        if (state == storage::SchemaState::behind) {
            return base::fail(base::Fault::conflict, "app.schema_behind",
                              "Cơ sở dữ liệu thuộc phiên bản cũ. Hãy chạy «nguon serve» một lần.",
                              "The database is of an older version. Run «nguon serve» once.");
        }
        return {};
    }
    TRY_ASSIGN(const auto applied,
               storage::migrate(*database_, storage::embedded_migrations(), clock_.now()));
    if (!applied.empty()) {
        spdlog::info("storage: schema brought from before {:04} to {:04}", applied.front(),
                     applied.back());
    }
    return {};
}

} // namespace app
