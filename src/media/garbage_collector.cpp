#include "media/garbage_collector.hpp"

#include "base/try.hpp"

namespace media {

namespace {

constexpr int page_rows = 500;

constexpr std::string_view find_candidates = R"sql(
select b.sha256, b.size_bytes from media_blob b
where b.touched_at <= $1 and b.sha256 > $2
  and not exists (select 1 from media_reference r where r.sha256 = b.sha256)
order by b.sha256 limit $3)sql";

constexpr std::string_view read_facts = R"sql(
select b.touched_at, (select count(*) from media_reference r where r.sha256 = b.sha256) as holders
from media_blob b where b.sha256 = $1)sql";

} // namespace

bool may_go(const BlobFacts& facts, base::Instant now) {
    return !facts.held && facts.touched_at + blob_grace <= now;
}

base::Result<std::vector<StoredBlob>> GarbageCollector::candidates(const std::string& after) {
    return database_.read(
        [&](storage::Connection& connection) -> base::Result<std::vector<StoredBlob>> {
            std::vector<StoredBlob> found;
            for (const storage::Row& row :
                 connection.query(find_candidates, {clock_.now() - blob_grace, after, page_rows})) {
                found.push_back(
                    {.sha256 = row.sha256("sha256"),
                     .size_bytes = static_cast<std::uint64_t>(row.integer("size_bytes"))});
            }
            return found;
        });
}

base::Result<bool> GarbageCollector::doom(const base::Sha256& sha256) {
    return database_.write([&](storage::Transaction& transaction) -> base::Result<bool> {
        const storage::Rows rows = transaction.query(read_facts, {sha256});
        if (rows.empty()) {
            return false;
        }
        const BlobFacts facts{.held = rows.front().integer("holders") > 0,
                              .touched_at = rows.front().instant("touched_at")};
        if (!may_go(facts, clock_.now())) {
            return false;
        }
        return transaction.execute("update media_blob set state = 'doomed' where sha256 = $1",
                                   {sha256}) == 1;
    });
}

base::Result<bool> GarbageCollector::sweep(const base::Sha256& sha256) {
    auto swept = database_.write([&](storage::Transaction& transaction) -> base::Result<bool> {
        if (transaction.execute("delete from media_blob where sha256 = $1 and state = 'doomed'",
                                {sha256}) != 1) {
            return false; // revived by whoever put it anew
        }
        TRY(bytes_.remove(sha256));
        return true;
    });
    if (swept || swept.error().code != "storage.reference") {
        return swept;
    }
    return database_.write([&](storage::Transaction& transaction) -> base::Result<bool> {
        transaction.execute("update media_blob set state = 'present' where sha256 = $1", {sha256});
        return false;
    });
}

base::Result<std::uint64_t> GarbageCollector::adopt_strays() {
    std::uint64_t adopted = 0;
    std::optional<base::Sha256> after;
    while (true) {
        TRY_ASSIGN(const std::vector<StoredBlob> page, bytes_.list(after, page_rows));
        if (page.empty()) {
            return adopted;
        }
        after = page.back().sha256;
        auto entered =
            database_.write([&](storage::Transaction& transaction) -> base::Result<std::int64_t> {
                std::int64_t rows = 0;
                for (const StoredBlob& blob : page) {
                    rows += transaction.execute(
                        "insert into media_blob (sha256, size_bytes, state, touched_at) values "
                        "($1, $2, 'present', $3) on conflict (sha256) do nothing",
                        {blob.sha256, static_cast<std::int64_t>(blob.size_bytes), clock_.now()});
                }
                return rows;
            });
        TRY_ASSIGN(const std::int64_t rows, entered);
        adopted += static_cast<std::uint64_t>(rows);
    }
}

base::Result<GarbageReport> GarbageCollector::run() {
    GarbageReport report;
    TRY_ASSIGN(report.adopted, adopt_strays());
    std::string after;
    while (true) {
        TRY_ASSIGN(const std::vector<StoredBlob> found, candidates(after));
        if (found.empty()) {
            return report;
        }
        after = base::to_text(found.back().sha256);
        for (const StoredBlob& blob : found) {
            TRY_ASSIGN(const bool doomed, doom(blob.sha256));
            if (!doomed) {
                continue;
            }
            TRY_ASSIGN(const bool swept, sweep(blob.sha256));
            report.removed += swept ? 1 : 0;
            report.removed_bytes += swept ? blob.size_bytes : 0;
        }
    }
}

} // namespace media
