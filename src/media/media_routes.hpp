#pragma once

#include "http/router.hpp"
#include "media/extract_text.hpp"
#include "media/media_desk.hpp"
#include "media/upload_desk.hpp"

namespace media {

/// Uploads: `/api/v1/uploads…`. The desk must outlive the router.
void add_upload_routes(http::Router& router, UploadDesk& desk);
/// The library and its sound: `/api/v1/media…`. Both must outlive the router.
void add_media_routes(http::Router& router, MediaDesk& desk, BlobStore& blobs);
/// `POST /api/v1/document-imports`: a document in, its blocks out; nothing is kept. `scratch` is
/// where the document lies while it is read.
void add_import_routes(http::Router& router, TextExtractor& extractor,
                       std::filesystem::path scratch);

} // namespace media
