#pragma once

#include "content/bulletin_json.hpp"
#include "emergency/emergency_record.hpp"
#include "emergency/emergency_template.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

/// How emergencies are written in JSON: in the API, in the database and in the signed record.
namespace broadcast {
BOOST_DESCRIBE_STRUCT(Nearby, (), (device, metres))
BOOST_DESCRIBE_STRUCT(TargetChoice, (), (named, circles, nearby, polygons))
} // namespace broadcast

namespace emergency {

BOOST_DESCRIBE_ENUM(Mode, real, exercise)
BOOST_DESCRIBE_ENUM(Stage, waiting, on_air, over)
BOOST_DESCRIBE_ENUM(Ending, refused, cancelled, all_clear, expired, unconfirmed)
BOOST_DESCRIBE_STRUCT(RaiseRequest, (),
                      (mode, hazard, title, text, recording, voice, siren, minutes, volume_percent,
                       targets, live))
BOOST_DESCRIBE_STRUCT(Deed, (), (at, what, by, second_factor, note))
BOOST_DESCRIBE_STRUCT(Spoken, (), (text, audio, run, problem))
BOOST_DESCRIBE_STRUCT(Emergency, (),
                      (id, request, area, devices, stage, ending, raised_at, raised_by,
                       confirmed_by, confirmation_due, on_air_at, expires_at, ended_at, siren_run,
                       siren_ends_at, speech, closing, voice_run, earlier_runs, history, version))
BOOST_DESCRIBE_STRUCT(Board, (), (devices, sent, received, playing, sounded, done, failed, silent))
BOOST_DESCRIBE_STRUCT(DevicePart, (),
                      (device, name, area, state, received_at, started_at, ended_at, ms_played,
                       code))

[[nodiscard]] std::string to_json(const Emergency& emergency);
[[nodiscard]] base::Result<Emergency> emergency_from_json(std::string_view text);

/// What a person asks for: what is absent is taken from the named template.
struct RaiseOrder {
    std::optional<TemplateId> from;
    std::optional<std::string> hazard;
    std::optional<std::string> title;
    std::optional<std::string> text;
    std::optional<bool> siren;
    std::optional<std::int32_t> minutes;
    RaiseRequest rest; ///< everything else
};
[[nodiscard]] base::Result<RaiseOrder> read_raise_order(std::string_view body);
[[nodiscard]] base::Result<broadcast::TargetChoice> read_target_choice(std::string_view body);

} // namespace emergency
