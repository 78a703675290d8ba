#pragma once

#include "device_protocol/manifest.hpp"
#include "fleet/loop.hpp"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>

namespace fleet {

/// HTTPS for the fleet, on threads of its own; answers come on the loop's thread. Each request is a
/// connection of its own, as from a device. Sound files are fetched once for the whole fleet,
/// verified, and not kept: a device knows only that it has them.
class Fetcher {
public:
    struct Account {
        std::string device;
        std::string token;
    };
    /// An empty text: not received.
    using Take = std::function<void(const std::string&)>;

    Fetcher(Loop& loop, std::string server, std::string ca_file, unsigned threads);
    ~Fetcher();
    Fetcher(const Fetcher&) = delete;
    Fetcher& operator=(const Fetcher&) = delete;

    void manifest(Account account, Take take);
    /// The sets of keys after `version`.
    void keys(Account account, std::int64_t version, Take take);
    /// `take` gets the hash's text, or an empty one.
    void media(Account account, const device_protocol::ManifestItem& item, Take take);
    [[nodiscard]] bool has(const base::Sha256& hash) const { return stored_.contains(hash); }

private:
    struct Task {
        std::string path;
        Account account;
        std::size_t bytes_max = 0;
        Take take;
    };

    void add(Task task);
    void work();

    Loop& loop_;
    std::string server_;
    std::string ca_file_;
    std::set<base::Sha256> stored_; ///< of the loop's thread
    std::map<base::Sha256, std::vector<Take>> asked_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Task> tasks_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

} // namespace fleet
