#pragma once

#include "content/render_job.hpp"

#include <boost/describe/enum.hpp>

namespace content {

BOOST_DESCRIBE_ENUM(RenderState, waiting, working, done, failed, cancelled)

} // namespace content
