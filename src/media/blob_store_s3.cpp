#include "media/blob_store_s3.hpp"

#include "base/try.hpp"
#include "crypto/digest.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <pugixml.hpp>

namespace media {

namespace {

using base::fail;

constexpr std::uint64_t part_bytes = 32ULL << 20U;
constexpr std::uint64_t whole_bytes_max = 64ULL << 20U; // above this, in parts
constexpr std::size_t list_max = 1000;                  // what S3 gives at most

base::Failure unexpected(const S3Response& response, std::string_view what) {
    return fail(blob_store_unavailable(fmt::format("it answered {} to {}", response.status, what)));
}

std::string percent_encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
        out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

base::Result<base::Sha256> hash_part(const FilePart& part) {
    std::ifstream stream(part.file, std::ios::binary);
    stream.seekg(static_cast<std::streamoff>(part.offset));
    crypto::Sha256Stream hash;
    std::string piece(1U << 20U, '\0');
    for (std::uint64_t left = part.length; left > 0;) {
        const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left, piece.size()));
        if (!stream.read(piece.data(), static_cast<std::streamsize>(count))) {
            return fail(blob_store_unavailable("the file to be put cannot be read"));
        }
        hash.update(std::string_view(piece).substr(0, count));
        left -= count;
    }
    return hash.finish();
}

} // namespace

base::Result<void> S3BlobStore::put_whole(const StoredBlob& blob, S3Request request) {
    request.method = "PUT";
    request.key = key_of(blob.sha256);
    request.body_hash = blob.sha256;
    TRY_ASSIGN(const S3Response response, client_.send(request));
    return response.status == 200 ? base::Result<void>{} : unexpected(response, "a blob");
}

base::Result<StoredBlob> S3BlobStore::put_bytes(std::string_view bytes) {
    const StoredBlob blob{.sha256 = crypto::sha256(bytes), .size_bytes = bytes.size()};
    TRY(put_whole(blob, {.body = std::string(bytes)}));
    return blob;
}

base::Result<StoredBlob> S3BlobStore::put_file(const std::filesystem::path& file) {
    const auto sha256 = crypto::sha256_file(file);
    std::error_code error;
    const auto size_bytes = std::filesystem::file_size(file, error);
    if (!sha256 || error) {
        return fail(blob_store_unavailable("the file to be put cannot be read"));
    }
    const StoredBlob blob{.sha256 = *sha256, .size_bytes = size_bytes};
    TRY_ASSIGN(const auto there, size(blob.sha256));
    if (there == blob.size_bytes) {
        return blob;
    }
    if (blob.size_bytes > whole_bytes_max) {
        TRY(put_in_parts(blob, file));
    } else {
        TRY(put_whole(blob,
                      {.part = FilePart{.file = file, .offset = 0, .length = blob.size_bytes}}));
    }
    return blob;
}

base::Result<void> S3BlobStore::put_in_parts(const StoredBlob& blob,
                                             const std::filesystem::path& file) {
    const std::string key = key_of(blob.sha256);
    TRY_ASSIGN(
        const S3Response opened,
        client_.send(
            {.method = "POST", .key = key, .query = "uploads=", .body_hash = crypto::sha256("")}));
    pugi::xml_document document;
    document.load_string(opened.body.c_str());
    const std::string upload = document.document_element().child("UploadId").text().get();
    if (opened.status != 200 || upload.empty()) {
        return unexpected(opened, "the beginning of an upload");
    }
    const std::string query = "uploadId=" + percent_encoded(upload);
    const auto parts = put_parts(blob, file, query);
    if (parts) {
        TRY_ASSIGN(const S3Response completed, client_.send({.method = "POST",
                                                             .key = key,
                                                             .query = query,
                                                             .body = *parts,
                                                             .body_hash = crypto::sha256(*parts)}));
        // A store may answer 200 and say in the body that it failed.
        if (completed.status == 200 && completed.body.find("<Error>") == std::string::npos) {
            return {};
        }
        return unexpected(completed, "the end of an upload");
    }
    // Parts that nobody completes are paid for until they are given up.
    (void)client_.send(
        {.method = "DELETE", .key = key, .query = query, .body_hash = crypto::sha256("")});
    return fail(parts.error());
}

base::Result<std::string> S3BlobStore::put_parts(const StoredBlob& blob,
                                                 const std::filesystem::path& file,
                                                 const std::string& upload) {
    std::string parts = "<CompleteMultipartUpload>";
    int number = 1;
    for (std::uint64_t offset = 0; offset < blob.size_bytes; offset += part_bytes, ++number) {
        const FilePart part{.file = file,
                            .offset = offset,
                            .length = std::min(part_bytes, blob.size_bytes - offset)};
        TRY_ASSIGN(const base::Sha256 hash, hash_part(part));
        TRY_ASSIGN(const S3Response response,
                   client_.send({.method = "PUT",
                                 .key = key_of(blob.sha256),
                                 .query = fmt::format("partNumber={}&{}", number, upload),
                                 .part = part,
                                 .body_hash = hash}));
        if (response.status != 200 || response.etag.empty()) {
            return unexpected(response, "a part");
        }
        parts += fmt::format("<Part><PartNumber>{}</PartNumber><ETag>{}</ETag></Part>", number,
                             response.etag);
    }
    return parts + "</CompleteMultipartUpload>";
}

base::Result<std::optional<std::uint64_t>> S3BlobStore::size(const base::Sha256& sha256) {
    TRY_ASSIGN(
        const S3Response response,
        client_.send({.method = "HEAD", .key = key_of(sha256), .body_hash = crypto::sha256("")}));
    if (response.status == 404) {
        return std::nullopt;
    }
    if (response.status != 200) {
        return unexpected(response, "HEAD");
    }
    return response.content_length;
}

base::Result<std::string> S3BlobStore::read(const base::Sha256& sha256, std::uint64_t offset,
                                            std::uint64_t length) {
    if (length == 0) {
        TRY_ASSIGN(const auto there, size(sha256));
        return there ? base::Result<std::string>("") : fail(blob_missing(sha256));
    }
    TRY_ASSIGN(S3Response response,
               client_.send({.key = key_of(sha256),
                             .range = fmt::format("{}-{}", offset, offset + length - 1),
                             .body_hash = crypto::sha256("")}));
    switch (response.status) {
    case 206:
        return std::move(response.body);
    case 200: // a store without ranges gives everything
        return offset < response.body.size() ? response.body.substr(offset, length) : "";
    case 416:
        return "";
    case 404:
        return fail(blob_missing(sha256));
    default:
        return unexpected(response, "GET");
    }
}

std::optional<std::filesystem::path> S3BlobStore::local_file(const base::Sha256&) {
    return std::nullopt;
}

base::Result<std::vector<StoredBlob>> S3BlobStore::list(const std::optional<base::Sha256>& after,
                                                        std::size_t limit) {
    std::string query = fmt::format("list-type=2&max-keys={}&prefix={}", std::min(limit, list_max),
                                    percent_encoded(prefix_));
    if (after) {
        query += "&start-after=" + percent_encoded(key_of(*after));
    }
    TRY_ASSIGN(const S3Response response,
               client_.send({.query = query, .body_hash = crypto::sha256("")}));
    pugi::xml_document document;
    if (response.status != 200 || !document.load_string(response.body.c_str())) {
        return unexpected(response, "a listing");
    }
    std::vector<StoredBlob> blobs;
    for (const auto& entry : document.document_element().children("Contents")) {
        const std::string_view key = entry.child("Key").text().get();
        const auto sha256 = base::parse_sha256(key.substr(std::min(prefix_.size(), key.size())));
        if (key.starts_with(prefix_) && sha256) {
            blobs.push_back(
                {.sha256 = *sha256, .size_bytes = entry.child("Size").text().as_ullong()});
        }
    }
    return blobs;
}

base::Result<void> S3BlobStore::remove(const base::Sha256& sha256) {
    TRY_ASSIGN(
        const S3Response response,
        client_.send({.method = "DELETE", .key = key_of(sha256), .body_hash = crypto::sha256("")}));
    if (response.status != 200 && response.status != 204 && response.status != 404) {
        return unexpected(response, "DELETE");
    }
    return {};
}

} // namespace media
