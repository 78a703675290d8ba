#include "content/bulletin_routes.hpp"

#include "base/scope_exit.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "content/bulletin_json.hpp"
#include "content/copy_bulletin.hpp"
#include "content/import_bulletin.hpp"
#include "content/judge_bulletin.hpp"
#include "content/offered_below.hpp"
#include "content/write_bulletin.hpp"
#include "device_protocol/messages_described.hpp"
#include "http/answering.hpp"
#include "http/conditional.hpp"
#include "http/paging.hpp"
#include "http/router.hpp"
#include "rights/policy.hpp"
#include "rights/request_actor.hpp"
#include "json/described.hpp"

#include <charconv>
#include <fstream>
#include <map>

namespace content {

namespace {

using http::Method;
using http::Request;
using http::Response;
using rights::Permission;

constexpr std::size_t import_bytes_max = 20U << 20U;
constexpr std::size_t body_bytes_max = 1U << 20U;

struct DraftRequest {
    std::optional<BulletinId> id;
    BulletinBody body;
};
BOOST_DESCRIBE_STRUCT(DraftRequest, (), (id, body))

struct ReasonRequest {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReasonRequest, (), (reason))

struct ApproveRequest {
    std::optional<std::string> comment;
};
BOOST_DESCRIBE_STRUCT(ApproveRequest, (), (comment))

struct CopyRequest {
    area::AreaPath area;
};
BOOST_DESCRIBE_STRUCT(CopyRequest, (), (area))

struct History {
    std::vector<BulletinVersion> items;
};
BOOST_DESCRIBE_STRUCT(History, (), (items))

/// What was written then, without the sound.
struct VersionReply {
    std::int64_t version = 0;
    BulletinState state = BulletinState::draft;
    Person changed_by;
    base::Instant changed_at;
    std::optional<std::string> reason;
    BulletinBody body;
};
BOOST_DESCRIBE_STRUCT(VersionReply, (), (version, state, changed_by, changed_at, reason, body))

base::Result<BulletinId> path_id(const Request& request) {
    return BulletinId::parse(request.path_parameter("id"));
}

base::Result<std::int64_t> path_version(const Request& request) {
    const std::string& text = request.path_parameter("version");
    std::int64_t version = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
    if (error != std::errc() || end != text.data() + text.size() || version < 1) {
        return base::fail(base::Fault::invalid, "content.wrong_version",
                          "Số lần sửa phải là số nguyên từ 1.",
                          "The version must be a whole number from 1.");
    }
    return version;
}

/// The version in If-Match, if the header is there.
base::Result<SeenVersion> seen_version(const Request& request) {
    std::string_view tag = request.header("If-Match");
    if (tag.empty() || tag == "*") {
        return SeenVersion();
    }
    std::int64_t version = 0;
    if (tag.starts_with("\"v") && tag.ends_with('"')) {
        tag = tag.substr(2, tag.size() - 3);
        const auto [end, error] = std::from_chars(tag.begin(), tag.end(), version);
        if (error == std::errc() && end == tag.end()) {
            return SeenVersion(version);
        }
    }
    return base::fail(base::Fault::invalid, "content.bad_version",
                      "If-Match phải là ETag của bản tin.",
                      "If-Match must be the bulletin's ETag.");
}

/// As above, but it must be there: for edits and approvals, which answer for what was seen.
base::Result<SeenVersion> required_version(const Request& request) {
    if (request.header("If-Match").empty()) {
        TRY(http::require_if_match(request, ""));
    }
    return seen_version(request);
}

base::Result<Response> present(BulletinDesk& desk, const Request& request, const Bulletin& bulletin,
                               int status = 200) {
    TRY_ASSIGN(const ApprovalRule rule, desk.store.approval_rule(bulletin.body.area));
    const auto may = abilities(bulletin, rights::request_actor(request), rule, desk.clock.now());
    Response response = http::json_response(status, reply_json(bulletin, may));
    response.headers.emplace("ETag", http::version_etag(bulletin.version));
    if (status == 201) {
        response.headers.emplace("Location", "/api/v1/bulletins/" + base::to_text(bulletin.id));
    }
    return response;
}

base::Failure bad_filter(const std::string& name) {
    return base::fail(base::Fault::invalid, "content.bad_filter",
                      "Điều kiện lọc \"" + name + "\" không đúng.",
                      "The filter \"" + name + "\" is wrong.");
}

/// Reads one named filter with `parse` when it is there and not empty.
template <class T, class Parse>
base::Result<std::optional<T>> read_filter(const Request& request, const std::string& name,
                                           const Parse& parse) {
    const auto text = request.query_value(name);
    if (!text || text->empty()) {
        return std::optional<T>();
    }
    const auto value = parse(*text);
    if (!value) {
        return bad_filter(name);
    }
    return std::optional<T>(*value);
}

/// `from`: the own bulletins, or those of the units above; of these `area` names the place that
/// they are for.
base::Result<void> read_issuers(const Request& request, BulletinFilter& filter) {
    const std::string from = request.query_value("from").value_or("own");
    if (from != "own" && from != "above") {
        return bad_filter("from");
    }
    filter.from_above = from == "above";
    if (filter.from_above && filter.area) {
        const bool reads = rights::allows(rights::request_actor(request),
                                          Permission::read_bulletins, *filter.area);
        filter.visible = reads ? std::vector{*filter.area} : std::vector<area::AreaPath>();
        filter.area.reset();
    }
    return {};
}

base::Result<BulletinFilter> read_filters(const Request& request) {
    BulletinFilter filter;
    filter.visible = rights::areas_with(rights::request_actor(request), Permission::read_bulletins);
    TRY_ASSIGN(filter.area, read_filter<area::AreaPath>(request, "area", area::AreaPath::parse));
    TRY(read_issuers(request, filter));
    TRY_ASSIGN(filter.state,
               read_filter<BulletinState>(request, "state", json::enum_value<BulletinState>));
    TRY_ASSIGN(filter.class_,
               read_filter<BroadcastClass>(request, "class", json::enum_value<BroadcastClass>));
    TRY_ASSIGN(filter.author,
               read_filter<identity::UserId>(request, "author", identity::UserId::parse));
    TRY_ASSIGN(filter.valid_on,
               read_filter<base::LocalDate>(request, "valid_on", base::parse_date));
    TRY_ASSIGN(filter.valid_until,
               read_filter<base::LocalDate>(request, "valid_until", base::parse_date));
    filter.field = request.query_value("field").value_or("");
    filter.search = request.query_value("q").value_or("");
    if (filter.search.size() > 200 || !base::is_utf8(filter.search)) {
        return bad_filter("q");
    }
    if (filter.field.size() > 400 || !base::is_utf8(filter.field)) {
        return bad_filter("field");
    }
    return filter;
}

base::Result<Response> list(BulletinDesk& desk, const Request& request) {
    TRY_ASSIGN(BulletinFilter filter, read_filters(request));
    TRY_ASSIGN(const http::Paging paging, http::read_paging(request));
    if (!paging.after.empty()) {
        TRY_ASSIGN(filter.after, BulletinId::parse(paging.after));
    }
    filter.limit = paging.limit + 1;
    TRY_ASSIGN(std::vector<Bulletin> bulletins, desk.store.list(filter));
    const bool more = bulletins.size() > paging.limit;
    if (more) {
        bulletins.pop_back();
    }
    std::vector<std::string> items;
    std::map<area::AreaPath, ApprovalRule> rules; // a page is of a few places, often of one
    for (const Bulletin& bulletin : bulletins) {
        const area::AreaPath& place = bulletin.body.area;
        if (!rules.contains(place)) {
            TRY_ASSIGN(rules[place], desk.store.approval_rule(place));
        }
        items.push_back(summary_json(bulletin, abilities(bulletin, rights::request_actor(request),
                                                         rules[place], desk.clock.now())));
    }
    return http::page_response(items, more ? base::to_text(bulletins.back().id) : "");
}

base::Result<Bulletin> find_one(BulletinDesk& desk, const Request& request) {
    TRY_ASSIGN(const BulletinId id, path_id(request));
    TRY_ASSIGN(std::optional<Bulletin> found, desk.store.find(id));
    if (!found) {
        return not_found();
    }
    return std::move(*found);
}

base::Result<Response> show_one(BulletinDesk& desk, const Request& request) {
    TRY_ASSIGN(const Bulletin bulletin, find_one(desk, request));
    if (!may_read(bulletin, rights::request_actor(request))) {
        return not_found();
    }
    return present(desk, request, bulletin);
}

/// Of the unit's own life with it, also before the approval.
base::Result<Bulletin> read_own(BulletinDesk& desk, const Request& request) {
    TRY_ASSIGN(Bulletin bulletin, find_one(desk, request));
    if (!rights::allows(rights::request_actor(request), Permission::read_bulletins,
                        bulletin.body.area)) {
        return not_found();
    }
    return bulletin;
}

base::Result<Response> show_history(BulletinDesk& desk, const Request& request) {
    TRY_ASSIGN(const Bulletin bulletin, read_own(desk, request));
    TRY_ASSIGN(std::vector<BulletinVersion> versions, desk.store.history(bulletin.id));
    return http::json_response(200, json::write(History{std::move(versions)}));
}

base::Result<Response> show_version(BulletinDesk& desk, const Request& request) {
    TRY_ASSIGN(const Bulletin bulletin, read_own(desk, request));
    TRY_ASSIGN(const std::int64_t version, path_version(request));
    TRY_ASSIGN(const std::optional<Bulletin> was, desk.store.as_of(bulletin.id, version));
    if (!was) {
        return base::fail(base::Fault::not_found, "content.version_not_found",
                          "Bản tin không có lần sửa này.", "The bulletin has no such version.");
    }
    return http::json_response(200,
                               json::write(VersionReply{was->version, was->state, was->changed_by,
                                                        was->changed_at, was->reason, was->body}));
}

base::Result<Response> draft_one(BulletinDesk& desk, const Request& request) {
    TRY_ASSIGN(DraftRequest draft, json::read<DraftRequest>(request.body));
    TRY_ASSIGN(const Bulletin made, draft_bulletin(desk, rights::request_actor(request), draft.id,
                                                   std::move(draft.body)));
    return present(desk, request, made, 201);
}

base::Result<Response> copy_one(BulletinDesk& desk, const Request& request) {
    TRY_ASSIGN(const BulletinId id, path_id(request));
    TRY_ASSIGN(const CopyRequest order, json::read<CopyRequest>(request.body));
    TRY_ASSIGN(const Bulletin made,
               copy_bulletin(desk, rights::request_actor(request), id, order.area));
    return present(desk, request, made, 201);
}

base::Result<Response> edit_one(BulletinDesk& desk, const Request& request) {
    TRY_ASSIGN(const BulletinId id, path_id(request));
    TRY_ASSIGN(const SeenVersion seen, required_version(request));
    TRY_ASSIGN(BulletinBody body, body_from_json(request.body));
    TRY_ASSIGN(const Bulletin edited,
               edit_bulletin(desk, rights::request_actor(request), id, seen, std::move(body)));
    return present(desk, request, edited);
}

/// The routes that act on one bulletin without a body of their own.
template <class Act>
http::Handler acting(BulletinDesk& desk, Act act) {
    return http::answering([&desk, act](const Request& request) -> base::Result<Response> {
        TRY_ASSIGN(const BulletinId id, path_id(request));
        TRY_ASSIGN(const SeenVersion seen, seen_version(request));
        TRY_ASSIGN(const Bulletin after, act(desk, rights::request_actor(request), id, seen));
        return present(desk, request, after);
    });
}

/// The same with a reason.
template <class Act>
http::Handler acting_with_reason(BulletinDesk& desk, Act act) {
    return http::answering([&desk, act](const Request& request) -> base::Result<Response> {
        TRY_ASSIGN(const BulletinId id, path_id(request));
        TRY_ASSIGN(const SeenVersion seen, seen_version(request));
        TRY_ASSIGN(const ReasonRequest body, json::read<ReasonRequest>(request.body));
        TRY_ASSIGN(const Bulletin after,
                   act(desk, rights::request_actor(request), id, seen, body.reason));
        return present(desk, request, after);
    });
}

base::Result<Response> approve_one(BulletinDesk& desk, const Request& request) {
    TRY_ASSIGN(const BulletinId id, path_id(request));
    TRY_ASSIGN(const SeenVersion seen, required_version(request));
    ApproveRequest said;
    if (!request.body.empty()) {
        TRY_ASSIGN(said, json::read<ApproveRequest>(request.body));
    }
    TRY_ASSIGN(const Bulletin after, approve_bulletin(desk, rights::request_actor(request), id,
                                                      seen, said.comment.value_or("")));
    return present(desk, request, after);
}

base::Result<Response> import_one(BulletinDesk& desk, media::TextExtractor& extractor,
                                  const std::filesystem::path& scratch_folder,
                                  const Request& request) {
    TRY_ASSIGN(const auto area,
               read_filter<area::AreaPath>(request, "area", area::AreaPath::parse));
    const std::string name = request.query_value("file_name").value_or("");
    if (!area) {
        return bad_filter("area");
    }
    if (name.empty() || name.size() > 400 || !base::is_utf8(name)) {
        return bad_filter("file_name");
    }
    const std::filesystem::path file =
        scratch_folder / base::to_text(base::make_uuid_v7(desk.clock.now(), desk.random));
    const base::ScopeExit remove([&] {
        std::error_code ignored;
        std::filesystem::remove(file, ignored);
    });
    std::ofstream out(file, std::ios::binary);
    out.write(request.body.data(), static_cast<std::streamsize>(request.body.size()));
    out.close();
    if (!out) {
        return base::fail(base::Fault::unavailable, "content.no_room_to_import",
                          "Máy chủ không còn chỗ để đọc tài liệu. Hãy thử lại sau.",
                          "The server has no room to read the document. Try again later.");
    }
    TRY_ASSIGN(const Bulletin made,
               import_bulletin(desk, extractor, rights::request_actor(request), *area, file, name));
    return present(desk, request, made, 201);
}

/// The version of the place's own rule; 0 while it follows a wider area's or the defaults.
std::int64_t own_version(const ApprovalRule& in_force, const area::AreaPath& place) {
    return in_force.area == place ? in_force.version : 0;
}

base::Result<Response> show_rule(BulletinDesk& desk, const Request& request) {
    TRY_ASSIGN(const auto area,
               read_filter<area::AreaPath>(request, "area", area::AreaPath::parse));
    const area::AreaPath place = area.value_or(area::AreaPath());
    TRY(rights::require(rights::request_actor(request), Permission::read_bulletins, place));
    TRY_ASSIGN(const ApprovalRule rule, desk.store.approval_rule(place));
    Response response = http::json_response(200, to_json(rule));
    response.headers.emplace("ETag", http::version_etag(own_version(rule, place)));
    return response;
}

base::Result<Response> change_rule(BulletinDesk& desk, const Request& request) {
    TRY_ASSIGN(ApprovalRule rule, rule_from_json(request.body));
    const rights::Actor& actor = rights::request_actor(request);
    TRY(rights::require(actor, Permission::read_bulletins, rule.area));
    TRY_ASSIGN(const ApprovalRule in_force, desk.store.approval_rule(rule.area));
    rule.version = own_version(in_force, rule.area);
    TRY(http::require_if_match(request, http::version_etag(rule.version)));
    TRY_ASSIGN(const ApprovalRule saved, change_approval_rule(desk, actor, std::move(rule)));
    Response response = http::json_response(200, to_json(saved));
    response.headers.emplace("ETag", http::version_etag(saved.version));
    return response;
}

} // namespace

void add_bulletin_routes(http::Router& router, BulletinDesk& desk, media::TextExtractor& extractor,
                         const std::filesystem::path& scratch_folder) {
    const std::string bulletins = "/api/v1/bulletins";
    const http::RouteOptions read{};
    const http::RouteOptions write{.body_bytes_max = body_bytes_max};
    const http::RouteOptions act{.idempotent_by_key = true};
    const http::RouteOptions make{.body_bytes_max = body_bytes_max, .idempotent_by_key = true};
    const http::RouteOptions import{.body_bytes_max = import_bytes_max,
                                    .time_max = std::chrono::seconds(120),
                                    .idempotent_by_key = true};
    const auto with_desk = [&desk](auto handle) {
        return http::answering(
            [&desk, handle](const Request& request) { return handle(desk, request); });
    };
    router.route(Method::get, bulletins, read, with_desk(list));
    router.route(Method::post, bulletins, make, with_desk(draft_one));
    router.route(Method::post, "/api/v1/bulletin-imports", import,
                 http::answering([&desk, &extractor, scratch_folder](const Request& request) {
                     return import_one(desk, extractor, scratch_folder, request);
                 }));
    router.route(Method::get, bulletins + "/{id}", read, with_desk(show_one));
    router.route(Method::put, bulletins + "/{id}", write, with_desk(edit_one));
    router.route(Method::get, bulletins + "/{id}/versions", read, with_desk(show_history));
    router.route(Method::get, bulletins + "/{id}/versions/{version}", read,
                 with_desk(show_version));
    router.route(Method::post, bulletins + "/{id}/copy", make, with_desk(copy_one));
    router.route(Method::post, bulletins + "/{id}/submit", act, acting(desk, submit_bulletin));
    router.route(Method::post, bulletins + "/{id}/approve", act, with_desk(approve_one));
    router.route(Method::post, bulletins + "/{id}/archive", act, acting(desk, archive_bulletin));
    router.route(Method::post, bulletins + "/{id}/unarchive", act,
                 acting(desk, unarchive_bulletin));
    router.route(Method::post, bulletins + "/{id}/return", act,
                 acting_with_reason(desk, return_bulletin));
    router.route(Method::post, bulletins + "/{id}/withdraw", act,
                 acting_with_reason(desk, withdraw_bulletin));
    router.route(Method::get, "/api/v1/approval-rule", read, with_desk(show_rule));
    router.route(Method::put, "/api/v1/approval-rule", write, with_desk(change_rule));
}

} // namespace content
