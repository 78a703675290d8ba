#include "broadcast/intake.hpp"

#include "device_protocol/words.hpp"

#include <algorithm>
#include <utility>

namespace broadcast {

namespace {

using namespace std::chrono_literals;

/// Who has kept to the allowance for so long sends too much no more.
constexpr base::Millis calm = 1min;
constexpr base::Millis tell_unreadable_every = 1min;
constexpr base::Millis forget_every = 1min;

/// Only the newest counts.
bool tells_how_it_stands(Channel channel) {
    return channel == Channel::state || channel == Channel::hb || channel == Channel::rep;
}

} // namespace

Allowance allowance_of(Channel channel) {
    switch (channel) {
    case Channel::hello:
    case Channel::state:
        return {.burst = 30, .refill = 1s};
    case Channel::hb:
    case Channel::rep:
        return {.burst = 60, .refill = 1s};
    case Channel::ack:
        return {.burst = 200, .refill = 200ms};
    case Channel::evt:
        return {.burst = 120, .refill = 500ms};
    case Channel::srv:
    case Channel::des:
    case Channel::cmd:
        break;
    }
    return {};
}

bool Bucket::take(const Allowance& allowance, base::Instant now) {
    const base::Millis depth = allowance.burst * allowance.refill;
    // At most empty: a clock that was set back an hour must not silence anybody for an hour.
    full_at_ = std::min(std::max(full_at_, now), now + depth);
    if (full_at_ + allowance.refill > now + depth) {
        return false;
    }
    full_at_ = full_at_ + allowance.refill;
    return true;
}

Bucket& Intake::bucket_of(const Origin& origin) {
    return buckets_[origin.device].at(static_cast<std::size_t>(origin.channel));
}

bool Intake::admit(const Origin& origin, std::string_view payload, base::Instant now) {
    if (bucket_of(origin).take(allowance_of(origin.channel), now)) {
        kept_.erase(origin); // it is older
        return true;
    }
    if (tells_how_it_stands(origin.channel) &&
        payload.size() <= device_protocol::message_bytes_max) {
        kept_.insert_or_assign(origin, std::string(payload));
    }
    note_excess(origin.device, now);
    return false;
}

std::vector<Intake::Kept> Intake::take_kept(base::Instant now) {
    std::vector<Kept> due;
    for (auto each = kept_.begin(); each != kept_.end();) {
        if (bucket_of(each->first).take(allowance_of(each->first.channel), now)) {
            due.push_back({each->first, std::move(each->second)});
            each = kept_.erase(each);
        } else {
            ++each;
        }
    }
    return due;
}

std::optional<std::int64_t> Intake::note_unreadable(DeviceId device, base::Instant now) {
    const auto [entry, is_new] = unreadable_.try_emplace(device);
    Unreadable& unreadable = entry->second;
    ++unreadable.untold;
    if (!is_new && now - unreadable.told_at < tell_unreadable_every) {
        return std::nullopt;
    }
    unreadable.told_at = now;
    return std::exchange(unreadable.untold, 0);
}

void Intake::note_excess(DeviceId device, base::Instant now) {
    const auto [entry, is_new] = sending_.try_emplace(device);
    Excess& excess = entry->second.excess;
    if (is_new) {
        excess.device = device;
        excess.began_at = now;
    }
    excess.last_at = now;
    ++excess.messages;
    entry->second.has_grown = true;
}

Intake::News Intake::take_news(base::Instant now) {
    News news;
    for (auto each = sending_.begin(); each != sending_.end();) {
        Sending& sending = each->second;
        if (!std::exchange(sending.is_told, true)) {
            news.begun.push_back(each->first);
        }
        if (std::exchange(sending.has_grown, false)) {
            news.grown.push_back(sending.excess);
        }
        if (now - sending.excess.last_at >= calm) {
            news.over.push_back(sending.excess);
            each = sending_.erase(each);
        } else {
            ++each;
        }
    }
    if (now - forgotten_at_ >= forget_every || now < forgotten_at_) {
        forgotten_at_ = now;
        forget_the_quiet(now);
    }
    return news;
}

/// Who has not spoken for a while is as good as one who never spoke.
void Intake::forget_the_quiet(base::Instant now) {
    std::erase_if(buckets_, [&](const auto& entry) {
        return std::ranges::all_of(entry.second,
                                   [&](const Bucket& bucket) { return bucket.is_full(now); });
    });
    std::erase_if(unreadable_, [&](const auto& entry) {
        return entry.second.untold == 0 && now - entry.second.told_at >= tell_unreadable_every;
    });
}

} // namespace broadcast
