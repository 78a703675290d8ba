#pragma once

#include <condition_variable>
#include <mutex>

namespace storage {

/// Lets transactions run side by side, until one has lost to others several times: then it runs
/// alone among those of this process. Without it, a transaction could lose to fresh ones again and
/// again. Those who want to be alone go before new ones.
class RetryGate {
public:
    enum class Pass : std::uint8_t { together, alone };

    class Entered {
    public:
        Entered(RetryGate& gate, Pass pass) : gate_(gate), pass_(pass) { gate_.enter(pass_); }
        ~Entered() { gate_.leave(pass_); }
        Entered(const Entered&) = delete;
        Entered& operator=(const Entered&) = delete;

    private:
        RetryGate& gate_;
        const Pass pass_;
    };

private:
    void enter(Pass pass) {
        std::unique_lock lock(mutex_);
        if (pass == Pass::together) {
            changed_.wait(lock, [this] { return alone_wanted_ == 0; });
        } else {
            ++alone_wanted_; // counts until leave
            changed_.wait(lock, [this] { return inside_ == 0; });
        }
        ++inside_;
    }

    void leave(Pass pass) {
        {
            const std::lock_guard lock(mutex_);
            --inside_;
            alone_wanted_ -= pass == Pass::alone ? 1 : 0;
        }
        changed_.notify_all();
    }

    std::mutex mutex_; ///< guards inside_ and alone_wanted_
    std::condition_variable changed_;
    int inside_ = 0;
    int alone_wanted_ = 0;
};

} // namespace storage
