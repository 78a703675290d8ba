#include "fleet/fetcher.hpp"

#include "crypto/digest.hpp"
#include "player/http_fetch.hpp"

namespace fleet {

namespace {
constexpr std::size_t document_bytes_max = std::size_t{8} * 1024 * 1024;
} // namespace

Fetcher::Fetcher(Loop& loop, std::string server, std::string ca_file, unsigned threads)
    : loop_(loop), server_(std::move(server)), ca_file_(std::move(ca_file)) {
    for (unsigned i = 0; i < threads; ++i) {
        threads_.emplace_back([this] { work(); });
    }
}

Fetcher::~Fetcher() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) {
        thread.join();
    }
}

void Fetcher::add(Task task) {
    {
        const std::lock_guard lock(mutex_);
        tasks_.push_back(std::move(task));
    }
    changed_.notify_one();
}

void Fetcher::work() {
    while (true) {
        Task task;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return stopping_ || !tasks_.empty(); });
            if (stopping_) {
                return;
            }
            task = std::move(tasks_.front());
            tasks_.pop_front();
        }
        const player::HttpServer server{server_, ca_file_, task.account.device, task.account.token};
        auto answer = player::http_get(server, task.path, task.bytes_max);
        std::string body = answer && answer->status == 200 ? std::move(answer->body) : "";
        loop_.post([take = std::move(task.take), body = std::move(body)] { take(body); });
    }
}

void Fetcher::manifest(Account account, Take take) {
    add({"/device/v1/manifest", std::move(account), document_bytes_max, std::move(take)});
}

void Fetcher::keys(Account account, std::int64_t version, Take take) {
    add({"/device/v1/keys?after=" + std::to_string(version), std::move(account), document_bytes_max,
         std::move(take)});
}

void Fetcher::media(Account account, const device_protocol::ManifestItem& item, Take take) {
    std::vector<Take>& waiting = asked_[item.sha256];
    waiting.push_back(std::move(take));
    if (waiting.size() > 1) {
        return;
    }
    add({"/device/v1/media/" + base::to_text(item.sha256), std::move(account),
         static_cast<std::size_t>(item.size), [this, hash = item.sha256](const std::string& body) {
             const bool good = crypto::sha256(body) == hash;
             if (good) {
                 stored_.insert(hash);
             }
             const auto takers = std::move(asked_[hash]);
             asked_.erase(hash);
             for (const Take& taker : takers) {
                 taker(good ? base::to_text(hash) : "");
             }
         }});
}

} // namespace fleet
