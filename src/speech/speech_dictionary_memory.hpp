#pragma once

#include "speech/speech_dictionary.hpp"

#include <map>
#include <mutex>

namespace speech {

/// Keeps words in this process only: for tests.
class SpeechDictionaryMemory final : public SpeechDictionary {
public:
    base::Result<std::vector<SpeechWord>> list(const area::AreaPath& area,
                                               const SpeechWordId& after, int limit) override {
        const std::lock_guard lock(mutex_);
        std::vector<SpeechWord> found;
        for (const auto& [id, word] : words_) {
            if (word.area == area && after < id && found.size() < static_cast<std::size_t>(limit)) {
                found.push_back(word);
            }
        }
        return found;
    }
    base::Result<std::vector<SpeechWord>> in_force(const area::AreaPath& area) override {
        const std::lock_guard lock(mutex_);
        std::vector<SpeechWord> found;
        for (const auto& [id, word] : words_) {
            if (word.area.covers(area)) {
                found.push_back(word);
            }
        }
        return found;
    }
    base::Result<SpeechWord> find(const SpeechWordId& id) override {
        const std::lock_guard lock(mutex_);
        const auto found = words_.find(id);
        if (found == words_.end()) {
            return no_word();
        }
        return found->second;
    }
    base::Result<SpeechWord> add(const SpeechWord& word, const SpeechWordRecorder&) override {
        const std::lock_guard lock(mutex_);
        std::size_t count = 0;
        for (const auto& [id, known] : words_) {
            count += known.area == word.area ? 1U : 0U;
        }
        if (clashes(word)) {
            return word_exists();
        }
        if (count >= words_per_area_max) {
            return too_many_words();
        }
        SpeechWord added = word;
        added.version = 1;
        words_.emplace(added.id, added);
        return added;
    }
    base::Result<SpeechWord> save(const SpeechWord& word, const SpeechWordRecorder&) override {
        const std::lock_guard lock(mutex_);
        const auto found = words_.find(word.id);
        if (found == words_.end()) {
            return no_word();
        }
        if (found->second.version != word.version) {
            return word_changed();
        }
        if (clashes(word)) {
            return word_exists();
        }
        found->second = word;
        ++found->second.version;
        return found->second;
    }
    base::Result<void> remove(const SpeechWordId& id, const SpeechWordRecorder&) override {
        const std::lock_guard lock(mutex_);
        if (words_.erase(id) == 0) {
            return no_word();
        }
        return {};
    }

private:
    [[nodiscard]] bool clashes(const SpeechWord& word) const {
        for (const auto& [id, known] : words_) {
            if (id != word.id && known.area == word.area &&
                written_key(known) == written_key(word)) {
                return true;
            }
        }
        return false;
    }

    std::mutex mutex_;
    std::map<SpeechWordId, SpeechWord> words_;
};

} // namespace speech
