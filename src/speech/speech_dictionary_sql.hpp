#pragma once

#include "speech/speech_dictionary.hpp"

namespace speech {

/// The words in the database, which must outlive it.
class SpeechDictionarySql final : public SpeechDictionary {
public:
    explicit SpeechDictionarySql(storage::Database& database) : database_(database) {}
    base::Result<std::vector<SpeechWord>> list(const area::AreaPath& area,
                                               const SpeechWordId& after, int limit) override;
    base::Result<std::vector<SpeechWord>> in_force(const area::AreaPath& area) override;
    base::Result<SpeechWord> find(const SpeechWordId& id) override;
    base::Result<SpeechWord> add(const SpeechWord& word, const SpeechWordRecorder& record) override;
    base::Result<SpeechWord> save(const SpeechWord& word,
                                  const SpeechWordRecorder& record) override;
    base::Result<void> remove(const SpeechWordId& id, const SpeechWordRecorder& record) override;

private:
    storage::Database& database_;
};

} // namespace speech
