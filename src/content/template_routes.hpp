#pragma once

#include "content/bulletin_desk.hpp"
#include "content/template_desk.hpp"
#include "http/router.hpp"

namespace content {

/// Both desks must outlive the router.
void add_template_routes(http::Router& router, TemplateDesk& templates, BulletinDesk& desk);

} // namespace content
