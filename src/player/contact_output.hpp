#pragma once

#include "player/contact.hpp"
#include "player/sound_output.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace player {

/// A loudspeaker behind relay contacts: they close when a sound is prepared and open some time
/// after it, each by its own delay, so that an FM or wired station sounds as a cluster. A contact
/// that cannot be closed is a sound that nobody hears: the stretch fails with `player.contact`. One
/// that is not known to be open is opened again and again, after pauses from 1 to 30 s. All are
/// opened when this begins and when it ends.
class ContactOutput final : public SoundOutput {
public:
    using Steady = std::chrono::steady_clock;
    struct Contact {
        std::unique_ptr<ContactLine> line;
        base::Millis on_delay{0};
        base::Millis off_delay{0};
    };

    ContactOutput(std::unique_ptr<SoundOutput> sound, std::vector<Contact> contacts);
    ContactOutput(const ContactOutput&) = delete;
    ContactOutput& operator=(const ContactOutput&) = delete;
    ~ContactOutput() override;

    base::Result<void> open(const Stretch& stretch) override;
    [[nodiscard]] std::int64_t frames_ahead() const override { return sound_->frames_ahead(); }
    base::Result<void> write(std::span<const std::int16_t> frames) override {
        return sound_->write(frames);
    }
    [[nodiscard]] std::optional<std::int64_t> frames_waiting() override {
        return sound_->frames_waiting();
    }
    base::Result<std::int64_t> start(base::Instant at) override { return sound_->start(at); }
    base::Result<std::int64_t> close(bool drain) override;
    /// Called by the thread that decides, while another one sounds.
    [[nodiscard]] base::Millis warm_up() override;
    /// The last time that a contact was to close, or to open, it did not.
    [[nodiscard]] std::optional<base::Error> fault() override;

private:
    enum class State : std::uint8_t { unknown, open, closed };
    struct Switched {
        explicit Switched(Contact wired) : contact(std::move(wired)) {}

        Contact contact;
        State state = State::unknown;
        Steady::time_point closed_at{};        ///< of a closed one
        std::optional<base::Error> not_closed; ///< until it closes
        std::optional<base::Error> not_opened; ///< until it opens
        Steady::time_point retry_at{};         ///< is not opened before
        Steady::duration rest{};               ///< the last pause between two tries
    };

    base::Result<void> close_all();
    base::Result<void> set(Switched& one, bool closed);
    void note_end();
    void open_overdue();
    /// Nothing: it is open, or has to stay as it is.
    [[nodiscard]] std::optional<Steady::time_point> opens_at(const Switched& one) const;
    [[nodiscard]] std::optional<Steady::time_point> next_opening() const;
    void watch();

    std::unique_ptr<SoundOutput> sound_;
    std::mutex switching_; ///< one thread at a time switches; held while a line blocks
    std::mutex mutex_;     ///< guards everything below but the lines; never held while one blocks
    std::condition_variable changed_;
    std::vector<Switched> contacts_;
    bool sounding_ = false;
    Steady::time_point ended_at_;
    bool leaving_ = false;
    std::thread watcher_;
};

} // namespace player
