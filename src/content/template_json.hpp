#pragma once

#include "content/bulletin_json.hpp"
#include "content/bulletin_template.hpp"

namespace content {

BOOST_DESCRIBE_STRUCT(TemplateBody, (), (name, area, title, class_, field, targets, variants))
BOOST_DESCRIBE_STRUCT(BulletinTemplate, (), (id, body, changed_by, changed_at, version))

} // namespace content
