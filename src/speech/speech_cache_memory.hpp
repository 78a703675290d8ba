#pragma once

#include "speech/speech_cache.hpp"

#include <cstddef>
#include <list>
#include <map>
#include <mutex>

namespace speech {

/// Keeps the sounds asked for last, up to a number of bytes.
class SpeechCacheMemory final : public SpeechCache {
public:
    explicit SpeechCacheMemory(std::size_t bytes_max = 64U << 20U) : bytes_max_(bytes_max) {}
    [[nodiscard]] std::optional<Speech> find(const base::Sha256& key) override;
    void keep(const base::Sha256& key, const Speech& speech) override;

private:
    struct Entry {
        base::Sha256 key;
        Speech speech;
    };
    std::mutex mutex_;
    std::list<Entry> entries_; ///< the one asked for last first
    std::map<base::Sha256, std::list<Entry>::iterator> by_key_;
    std::size_t bytes_ = 0;
    std::size_t bytes_max_;
};

} // namespace speech
