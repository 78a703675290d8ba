#include "app/outbox_routes.hpp"

#include "app/parked_work.hpp"
#include "base/try.hpp"
#include "http/answering.hpp"
#include "http/paging.hpp"
#include "http/router.hpp"
#include "rights/request_actor.hpp"
#include "json/described.hpp"

#include <charconv>

namespace app {

struct ParkedJson {
    std::string consumer;
    std::int64_t seq = 0;
    std::string topic;
    std::string entity;
    base::Instant created_at;
    std::int64_t attempts = 0;
    base::Instant next_at;
    std::string last_error;
    bool dead = false;
    std::vector<std::string> abilities;
};
BOOST_DESCRIBE_STRUCT(ParkedJson, (),
                      (consumer, seq, topic, entity, created_at, attempts, next_at, last_error,
                       dead, abilities))

struct DiscardBody {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(DiscardBody, (), (reason))

namespace {

using base::Fault;
using base::Result;
using http::Method;
using http::Request;
using http::Response;

Result<std::int64_t> read_seq(std::string_view text) {
    std::int64_t seq = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seq);
    if (error != std::errc{} || end != text.data() + text.size() || seq < 0) {
        return base::fail(Fault::invalid, "app.bad_outbox_number", "Số thứ tự không đúng.",
                          "The number of the entry is wrong.");
    }
    return seq;
}

Result<bool> read_given_up(const Request& request) {
    const auto text = request.query_value("given_up").value_or("false");
    if (text != "true" && text != "false") {
        return base::fail(Fault::invalid, "app.bad_filter",
                          "Điều kiện lọc \"given_up\" phải là true hoặc false.",
                          "The filter \"given_up\" must be true or false.");
    }
    return text == "true";
}

Result<ParkedId> read_id(const Request& request) {
    TRY_ASSIGN(const std::int64_t seq, read_seq(request.path_parameter("seq")));
    return ParkedId{.consumer = request.path_parameter("consumer"), .seq = seq};
}

std::string parked_json(const storage::ParkedEntry& parked) {
    return json::write(ParkedJson{.consumer = parked.consumer,
                                  .seq = parked.seq,
                                  .topic = parked.entry.topic,
                                  .entity = parked.entry.entity,
                                  .created_at = parked.created_at,
                                  .attempts = parked.attempts,
                                  .next_at = parked.next_at,
                                  .last_error = parked.last_error,
                                  .dead = parked.dead,
                                  .abilities = abilities(parked)});
}

Result<Response> get_parked(storage::Database& database, const Request& request) {
    TRY_ASSIGN(const http::Paging paging, http::read_paging(request));
    storage::ParkedFilter filter;
    TRY_ASSIGN(filter.dead_only, read_given_up(request));
    if (!paging.after.empty()) {
        TRY_ASSIGN(filter.after_seq, read_seq(paging.after));
    }
    // Entries of one number stay on one page: a number has at most one row per consumer.
    constexpr int consumers_max = 20;
    const int limit = static_cast<int>(paging.limit);
    filter.limit = limit + consumers_max;
    TRY_ASSIGN(const std::vector<storage::ParkedEntry> parked,
               parked_work(database, rights::request_actor(request), filter));
    std::string next;
    std::vector<std::string> items;
    for (const storage::ParkedEntry& entry : parked) {
        if (std::ssize(items) >= limit && next != std::to_string(entry.seq)) {
            return http::page_response(items, next);
        }
        items.push_back(parked_json(entry));
        next = std::to_string(entry.seq);
    }
    return http::page_response(items, "");
}

Result<Response> post_retry(storage::Database& database, const base::Clock& clock,
                            const Request& request) {
    TRY_ASSIGN(const ParkedId id, read_id(request));
    TRY(retry_parked_work(database, clock, rights::request_actor(request), id));
    return http::empty_response(204);
}

Result<Response> post_discard(storage::Database& database, const base::Clock& clock,
                              const Request& request) {
    TRY_ASSIGN(const ParkedId id, read_id(request));
    TRY_ASSIGN(const DiscardBody body, json::read<DiscardBody>(request.body));
    TRY(discard_parked_work(database, clock, rights::request_actor(request), id, body.reason));
    return http::empty_response(204);
}

} // namespace

void add_outbox_routes(http::Router& router, storage::Database& database,
                       const base::Clock& clock) {
    const http::RouteOptions acts{.idempotent_by_key = true};
    router.route(Method::get, "/api/v1/outbox/parked", {}, http::answering(database, get_parked));
    router.route(Method::post, "/api/v1/outbox/parked/{consumer}/{seq}/retry", acts,
                 http::answering(
                     [&](const Request& request) { return post_retry(database, clock, request); }));
    router.route(Method::post, "/api/v1/outbox/parked/{consumer}/{seq}/discard", acts,
                 http::answering([&](const Request& request) {
                     return post_discard(database, clock, request);
                 }));
}

} // namespace app
