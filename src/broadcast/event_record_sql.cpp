#include "broadcast/event_record.hpp"

#include "broadcast/stored_word.hpp"
#include "broadcast/words.hpp"
#include "crypto/digest.hpp"
#include "device_protocol/messages_json.hpp"

namespace broadcast {

namespace {

constexpr std::string_view put_state_sql = R"sql(
insert into event_position (device, epoch, n, lost, chain) values ($1, $2, $3, $4, $5)
on conflict (device) do update set epoch = excluded.epoch, n = excluded.n, lost = excluded.lost,
  chain = excluded.chain)sql";
constexpr std::string_view insert_proof_sql = R"sql(
insert into proof (run, device, command, class, planned_at, started_at, ended_at, ms_planned,
  ms_played, outcome, reason, volume, manifest_version, clock_error_ms, parts, epoch, n,
  received_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
on conflict (run, device) do nothing)sql";

/// What a list shows without opening the event.
std::string code_of(const device_protocol::Event& event) {
    if (event.refused) {
        return event.refused->what + ":" + event.refused->code;
    }
    if (event.notice) {
        return event.notice->code;
    }
    if (event.update) {
        return std::string(json::enum_text(event.update->outcome)) +
               (event.update->reason ? ":" + *event.update->reason : "");
    }
    if (event.answered) {
        return std::string(json::enum_text(event.answered->st)) +
               (event.answered->code ? ":" + *event.answered->code : "");
    }
    return event.played ? std::string(json::enum_text(event.played->outcome)) : std::string();
}

} // namespace

std::vector<device_protocol::PlayedPart> read_parts(const storage::Row& row) {
    return json::read<std::vector<device_protocol::PlayedPart>>(row.text("parts"))
        .value_or(std::vector<device_protocol::PlayedPart>());
}

namespace {

StoredProof read_proof(const storage::Row& row) {
    StoredProof out{.run = row.id<RunId>("run"), .device = row.id<DeviceId>("device")};
    device_protocol::PlayedProof& proof = out.proof;
    proof.run = out.run;
    if (auto command = device_protocol::CommandId::parse(row.text("command"))) {
        proof.cid = *command;
    }
    proof.class_ = stored_word<device_protocol::BroadcastClass>(row, "class");
    proof.planned_at = row.instant("planned_at");
    proof.started_at = row.optional_instant("started_at");
    proof.ended_at = row.optional_instant("ended_at");
    proof.ms_planned = row.integer("ms_planned");
    proof.ms_played = row.integer("ms_played");
    proof.outcome = stored_word<device_protocol::Outcome>(row, "outcome");
    if (auto reason = row.text("reason"); !reason.empty()) {
        proof.reason = std::move(reason);
    }
    proof.volume_percent = static_cast<std::int32_t>(row.integer("volume"));
    proof.manifest_version = row.integer("manifest_version");
    proof.clock_error_ms = row.optional_integer("clock_error_ms");
    proof.parts = read_parts(row);
    out.received_at = row.instant("received_at");
    return out;
}

} // namespace

EventState load_event_state(storage::Connection& connection, DeviceId device) {
    const auto rows = connection.query(
        "select epoch, n, lost, chain from event_position where device = $1", {device});
    if (rows.empty()) {
        return {};
    }
    const storage::Row& row = rows.front();
    return {.position = {.epoch = row.integer("epoch"), .n = row.integer("n")},
            .lost = row.integer("lost"),
            .chain = row.sha256("chain")};
}

void save_event_state(storage::Transaction& transaction, DeviceId device, const EventState& state) {
    transaction.execute(put_state_sql,
                        {device, state.position.epoch, state.position.n, state.lost, state.chain});
}

base::Sha256 chain_event(const base::Sha256& before, std::int64_t epoch,
                         std::string_view event_json) {
    std::string text = base::to_text(before) + "\n" + std::to_string(epoch) + "\n";
    text += event_json;
    return crypto::sha256(text);
}

void insert_event(storage::Transaction& transaction, DeviceId device, std::int64_t epoch,
                  const device_protocol::Event& event, const base::Sha256& chain,
                  base::Instant now) {
    transaction.execute(
        "insert into device_event (device, epoch, n, at, kind, code, body, received_at, chain) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        {device, epoch, event.n, event.at, event.kind, code_of(event),
         device_protocol::write_message(event), now, chain});
}

ChainCheck verify_events(storage::Connection& connection, DeviceId device) {
    ChainCheck check;
    base::Sha256 chain;
    for (const storage::Row& row : connection.query(
             "select epoch, n, body, chain from device_event where device = $1 order by epoch, n",
             {device})) {
        chain = chain_event(chain, row.integer("epoch"), row.text("body"));
        if (chain != row.sha256("chain") && !check.first_broken) {
            check.first_broken = row.integer("n");
        }
        chain = row.sha256("chain");
        ++check.events;
    }
    return check;
}

bool insert_proof(storage::Transaction& transaction, DeviceId device, std::int64_t epoch,
                  std::int64_t n, const device_protocol::PlayedProof& proof, base::Instant now) {
    const std::string command = proof.cid ? base::to_text(*proof.cid) : std::string();
    return transaction.execute(insert_proof_sql,
                               {proof.run, device, command, json::enum_text(proof.class_),
                                proof.planned_at, proof.started_at, proof.ended_at,
                                proof.ms_planned, proof.ms_played, json::enum_text(proof.outcome),
                                proof.reason.value_or(""), proof.volume_percent,
                                proof.manifest_version, proof.clock_error_ms,
                                json::write(proof.parts), epoch, n, now}) == 1;
}

std::vector<StoredProof> proofs_of_run(storage::Connection& connection, RunId run) {
    std::vector<StoredProof> proofs;
    for (const storage::Row& row : connection.query(
             "select run, device, command, class, planned_at, started_at, ended_at, ms_planned, "
             "ms_played, outcome, reason, volume, manifest_version, clock_error_ms, parts, "
             "received_at from proof where run = $1 order by device",
             {run})) {
        proofs.push_back(read_proof(row));
    }
    return proofs;
}

} // namespace broadcast
