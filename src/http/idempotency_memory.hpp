#pragma once

#include "http/idempotency.hpp"

#include <map>
#include <mutex>
#include <tuple>

namespace http {

/// Keeps keys in this process only: for tests and for a server without a database.
class IdempotencyMemory final : public IdempotencyStore {
public:
    base::Result<Claim> claim(const IdempotencyKey& key, base::Instant now) override {
        const std::lock_guard lock(mutex_);
        const auto [found, is_new] = entries_.try_emplace(name_of(key));
        Entry& entry = found->second;
        const base::Millis age = now - entry.at;
        const bool expired =
            age >= idempotency_time || (!entry.reply && age >= idempotency_running_max);
        if (is_new || expired) {
            entry = {key.fingerprint, now, std::nullopt};
            return Claim{};
        }
        if (entry.fingerprint != key.fingerprint) {
            return Claim{.state = ClaimState::other, .reply = {}};
        }
        if (!entry.reply) {
            return Claim{.state = ClaimState::running, .reply = {}};
        }
        return Claim{.state = ClaimState::done, .reply = *entry.reply};
    }

    base::Result<void> finish(const IdempotencyKey& key, const KeptReply& reply,
                              base::Instant now) override {
        const std::lock_guard lock(mutex_);
        entries_[name_of(key)] = {key.fingerprint, now, reply};
        return {};
    }

    base::Result<void> release(const IdempotencyKey& key) override {
        const std::lock_guard lock(mutex_);
        entries_.erase(name_of(key));
        return {};
    }

    base::Result<std::int64_t> forget_old(base::Instant now) override {
        const std::lock_guard lock(mutex_);
        return static_cast<std::int64_t>(std::erase_if(entries_, [now](const auto& item) {
            return now - item.second.at >= idempotency_time;
        }));
    }

private:
    using Name = std::tuple<std::string, std::string, std::string>;
    struct Entry {
        base::Sha256 fingerprint;
        base::Instant at;
        std::optional<KeptReply> reply;
    };
    static Name name_of(const IdempotencyKey& key) { return {key.subject, key.route, key.key}; }

    std::mutex mutex_;
    std::map<Name, Entry> entries_;
};

} // namespace http
