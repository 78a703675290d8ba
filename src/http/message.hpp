#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"

#include <any>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace http {

/// `source` is what sources of Icecast send instead of PUT.
enum class Method : std::uint8_t { get, head, post, put, patch, delete_, options, source };

/// Names compare without case (RFC 9110 5.1).
struct NameLess {
    using is_transparent = void;
    bool operator()(std::string_view a, std::string_view b) const;
};
using Headers = std::multimap<std::string, std::string, NameLess>;

/// One request, complete with its body (bounded by the route's limit). Handlers get it on a worker
/// thread.
struct Request {
    Method method = Method::get;
    std::string target;                       ///< as sent, percent-encoded
    std::string path;                         ///< decoded, without query
    std::map<std::string, std::string> query; ///< decoded; the last of equal names
    std::map<std::string, std::string> path_parameters;
    Headers headers;
    std::string body;
    std::string peer; ///< address of the client; behind a trusted proxy the forwarded one
    bool secure = false;
    std::string id; ///< of this request, in the access log and in the reply's `X-Request-Id`
    /// Who calls, as text that stays the same between requests (`user/0197…`); empty for anyone.
    std::string subject;
    /// What the authenticating middleware found; see rights/request_actor.hpp.
    std::any context;

    /// The first header of that name, empty when absent.
    [[nodiscard]] std::string_view header(std::string_view name) const;
    [[nodiscard]] std::optional<std::string> query_value(const std::string& name) const;
    /// ENSUREs that the route has the parameter.
    [[nodiscard]] const std::string& path_parameter(const std::string& name) const;
};

/// A file, or a part of it, sent without reading it into memory.
struct FileBody {
    std::filesystem::path path;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

/// A live stream of Server-Sent Events (WHATWG HTML 9.2) fed by an EventHub.
struct EventStreamBody {
    std::string channel; ///< channel of the hub
    std::function<bool(std::string_view event, std::string_view payload)>
        filter; ///< which events this client may see; called on an I/O thread
    std::string last_event_id;
    /// Filled in by the server: whose stream it is, and the hub's mark before they were checked.
    std::string subject{};
    std::uint64_t mark = 0;
};

class SharedStream;

/// Bytes that many clients read as they come; see SharedStream.
struct SharedStreamBody {
    std::shared_ptr<SharedStream> stream;
    std::uint64_t from = 0; ///< number of the first chunk
};

/// Takes a body that goes on for as long as the client sends. Called on an I/O thread, so it must
/// not block; the last call is ended().
class BodyIntake {
public:
    virtual ~BodyIntake() = default;
    /// False: no more is wanted, the connection ends.
    virtual bool take(std::string_view bytes) = 0;
    virtual void ended() = 0;
};

struct Response {
    int status = 200;
    Headers headers;
    std::string body;
    std::optional<FileBody> file;
    std::optional<EventStreamBody> events;
    std::optional<SharedStreamBody> stream;
    /// Of a route with RouteOptions::endless_body: who gets what the client sends from now on.
    std::shared_ptr<BodyIntake> intake;

    /// It goes on until one side ends it.
    [[nodiscard]] bool is_endless() const { return events || stream || intake; }
};

[[nodiscard]] Response json_response(int status, std::string body);
[[nodiscard]] Response empty_response(int status);
/// RFC 9457 problem+json with `code`, `title` (Vietnamese or English by Accept-Language), both
/// languages, and `errors` by JSON pointer. The only place that turns a Fault into a status.
[[nodiscard]] Response problem_response(const base::Error& error, const Request& request);
/// 200, 206 or 416 for a file by the request's Range and If-None-Match (RFC 9110 13, 14). `etag`
/// without quotes.
[[nodiscard]] Response file_response(const Request& request, const std::filesystem::path& path,
                                     std::string_view content_type, std::string_view etag);

using Handler = std::function<Response(const Request&)>;

} // namespace http
