#include "app/outbox_routes.hpp"

#include "audit/audit.hpp"
#include "base/try.hpp"
#include "http/paging.hpp"
#include "http/router.hpp"
#include "rights/policy.hpp"
#include "rights/request_actor.hpp"
#include "storage/outbox.hpp"
#include "json/described.hpp"

#include <charconv>

namespace app {

struct ParkedJson {
    std::string consumer;
    std::int64_t seq = 0;
    std::string topic;
    std::string entity;
    std::int64_t attempts = 0;
    base::Instant next_at;
    std::string last_error;
    bool dead = false;
    std::vector<std::string> abilities;
};
BOOST_DESCRIBE_STRUCT(ParkedJson, (),
                      (consumer, seq, topic, entity, attempts, next_at, last_error, dead,
                       abilities))

namespace {

using base::Fault;
using http::Method;
using http::Request;
using http::Response;

/// Settings belong to the whole server, so the right counts in whichever area it was given.
base::Result<void> require_settings(const rights::Actor& actor) {
    if (!rights::areas_with(actor, rights::Permission::manage_settings).empty()) {
        return {};
    }
    return rights::require(actor, rights::Permission::manage_settings, {});
}

base::Result<std::int64_t> read_seq(std::string_view text) {
    std::int64_t seq = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seq);
    if (error != std::errc{} || end != text.data() + text.size() || seq < 0) {
        return base::fail(Fault::invalid, "app.bad_outbox_number", "Số thứ tự không đúng.",
                          "The number of the entry is wrong.");
    }
    return seq;
}

std::string parked_json(const storage::ParkedEntry& parked) {
    return json::write(ParkedJson{.consumer = parked.consumer,
                                  .seq = parked.seq,
                                  .topic = parked.entry.topic,
                                  .entity = parked.entry.entity,
                                  .attempts = parked.attempts,
                                  .next_at = parked.next_at,
                                  .last_error = parked.last_error,
                                  .dead = parked.dead,
                                  .abilities = {"retry"}});
}

base::Result<Response> get_parked(storage::Database& database, const Request& request) {
    TRY(require_settings(rights::request_actor(request)));
    TRY_ASSIGN(const http::Paging paging, http::read_paging(request));
    std::int64_t after = 0;
    if (!paging.after.empty()) {
        TRY_ASSIGN(after, read_seq(paging.after));
    }
    using Parked = std::vector<storage::ParkedEntry>;
    // Entries of one number stay on one page: a number has at most one row per consumer.
    constexpr int consumers_max = 20;
    const int limit = static_cast<int>(paging.limit);
    TRY_ASSIGN(Parked parked,
               database.read([&](storage::Connection& connection) -> base::Result<Parked> {
                   return storage::list_parked(connection, after, limit + consumers_max);
               }));
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

base::Result<Response> post_retry(storage::Database& database, const base::Clock& clock,
                                  const Request& request) {
    const rights::Actor& actor = rights::request_actor(request);
    TRY(require_settings(actor));
    TRY_ASSIGN(const std::int64_t seq, read_seq(request.path_parameter("seq")));
    const std::string consumer = request.path_parameter("consumer");
    TRY(database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        if (!storage::retry_parked(transaction, consumer, seq, clock.now())) {
            return base::fail(Fault::not_found, "app.no_parked_entry",
                              "Việc này không còn chờ xử lý.", "This entry waits no more.");
        }
        audit::append(transaction, actor,
                      {.action = "app.retry_outbox",
                       .entity = "outbox/" + std::to_string(seq),
                       .note = consumer},
                      clock.now());
        return {};
    }));
    return http::empty_response(204);
}

Response answer(base::Result<Response> response, const Request& request) {
    return response ? std::move(*response) : http::problem_response(response.error(), request);
}

} // namespace

void add_outbox_routes(http::Router& router, storage::Database& database,
                       const base::Clock& clock) {
    router.route(Method::get, "/api/v1/outbox/parked", {}, [&](const Request& request) {
        return answer(get_parked(database, request), request);
    });
    router.route(Method::post, "/api/v1/outbox/parked/{consumer}/{seq}/retry",
                 {.idempotent_by_key = true}, [&](const Request& request) {
                     return answer(post_retry(database, clock, request), request);
                 });
}

} // namespace app
