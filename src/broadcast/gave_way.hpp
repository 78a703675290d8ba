#pragma once

#include "base/error.hpp"
#include "device_protocol/event.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

/// For whom a run waited or broke off, from what the device proved of it and of others. Pure.
namespace broadcast {

/// What another run of the same device sounded.
struct OtherSound {
    device_protocol::RunId run;
    std::string title;
    std::vector<device_protocol::PlayedPart> parts;
};

/// A stretch in which the run was silent because another one had the loudspeaker.
struct GaveWay {
    device_protocol::RunId to;
    std::string title;                  ///< of the other one
    base::Instant from;                 ///< when this one was due, or was cut
    std::optional<base::Instant> until; ///< when it began or went on; none: it never did
};

/// An other that begins so long after the cut did not cause it; relay contacts need most of it.
inline constexpr base::Millis cut_before_max = std::chrono::seconds(60);

/// In order of time. `others` in any order.
[[nodiscard]] std::vector<GaveWay> gave_way(const device_protocol::PlayedProof& proof,
                                            std::span<const OtherSound> others);

/// `Nhường “Tin ưu tiên” từ 07:00:10 đến 07:00:40.`
[[nodiscard]] base::Message words_of(const GaveWay& way);

} // namespace broadcast
