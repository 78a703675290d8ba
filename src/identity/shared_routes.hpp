#pragma once

#include "base/try.hpp"
#include "http/answering.hpp"
#include "http/router.hpp"
#include "identity/identity_json.hpp"
#include "rights/rights_json.hpp"
#include "json/described.hpp"

namespace identity {

/// A grant as it is sent.
struct GrantText {
    rights::Role role = rights::Role::report_viewer;
    std::string area;
};
BOOST_DESCRIBE_STRUCT(GrantText, (), (role, area))

[[nodiscard]] inline base::Result<std::vector<rights::Grant>>
read_grants(const std::vector<GrantText>& sent) {
    std::vector<rights::Grant> grants;
    for (const GrantText& grant : sent) {
        TRY_ASSIGN(const area::AreaPath area, area::AreaPath::parse(grant.area));
        grants.push_back({grant.role, area});
    }
    return grants;
}

} // namespace identity
