#include "emergency/emergency_record.hpp"

#include "base/try.hpp"
#include "emergency/emergency_json.hpp"
#include "media/blob_register.hpp"
#include "json/described.hpp"

#include <algorithm>
#include <charconv>
#include <map>

namespace emergency {

namespace {

constexpr std::size_t unfinished_max = 1'000;

/// Of the unfinished ones, the job is done with what has its run.
bool waits_for_run(const Spoken& spoken) {
    return !spoken.run.has_value();
}

Emergency read_document(const storage::Row& row) {
    auto emergency = emergency_from_json(row.text("document"));
    if (!emergency) {
        throw storage::DatabaseError(storage::DatabaseFault::programming,
                                     "a stored emergency cannot be read");
    }
    return std::move(*emergency);
}

/// Ids of its runs, as stored.
std::vector<std::string> runs_of(const Emergency& emergency) {
    std::vector<std::string> runs;
    const auto add = [&](const std::optional<RunId>& run) {
        if (run) {
            runs.push_back(base::to_text(*run));
        }
    };
    add(emergency.siren_run);
    for (const RunId& run : emergency.earlier_runs.value_or(std::vector<RunId>())) {
        add(run);
    }
    // The last that was ordered says how a device stands now.
    add(emergency.speech.run);
    add(emergency.voice_run);
    return runs;
}

void add_fact(DevicePart& part, const storage::Row& row) {
    const auto earliest = [](std::optional<base::Instant>& slot,
                             const std::optional<base::Instant>& at) {
        slot = slot && at ? std::min(*slot, *at) : (slot ? slot : at);
    };
    earliest(part.received_at, row.optional_instant("received_at"));
    earliest(part.started_at, row.optional_instant("started_at"));
    part.ended_at = row.optional_instant("ended_at");
    part.ms_played += row.integer("ms_played");
    part.state = row.text("state");
    part.code = row.text("code");
}

void count_part(Board& board, const DevicePart& part) {
    board.devices += 1;
    board.sent += part.state != "planned" ? 1 : 0;
    board.received += part.received_at ? 1 : 0;
    board.playing += part.state == "playing" ? 1 : 0;
    board.sounded += part.started_at ? 1 : 0;
    board.done += part.state == "done" ? 1 : 0;
    board.failed += part.state == "failed" || part.state == "refused" ? 1 : 0;
    board.silent += part.state != "planned" && !part.received_at ? 1 : 0;
}

} // namespace

bool is_unfinished(const Emergency& emergency) {
    if (emergency.stage != Stage::over) {
        return true;
    }
    return emergency.closing && waits_for_run(*emergency.closing) &&
           emergency.closing->problem.empty();
}

base::Result<void> save_emergency(storage::Transaction& transaction, const Emergency& emergency,
                                  base::Instant now) {
    transaction.execute(
        "insert into emergency (id, mode, stage, unfinished, area, raised_at, version, document) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do update set "
        "stage = excluded.stage, unfinished = excluded.unfinished, version = excluded.version, "
        "document = excluded.document",
        {emergency.id, json::enum_text(emergency.request.mode), json::enum_text(emergency.stage),
         std::int64_t{is_unfinished(emergency) ? 1 : 0}, area::to_text(emergency.area),
         emergency.raised_at, emergency.version, to_json(emergency)});
    std::vector<base::Sha256> held;
    const auto hold = [&](const std::optional<content::MediaFile>& file) {
        if (file) {
            held.push_back(file->sha256);
        }
    };
    hold(emergency.request.recording);
    hold(emergency.speech.audio);
    if (emergency.closing) {
        hold(emergency.closing->audio);
    }
    std::ranges::sort(held);
    held.erase(std::ranges::unique(held).begin(), held.end());
    return media::hold_media(transaction, "emergency/" + base::to_text(emergency.id), held, now);
}

std::optional<Emergency> find_emergency(storage::Connection& connection, const EmergencyId& id) {
    const auto rows = connection.query("select document from emergency where id = $1", {id});
    return rows.empty() ? std::nullopt : std::optional(read_document(rows.front()));
}

std::vector<Emergency> unfinished_emergencies(storage::Connection& connection) {
    std::vector<Emergency> found;
    for (const storage::Row& row :
         connection.query("select document from emergency where unfinished = 1 "
                          "order by raised_at, id limit $1",
                          {static_cast<std::int64_t>(unfinished_max)})) {
        found.push_back(read_document(row));
    }
    return found;
}

EmergencyPage list_emergencies(storage::Connection& connection,
                               const std::vector<area::AreaPath>& visible, std::string_view after,
                               std::size_t limit) {
    storage::Parameters parameters{static_cast<std::int64_t>(limit) + 1};
    std::string within = "1 = 0";
    const auto bind = [&](storage::Parameter value) {
        parameters.push_back(std::move(value));
        return "$" + std::to_string(parameters.size());
    };
    for (const area::AreaPath& area : visible) {
        const std::string text = area::to_text(area);
        within += area.is_country()
                      ? " or 1 = 1"
                      : " or area = " + bind(text) + " or area like " + bind(text + "/%");
    }
    std::string before;
    const auto cut = after.find(' ');
    std::int64_t at = 0;
    if (cut != std::string_view::npos &&
        std::from_chars(after.data(), after.data() + cut, at).ec == std::errc{}) {
        before = " and (raised_at, id) < (" + bind(at) + ", " +
                 bind(std::string(after.substr(cut + 1))) + ")";
    }
    EmergencyPage page;
    for (const storage::Row& row :
         connection.query("select document from emergency where (" + within + ")" + before +
                              " order by raised_at desc, id desc limit $1",
                          parameters)) {
        page.emergencies.push_back(read_document(row));
    }
    if (page.emergencies.size() > limit) {
        page.emergencies.pop_back();
        const Emergency& last = page.emergencies.back();
        page.next = std::to_string(last.raised_at.ms) + " " + base::to_text(last.id);
    }
    return page;
}

std::vector<DevicePart> load_parts(storage::Connection& connection, const Emergency& emergency) {
    std::map<std::string, DevicePart> parts;
    for (const std::string& run : runs_of(emergency)) {
        for (const storage::Row& row : connection.query(
                 "select x.device, d.name, d.area, x.state, x.received_at, x.started_at, "
                 "x.ended_at, x.ms_played, x.code from delivery x join run r on r.command = "
                 "x.subject join device d on d.id = x.device where r.id = $1 order by x.device",
                 {run})) {
            DevicePart& part = parts[row.text("device")];
            part.device = row.text("device");
            part.name = row.text("name");
            part.area = area::AreaPath::parse(row.text("area")).value_or(area::AreaPath());
            add_fact(part, row);
        }
    }
    std::vector<DevicePart> list;
    for (auto& [_, part] : parts) {
        list.push_back(std::move(part));
    }
    return list;
}

Board load_board(storage::Connection& connection, const Emergency& emergency) {
    Board board;
    for (const DevicePart& part : load_parts(connection, emergency)) {
        count_part(board, part);
    }
    board.devices = std::max(board.devices, emergency.devices);
    return board;
}

} // namespace emergency
