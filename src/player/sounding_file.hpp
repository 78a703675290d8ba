#pragma once

#include "player/run_journal.hpp"

namespace player {

/// The newest checkpoint of what sounds now, on disk. Written every second, so it is overwritten in
/// place, in two places by turns: a loss of power while one is written leaves the other. Owned by
/// one thread.
class SoundingFile {
public:
    explicit SoundingFile(std::filesystem::path path) : path_(std::move(path)) {}
    ~SoundingFile() { close(); }
    SoundingFile(const SoundingFile&) = delete;
    SoundingFile& operator=(const SoundingFile&) = delete;

    /// Stored when it returns.
    [[nodiscard]] base::Result<void> save(const Checkpoint& checkpoint);
    /// Nothing sounds any more.
    void clear();
    /// What a program that ended suddenly left behind.
    [[nodiscard]] static std::optional<Checkpoint> load(const std::filesystem::path& path);

private:
    base::Result<void> make();
    void close();

    const std::filesystem::path path_;
    int descriptor_ = -1;
    int turn_ = 0;
};

} // namespace player
