#include "content/render_job_store_sql.hpp"

#include "base/try.hpp"
#include "content/render_job_json.hpp"
#include "json/described.hpp"

namespace content {

namespace {

constexpr std::string_view columns =
    "select id, bulletin, area, language, digest, state, sentences_done, sentences_total, "
    "requested_by, requested_by_name, created_at, changed_at, attempts, claimed_until, "
    "failure_code, failure_vi, failure_en from render_job ";

constexpr std::string_view insert_job = R"sql(
    insert into render_job (id, bulletin, area, language, digest, state, sentences_done,
                            sentences_total, requested_by, requested_by_name, created_at,
                            changed_at, attempts)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    on conflict do nothing)sql";

constexpr std::string_view update_open = R"sql(
    update render_job set state = $2, sentences_done = $3, sentences_total = $4, changed_at = $5,
                          attempts = $6, claimed_until = $7, failure_code = $8, failure_vi = $9,
                          failure_en = $10
    where id = $1 and state in ('waiting', 'working'))sql";

constexpr std::string_view free_job =
    "where state in ('waiting', 'working') and (claimed_until is null or claimed_until <= $1) "
    "order by created_at, id limit 1";

RenderJob read_job(const storage::Row& row) {
    RenderJob job;
    job.id = row.id<RenderJobId>("id");
    job.bulletin = row.id<BulletinId>("bulletin");
    const auto area = area::AreaPath::parse(row.text("area"));
    const auto state = json::enum_value<RenderState>(row.text("state"));
    if (!area || !state) {
        throw storage::DatabaseError(storage::DatabaseFault::programming,
                                     "a stored render job cannot be read");
    }
    job.area = *area;
    job.state = *state;
    job.language = row.optional_text("language");
    job.digest = row.sha256("digest");
    job.sentences_done = row.integer("sentences_done");
    job.sentences_total = row.integer("sentences_total");
    job.requested_by = {row.id<identity::UserId>("requested_by"), row.text("requested_by_name")};
    job.created_at = row.instant("created_at");
    job.changed_at = row.instant("changed_at");
    job.attempts = row.integer("attempts");
    job.claimed_until = row.optional_instant("claimed_until");
    if (const auto code = row.optional_text("failure_code")) {
        job.failure = RenderFailure{*code, row.text("failure_vi"), row.text("failure_en")};
    }
    return job;
}

std::optional<RenderJob> first_job(storage::Connection& connection, std::string_view condition,
                                   const storage::Parameters& parameters) {
    const storage::Rows rows =
        connection.query(std::string(columns) + std::string(condition), parameters);
    return rows.empty() ? std::nullopt : std::optional(read_job(rows.front()));
}

std::string_view state_text(RenderState state) {
    return json::enum_text(state);
}

bool update(storage::Transaction& transaction, const RenderJob& job) {
    std::optional<std::string> code;
    std::optional<std::string> vi;
    std::optional<std::string> en;
    if (job.failure) {
        code = job.failure->code;
        vi = job.failure->vi;
        en = job.failure->en;
    }
    return transaction.execute(update_open, {job.id, state_text(job.state), job.sentences_done,
                                             job.sentences_total, job.changed_at, job.attempts,
                                             job.claimed_until, code, vi, en}) == 1;
}

base::Result<RenderJob> enter(storage::Transaction& transaction, const RenderJob& job,
                              std::int64_t open_max) {
    const std::string_view same = "where digest = $1 and state in ('waiting', 'working')";
    if (auto other = first_job(transaction, same, {job.digest})) {
        return std::move(*other);
    }
    const storage::Rows open = transaction.query(
        "select count(*) as n from render_job where state in ('waiting', 'working')", {});
    if (open.front().integer("n") >= open_max) {
        return base::fail(render_queue_full());
    }
    const auto inserted = transaction.execute(
        insert_job,
        {job.id, job.bulletin, area::to_text(job.area), job.language, job.digest,
         state_text(job.state), job.sentences_done, job.sentences_total, job.requested_by.user,
         job.requested_by.name, job.created_at, job.changed_at, job.attempts});
    if (inserted == 1) {
        return job;
    }
    auto other = first_job(transaction, same, {job.digest});
    if (!other) { // it ended between the two statements
        return base::fail(render_queue_full());
    }
    return std::move(*other);
}

} // namespace

base::Result<RenderJob> SqlRenderJobs::enqueue(const RenderJob& job, std::int64_t open_max) {
    return database_.write([&](storage::Transaction& transaction) -> base::Result<RenderJob> {
        return enter(transaction, job, open_max);
    });
}

base::Result<std::optional<RenderJob>> SqlRenderJobs::find(const RenderJobId& id) {
    return database_.read(
        [&](storage::Connection& connection) -> base::Result<std::optional<RenderJob>> {
            return first_job(connection, "where id = $1", {id});
        });
}

base::Result<std::optional<RenderJob>> SqlRenderJobs::latest(const BulletinId& bulletin) {
    return database_.read(
        [&](storage::Connection& connection) -> base::Result<std::optional<RenderJob>> {
            return first_job(connection,
                             "where bulletin = $1 order by created_at desc, id desc limit 1",
                             {bulletin});
        });
}

base::Result<std::optional<RenderJob>> SqlRenderJobs::claim(base::Instant now,
                                                            base::Millis claim_length) {
    // Looking costs no lock; most looks find nothing.
    TRY_ASSIGN(const bool any,
               database_.read([&](storage::Connection& connection) -> base::Result<bool> {
                   return first_job(connection, free_job, {now}).has_value();
               }));
    if (!any) {
        return std::optional<RenderJob>();
    }
    return database_.write(
        [&](storage::Transaction& transaction) -> base::Result<std::optional<RenderJob>> {
            const auto free = first_job(transaction, free_job, {now});
            if (!free) {
                return std::optional<RenderJob>();
            }
            const RenderJob taken = take_up(*free, now, claim_length);
            return update(transaction, taken) ? std::optional(taken) : std::nullopt;
        });
}

base::Result<bool> SqlRenderJobs::save_open(const RenderJob& job) {
    return database_.write([&](storage::Transaction& transaction) -> base::Result<bool> {
        return update(transaction, job);
    });
}

base::Result<void> SqlRenderJobs::free_claims() {
    return database_.write([&](storage::Transaction& transaction) -> base::Result<void> {
        transaction.execute("update render_job set claimed_until = null where state = 'working'",
                            {});
        return {};
    });
}

base::Result<void> SqlRenderJobs::forget_before(base::Instant limit) {
    return database_.write([&](storage::Transaction& transaction) -> base::Result<void> {
        transaction.execute("delete from render_job where changed_at < $1 and state in ('done', "
                            "'failed', 'cancelled')",
                            {limit});
        return {};
    });
}

} // namespace content
