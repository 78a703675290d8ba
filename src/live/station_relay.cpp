#include "live/station_relay.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstring>
#include <utility>

namespace live {

namespace {

constexpr base::Millis tick_every{100};
constexpr base::Millis first_wait{1'000};
constexpr base::Millis longest_wait{15'000};
constexpr std::uint64_t piece_bytes = 65'536;
constexpr std::size_t packet_bytes = packet_samples * sizeof(std::int16_t);

void wait_for(base::Millis length, const std::stop_token& stop) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any().wait_for(lock, stop, length, [] { return false; });
}

} // namespace

/// One source while it is listened to: comes back by itself when it breaks off.
class StationRelay::Link final : public relay::StreamSink {
public:
    Link(const relay::ChainLink& link, const Parts& parts,
         std::function<void(std::span<const std::int16_t>)> take)
        : link_(link), parts_(parts), take_(std::move(take)),
          decoder_(parts.sandbox, parts.ffmpeg, link.name,
                   [this](std::string_view bytes) { cut(bytes); }),
          thread_([this](const std::stop_token& stop) { run(stop); }) {}

    bool begins(std::string_view media_type) override {
        const auto begun = decoder_.begin(media_type, Pace::as_it_sounds);
        if (!begun) {
            spdlog::warn("live: {} sends {}: {}", link_.name, media_type, begun.error().message.en);
        }
        return begun.has_value();
    }
    bool take(std::string_view bytes) override {
        came_ = true;
        return decoder_.feed_all(bytes, stop_);
    }

private:
    void run(const std::stop_token& stop) {
        stop_ = stop;
        base::Millis wait = first_wait;
        while (!stop.stop_requested()) {
            came_ = false;
            const auto over = link_.url.empty() ? play_sound(stop)
                                                : parts_.streams.follow(link_.url, *this, stop);
            if (!over && !stop.stop_requested()) {
                spdlog::info("live: {}: {}", link_.name, over.error().message.en);
            }
            decoder_.end_input();
            decoder_.wait_until_decoded(stop);
            wait = came_ ? first_wait : std::min(wait * 2, longest_wait);
            wait_for(wait, stop);
        }
    }

    base::Result<void> play_sound(const std::stop_token& stop) {
        std::uint64_t offset = 0;
        if (!begins("audio/ogg")) {
            return {};
        }
        while (!stop.stop_requested()) {
            auto piece = parts_.blobs.read(*link_.sound, offset, piece_bytes);
            if (!piece) {
                return base::fail(std::move(piece).error());
            }
            if (piece->empty() || !take(*piece)) {
                break;
            }
            offset += piece->size();
        }
        return {};
    }

    void cut(std::string_view bytes) {
        rest_ += bytes;
        std::array<std::int16_t, packet_samples> samples{};
        std::size_t used = 0;
        for (; rest_.size() - used >= packet_bytes; used += packet_bytes) {
            std::memcpy(samples.data(), rest_.data() + used, packet_bytes);
            take_(samples);
        }
        rest_.erase(0, used);
    }

    const relay::ChainLink& link_;
    const Parts& parts_;
    const std::function<void(std::span<const std::int16_t>)> take_;
    std::string rest_;     ///< of the decoder's thread
    std::stop_token stop_; ///< of the fetching thread, as came_
    bool came_ = false;
    SoundDecoder decoder_;
    std::jthread thread_; ///< last, so that it ends first
};

StationRelay::StationRelay(std::shared_ptr<OnAir> on_air, std::vector<relay::ChainLink> chain,
                           relay::ChainRules rules, Parts parts)
    : on_air_(std::move(on_air)), chain_(std::move(chain)), rules_(rules), parts_(parts),
      hearings_(chain_.size()), meters_(chain_.size()), links_(chain_.size()) {
    begin_turn({.to = 0, .why = relay::TurnWhy::started}, parts_.clock.now());
    ticking_ = std::jthread([this](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            tick();
            wait_for(tick_every, stop);
        }
    });
}

StationRelay::~StationRelay() = default;

/// The lock is held, or nobody else is here yet.
void StationRelay::begin_turn(const relay::Turn& turn, base::Instant now) {
    exhausted_ = !turn.to;
    turns_.push_back(
        {.at = now, .why = turn.why, .link = turn.to ? chain_[*turn.to].name : std::string()});
    if (turn.to) {
        sounding_ = {.active = *turn.to, .since = now};
        on_air_->begin_source();
    }
}

void StationRelay::tick() {
    const base::Instant now = parts_.clock.now();
    std::size_t wanted = 0;
    std::size_t active = 0;
    {
        const std::lock_guard lock(mutex_);
        if (exhausted_) {
            return;
        }
        if (const auto turn = relay::next_turn(rules_, hearings_, sounding_, now)) {
            begin_turn(*turn, now);
        }
        active = sounding_.active;
        wanted = exhausted_ ? 0 : relay::links_wanted(rules_, hearings_, sounding_, now);
    }
    for (std::size_t i = 0; i < links_.size(); ++i) {
        // A sound of the library is ready at once and has to be heard from its beginning.
        const bool early = i > active && chain_[i].url.empty();
        if (i < wanted && !links_[i] && !early) {
            links_[i] = std::make_unique<Link>(
                chain_[i], parts_,
                [this, i](std::span<const std::int16_t> samples) { take(i, samples); });
        } else if (i >= wanted && links_[i]) {
            links_[i].reset();
        }
    }
}

void StationRelay::take(std::size_t link, std::span<const std::int16_t> samples) {
    const std::lock_guard lock(mutex_);
    if (const auto level = meters_[link].take(samples)) {
        hearings_[link].take(level->rms_db, parts_.clock.now());
    }
    if (!exhausted_ && sounding_.active == link) {
        on_air_->take_samples(
            {reinterpret_cast<const char*>(samples.data()), samples.size_bytes()});
    }
}

std::vector<TakenTurn> StationRelay::take_turns() {
    const std::lock_guard lock(mutex_);
    return std::exchange(turns_, {});
}

std::string StationRelay::sounding() const {
    const std::lock_guard lock(mutex_);
    return exhausted_ ? std::string() : chain_[sounding_.active].name;
}

} // namespace live
