#include "area/village_routes.hpp"

#include "area/village_json.hpp"
#include "base/try.hpp"
#include "http/conditional.hpp"
#include "json/described.hpp"

#include <memory>

namespace area {

namespace {

using base::Result;
using http::Request;
using http::Response;

/// The routes share the parts; the handlers are its methods, so that each reads like a list: place,
/// right, text, change, reply.
class VillageRoutes {
public:
    explicit VillageRoutes(VillageParts parts) : parts_(std::move(parts)) {}

    Result<Response> list(const Request& request) {
        TRY_ASSIGN(const AreaPath place, commune(request.path_parameter("code")));
        TRY_ASSIGN(const std::vector<Village> villages, parts_.store.list(place.codes().back()));
        boost::json::array items;
        for (const Village& village : villages) {
            items.push_back(to_json(village, place, request));
        }
        boost::json::object reply{{"items", std::move(items)}};
        reply["abilities"] = abilities(place, request, {"add"});
        return http::json_response(200, boost::json::serialize(reply));
    }

    Result<Response> add(const Request& request) {
        TRY_ASSIGN(const AreaPath place, commune(request.path_parameter("code")));
        const Editor editor = parts_.editor_of(request);
        TRY(editor.require_manage(place));
        TRY_ASSIGN(const VillageText text, json::read<VillageText>(request.body));
        Village village;
        village.commune = place.codes().back();
        village.changed_at = parts_.clock.now();
        TRY_ASSIGN(village, with_text(std::move(village), text));
        TRY_ASSIGN(village, parts_.store.add(village, recorder(editor, place, "area.add_village")));
        Response response = reply(201, village, place, request);
        response.headers.emplace("Location", "/api/v1/villages/" + village.code);
        return response;
    }

    Result<Response> read(const Request& request) {
        TRY_ASSIGN(const Village village, parts_.store.find(request.path_parameter("code")));
        TRY_ASSIGN(const AreaPath place, commune(village.commune));
        return reply(200, village, place, request);
    }

    Result<Response> edit(const Request& request) {
        TRY_ASSIGN(Village village, parts_.store.find(request.path_parameter("code")));
        TRY_ASSIGN(const AreaPath place, commune(village.commune));
        const Editor editor = parts_.editor_of(request);
        TRY(editor.require_manage(place));
        TRY(http::require_if_match(request, http::version_etag(village.version)));
        TRY_ASSIGN(const VillageText text, json::read<VillageText>(request.body));
        village.changed_at = parts_.clock.now();
        TRY_ASSIGN(village, with_text(std::move(village), text));
        TRY_ASSIGN(village,
                   parts_.store.save(village, recorder(editor, place, "area.edit_village")));
        return reply(200, village, place, request);
    }

    Result<Response> remove(const Request& request) {
        const AreaCode& code = request.path_parameter("code");
        TRY_ASSIGN(const Village village, parts_.store.find(code));
        TRY_ASSIGN(const AreaPath place, commune(village.commune));
        const Editor editor = parts_.editor_of(request);
        TRY(editor.require_manage(place));
        TRY(parts_.store.remove(code, recorder(editor, place, "area.remove_village")));
        return http::empty_response(204);
    }

private:
    [[nodiscard]] Result<AreaPath> commune(const AreaCode& code) const {
        const auto directory = parts_.areas.directory();
        const Unit* unit = directory->find(code, base::to_local(parts_.clock.now()).date);
        if (unit == nullptr || unit->parent.empty()) {
            return base::fail(base::Fault::not_found, "area.no_commune",
                              "Không có xã, phường hoặc đặc khu với mã này.",
                              "There is no commune, ward or special zone with this code.");
        }
        return directory->path_of(*unit);
    }

    [[nodiscard]] boost::json::array abilities(const AreaPath& place, const Request& request,
                                               std::initializer_list<const char*> names) const {
        boost::json::array allowed;
        if (parts_.editor_of(request).require_manage(place)) {
            allowed = boost::json::array(names.begin(), names.end());
        }
        return allowed;
    }

    [[nodiscard]] boost::json::object to_json(const Village& village, const AreaPath& place,
                                              const Request& request) const {
        boost::json::object json = json::to_value(village).as_object();
        json["path"] = to_text(place) + '/' + village.code;
        json["abilities"] = abilities(place, request, {"edit", "remove"});
        return json;
    }

    [[nodiscard]] Response reply(int status, const Village& village, const AreaPath& place,
                                 const Request& request) const {
        Response response =
            http::json_response(status, boost::json::serialize(to_json(village, place, request)));
        response.headers.emplace("ETag", http::version_etag(village.version));
        return response;
    }

    static VillageRecorder recorder(const Editor& editor, const AreaPath& place,
                                    std::string action) {
        return [editor, place, action = std::move(action)](storage::Transaction& transaction,
                                                           const std::optional<Village>& before,
                                                           const std::optional<Village>& after) {
            editor.record(transaction, {.action = action,
                                        .entity = "village/" + (after ? after->code : before->code),
                                        .area = place,
                                        .before = before ? json::write(*before) : std::string{},
                                        .after = after ? json::write(*after) : std::string{}});
        };
    }

    VillageParts parts_;
};

} // namespace

void add_village_routes(http::Router& router, VillageParts parts) {
    const auto routes = std::make_shared<VillageRoutes>(std::move(parts));
    using Step = Result<Response> (VillageRoutes::*)(const Request&);
    const auto add = [&](http::Method method, const char* pattern, Step step, bool once = false) {
        router.route(method, pattern, {.idempotent_by_key = once},
                     [routes, step](const Request& request) {
                         auto response = ((*routes).*step)(request);
                         return response ? std::move(*response)
                                         : http::problem_response(response.error(), request);
                     });
    };
    add(http::Method::get, "/api/v1/areas/{code}/villages", &VillageRoutes::list);
    add(http::Method::post, "/api/v1/areas/{code}/villages", &VillageRoutes::add, true);
    add(http::Method::get, "/api/v1/villages/{code}", &VillageRoutes::read);
    add(http::Method::put, "/api/v1/villages/{code}", &VillageRoutes::edit);
    add(http::Method::delete_, "/api/v1/villages/{code}", &VillageRoutes::remove);
}

} // namespace area
