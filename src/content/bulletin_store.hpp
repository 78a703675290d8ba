#pragma once

#include "content/approval.hpp"
#include "content/bulletin.hpp"

#include <optional>
#include <string>
#include <vector>

namespace content {

/// Which bulletins to list: newest first, and when words are searched those first that have all of
/// them in the title; beginning after `after` when it is given. What is absent or empty does not
/// filter.
struct BulletinFilter {
    std::vector<area::AreaPath> visible; ///< within one of these; none lists nothing
    /// Not what was issued within these but what units above offer to them (offered_below.hpp).
    bool from_above = false;
    std::optional<area::AreaPath> area; ///< and within this one
    std::optional<BulletinState> state;
    std::optional<BroadcastClass> class_;
    std::string field;
    std::optional<identity::UserId> author;
    std::optional<base::LocalDate> valid_on;    ///< valid on some day from here
    std::optional<base::LocalDate> valid_until; ///< to here
    std::string search; ///< words of title and text as in bulletin_search.hpp
    std::optional<BulletinId> after;
    unsigned limit = 50;
};

/// One change in a bulletin's life.
struct BulletinVersion {
    std::int64_t version = 0;
    BulletinState state = BulletinState::draft;
    Person changed_by;
    base::Instant changed_at;
    std::optional<std::string> reason;
    std::optional<std::string> comment; ///< of the approval that made it

    friend bool operator==(const BulletinVersion&, const BulletinVersion&) = default;
};

/// Reading bulletins. Safe to call from any worker thread; every method may fail with
/// Fault::unavailable.
class BulletinStore {
public:
    virtual ~BulletinStore() = default;
    /// Nothing when there is none.
    [[nodiscard]] virtual base::Result<std::optional<Bulletin>> find(const BulletinId& id) = 0;
    [[nodiscard]] virtual base::Result<std::vector<Bulletin>>
    list(const BulletinFilter& filter) = 0;
    /// Oldest first.
    [[nodiscard]] virtual base::Result<std::vector<BulletinVersion>>
    history(const BulletinId& id) = 0;
    /// The bulletin as it was in that version; nothing when there was none.
    [[nodiscard]] virtual base::Result<std::optional<Bulletin>> as_of(const BulletinId& id,
                                                                      std::int64_t version) = 0;
    /// The rule of the nearest unit at or above the area; the defaults, with version 0, when none
    /// has one.
    [[nodiscard]] virtual base::Result<ApprovalRule> approval_rule(const area::AreaPath& area) = 0;
};

} // namespace content
