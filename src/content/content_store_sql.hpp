#pragma once

#include "base/clock.hpp"
#include "content/content_unit_of_work.hpp"
#include "storage/database.hpp"

namespace content {

/// For other capabilities that read bulletins together with their own rows; nothing when there is
/// none. Throws storage::DatabaseError.
[[nodiscard]] std::optional<Bulletin> find_bulletin(storage::Connection& connection,
                                                    const BulletinId& id);

/// ContentTransaction within a transaction of the caller, so that another capability can change a
/// bulletin together with its own rows. Must not outlive the transaction.
class SqlContentTransaction final : public ContentTransaction {
public:
    SqlContentTransaction(storage::Transaction& transaction, base::Instant now)
        : transaction_(transaction), now_(now) {}

    [[nodiscard]] base::Result<Bulletin> load(const BulletinId& id) override;
    [[nodiscard]] base::Result<void> insert(const Bulletin& bulletin) override;
    [[nodiscard]] base::Result<void> update(const Bulletin& bulletin) override;
    [[nodiscard]] base::Result<ApprovalRule> approval_rule(const area::AreaPath& area) override;
    [[nodiscard]] base::Result<void> save_rule(const ApprovalRule& rule,
                                               const rights::Actor& actor) override;
    void record(const BulletinChange& change, const rights::Actor& actor) override;

private:
    [[nodiscard]] base::Result<void> keep_version(const Bulletin& bulletin);

    storage::Transaction& transaction_;
    base::Instant now_;
};

class SqlContentUnitOfWork final : public ContentUnitOfWork {
public:
    /// Both must outlive this.
    SqlContentUnitOfWork(storage::Database& database, const base::Clock& clock)
        : database_(database), clock_(clock) {}
    [[nodiscard]] base::Result<void>
    change(const std::function<base::Result<void>(ContentTransaction&)>& body) override;

private:
    storage::Database& database_;
    const base::Clock& clock_;
};

class SqlBulletinStore final : public BulletinStore {
public:
    /// The database must outlive this.
    explicit SqlBulletinStore(storage::Database& database) : database_(database) {}
    [[nodiscard]] base::Result<std::optional<Bulletin>> find(const BulletinId& id) override;
    [[nodiscard]] base::Result<std::vector<Bulletin>> list(const BulletinFilter& filter) override;
    [[nodiscard]] base::Result<std::vector<BulletinVersion>> history(const BulletinId& id) override;
    [[nodiscard]] base::Result<std::optional<Bulletin>> as_of(const BulletinId& id,
                                                              std::int64_t version) override;
    [[nodiscard]] base::Result<ApprovalRule> approval_rule(const area::AreaPath& area) override;

private:
    storage::Database& database_;
};

} // namespace content
