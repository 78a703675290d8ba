#include "audit/audit_routes.hpp"

#include "audit/audit.hpp"
#include "audit/audit_chain.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "http/answering.hpp"
#include "http/paging.hpp"
#include "http/router.hpp"
#include "rights/policy.hpp"
#include "rights/request_actor.hpp"
#include "json/described.hpp"

#include <charconv>

namespace audit {

struct EntryJson {
    std::int64_t seq;
    base::Instant at;
    std::optional<std::string> actor;
    std::string actor_name;
    std::string action;
    std::string entity;
    std::string area;
    std::optional<std::string> before_hash;
    std::optional<std::string> after_hash;
    std::string note;
    base::Sha256 hash;
};
BOOST_DESCRIBE_STRUCT(EntryJson, (),
                      (seq, at, actor, actor_name, action, entity, area, before_hash, after_hash,
                       note, hash))

struct AnchorJson {
    std::int64_t seq = 0;
    base::Sha256 hash;
};
BOOST_DESCRIBE_STRUCT(AnchorJson, (), (seq, hash))

struct VerifyJson {
    std::optional<AnchorJson> noted;
};
BOOST_DESCRIBE_STRUCT(VerifyJson, (), (noted))

struct ReasonJson {
    std::string vi;
    std::string en;
};
BOOST_DESCRIBE_STRUCT(ReasonJson, (), (vi, en))

struct BrokenJson {
    std::int64_t seq = 0;
    ReasonJson reason;
};
BOOST_DESCRIBE_STRUCT(BrokenJson, (), (seq, reason))

struct ReportJson {
    std::int64_t entries = 0;
    AnchorJson head;
    std::optional<BrokenJson> broken;
};
BOOST_DESCRIBE_STRUCT(ReportJson, (), (entries, head, broken))

namespace {

using base::Fault;
using http::Method;
using http::Request;
using http::Response;

std::optional<std::string> unless_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

std::string entry_json(const LoggedEntry& entry) {
    return json::write(EntryJson{.seq = entry.seq,
                                 .at = entry.at,
                                 .actor = unless_empty(entry.actor),
                                 .actor_name = entry.actor_name,
                                 .action = entry.action,
                                 .entity = entry.entity,
                                 .area = entry.area,
                                 .before_hash = unless_empty(entry.before_hash),
                                 .after_hash = unless_empty(entry.after_hash),
                                 .note = entry.note,
                                 .hash = entry.hash});
}

base::Failure bad_filter(const std::string& name) {
    return base::fail(Fault::invalid, "audit.bad_filter",
                      "Điều kiện lọc \"" + name + "\" không đúng.",
                      "The filter \"" + name + "\" is wrong.");
}

base::Result<std::optional<std::int64_t>> read_number(std::string_view text,
                                                      const std::string& name) {
    if (text.empty()) {
        return std::nullopt;
    }
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < 0) {
        return bad_filter(name);
    }
    return number;
}

base::Result<std::optional<base::Instant>> read_instant(const Request& request,
                                                        const std::string& name) {
    TRY_ASSIGN(const auto number, read_number(request.query_value(name).value_or(""), name));
    return number ? std::optional(base::Instant{*number}) : std::nullopt;
}

base::Result<std::string> read_text(const Request& request, const std::string& name) {
    const std::string text = request.query_value(name).value_or("");
    if (text.size() > 200 || !base::is_utf8(text)) {
        return bad_filter(name);
    }
    return text;
}

/// Where the actor reads the log; refuses when nowhere.
base::Result<std::vector<area::AreaPath>> readable_areas(const rights::Actor& actor) {
    auto areas = rights::areas_with(actor, rights::Permission::read_audit);
    if (areas.empty()) {
        TRY(rights::require(actor, rights::Permission::read_audit, {}));
    }
    return areas;
}

base::Result<Query> read_query(const Request& request) {
    Query query;
    TRY_ASSIGN(query.areas, readable_areas(rights::request_actor(request)));
    TRY_ASSIGN(query.actor, read_text(request, "actor"));
    TRY_ASSIGN(query.entity, read_text(request, "entity"));
    TRY_ASSIGN(query.action, read_text(request, "action"));
    TRY_ASSIGN(query.from, read_instant(request, "from"));
    TRY_ASSIGN(query.to, read_instant(request, "to"));
    TRY_ASSIGN(const http::Paging paging, http::read_paging(request));
    TRY_ASSIGN(const auto before, read_number(paging.after, "after"));
    query.before_seq = before.value_or(0);
    query.limit = static_cast<int>(paging.limit);
    return query;
}

base::Result<Response> get_entries(storage::Database& database, const Request& request) {
    TRY_ASSIGN(Query query, read_query(request));
    const auto limit = static_cast<std::size_t>(query.limit++);
    TRY_ASSIGN(auto entries,
               database.read(
                   [&](storage::Connection& connection) -> base::Result<std::vector<LoggedEntry>> {
                       return list(connection, query);
                   }));
    std::string next;
    if (entries.size() > limit) {
        entries.pop_back();
        next = std::to_string(entries.back().seq);
    }
    std::vector<std::string> items;
    for (const LoggedEntry& entry : entries) {
        items.push_back(entry_json(entry));
    }
    return http::page_response(items, next);
}

base::Result<Response> post_verify(storage::Database& database, const Request& request) {
    TRY(readable_areas(rights::request_actor(request)));
    TRY_ASSIGN(const VerifyJson sent, json::read<VerifyJson>(request.body));
    const auto noted =
        sent.noted ? std::optional(Anchor{sent.noted->seq, sent.noted->hash}) : std::nullopt;
    TRY_ASSIGN(const Verification report, verify(database, noted));
    ReportJson reply{.entries = report.entries,
                     .head = {.seq = report.head.seq, .hash = report.head.hash},
                     .broken = {}};
    if (report.broken) {
        reply.broken = BrokenJson{.seq = report.broken->seq,
                                  .reason = {report.broken->reason.vi, report.broken->reason.en}};
    }
    return http::json_response(200, json::write(reply));
}

} // namespace

void add_audit_routes(http::Router& router, storage::Database& database) {
    const auto add = [&](Method method, std::string pattern, http::RouteOptions options,
                         base::Result<Response> (*handle)(storage::Database&, const Request&)) {
        router.route(method, std::move(pattern), options, http::answering(database, handle));
    };
    add(Method::get, "/api/v1/audit", {}, get_entries);
    // Reads the whole log; so few at a time.
    add(Method::post, "/api/v1/audit/verify",
        {.time_max = std::chrono::seconds{120}, .rate_per_minute = 6}, post_verify);
}

} // namespace audit
