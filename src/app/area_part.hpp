#pragma once

#include "app/foundation.hpp"
#include "area/directory.hpp"
#include "area/village_store_sql.hpp"

namespace http {
class Router;
}

namespace app {

/// The administrative units in force and the villages below them.
class AreaPart {
public:
    /// The foundation must outlive the part.
    AreaPart(Foundation& foundation, std::shared_ptr<const area::Directory> directory);
    void add_routes(http::Router& router);
    [[nodiscard]] const area::Areas& areas() const { return areas_; }
    /// The province or commune of the path exists today; below a commune anything may be named.
    [[nodiscard]] bool knows(const area::AreaPath& path) const;

private:
    Foundation& foundation_;
    area::Areas areas_;
    area::VillageStoreSql villages_;
};

} // namespace app
