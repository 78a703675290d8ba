#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace http {

/// One growing sequence of bytes that many clients read as it comes, such as a live broadcast: made
/// once, kept once, written to each. Cut into numbered chunks, of which the last ones are kept; a
/// client whose next chunk is no longer kept is let go, and comes back where it likes. Safe to call
/// from any thread.
class SharedStream {
public:
    using Chunk = std::shared_ptr<const std::string>;

    explicit SharedStream(std::size_t chunks_max);

    /// Gives the number of the chunk. Never blocks. Nothing is taken after end().
    std::uint64_t publish(std::string bytes);
    /// No more will come; what is kept is still given out, then each connection is closed.
    void end();

    struct Found {
        Chunk chunk;        ///< empty: see the others
        bool lost = false;  ///< no longer kept
        bool ended = false; ///< and nothing more will come
    };
    [[nodiscard]] Found find(std::uint64_t number) const;
    struct Newest {
        std::uint64_t number = 0;
        Chunk chunk; ///< empty before the first
        bool ended = false;
    };
    /// What nearly everybody wants next: looked up once for all of them.
    [[nodiscard]] Newest newest() const;
    /// The number that the next chunk will get.
    [[nodiscard]] std::uint64_t next() const;
    /// How many clients read it now.
    [[nodiscard]] std::size_t listeners() const;

private:
    friend class StreamFan;
    /// `wake` is called under the lock after each change; it must only post.
    void watch(const void* watcher, std::function<void()> wake);
    void unwatch(const void* watcher);
    void count(std::ptrdiff_t by);

    const std::size_t chunks_max_;
    mutable std::mutex mutex_;
    std::deque<Chunk> chunks_;
    std::uint64_t next_ = 0;
    bool ended_ = false;
    std::ptrdiff_t listeners_ = 0;
    std::map<const void*, std::function<void()>> watchers_;
};

} // namespace http
