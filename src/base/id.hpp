#pragma once

#include "base/uuid.hpp"

#include <functional>

namespace base {

/// A UUID that cannot be mistaken for the id of another kind: `using BulletinId = base::Id<struct
/// BulletinTag>;`
template <class Tag>
struct Id {
    Uuid uuid;

    friend constexpr auto operator<=>(const Id&, const Id&) = default;
    [[nodiscard]] bool is_nil() const { return uuid.is_nil(); }
    [[nodiscard]] static Id make(Instant now, Random& random) {
        return Id{make_uuid_v7(now, random)};
    }
    [[nodiscard]] static Result<Id> parse(std::string_view text) {
        auto id = parse_uuid(text);
        if (!id) {
            return fail(std::move(id).error());
        }
        return Id{*id};
    }
};

template <class Tag>
[[nodiscard]] std::string to_text(const Id<Tag>& id) {
    return to_text(id.uuid);
}

} // namespace base

template <class Tag>
struct std::hash<base::Id<Tag>> {
    std::size_t operator()(const base::Id<Tag>& id) const noexcept {
        return std::hash<std::string_view>{}(std::string_view(
            reinterpret_cast<const char*>(id.uuid.bytes.data()), id.uuid.bytes.size()));
    }
};
