#include "player/event_ring.hpp"

#include "base/try.hpp"
#include "device_protocol/messages_json.hpp"
#include "player/state_files.hpp"
#include "json/described.hpp"

#include <algorithm>
#include <charconv>

namespace player {

using device_protocol::Event;

namespace {

std::string segment_name(std::int64_t epoch, std::int64_t first) {
    return std::to_string(epoch) + "-" + std::to_string(first) + ".events";
}

std::optional<std::int64_t> number_of(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return number;
}

/// The first number of a segment of this epoch, from its file name.
std::optional<std::int64_t> first_of(const std::filesystem::path& path, std::int64_t epoch) {
    const std::string stem = path.stem().string();
    const std::string prefix = std::to_string(epoch) + "-";
    if (path.extension() != ".events" || !stem.starts_with(prefix)) {
        return std::nullopt;
    }
    return number_of(std::string_view(stem).substr(prefix.size()));
}

} // namespace

base::Result<EventRing> EventRing::open(const std::filesystem::path& folder, std::int64_t epoch) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        return disk_failure(folder, "cannot create");
    }
    EventRing ring(folder, epoch);
    TRY(ring.load());
    return ring;
}

base::Result<void> EventRing::load() {
    std::vector<std::int64_t> firsts;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
        if (const auto first = first_of(entry.path(), epoch_)) {
            firsts.push_back(*first);
        } else {
            std::error_code ignored;
            std::filesystem::remove(entry.path(), ignored);
        }
    }
    std::ranges::sort(firsts);
    for (const std::int64_t first : firsts) {
        TRY(begin_segment(first));
    }
    drop_before_gap();
    if (segments_.empty()) {
        TRY(begin_segment(1));
    }
    const Segment& newest = segments_.back();
    last_ = newest.first + static_cast<std::int64_t>(newest.texts.size()) - 1;
    return {};
}

void EventRing::drop_before_gap() {
    // A damaged segment would leave numbers that the server waits for in vain.
    for (std::size_t i = segments_.size(); i-- > 1;) {
        const Segment& before = segments_[i - 1];
        if (before.first + static_cast<std::int64_t>(before.texts.size()) != segments_[i].first) {
            segments_.erase(segments_.begin(), segments_.begin() + static_cast<std::ptrdiff_t>(i));
            return;
        }
    }
}

base::Result<void> EventRing::begin_segment(std::int64_t first) {
    const std::filesystem::path path = folder_ / segment_name(epoch_, first);
    std::vector<std::string> lines;
    TRY_ASSIGN(Journal journal, Journal::open(path, lines));
    segments_.push_back({path, first, std::move(journal), std::move(lines)});
    while (segments_.size() > segments_kept) {
        std::error_code ignored;
        std::filesystem::remove(segments_.front().path, ignored);
        segments_.pop_front();
    }
    return {};
}

base::Result<std::int64_t> EventRing::append(Event event) {
    event.n = last_ + 1;
    if (segments_.back().texts.size() >= segment_events) {
        TRY(begin_segment(event.n));
    }
    std::string text = device_protocol::write_message(event);
    TRY(segments_.back().journal.append(text));
    segments_.back().texts.push_back(std::move(text));
    last_ = event.n;
    return last_;
}

std::vector<Event> EventRing::after(std::int64_t acknowledged, std::size_t bytes_max) const {
    std::vector<Event> events;
    std::size_t bytes = 0;
    for (const Segment& segment : segments_) {
        for (std::size_t i = 0; i < segment.texts.size(); ++i) {
            if (segment.first + static_cast<std::int64_t>(i) <= acknowledged) {
                continue;
            }
            bytes += segment.texts[i].size() + 1;
            if (bytes > bytes_max && !events.empty()) {
                return events;
            }
            // What this program wrote and a check sum covers is readable; else the event is better
            // lost than the ring.
            if (auto event = device_protocol::read_message<Event>(segment.texts[i])) {
                events.push_back(std::move(*event));
            }
        }
    }
    return events;
}

bool EventRing::has_played(const device_protocol::RunId& run) const {
    return has(R"("played":{"run":")" + base::to_text(run) + "\"");
}

bool EventRing::has_update(std::string_view order) const {
    return has(R"("update":{"order":)" + json::write(std::string(order)) + ",");
}

bool EventRing::has(const std::string& wanted) const {
    return std::ranges::any_of(segments_, [&](const Segment& segment) {
        return std::ranges::any_of(segment.texts, [&](const std::string& text) {
            return text.find(wanted) != std::string::npos;
        });
    });
}

std::int64_t EventRing::first_kept() const {
    return segments_.front().first;
}

} // namespace player
