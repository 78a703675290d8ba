#include "relay/hls_playlist.hpp"

#include "base/text.hpp"
#include "base/try.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <utility>

namespace relay {

namespace {

constexpr std::int64_t length_ms_most = 60'000;

base::Failure bad_playlist() {
    return base::fail(base::Fault::invalid, "relay.bad_playlist",
                      "Danh sách phát của đài không đọc được hoặc được mã hoá.",
                      "The station's playlist cannot be read or is protected.");
}

/// The whole number at the beginning, if there is one and it is not negative.
std::optional<std::int64_t> number_of(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || number < 0) {
        return std::nullopt;
    }
    return number;
}

/// `9.009,title` as milliseconds.
std::optional<base::Millis> length_of(std::string_view text) {
    const auto seconds = number_of(text);
    if (!seconds || *seconds > length_ms_most / 1'000) {
        return std::nullopt;
    }
    std::int64_t ms = *seconds * 1'000;
    if (const auto point = text.find('.'); point != std::string_view::npos) {
        std::int64_t weight = 100;
        for (const char c : text.substr(point + 1)) {
            if (c < '0' || c > '9' || weight == 0) {
                break;
            }
            ms += (c - '0') * weight;
            weight /= 10;
        }
    }
    return base::Millis(std::min(ms, length_ms_most));
}

std::int64_t bandwidth_of(std::string_view attributes) {
    constexpr std::string_view name = "BANDWIDTH=";
    std::size_t place = attributes.find(name);
    // AVERAGE-BANDWIDTH is another attribute.
    while (place != std::string_view::npos && place > 0 && attributes[place - 1] == '-') {
        place = attributes.find(name, place + 1);
    }
    return place == std::string_view::npos
               ? 0
               : number_of(attributes.substr(place + name.size())).value_or(0);
}

class Reading {
public:
    base::Result<void> line(std::string_view text) {
        if (text.empty()) {
            return {};
        }
        return text.front() == '#' ? tag(text) : address(text);
    }
    HlsPlaylist take() {
        std::ranges::sort(variants_, {}, [](const Variant& variant) {
            return std::pair(variant.bandwidth, variant.place);
        });
        for (Variant& variant : variants_) {
            out_.variants.push_back(std::move(variant.uri));
        }
        return std::move(out_);
    }

private:
    struct Variant {
        std::int64_t bandwidth = 0;
        std::size_t place = 0;
        std::string uri;
    };

    base::Result<void> tag(std::string_view text) {
        const auto after = [&](std::string_view name) -> std::optional<std::string_view> {
            return text.starts_with(name) ? std::optional(text.substr(name.size())) : std::nullopt;
        };
        if (after("#EXT-X-MAP:") || after("#EXT-X-BYTERANGE:") ||
            (after("#EXT-X-KEY:") && text.find("METHOD=NONE") == std::string_view::npos)) {
            return bad_playlist();
        }
        if (const auto length = after("#EXTINF:")) {
            next_length_ = length_of(*length);
        } else if (const auto attributes = after("#EXT-X-STREAM-INF:")) {
            next_bandwidth_ = bandwidth_of(*attributes);
        } else if (const auto first = after("#EXT-X-MEDIA-SEQUENCE:")) {
            number_ = number_of(*first).value_or(0);
        } else if (const auto target = after("#EXT-X-TARGETDURATION:")) {
            media_ = true;
            out_.target = std::clamp(length_of(*target).value_or(out_.target), base::Millis(1'000),
                                     base::Millis(length_ms_most));
        } else if (after("#EXT-X-ENDLIST")) {
            out_.ended = true;
        }
        return {};
    }

    base::Result<void> address(std::string_view text) {
        if (next_bandwidth_ || !media_) {
            variants_.push_back({next_bandwidth_.value_or(0), variants_.size(), std::string(text)});
        } else if (next_length_) {
            if (number_ == std::numeric_limits<std::int64_t>::max()) {
                return bad_playlist();
            }
            out_.segments.push_back({number_++, std::string(text), *next_length_});
        } else {
            return bad_playlist();
        }
        next_bandwidth_.reset();
        next_length_.reset();
        return {};
    }

    HlsPlaylist out_;
    std::vector<Variant> variants_;
    bool media_ = false;
    std::int64_t number_ = 0;
    std::optional<std::int64_t> next_bandwidth_;
    std::optional<base::Millis> next_length_;
};

} // namespace

base::Result<HlsPlaylist> read_playlist(std::string_view text) {
    if (text.size() > playlist_bytes_max) {
        return bad_playlist();
    }
    Reading reading;
    while (!text.empty()) {
        const auto end = text.find('\n');
        TRY(reading.line(base::trim(text.substr(0, end))));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    HlsPlaylist playlist = reading.take();
    if (playlist.variants.empty() && playlist.segments.empty()) {
        return bad_playlist();
    }
    return playlist;
}

} // namespace relay
