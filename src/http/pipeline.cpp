#include "http/pipeline.hpp"

#include "base/ensure.hpp"
#include "base/text.hpp"
#include "crypto/digest.hpp"
#include "http/common_headers.hpp"
#include "http/conditional.hpp"
#include "http/problem.hpp"
#include "http/target.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <exception>

namespace http {

namespace {

constexpr std::size_t key_length_max = 200;

bool is_key(std::string_view key) {
    return !key.empty() && key.size() <= key_length_max &&
           std::ranges::all_of(key, [](char c) { return c > 0x20 && c < 0x7F; });
}

Response not_found(const Request& request) {
    return problem_response(base::refuse(base::Fault::not_found, "http.not_found",
                                         "Không có địa chỉ này.", "There is no such address."),
                            request);
}

/// 405, or the answer to OPTIONS, with the methods that the path has.
Response other_method(const Request& request, std::vector<Method> allowed) {
    std::string names;
    if (std::ranges::find(allowed, Method::get) != allowed.end()) {
        allowed.push_back(Method::head);
    }
    for (const Method method : allowed) {
        names += std::string(method_name(method)) + ", ";
    }
    names += "OPTIONS";
    Response response =
        request.method == Method::options
            ? empty_response(204)
            : problem_with_status(405,
                                  base::refuse(base::Fault::invalid, "http.method_not_allowed",
                                               "Địa chỉ này không nhận thao tác đó.",
                                               "This address does not take that method."),
                                  request);
    response.headers.emplace("Allow", names);
    return response;
}

Response too_many(const Request& request, base::Millis wait) {
    Response response =
        problem_response(base::refuse(base::Fault::too_many, "http.too_many_requests",
                                      "Thao tác quá nhanh. Hãy chờ một lát rồi thử lại.",
                                      "Too many requests. Wait a moment, then try again."),
                         request);
    response.headers.emplace("Retry-After", std::to_string((wait.count() + 999) / 1000));
    return response;
}

const Authenticators::Check* check_of(const Authenticators& authenticators, Audience audience) {
    switch (audience) {
    case Audience::anyone:
        return nullptr;
    case Audience::user:
        return &authenticators.user;
    case Audience::device:
        return &authenticators.device;
    case Audience::metrics:
        return &authenticators.metrics;
    }
    return nullptr;
}

base::Error claim_refusal(ClaimState state) {
    if (state == ClaimState::running) {
        return base::refuse(base::Fault::conflict, "http.still_running",
                            "Yêu cầu này đang được xử lý. Hãy chờ một lát.",
                            "This request is still being worked on. Wait a moment.");
    }
    return base::refuse(base::Fault::conflict, "http.key_used_otherwise",
                        "Mã chống gửi lặp đã dùng cho một yêu cầu khác.",
                        "The Idempotency-Key was used for another request.");
}

/// What the same key must come with: the decoded query and the body, with lengths so that nothing
/// can slide from one into the other.
base::Sha256 fingerprint_of(const Request& request) {
    std::string text;
    for (const auto& [name, value] : request.query) {
        text +=
            std::to_string(name.size()) + ':' + name + std::to_string(value.size()) + ':' + value;
    }
    return crypto::sha256(text + '\n' + request.body);
}

/// Gives a successful GET an entity tag where its handler did not, and 304 where the client has it.
void make_conditional(const Request& request, Response& response) {
    const bool reads = request.method == Method::get || request.method == Method::head;
    if (!reads || response.status != 200 || response.file || response.is_endless()) {
        return;
    }
    if (!response.headers.contains("ETag")) {
        response.headers.emplace("ETag", etag_of(response.body));
    }
    if (none_match_holds(request, response.headers.find("ETag")->second)) {
        response.status = 304;
        response.body.clear();
        response.headers.erase("Content-Type");
    }
}

} // namespace

Pipeline::Pipeline(Parts parts, PipelineOptions options)
    : parts_(std::move(parts)), options_(options),
      connections_(parts_.metrics.gauge("nguon_http_connections", "Open connections.")) {}

Admission Pipeline::admit(Request& request) {
    auto target = read_target(request.target);
    if (!target) {
        return {nullptr, problem_response(target.error(), request)};
    }
    request.path = std::move(target->path);
    request.query = std::move(target->query);
    const base::Instant now = parts_.clock.now();
    if (options_.requests_per_minute > 0) {
        if (const auto wait = rates_.take(request.peer, options_.requests_per_minute, now)) {
            return {nullptr, too_many(request, *wait)};
        }
    }
    Match match = parts_.router.match(request.method, request.path);
    if (match.route == nullptr) {
        return {nullptr, match.allowed.empty() ? not_found(request)
                                               : other_method(request, std::move(match.allowed))};
    }
    const RouteOptions& options = match.route->options;
    if (options.rate_per_minute > 0) {
        const std::string key = request.peer + ' ' + std::string(method_name(match.route->method)) +
                                ' ' + match.route->pattern;
        if (const auto wait = rates_.take(key, options.rate_per_minute, now)) {
            return {nullptr, too_many(request, *wait)};
        }
    }
    request.path_parameters = std::move(match.parameters);
    return {match.route, std::nullopt};
}

std::optional<Response> Pipeline::authenticate(Request& request, const Route& route) const {
    const Authenticators::Check* check = check_of(parts_.authenticators, route.options.audience);
    if (check == nullptr) {
        return std::nullopt;
    }
    base::Result<Caller> caller = base::fail(base::Fault::unauthenticated, "http.no_sign_in",
                                             "Máy chủ chưa cho phép truy cập loại này.",
                                             "This server does not let anyone call this.");
    try {
        if (*check != nullptr) {
            caller = (*check)(request);
        }
    } catch (const std::exception& error) {
        spdlog::error("http {} authentication threw: {}", request.id, error.what());
        return internal_error(request);
    }
    if (!caller) {
        return problem_response(caller.error(), request);
    }
    request.subject = std::move(caller->subject);
    request.context = std::move(caller->context);
    return std::nullopt;
}

Response Pipeline::answer(const Request& request, const Route& route) {
    const bool once =
        route.options.idempotent_by_key && request.headers.contains("Idempotency-Key");
    Response response = once ? answer_once(request, route) : call(request, route);
    make_conditional(request, response);
    return response;
}

Response Pipeline::call(const Request& request, const Route& route) const {
    try {
        return route.handler(request);
    } catch (const std::exception& error) {
        spdlog::error("http {} handler of {} threw: {}", request.id, route.pattern, error.what());
    } catch (...) {
        spdlog::error("http {} handler of {} threw", request.id, route.pattern);
    }
    return internal_error(request);
}

Response Pipeline::answer_once(const Request& request, const Route& route) {
    const std::string_view text = request.header("Idempotency-Key");
    if (!is_key(text)) {
        return problem_response(
            base::refuse(base::Fault::invalid, "http.bad_idempotency_key",
                         "Mã chống gửi lặp phải có từ 1 đến 200 ký tự ASCII.",
                         "An Idempotency-Key has 1 to 200 visible ASCII characters."),
            request);
    }
    const IdempotencyKey key{.subject = request.subject.empty() ? request.peer : request.subject,
                             .route = std::string(method_name(request.method)) + ' ' + request.path,
                             .key = std::string(text),
                             .fingerprint = fingerprint_of(request)};
    IdempotencyStore& store = parts_.idempotency;
    const auto claim = store.claim(key, parts_.clock.now());
    if (!claim) {
        return problem_response(claim.error(), request);
    }
    if (claim->state == ClaimState::done) {
        return replay(claim->reply);
    }
    if (claim->state != ClaimState::first) {
        return problem_response(claim_refusal(claim->state), request);
    }
    Response response = call(request, route);
    const bool keep = response.status < 500 && !response.file && !response.is_endless();
    const auto kept =
        keep ? store.finish(key, keep_reply(response), parts_.clock.now()) : store.release(key);
    if (!kept) {
        spdlog::warn("http {} idempotency key not kept: {}", request.id, kept.error().message.en);
    }
    return response;
}

void Pipeline::finish(const Request& request, const Route* route, Response& response,
                      std::chrono::microseconds took) {
    add_common_headers(request, response);
    response.headers.emplace("Date", http_date(parts_.clock.now()));
    const std::string pattern = route == nullptr ? "none" : route->pattern;
    const std::string method(method_name(request.method));
    parts_.metrics
        .counter(
            "nguon_http_requests_total", "Requests answered.",
            {{"method", method}, {"route", pattern}, {"status", std::to_string(response.status)}})
        .add();
    if (!response.is_endless()) {
        parts_.metrics
            .histogram("nguon_http_request_seconds", "Time from head to reply.",
                       {{"route", pattern}})
            .observe(std::chrono::duration<double>(took).count());
    }
    // Without the query, which may hold what people search for, and without any header.
    spdlog::info("http {} {} {} {} {} {}us {}", request.id, request.peer, method,
                 request.target.substr(0, request.target.find('?')), response.status, took.count(),
                 request.subject.empty() ? "-" : request.subject);
}

} // namespace http
