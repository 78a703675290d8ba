#include "app/area_part.hpp"

#include "area/area_routes.hpp"
#include "area/village_routes.hpp"
#include "audit/audit.hpp"
#include "rights/policy.hpp"
#include "rights/request_actor.hpp"

namespace app {

AreaPart::AreaPart(Foundation& foundation, std::shared_ptr<const area::Directory> directory)
    : foundation_(foundation), areas_(std::move(directory)), villages_(foundation.database()) {}

void AreaPart::add_routes(http::Router& router) {
    area::add_area_routes(router, areas_, foundation_.clock());
    // Rights and audit build on areas, so areas learn of them here.
    const auto editor_of = [this](const http::Request& request) {
        const rights::Actor& actor = rights::request_actor(request);
        return area::Editor{
            .require_manage =
                [&actor](const area::AreaPath& place) {
                    return rights::require(actor, rights::Permission::manage_settings, place);
                },
            .record =
                [this, &actor](storage::Transaction& transaction, const area::Change& change) {
                    audit::append(transaction, actor,
                                  {change.action,
                                   change.entity,
                                   change.area,
                                   change.before,
                                   change.after,
                                   {}},
                                  foundation_.clock().now());
                }};
    };
    area::add_village_routes(router, {villages_, areas_, foundation_.clock(), editor_of});
}

bool AreaPart::knows(const area::AreaPath& path) const {
    if (path.is_country()) {
        return true;
    }
    constexpr std::size_t official_levels = 2;
    auto codes = path.codes();
    codes.resize(std::min(codes.size(), official_levels));
    const auto directory = areas_.directory();
    const area::Unit* unit =
        directory->find(codes.back(), base::to_local(foundation_.clock().now()).date);
    return unit != nullptr && directory->path_of(*unit).codes() == codes;
}

} // namespace app
