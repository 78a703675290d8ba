#pragma once

#include "speech/speech_word.hpp"
#include "storage/database.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace speech {

/// Called in the transaction of a change, with what was there before (absent when new) and after
/// (absent when removed): for the audit row. Throws only storage::DatabaseError. The memory store
/// has no transaction and does not call it.
using SpeechWordRecorder =
    std::function<void(storage::Transaction&, const std::optional<SpeechWord>& before,
                       const std::optional<SpeechWord>& after)>;

/// Port: the dictionaries of all units. Safe to call from any worker thread.
class SpeechDictionary {
public:
    virtual ~SpeechDictionary() = default;
    /// The words of one area itself, in the order they were made, after the given one.
    virtual base::Result<std::vector<SpeechWord>> list(const area::AreaPath& area,
                                                       const SpeechWordId& after, int limit) = 0;
    /// The words of the area and of everything that covers it; for readings.
    virtual base::Result<std::vector<SpeechWord>> in_force(const area::AreaPath& area) = 0;
    /// `speech.no_word` (not_found).
    virtual base::Result<SpeechWord> find(const SpeechWordId& id) = 0;
    /// `speech.word_exists` (conflict) when the area has this written form;
    /// `speech.too_many_words`.
    virtual base::Result<SpeechWord> add(const SpeechWord& word,
                                         const SpeechWordRecorder& record) = 0;
    /// Saves what was read at `word.version`, which becomes one higher. `speech.word_changed`
    /// (conflict) when it is no longer that version; `speech.word_exists`; `speech.no_word`.
    virtual base::Result<SpeechWord> save(const SpeechWord& word,
                                          const SpeechWordRecorder& record) = 0;
    /// `speech.no_word` when it is not there.
    virtual base::Result<void> remove(const SpeechWordId& id, const SpeechWordRecorder& record) = 0;
};

[[nodiscard]] base::Failure no_word();
[[nodiscard]] base::Failure word_changed();
[[nodiscard]] base::Failure word_exists();
[[nodiscard]] base::Failure too_many_words();

} // namespace speech
