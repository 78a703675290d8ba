#include "live/live_json.hpp"

#include "base/try.hpp"
#include "broadcast/targets_body.hpp"
#include "device_protocol/messages_described.hpp"
#include "live/live_words.hpp"
#include "rights/policy.hpp"
#include "json/described.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace live {

namespace {

using boost::json::object;

struct SessionBody {
    std::optional<std::string> title;
    std::optional<broadcast::TargetsBody> targets;
    std::optional<emergency::EmergencyId> emergency;
    std::optional<BroadcastClass> class_;
    SourceKind source = SourceKind::microphone;
    std::optional<relay::StationId> station;
    std::optional<DeviceId> input_device;
    std::optional<std::int64_t> silence_seconds;
    std::optional<std::int64_t> return_seconds;
    std::optional<std::int64_t> minutes;
    std::optional<std::int32_t> volume_percent;
};
BOOST_DESCRIBE_STRUCT(SessionBody, (),
                      (title, targets, emergency, class_, source, station, input_device,
                       silence_seconds, return_seconds, minutes, volume_percent))

void put_instant(object& out, const char* name, const std::optional<base::Instant>& at) {
    if (at) {
        out[name] = at->ms;
    }
}

/// What is out of bounds is judged by who opens it; here nothing may overflow.
base::Millis seconds(std::int64_t count) {
    return std::chrono::seconds(std::clamp<std::int64_t>(count, 0, 86'400));
}

object session_object(const Session& session) {
    object out;
    out["id"] = base::to_text(session.id);
    out["title"] = session.title;
    out["owner"] = base::to_text(session.owner);
    out["owner_name"] = session.owner_name;
    out["area"] = area::to_text(session.area);
    out["class"] = json::to_value(session.class_);
    out["tier"] = json::to_value(session.tier);
    out["source"] = json::to_value(session.source);
    if (session.station) {
        out["station"] = base::to_text(*session.station);
    }
    if (session.input_device) {
        out["input_device"] = base::to_text(*session.input_device);
    }
    if (session.plan) {
        out["programme"] = base::to_text(session.plan->programme);
        out["planned_run"] = base::to_text(session.plan->run);
    }
    if (session.emergency) {
        out["emergency"] = base::to_text(*session.emergency);
    }
    out["state"] = json::to_value(session.state);
    out["run"] = base::to_text(session.run);
    out["devices"] = session.devices.size();
    out["created_at"] = session.created_at.ms;
    out["ends_by"] = session.ends_by.ms;
    put_instant(out, "on_air_at", session.on_air_at);
    put_instant(out, "ended_at", session.ended_at);
    if (session.end_reason) {
        out["end_reason"] = json::to_value(*session.end_reason);
    }
    if (!session.ended_by_name.empty()) {
        out["ended_by_name"] = session.ended_by_name;
    }
    if (session.recording) {
        out["recording"] = base::to_text(*session.recording);
    }
    return out;
}

object seen_object(const Session& session, const Present& present, const rights::Actor& actor) {
    object out = session_object(session);
    boost::json::array abilities;
    if (session.state != SessionState::ended) {
        out["listeners"] = present.listeners;
        out["connected"] = present.connected;
        if (!present.sounding.empty()) {
            out["sounding"] = present.sounding;
        }
        if (may_stop(actor, session)) {
            abilities.emplace_back("stop");
        }
        if (actor.user == session.owner && session.source == SourceKind::microphone) {
            abilities.emplace_back("speak");
        }
    }
    out["abilities"] = std::move(abilities);
    return out;
}

} // namespace

base::Result<NewSession> read_new_session(std::string_view body) {
    TRY_ASSIGN(const SessionBody read, json::read<SessionBody>(body));
    TRY_ASSIGN(content::Targets targets,
               broadcast::read_targets(read.targets.value_or(broadcast::TargetsBody())));
    if (!read.minutes && (read.source == SourceKind::station || read.source == SourceKind::input)) {
        return base::fail(base::Fault::invalid, "live.length_needed",
                          "Tiếp sóng phải có thời lượng.", "A relay needs a length.");
    }
    NewSession wanted{.title = read.title.value_or(""),
                      .targets = std::move(targets),
                      .class_ = read.class_.value_or(BroadcastClass::ordinary),
                      .source = read.source,
                      .station = read.station,
                      .input_device = read.input_device,
                      .rules = {},
                      .minutes = read.minutes.value_or(minutes_default),
                      .volume_percent = read.volume_percent,
                      .emergency = read.emergency};
    if (read.silence_seconds) {
        wanted.rules.blank_max = seconds(*read.silence_seconds);
    }
    if (read.return_seconds) {
        wanted.rules.back_min = seconds(*read.return_seconds);
    }
    return wanted;
}

std::string session_json(const Session& session, const Present& present,
                         const rights::Actor& actor) {
    return json::to_text(seen_object(session, present, actor));
}

std::string opened_json(const Opened& opened, const rights::Actor& actor) {
    object out = seen_object(opened.session, {}, actor);
    if (opened.session.source == SourceKind::source) {
        out["mount"] = "/live/" + base::to_text(opened.session.id);
        out["password"] = opened.password;
    }
    return json::to_text(out);
}

std::string turn_json(const TakenTurn& turn) {
    object out;
    out["at"] = turn.at.ms;
    out["why"] = json::to_value(turn.why);
    if (!turn.link.empty()) {
        out["link"] = turn.link;
    }
    return json::to_text(out);
}

std::string input_json(const broadcast::DeviceInput& input) {
    object out;
    out["device"] = base::to_text(input.device);
    out["name"] = input.name;
    out["place"] = input.place;
    out["area"] = area::to_text(input.area);
    out["online"] = input.online;
    return json::to_text(out);
}

std::string session_audit(const Session& session) {
    return json::to_text(session_object(session));
}

std::string level_json(const SessionId& session, const Level& level) {
    return fmt::format(R"({{"session":"{}","rms_db":{:.1f},"peak_db":{:.1f}}})",
                       base::to_text(session), level.rms_db, level.peak_db);
}

} // namespace live
