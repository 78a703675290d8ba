#pragma once

#include "base/hash.hpp"
#include "base/result.hpp"
#include "http/message.hpp"
#include "media/blob_store.hpp"

#include <string>

namespace media {

/// From a file of this machine by sendfile, else from the store piece by piece, in either case only
/// the asked range. `media.blob_missing`.
[[nodiscard]] base::Result<http::Response> give_blob(BlobStore& blobs, const http::Request& request,
                                                     const base::Sha256& sha256,
                                                     const std::string& type);
/// For bytes of strangers: never sniffed, never run, never framed; kept by the browser for a day.
void harden_blob(http::Response& response);

} // namespace media
