#include "broadcast/why_record.hpp"

#include "broadcast/event_record.hpp"
#include "broadcast/stored_word.hpp"
#include "broadcast/why_words.hpp"
#include "broadcast/words.hpp"
#include "content/content_store_sql.hpp"
#include "devices/device_record.hpp"
#include "schedule/planned_runs_sql.hpp"
#include "schedule/schedule_record.hpp"

#include <algorithm>
#include <set>

namespace broadcast {

namespace {

using namespace std::chrono_literals;
using storage::Connection;

/// A question may miss the planned start by so much.
constexpr base::Millis nearby = 10min;
/// No run is longer; a live session may last for half a day.
constexpr base::Millis longest_run = 12h;
constexpr base::Millis clock_news = 2h;
constexpr base::Millis media_news = 24h;

constexpr std::string_view put_removal = R"sql(
insert into run_removal (run, device, programme, bulletin, at, duration_ms, code, decided_at)
select r.id, $2, r.programme, r.bulletin, r.at, r.duration_ms, $3, $4 from run r where r.id = $1
on conflict (run, device) do update set at = excluded.at, code = excluded.code,
  decided_at = excluded.decided_at)sql";

constexpr std::string_view put_silence = R"sql(
insert into device_silence (device, from_at, to_at) values ($1, $2, $3)
on conflict (device, from_at) do update set to_at = excluded.to_at)sql";

/// Runs of the device that begin in a stretch of time, with what concerns them.
constexpr std::string_view runs_of_device = R"sql(
select r.id, r.bulletin, r.programme, r.at, r.duration_ms
from run r join delivery x on x.subject = (case when r.command = '' then r.id else r.command end)
where x.device = $1 and r.at >= $2 and r.at <= $3
union
select m.run as id, m.bulletin, m.programme, m.at, m.duration_ms from run_removal m
where m.device = $1 and m.at >= $2 and m.at <= $3
order by at, id)sql";

/// What else the device proved to have sounded about a run.
constexpr std::string_view others_about = R"sql(
select p.run, p.parts, r.title from proof p join run r on r.id = p.run
where p.device = $1 and p.run <> $2 and p.planned_at >= $3 and p.planned_at <= $4
  and p.ms_played > 0
order by p.planned_at, p.run)sql";

constexpr std::string_view find_removal = R"sql(
select code, decided_at from run_removal where run = $1 and device = $2)sql";

constexpr std::string_view silence_about = R"sql(
select from_at, to_at from device_silence where device = $1 and from_at <= $2 and to_at > $2
order by from_at desc limit 1)sql";

constexpr std::string_view events_between = R"sql(
select at, code from device_event
where device = $1 and kind in ('notice', 'refused') and at >= $2 and at <= $3
order by at, epoch, n limit 500)sql";

bool has_bulletin(Connection& connection, const std::string& programme, const std::string& first,
                  const content::BulletinId& bulletin) {
    return first == base::to_text(bulletin) ||
           !connection
                .query("select bulletin from programme_bulletin where programme = $1 and "
                       "bulletin = $2",
                       {programme, bulletin})
                .empty();
}

std::optional<content::Bulletin> load_bulletin(Connection& connection, const std::string& id) {
    const auto parsed = content::BulletinId::parse(id);
    return parsed ? content::find_bulletin(connection, *parsed) : std::nullopt;
}

/// What the run of a programme that is decided against would have played.
std::string first_bulletin(Connection& connection, const std::string& programme) {
    const auto rows = connection.query(
        "select bulletin from programme_bulletin where programme = $1 order by bulletin limit 1",
        {programme});
    return rows.empty() ? std::string() : rows.front().text("bulletin");
}

std::vector<PlanDecision> refusals_near(Connection& connection, DeviceId device, base::Instant from,
                                        base::Instant to) {
    std::vector<PlanDecision> found;
    for (auto& decision : schedule::recorded_decisions(connection, device, from, to)) {
        if (decision.reason != "deferred" && decision.reason != "shortened") {
            found.push_back({base::to_text(decision.programme), decision.programme_title,
                             decision.reason, decision.nominal_at, decision.message});
        }
    }
    return found;
}

std::optional<Silence> find_silence(Connection& connection, const WhyFacts& facts) {
    const auto rows = connection.query(silence_about, {facts.device.id, facts.at});
    if (!rows.empty()) {
        return Silence{rows.front().instant("from_at"), rows.front().instant("to_at")};
    }
    const auto presence = devices::load_presences(connection, {facts.device.id}).front();
    const bool silent = presence.line == devices::Line::never ||
                        presence.line == devices::Line::down || presence.lease_until <= facts.now;
    const base::Millis length{facts.run ? facts.run->duration_ms : 0};
    const base::Instant since =
        presence.seen_at.value_or(facts.device.claimed_at.value_or(facts.device.created_at));
    // One that began after the device could have told is no reason.
    return silent && since < facts.at + length + proof_grace
               ? std::optional(Silence{since, std::nullopt})
               : std::nullopt;
}

void add_what_it_told(Connection& connection, WhyFacts& facts) {
    const base::Millis length{facts.run ? facts.run->duration_ms : 0};
    const auto rows = connection.query(
        events_between, {facts.device.id, facts.at - media_news, facts.at + length + media_news});
    for (const storage::Row& row : rows) {
        const base::Instant at = row.instant("at");
        const std::string code = row.text("code");
        const auto colon = code.find(':');
        const bool refusal = colon != std::string::npos;
        const std::string why = refusal ? code.substr(colon + 1) : std::string();
        if (refusal && at <= facts.at + length &&
            (why.starts_with("crypto.") || why == "no_right")) {
            facts.refused_signature = why;
        }
        facts.refused_media = facts.refused_media || (refusal && code.starts_with("media:"));
        if (code == "started" && at > facts.at && !facts.started_after) {
            facts.started_after = at;
        }
        if (code.starts_with("clock_") && at >= facts.at - nearby && at <= facts.at + clock_news) {
            facts.clock_trouble = true;
        }
    }
}

std::vector<RunNote> notes_of(Connection& connection, const RunId& run) {
    std::vector<RunNote> notes;
    for (const storage::Row& row : connection.query(
             "select at, code from run_note where run = $1 order by at, code", {run})) {
        notes.push_back({stored_word<RunNoteCode>(row, "code"), row.instant("at")});
    }
    return notes;
}

std::vector<OtherSound> sounds_beside(Connection& connection, DeviceId device,
                                      const device_protocol::PlayedProof& proof) {
    std::vector<OtherSound> others;
    const base::Instant last = proof.ended_at.value_or(proof.planned_at) + cut_before_max;
    for (const storage::Row& row : connection.query(
             others_about, {device, proof.run, proof.planned_at - longest_run, last})) {
        others.push_back({row.id<RunId>("run"), row.text("title"), read_parts(row)});
    }
    return others;
}

/// The title of what the device says it plays now, when that is not the run asked for.
std::optional<std::string> sounding_instead(Connection& connection, const WhyFacts& facts) {
    const auto presence = devices::load_presences(connection, {facts.device.id}).front();
    const auto now_plays = RunId::parse(presence.playing_run);
    if (!now_plays || *now_plays == facts.run->id || presence.lease_until <= facts.now) {
        return std::nullopt;
    }
    const auto other = find_run(connection, *now_plays);
    return other ? std::optional(other->title) : std::nullopt;
}

void complete(Connection& connection, WhyFacts& facts) {
    facts.silence = find_silence(connection, facts);
    add_what_it_told(connection, facts);
}

bool planned_elsewhere(Connection& connection, const WhyQuestion& question) {
    return question.bulletin &&
           !connection
                .query("select id from run r where r.at >= $1 and r.at <= $2 and (r.bulletin = $3 "
                       "or exists (select 1 from programme_bulletin b where b.programme = "
                       "r.programme and b.bulletin = $3)) and exists (select 1 from delivery x "
                       "where x.subject = r.id or x.subject = r.command) limit 1",
                       {question.at - nearby - longest_run, question.at + nearby,
                        base::to_text(*question.bulletin)})
                .empty();
}

std::string removal_code(Connection& connection, const Run& run, DeviceId device) {
    for (const PlanDecision& decision :
         refusals_near(connection, device, run.at - longest_run, run.at + base::Millis{1})) {
        const auto code = code_of_plan(decision.reason);
        if (decision.programme == run.programme && code && decision.nominal_at == run.at) {
            return std::string(to_text(*code));
        }
    }
    const auto programme = schedule::ProgrammeId::parse(run.programme);
    const auto found = programme ? schedule::find_programme(connection, *programme) : std::nullopt;
    if (found && found->state == schedule::ProgrammeState::cancelled) {
        return std::string(to_text(WhyCode::programme_cancelled));
    }
    if (const auto bulletin = load_bulletin(connection, run.bulletin)) {
        if (const auto code = against(*bulletin, run.at)) {
            return std::string(to_text(*code));
        }
    }
    const bool others =
        !connection.query("select device from delivery where subject = $1 limit 1", {run.subject()})
             .empty();
    return std::string(to_text(others ? WhyCode::not_in_targets : WhyCode::replanned));
}

} // namespace

void record_removal(storage::Transaction& transaction, const RunId& run, DeviceId device,
                    base::Instant now) {
    if (const auto found = find_run(transaction, run)) {
        transaction.execute(put_removal,
                            {run, device, removal_code(transaction, *found, device), now});
    }
}

void note_run(storage::Transaction& transaction, const RunId& run, RunNoteCode code,
              base::Instant now) {
    transaction.execute("insert into run_note (run, code, at) values ($1, $2, $3) "
                        "on conflict (run, code) do nothing",
                        {run, to_text(code), now});
}

void record_silence(storage::Transaction& transaction, DeviceId device, base::Instant from,
                    base::Instant to) {
    transaction.execute(put_silence, {device, from, to});
}

WhyFacts facts_of_run(Connection& connection, const devices::Device& device, const Run& run,
                      base::Instant now) {
    WhyFacts facts{.at = run.at, .now = now, .device = device, .run = run};
    if (const auto row = find_delivery(connection, run.subject(), device.id)) {
        facts.delivery = row->delivery;
        facts.at = row->planned_at;
        if (was_stopped(row->delivery)) {
            facts.stop = find_stop(connection, run, device.id);
        }
    }
    for (StoredProof& stored : proofs_of_run(connection, run.id)) {
        if (stored.device == device.id) {
            facts.proof = std::move(stored.proof);
            facts.gave_way =
                gave_way(*facts.proof, sounds_beside(connection, device.id, *facts.proof));
        }
    }
    const auto removed = connection.query(find_removal, {run.id, device.id});
    if (!facts.delivery && !removed.empty()) {
        facts.removal =
            RunRemoval{removed.front().text("code"), removed.front().instant("decided_at")};
    }
    if (facts.delivery && !facts.proof) {
        facts.sounds_instead = sounding_instead(connection, facts);
    }
    facts.notes = notes_of(connection, run.id);
    facts.bulletin = load_bulletin(connection, run.bulletin);
    facts.elsewhere = true;
    complete(connection, facts);
    return facts;
}

std::vector<WhyFacts> facts_about(Connection& connection, const devices::Device& device,
                                  const WhyQuestion& question, base::Instant now) {
    std::vector<WhyFacts> found;
    std::set<std::string> programmes;
    for (const storage::Row& row :
         connection.query(runs_of_device,
                          {device.id, question.at - nearby - longest_run, question.at + nearby})) {
        const base::Instant end = row.instant("at") + base::Millis{row.integer("duration_ms")};
        const bool asked =
            !question.bulletin || has_bulletin(connection, row.text("programme"),
                                               row.text("bulletin"), *question.bulletin);
        const auto run = find_run(connection, row.id<RunId>("id"));
        if (asked && run && question.at <= end + nearby) {
            found.push_back(facts_of_run(connection, device, *run, now));
            programmes.insert(run->programme);
        }
    }
    for (PlanDecision& decision : refusals_near(connection, device.id, question.at - nearby,
                                                question.at + nearby + base::Millis{1})) {
        const std::string bulletin = question.bulletin
                                         ? base::to_text(*question.bulletin)
                                         : first_bulletin(connection, decision.programme);
        const bool asked = !question.bulletin ||
                           has_bulletin(connection, decision.programme, "", *question.bulletin);
        if (asked && !programmes.contains(decision.programme)) {
            WhyFacts facts{.at = decision.nominal_at, .now = now, .device = device};
            facts.bulletin = load_bulletin(connection, bulletin);
            facts.decision = std::move(decision);
            complete(connection, facts);
            found.push_back(std::move(facts));
        }
    }
    if (found.empty()) {
        WhyFacts facts{.at = question.at, .now = now, .device = device};
        facts.bulletin = question.bulletin ? content::find_bulletin(connection, *question.bulletin)
                                           : std::nullopt;
        facts.elsewhere = planned_elsewhere(connection, question);
        complete(connection, facts);
        found.push_back(std::move(facts));
    }
    std::ranges::sort(found, {}, [&](const WhyFacts& facts) {
        return std::pair(std::abs((facts.at - question.at).count()), facts.at);
    });
    return found;
}

std::vector<DeviceId> devices_of_run(Connection& connection, const Run& run) {
    std::vector<DeviceId> found;
    for (const storage::Row& row :
         connection.query("select device from delivery where subject = $1 "
                          "union select device from run_removal where "
                          "run = $2 order by device",
                          {run.subject(), run.id})) {
        found.push_back(row.id<DeviceId>("device"));
    }
    return found;
}

} // namespace broadcast
