#include "live/talk_back_json.hpp"

#include "base/try.hpp"
#include "live/live_words.hpp"
#include "json/described.hpp"

#include <cmath>

namespace live {

namespace {

using boost::json::object;

struct TalkBackBody {
    DeviceId device;
    std::optional<std::int64_t> minutes;
};
BOOST_DESCRIBE_STRUCT(TalkBackBody, (), (device, minutes))

object talk_back_object(const TalkBack& talk_back) {
    object out;
    out["id"] = base::to_text(talk_back.id);
    out["device"] = base::to_text(talk_back.device);
    out["device_name"] = talk_back.device_name;
    out["area"] = area::to_text(talk_back.area);
    out["opened_at"] = talk_back.opened_at.ms;
    out["ends_by"] = talk_back.ends_by.ms;
    if (talk_back.ended_at) {
        out["ended_at"] = talk_back.ended_at->ms;
    }
    if (talk_back.end_reason) {
        out["end_reason"] = json::to_value(*talk_back.end_reason);
    }
    return out;
}

double tenths(double value) {
    return std::round(value * 10) / 10;
}

} // namespace

base::Result<NewTalkBack> read_new_talk_back(std::string_view body) {
    TRY_ASSIGN(const TalkBackBody read, json::read<TalkBackBody>(body));
    return NewTalkBack{.device = read.device,
                       .minutes = read.minutes.value_or(talk_back_minutes_default)};
}

std::string talk_back_json(const TalkBacks::Running& running, base::Instant now) {
    object out = talk_back_object(running.talk_back);
    const MonitorMeter::Reading reading = running.meter->read(now);
    out["connected"] = running.on_air && running.on_air->connected();
    out["rms_db"] = tenths(reading.level.rms_db);
    out["peak_db"] = tenths(reading.level.peak_db);
    out["sounding"] = reading.sounding;
    if (reading.heard_at) {
        out["heard_at"] = reading.heard_at->ms;
    }
    return json::to_text(out);
}

std::string talk_back_audit(const TalkBack& talk_back) {
    return json::to_text(talk_back_object(talk_back));
}

} // namespace live
