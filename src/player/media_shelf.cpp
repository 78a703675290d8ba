#include "player/media_shelf.hpp"

#include "crypto/digest.hpp"
#include "player/state_files.hpp"

#include <algorithm>

namespace player {

namespace {

void remove_quietly(const std::filesystem::path& path) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
}

base::Failure altered(const base::Sha256& hash) {
    return base::fail(base::Fault::invalid, "player.media_altered",
                      "Tệp âm thanh " + base::to_text(hash) +
                          " không đúng nội dung đã ký; thiết bị sẽ tải lại.",
                      "The sound file " + base::to_text(hash) +
                          " is not what was signed; the device fetches it again.");
}

} // namespace

std::vector<WantedMedia> wanted_media(const std::vector<PlannedRun>& runs, const RunMemory& memory,
                                      const std::vector<device_protocol::ManifestItem>& keep) {
    std::map<base::Sha256, WantedMedia> by_hash;
    for (const auto& item : keep) {
        by_hash.try_emplace(item.sha256, WantedMedia{item.sha256, item.size, base::Instant{0}});
    }
    for (const PlannedRun& run : runs) {
        if (memory.phase_of(run.run) == Phase::over) {
            continue;
        }
        for (const auto& item : run.items) {
            const auto [entry, added] =
                by_hash.try_emplace(item.sha256, WantedMedia{item.sha256, item.size, run.at});
            entry->second.needed_at = std::min(entry->second.needed_at, run.at);
        }
    }
    std::vector<WantedMedia> wanted;
    for (const auto& [hash, media] : by_hash) {
        wanted.push_back(media);
    }
    std::ranges::sort(wanted, {}, [](const WantedMedia& media) {
        return std::pair(media.needed_at, media.sha256);
    });
    return wanted;
}

base::Result<MediaShelf> MediaShelf::open(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        return disk_failure(folder, "cannot create");
    }
    MediaShelf shelf(folder);
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        if (const auto hash = base::parse_sha256(entry.path().filename().string())) {
            shelf.present_.insert(*hash);
        }
    }
    shelf.unchecked_ = shelf.present_;
    return shelf;
}

std::filesystem::path MediaShelf::path_of(const base::Sha256& hash) const {
    return folder_ / base::to_text(hash);
}

std::filesystem::path MediaShelf::partial_path_of(const base::Sha256& hash) const {
    return folder_ / (base::to_text(hash) + ".part");
}

base::Result<void> MediaShelf::take(const base::Sha256& hash) {
    const std::filesystem::path partial = partial_path_of(hash);
    const auto actual = crypto::sha256_file(partial);
    if (!actual) {
        return base::fail(actual.error());
    }
    if (*actual != hash) {
        remove_quietly(partial);
        return altered(hash);
    }
    std::error_code error;
    std::filesystem::rename(partial, path_of(hash), error);
    if (error) {
        return disk_failure(partial, "cannot rename");
    }
    sync_folder(folder_);
    present_.insert(hash);
    return {};
}

bool MediaShelf::check(base::Sha256 hash) {
    unchecked_.erase(hash);
    const auto actual = crypto::sha256_file(path_of(hash));
    if (actual && *actual == hash) {
        present_.insert(hash);
        return true;
    }
    present_.erase(hash);
    remove_quietly(path_of(hash));
    return false;
}

void MediaShelf::sweep(const std::set<base::Sha256>& wanted, std::chrono::hours age) {
    const auto limit = std::filesystem::file_time_type::clock::now() - age;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
        const auto hash = base::parse_sha256(entry.path().stem().string());
        std::error_code ignored;
        if (hash && !wanted.contains(*hash) && entry.last_write_time(ignored) < limit) {
            present_.erase(*hash);
            unchecked_.erase(*hash);
            remove_quietly(entry.path());
        }
    }
}

} // namespace player
