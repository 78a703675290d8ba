#include "app/web_routes.hpp"

#include "base/try.hpp"
#include "http/router.hpp"
#include "http/static_files.hpp"
#include "rights/request_actor.hpp"
#include "json/parse.hpp"

#include <boost/json.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace embedded {
std::string_view openapi_document();
}

namespace app {

namespace fs = std::filesystem;

namespace {

std::optional<fs::path> find_web_application() {
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path();
    for (const fs::path& candidate :
         {program / "../share/nguon/web", program / "../../../../web/dist"}) {
        if (fs::exists(candidate / "index.html", error)) {
            return fs::canonical(candidate, error);
        }
    }
    return std::nullopt;
}

/// An event names its area; a person gets it when one of their grants covers that place.
bool may_see(const std::vector<rights::Grant>& grants, std::string_view payload) {
    const auto value = json::parse(payload);
    const auto* object = value ? value->if_object() : nullptr;
    const auto* text = object == nullptr ? nullptr : object->if_contains("area");
    if (text == nullptr || !text->is_string()) {
        return false;
    }
    const auto place = area::AreaPath::parse(std::string_view(text->get_string()));
    return place && std::ranges::any_of(grants, [&](const rights::Grant& grant) {
               return grant.area.covers(*place);
           });
}

} // namespace

void add_event_routes(http::Router& router) {
    router.route(http::Method::get, "/api/v1/events", {}, [](const http::Request& request) {
        http::Response response;
        response.headers.emplace("Content-Type", "text/event-stream");
        http::EventStreamBody stream;
        stream.channel = "live";
        stream.last_event_id = request.header("Last-Event-ID");
        stream.filter = [grants = rights::request_actor(request).grants](std::string_view,
                                                                         std::string_view payload) {
            return may_see(grants, payload);
        };
        response.events = std::move(stream);
        return response;
    });
}

void add_openapi_route(http::Router& router) {
    router.route(http::Method::get, "/api/v1/openapi.json", {.audience = http::Audience::anyone},
                 [](const http::Request&) {
                     return http::json_response(200, std::string(embedded::openapi_document()));
                 });
}

base::Result<void> add_web_application(http::Router& router, const fs::path& directory) {
    const auto found = directory.empty() ? find_web_application() : directory;
    if (!found) {
        spdlog::warn("app: no console is installed; only the API is served");
        return {};
    }
    TRY_ASSIGN(auto opened, http::StaticFiles::open({.directory = *found}));
    auto files = std::make_shared<const http::StaticFiles>(std::move(opened));
    router.fallback("/", {.audience = http::Audience::anyone},
                    [files](const http::Request& request) { return files->answer(request); });
    return {};
}

} // namespace app
