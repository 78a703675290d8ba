#include "http/problem.hpp"

#include "http/accept.hpp"

#include <boost/json.hpp>

namespace http {

namespace {

/// The one place that turns a Fault into a status. The exceptions are refusals for which HTTP has a
/// status of its own.
int status_of(const base::Error& error) {
    if (error.code == "http.changed_meanwhile") {
        return 412;
    }
    if (error.code == "http.key_used_otherwise") {
        return 422;
    }
    if (error.code == "http.if_match_required") {
        return 428;
    }
    switch (error.fault) {
    case base::Fault::invalid:
        return 400;
    case base::Fault::unauthenticated:
        return 401;
    case base::Fault::forbidden:
        return 403;
    case base::Fault::not_found:
        return 404;
    case base::Fault::conflict:
        return 409;
    case base::Fault::too_large:
        return 413;
    case base::Fault::too_many:
        return 429;
    case base::Fault::unavailable:
        return 503;
    }
    return 500;
}

boost::json::object to_json(const base::Message& message) {
    return {{"vi", message.vi}, {"en", message.en}};
}

} // namespace

Response problem_with_status(int status, const base::Error& error, const Request& request) {
    const bool english = choose_language(request.header("Accept-Language")) == Language::en;
    boost::json::object problem{
        {"type", "urn:nguon:problem:" + error.code},
        {"title", english ? error.message.en : error.message.vi},
        {"status", status},
        {"code", error.code},
        {"message", to_json(error.message)},
    };
    if (!error.fields.empty()) {
        boost::json::array errors;
        for (const base::FieldError& field : error.fields) {
            errors.push_back({{"pointer", field.pointer}, {"message", to_json(field.message)}});
        }
        problem["errors"] = std::move(errors);
    }
    if (!request.id.empty()) {
        problem["request"] = request.id;
    }
    Response response;
    response.status = status;
    response.headers.emplace("Content-Type", "application/problem+json");
    response.headers.emplace("Content-Language", english ? "en" : "vi");
    response.headers.emplace("Vary", "Accept-Language");
    if (status == 401) {
        response.headers.emplace("WWW-Authenticate", "Bearer");
    }
    if (status == 503) {
        response.headers.emplace("Retry-After", "5");
    }
    response.body = boost::json::serialize(problem);
    return response;
}

Response problem_response(const base::Error& error, const Request& request) {
    return problem_with_status(status_of(error), error, request);
}

} // namespace http
