#pragma once

#include "base/random.hpp"
#include "player/http_fetch.hpp"
#include "player/inbox.hpp"

#include <map>
#include <thread>

namespace player {

struct MediaJob {
    base::Sha256 sha256;
    std::int64_t size = 0;
    std::filesystem::path partial;

    friend bool operator==(const MediaJob&, const MediaJob&) = default;
};

/// The sets of keys after the own one.
struct KeysJob {
    std::int64_t after = 0;

    friend bool operator==(const KeysJob&, const KeysJob&) = default;
};

/// The envelope of the bundle that was ordered.
struct UpdateJob {
    base::Sha256 sha256;

    friend bool operator==(const UpdateJob&, const UpdateJob&) = default;
};

/// The program that the bundle names.
struct ProgramJob {
    base::Sha256 sha256;
    std::int64_t size = 0;
    std::filesystem::path partial;

    friend bool operator==(const ProgramJob&, const ProgramJob&) = default;
};

/// What is wanted from the server, the most urgent first.
struct FetchPlan {
    std::optional<KeysJob> keys;
    std::optional<device_protocol::ManifestReference> manifest;
    std::vector<MediaJob> media;
    std::optional<UpdateJob> update;
    std::optional<ProgramJob> program;
};

/// Fetches on a thread of its own, one thing at a time, and tells the inbox. What failed is tried
/// again after 5 s, doubling to 300 s with jitter, for as long as it is wanted.
class Fetcher {
public:
    /// Inbox and random must outlive this object.
    Fetcher(HttpServer server, Inbox& inbox, base::Random& random);
    ~Fetcher();
    Fetcher(const Fetcher&) = delete;
    Fetcher& operator=(const Fetcher&) = delete;

    /// Replaces the plan. A download that is not in it any more is given up.
    void want(FetchPlan plan);
    void stop();

private:
    using Steady = std::chrono::steady_clock;
    struct Tries {
        int count = 0;
        Steady::time_point not_before;
    };
    using Job =
        std::variant<KeysJob, device_protocol::ManifestReference, MediaJob, UpdateJob, ProgramJob>;

    void run();
    std::optional<Job> next_job(Steady::time_point& wake);
    [[nodiscard]] bool fetch(const KeysJob& job);
    [[nodiscard]] bool fetch(const device_protocol::ManifestReference& reference);
    [[nodiscard]] bool fetch(const MediaJob& job);
    [[nodiscard]] bool fetch(const UpdateJob& job);
    [[nodiscard]] bool fetch(const ProgramJob& job);
    void forget(const std::string& key);
    [[nodiscard]] static bool wants(const FetchPlan& plan, const std::string& key);
    void set_back(const std::string& key);

    const HttpServer server_;
    Inbox& inbox_;
    base::Random& random_;
    std::mutex mutex_; ///< guards plan_, tries_ and stopping_
    std::condition_variable changed_;
    FetchPlan plan_;
    std::map<std::string, Tries> tries_;
    bool stopping_ = false;
    std::atomic<bool> cancel_ = false;
    std::string current_; ///< key of the job under way
    std::thread thread_;
};

} // namespace player
