#include "live/live_json.hpp"

#include "base/try.hpp"
#include "broadcast/targets_body.hpp"
#include "device_protocol/messages_described.hpp"
#include "live/live_words.hpp"
#include "rights/policy.hpp"
#include "json/described.hpp"

#include <fmt/format.h>

namespace live {

namespace {

using boost::json::object;

struct SessionBody {
    std::string title;
    broadcast::TargetsBody targets;
    std::optional<BroadcastClass> class_;
    SourceKind source = SourceKind::microphone;
    std::optional<std::int64_t> minutes;
    std::optional<std::int32_t> volume_percent;
};
BOOST_DESCRIBE_STRUCT(SessionBody, (), (title, targets, class_, source, minutes, volume_percent))

void put_instant(object& out, const char* name, const std::optional<base::Instant>& at) {
    if (at) {
        out[name] = at->ms;
    }
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
    TRY_ASSIGN(content::Targets targets, broadcast::read_targets(read.targets));
    NewSession wanted{.title = read.title,
                      .targets = std::move(targets),
                      .class_ = read.class_.value_or(BroadcastClass::ordinary),
                      .source = read.source,
                      .minutes = read.minutes.value_or(minutes_default),
                      .volume_percent = read.volume_percent};
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

std::string session_audit(const Session& session) {
    return json::to_text(session_object(session));
}

std::string level_json(const SessionId& session, const Level& level) {
    return fmt::format(R"({{"session":"{}","rms_db":{:.1f},"peak_db":{:.1f}}})",
                       base::to_text(session), level.rms_db, level.peak_db);
}

} // namespace live
