#pragma once

#include "content/bulletin_store.hpp"
#include "rights/actor.hpp"

#include <functional>
#include <type_traits>

namespace content {

/// What a use case tells beside its change: for the audit log and for those who listen to the
/// outbox topic `content.changed`.
struct BulletinChange {
    std::string action; ///< `content.submit_bulletin`
    const Bulletin* before = nullptr;
    const Bulletin& after;
};

/// What one use case reads and changes; all of it becomes durable together, or nothing. Valid only
/// within ContentUnitOfWork::change.
class ContentTransaction {
public:
    virtual ~ContentTransaction() = default;
    /// `content.not_found`.
    [[nodiscard]] virtual base::Result<Bulletin> load(const BulletinId& id) = 0;
    /// A new bulletin and its media references: `content.already_exists`, `media.blob_missing`.
    [[nodiscard]] virtual base::Result<void> insert(const Bulletin& bulletin) = 0;
    /// Replaces the one that was loaded in this transaction: `media.blob_missing`.
    [[nodiscard]] virtual base::Result<void> update(const Bulletin& bulletin) = 0;
    [[nodiscard]] virtual base::Result<ApprovalRule> approval_rule(const area::AreaPath& area) = 0;
    /// `content.changed_meanwhile` when the stored version is not the one before `rule.version`.
    [[nodiscard]] virtual base::Result<void> save_rule(const ApprovalRule& rule,
                                                       const rights::Actor& actor) = 0;
    /// Writes audit and outbox; call it once, after the change.
    virtual void record(const BulletinChange& change, const rights::Actor& actor) = 0;
};

/// The transaction a use case runs in. Safe to call from any worker thread.
class ContentUnitOfWork {
public:
    virtual ~ContentUnitOfWork() = default;
    /// A refusal rolls everything back. `body` may run more than once, so it has no other effects.
    [[nodiscard]] virtual base::Result<void>
    change(const std::function<base::Result<void>(ContentTransaction&)>& body) = 0;
};

/// `change` for a body that returns a value.
template <class Body>
auto change(ContentUnitOfWork& work, Body&& body)
    -> std::invoke_result_t<Body, ContentTransaction&> {
    std::optional<std::invoke_result_t<Body, ContentTransaction&>> result;
    auto outcome = work.change([&](ContentTransaction& transaction) -> base::Result<void> {
        result.emplace(body(transaction));
        if (!result->has_value()) {
            return base::fail(result->error());
        }
        return {};
    });
    if (!outcome) {
        return base::fail(std::move(outcome).error());
    }
    return std::move(*result);
}

} // namespace content
