#pragma once

#include "http/shared_stream.hpp"

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <functional>
#include <vector>

namespace http {

/// The listeners of one shared stream on one I/O thread. A new chunk wakes the thread once, and is
/// then written to every listener that has kept up by a plain send, without waking their
/// coroutines: that is what makes ten thousand of them cheap. One whose line is full, or encrypted,
/// is handed back to its coroutine. After a few hundred listeners whatever else the thread has to
/// do has its turn, the coroutines that were woken first. Lives on its I/O thread only.
class StreamFan : public std::enable_shared_from_this<StreamFan> {
public:
    struct Listener {
        int socket = -1;
        std::uint64_t chunk = 0; ///< the next to be written
        std::size_t offset = 0;  ///< of it that was written
        /// The fan writes for it. False: its coroutine has to, and says when it has caught up.
        bool kept_up = false;
        bool over = false; ///< lost, gone, or the stream has ended
        std::function<void()> wake;
        std::size_t place = 0; ///< among the listeners of the fan, which keeps it
    };

    StreamFan(boost::asio::io_context& io, std::shared_ptr<SharedStream> stream);
    ~StreamFan();
    StreamFan(const StreamFan&) = delete;
    StreamFan& operator=(const StreamFan&) = delete;

    /// Begins to listen for chunks. Call once, after it is held by a shared pointer.
    void start();
    /// The listener must stay where it is until it is removed.
    void add(Listener& listener);
    void remove(Listener& listener);

private:
    void chunk_came();
    void pump();
    void pump_later();
    void move(std::size_t from, std::size_t to);
    void advance(Listener& listener, const SharedStream::Newest& newest);

    boost::asio::io_context& io_;
    const std::shared_ptr<SharedStream> stream_;
    std::vector<Listener*> listeners_;
    std::size_t next_ = 0; ///< those before it have had their turn in the present pass
    bool passing_ = false; ///< a pass goes on
    bool again_ = false;   ///< a chunk came meanwhile: those before next_ have to have it too
};

/// The fans of one I/O thread, made when the first listener of a stream comes.
class StreamFans {
public:
    explicit StreamFans(boost::asio::io_context& io) : io_(io) {}
    [[nodiscard]] std::shared_ptr<StreamFan> of(const std::shared_ptr<SharedStream>& stream);

private:
    boost::asio::io_context& io_;
    std::map<const SharedStream*, std::weak_ptr<StreamFan>> fans_;
};

} // namespace http
