#include "speech/speech_cache.hpp"

#include "crypto/digest.hpp"
#include "speech/speech_cache_files.hpp"
#include "speech/speech_cache_memory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <unistd.h>
#include <vector>

namespace speech {

namespace {

constexpr std::string_view file_magic = "NGSP";

std::size_t bytes_of(const Speech& speech) {
    return speech.samples.size() * sizeof(std::int16_t);
}

} // namespace

base::Sha256 cache_key(const SpeechRequest& request, std::string_view engine_version) {
    const std::string rate = fmt::format("{:.3f}", request.rate);
    std::string text;
    for (const std::string_view part :
         {std::string_view(request.text), std::string_view(request.voice), std::string_view(rate),
          engine_version}) {
        text += fmt::format("{}:", part.size());
        text += part;
    }
    return crypto::sha256(text);
}

std::optional<Speech> SpeechCacheMemory::find(const base::Sha256& key) {
    const std::lock_guard lock(mutex_);
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) {
        return std::nullopt;
    }
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->speech;
}

void SpeechCacheMemory::keep(const base::Sha256& key, const Speech& speech) {
    const std::lock_guard lock(mutex_);
    if (by_key_.contains(key) || bytes_of(speech) > bytes_max_) {
        return;
    }
    entries_.push_front({key, speech});
    by_key_[key] = entries_.begin();
    bytes_ += bytes_of(speech);
    while (bytes_ > bytes_max_) {
        bytes_ -= bytes_of(entries_.back().speech);
        by_key_.erase(entries_.back().key);
        entries_.pop_back();
    }
}

SpeechCacheFiles::SpeechCacheFiles(std::filesystem::path folder, std::uint64_t bytes_max)
    : folder_(std::move(folder)), bytes_max_(bytes_max) {
    std::error_code failure;
    std::filesystem::create_directories(folder_, failure);
    for (auto at = std::filesystem::recursive_directory_iterator(folder_, failure);
         !failure && at != std::filesystem::recursive_directory_iterator(); at.increment(failure)) {
        std::error_code ignored;
        if (at->path().extension() == ".new") { // left by a process that died
            std::filesystem::remove(at->path(), ignored);
        } else if (at->is_regular_file(ignored)) {
            bytes_ += at->file_size(ignored);
        }
    }
}

std::filesystem::path SpeechCacheFiles::file_of(const base::Sha256& key) const {
    const std::string name = base::to_text(key);
    return folder_ / name.substr(0, 2) / (name.substr(2) + ".pcm");
}

std::optional<Speech> SpeechCacheFiles::find(const base::Sha256& key) {
    const std::filesystem::path path = file_of(key);
    std::ifstream file(path, std::ios::binary);
    std::array<char, 4> magic{};
    std::int32_t rate = 0;
    std::uint32_t count = 0;
    constexpr std::uint32_t count_max = 200U << 20U;
    if (!file.read(magic.data(), magic.size()) ||
        std::string_view(magic.data(), magic.size()) != file_magic ||
        !file.read(reinterpret_cast<char*>(&rate), sizeof rate) ||
        !file.read(reinterpret_cast<char*>(&count), sizeof count) || rate <= 0 ||
        count > count_max) {
        return std::nullopt;
    }
    Speech speech{.sample_rate = rate, .samples = std::vector<std::int16_t>(count)};
    if (!file.read(reinterpret_cast<char*>(speech.samples.data()),
                   static_cast<std::streamsize>(bytes_of(speech)))) {
        return std::nullopt;
    }
    std::error_code ignored;
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now(), ignored);
    return speech;
}

void SpeechCacheFiles::keep(const base::Sha256& key, const Speech& speech) {
    const std::filesystem::path path = file_of(key);
    std::filesystem::path fresh = path;
    {
        const std::lock_guard lock(mutex_);
        fresh.replace_extension(fmt::format("{}.{}.new", ::getpid(), next_name_++));
    }
    std::error_code failure;
    std::filesystem::create_directories(path.parent_path(), failure);
    std::ofstream file(fresh, std::ios::binary);
    const auto rate = static_cast<std::int32_t>(speech.sample_rate);
    const auto count = static_cast<std::uint32_t>(speech.samples.size());
    file << file_magic;
    file.write(reinterpret_cast<const char*>(&rate), sizeof rate);
    file.write(reinterpret_cast<const char*>(&count), sizeof count);
    file.write(reinterpret_cast<const char*>(speech.samples.data()),
               static_cast<std::streamsize>(bytes_of(speech)));
    file.close();
    if (!file.fail()) {
        std::filesystem::rename(fresh, path, failure);
    }
    if (file.fail() || failure) {
        std::filesystem::remove(fresh, failure);
        return;
    }
    const std::lock_guard lock(mutex_);
    bytes_ += bytes_of(speech) + file_magic.size() + sizeof rate + sizeof count;
    if (bytes_ > bytes_max_) {
        make_room();
    }
}

/// Removes the oldest files until a fifth is free, so that this happens seldom.
void SpeechCacheFiles::make_room() {
    struct Kept {
        std::filesystem::file_time_type used;
        std::filesystem::path path;
        std::uint64_t size = 0;
    };
    std::vector<Kept> all;
    std::uint64_t total = 0;
    std::error_code failure;
    for (auto at = std::filesystem::recursive_directory_iterator(folder_, failure);
         !failure && at != std::filesystem::recursive_directory_iterator(); at.increment(failure)) {
        std::error_code gone;
        if (at->path().extension() == ".pcm") {
            all.push_back({at->last_write_time(gone), at->path(), at->file_size(gone)});
            total += all.back().size;
        }
    }
    std::ranges::sort(all, {}, &Kept::used);
    for (const Kept& file : all) {
        if (total <= bytes_max_ / 5 * 4) {
            break;
        }
        if (std::filesystem::remove(file.path, failure)) {
            total -= file.size;
        }
    }
    bytes_ = total;
}

} // namespace speech
