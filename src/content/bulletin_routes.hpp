#pragma once

#include "content/bulletin_desk.hpp"
#include "media/extract_text.hpp"

#include <filesystem>

namespace http {
class Router;
}

namespace content {

/// Everything under /api/v1/bulletins and /api/v1/approval-rule; described in content.openapi.yaml.
/// All must outlive the router. Imported documents lie in `scratch_folder` while they are read.
void add_bulletin_routes(http::Router& router, BulletinDesk& desk, media::TextExtractor& extractor,
                         const std::filesystem::path& scratch_folder);

} // namespace content
