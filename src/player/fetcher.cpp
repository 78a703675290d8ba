#include "player/fetcher.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <bit>

namespace player {

using device_protocol::ManifestReference;

namespace {

constexpr std::size_t manifest_bytes_max = std::size_t{8} * 1024 * 1024;
constexpr std::size_t update_bytes_max = 65'536;
constexpr std::chrono::seconds first_wait{5};
constexpr std::chrono::seconds longest_wait{300};

std::string key_of(const ManifestReference& reference) {
    return "manifest " + base::to_text(reference.sha256);
}
std::string key_of(const KeysJob& job) {
    return "keys after " + std::to_string(job.after);
}
std::string key_of(const MediaJob& job) {
    return base::to_text(job.sha256);
}
std::string key_of(const UpdateJob& job) {
    return "update " + base::to_text(job.sha256);
}
std::string key_of(const ProgramJob& job) {
    return "program " + base::to_text(job.sha256);
}

template <class Wanted>
bool is(const std::optional<Wanted>& job, const std::string& key) {
    return job && key_of(*job) == key;
}

} // namespace

Fetcher::Fetcher(HttpServer server, Inbox& inbox, base::Random& random)
    : server_(std::move(server)), inbox_(inbox), random_(random), thread_([this] { run(); }) {}

Fetcher::~Fetcher() {
    stop();
}

void Fetcher::want(FetchPlan plan) {
    {
        const std::lock_guard lock(mutex_);
        plan_ = std::move(plan);
        cancel_ = !wants(plan_, current_);
        std::erase_if(tries_, [this](const auto& entry) { return !wants(plan_, entry.first); });
    }
    changed_.notify_one();
}

bool Fetcher::wants(const FetchPlan& plan, const std::string& key) {
    return is(plan.keys, key) || is(plan.manifest, key) || is(plan.update, key) ||
           is(plan.program, key) || std::ranges::any_of(plan.media, [&key](const MediaJob& job) {
               return key_of(job) == key;
           });
}

void Fetcher::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        cancel_ = true;
    }
    changed_.notify_one();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void Fetcher::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        Steady::time_point wake = Steady::now() + longest_wait;
        const std::optional<Job> job = next_job(wake);
        if (!job) {
            changed_.wait_until(lock, wake);
            continue;
        }
        current_ = std::visit([](const auto& wanted) { return key_of(wanted); }, *job);
        cancel_ = false;
        const std::string key = current_;
        lock.unlock();
        const bool done = std::visit([this](const auto& wanted) { return fetch(wanted); }, *job);
        lock.lock();
        current_.clear();
        // Also what was fetched waits before it may be wanted again: its content may turn out to be
        // wrong.
        set_back(key);
        if (done) {
            forget(key);
        }
    }
}

void Fetcher::forget(const std::string& key) {
    const auto drop = [&key](auto& job) {
        if (is(job, key)) {
            job.reset();
        }
    };
    drop(plan_.keys);
    drop(plan_.manifest);
    drop(plan_.update);
    drop(plan_.program);
    std::erase_if(plan_.media, [&](const MediaJob& job) { return key_of(job) == key; });
}

std::optional<Fetcher::Job> Fetcher::next_job(Steady::time_point& wake) {
    const auto now = Steady::now();
    const auto due = [&](const std::string& key) {
        const auto tried = tries_.find(key);
        if (tried == tries_.end() || tried->second.not_before <= now) {
            return true;
        }
        wake = std::min(wake, tried->second.not_before);
        return false;
    };
    if (plan_.keys && due(key_of(*plan_.keys))) {
        return *plan_.keys;
    }
    if (plan_.manifest && due(key_of(*plan_.manifest))) {
        return *plan_.manifest;
    }
    for (const MediaJob& job : plan_.media) {
        if (due(key_of(job))) {
            return job;
        }
    }
    if (plan_.update && due(key_of(*plan_.update))) {
        return *plan_.update;
    }
    if (plan_.program && due(key_of(*plan_.program))) {
        return *plan_.program;
    }
    return std::nullopt;
}

void Fetcher::set_back(const std::string& key) {
    Tries& tries = tries_[key];
    auto window = std::chrono::milliseconds(first_wait) * (1 << std::min(tries.count, 6));
    window = std::min<std::chrono::milliseconds>(window, longest_wait);
    std::array<std::byte, 4> bytes{};
    random_.fill(bytes);
    const auto jitter = std::bit_cast<std::uint32_t>(bytes) % 1000;
    ++tries.count;
    tries.not_before = Steady::now() + window / 2 + window * jitter / 2000;
}

bool Fetcher::fetch(const KeysJob& job) {
    auto answer =
        http_get(server_, "/device/v1/keys?after=" + std::to_string(job.after), manifest_bytes_max);
    if (!answer) {
        spdlog::warn("keys not fetched: {}", answer.error().message.en);
        return false;
    }
    inbox_.put(FetchedKeys{answer->status == 200 ? std::move(answer->body) : std::string()});
    return true;
}

bool Fetcher::fetch(const ManifestReference& reference) {
    auto answer = http_get(server_, "/device/v1/manifest", manifest_bytes_max);
    if (!answer || answer->status != 200) {
        spdlog::warn("manifest {} not fetched: {}", reference.version,
                     answer ? std::to_string(answer->status) : answer.error().message.en);
        return false;
    }
    inbox_.put(FetchedManifest{reference, std::move(answer->body)});
    return true;
}

bool Fetcher::fetch(const MediaJob& job) {
    const auto fetched = http_download(server_, "/device/v1/media/" + base::to_text(job.sha256),
                                       job.partial, job.size, cancel_);
    if (!fetched) {
        spdlog::warn("media not fetched: {}", fetched.error().message.en);
        return false;
    }
    inbox_.put(FetchedMedia{job.sha256});
    return true;
}

bool Fetcher::fetch(const UpdateJob&) {
    auto answer = http_get(server_, "/device/v1/update", update_bytes_max);
    if (!answer || answer->status != 200) {
        spdlog::warn("update not fetched: {}",
                     answer ? std::to_string(answer->status) : answer.error().message.en);
        return false;
    }
    inbox_.put(FetchedUpdate{std::move(answer->body)});
    return true;
}

bool Fetcher::fetch(const ProgramJob& job) {
    const auto fetched = http_download(server_, "/device/v1/update/" + base::to_text(job.sha256),
                                       job.partial, job.size, cancel_);
    if (!fetched) {
        spdlog::warn("program not fetched: {}", fetched.error().message.en);
        return false;
    }
    inbox_.put(FetchedProgram{job.sha256});
    return true;
}

} // namespace player
