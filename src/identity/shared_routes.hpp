#pragma once

#include "base/try.hpp"
#include "http/answering.hpp"
#include "http/paging.hpp"
#include "http/router.hpp"
#include "identity/identity_json.hpp"
#include "identity/open_session.hpp"
#include "identity/session_middleware.hpp"
#include "identity/user_store_sql.hpp"
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

/// A fresh sign-in as a browser gets it, with its cookie.
[[nodiscard]] inline http::Response signed_in_response(int status, const http::Request& request,
                                                       const SignedIn& opened) {
    http::Response response =
        http::json_response(status, me_json(opened.user, actor_of(opened.user), opened.session));
    response.headers.emplace("set-cookie", session_cookie(opened.token, request.secure));
    response.headers.emplace("cache-control", "no-store");
    return response;
}

/// What lists of people and of units are asked for, one more than a page to know whether another
/// follows.
[[nodiscard]] inline base::Result<ListQuery> read_list_query(const http::Request& request,
                                                             const http::Paging& paging) {
    ListQuery query{.areas = {},
                    .under = {},
                    .unit = {},
                    .search = request.query_value("q").value_or(""),
                    .after = paging.after,
                    .limit = static_cast<int>(paging.limit) + 1};
    if (const auto under = request.query_value("under")) {
        TRY_ASSIGN(query.under, area::AreaPath::parse(*under));
    }
    return query;
}

} // namespace identity
