#pragma once

#include "base/hash.hpp"
#include "base/result.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace media {

struct S3Options {
    std::string endpoint; ///< `https://s3.example.vn`, path style
    std::string bucket;
    std::string region = "us-east-1";
    std::string access_key;
    std::string secret_key;
    std::chrono::milliseconds connect_max{5'000};
    std::chrono::milliseconds request_max{120'000};
    std::chrono::milliseconds first_retry{200};
    int attempts_max = 4;
};

/// A part of a file as the body of a request.
struct FilePart {
    std::filesystem::path file;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

struct S3Request {
    std::string method = "GET";
    std::string key;   ///< of the object; empty for the bucket
    std::string query; ///< sorted and percent-encoded, as it is signed
    std::string range; ///< `0-99`
    std::string body;
    std::optional<FilePart> part; ///< instead of `body`
    base::Sha256 body_hash;       ///< of either; it is signed, so the store checks the bytes
};

struct S3Response {
    long status = 0;
    std::string body;
    std::string etag;
    std::uint64_t content_length = 0;
};

/// Requests signed by AWS Signature Version 4, which libcurl computes. Connections are kept and
/// shared between threads. What may pass by itself (no connection, 5xx, 429) is tried again with
/// growing pauses.
class S3Client {
public:
    explicit S3Client(S3Options options);
    ~S3Client();
    S3Client(const S3Client&) = delete;
    S3Client& operator=(const S3Client&) = delete;

    /// Any answer below 500 is an answer; else `media.blob_store_unavailable`. 401 and 403 are that
    /// too: the keys are wrong, which no caller can help.
    [[nodiscard]] base::Result<S3Response> send(const S3Request& request);

private:
    struct Handles;
    [[nodiscard]] base::Result<S3Response> send_once(const S3Request& request, bool& again);

    S3Options options_;
    std::unique_ptr<Handles> handles_;
};

} // namespace media
