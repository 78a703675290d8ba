#include "app/media_part.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "http/router.hpp"
#include "media/blob_store_files.hpp"
#include "media/blob_store_s3.hpp"
#include "media/garbage_collector.hpp"
#include "media/media_routes.hpp"

#include <fmt/format.h>
#include <fstream>
#include <spdlog/spdlog.h>

namespace app {

namespace {

constexpr std::chrono::milliseconds upload_poll{1'000};
constexpr std::chrono::milliseconds clean_every{3'600'000};

void log_failure(std::string_view what, const base::Error& error) {
    spdlog::warn("media: {}: {} [{}]", what, error.message.en, error.code);
}

base::Result<std::unique_ptr<media::BlobStore>> open_blobs(Foundation& foundation) {
    const MediaConfig& config = foundation.config().media;
    if (config.s3_endpoint.empty()) {
        TRY_ASSIGN(auto files, media::FileBlobStore::open(foundation.folders().media));
        return std::make_unique<media::FileBlobStore>(std::move(files));
    }
    std::ifstream secret_file(config.s3_secret_key_file);
    const std::string secret((std::istreambuf_iterator<char>(secret_file)), {});
    if (config.s3_bucket.empty() || config.s3_access_key.empty() || base::trim(secret).empty()) {
        return base::fail(base::Fault::invalid, "app.bad_s3",
                          "Cấu hình kho S3 còn thiếu: cần s3_bucket, s3_access_key và tệp "
                          "s3_secret_key_file đọc được.",
                          "The S3 store needs s3_bucket, s3_access_key and a readable "
                          "s3_secret_key_file.");
    }
    std::string endpoint = config.s3_endpoint;
    while (endpoint.ends_with('/')) {
        endpoint.pop_back();
    }
    return std::make_unique<media::S3BlobStore>(
        media::S3Options{.endpoint = std::move(endpoint),
                         .bucket = config.s3_bucket,
                         .region = config.s3_region,
                         .access_key = config.s3_access_key,
                         .secret_key = std::string(base::trim(secret))});
}

} // namespace

base::Result<std::unique_ptr<MediaPart>> MediaPart::open(Foundation& foundation,
                                                         http::EventHub& events) {
    Programs programs;
    TRY_ASSIGN(programs.launcher, media::find_own_program("nguon-sandbox"));
    TRY_ASSIGN(programs.ffmpeg, media::FfmpegPrograms::find());
    TRY_ASSIGN(programs.extract, media::ExtractPrograms::find());
    TRY_ASSIGN(auto bytes, open_blobs(foundation));
    return std::unique_ptr<MediaPart>(
        new MediaPart(foundation, events, std::move(programs), std::move(bytes)));
}

MediaPart::MediaPart(Foundation& foundation, http::EventHub& events, Programs programs,
                     std::unique_ptr<media::BlobStore> bytes)
    : foundation_(foundation), events_(events), sandbox_(std::move(programs.launcher)),
      transcoder_(sandbox_, std::move(programs.ffmpeg)),
      extractor_(sandbox_, std::move(programs.extract)), bytes_(std::move(bytes)),
      registered_(*bytes_, foundation.database(), foundation.clock()),
      uploads_({foundation.database(), registered_, foundation.clock(), foundation.random()},
               {.directory = foundation.folders().uploads}),
      library_(foundation.database(), foundation.clock(), foundation.random()),
      worker_({foundation.database(), registered_, transcoder_, foundation.clock(),
               [this](const media::MediaFile& file) {
                   events_.publish("live", "media.changed",
                                   fmt::format(R"({{"id":"{}","area":"{}"}})",
                                               base::to_text(file.id), area::to_text(file.area)));
               }},
              {.scratch = foundation.folders().scratch, .settings = render_settings()}) {}

media::RenderSettings MediaPart::render_settings() const {
    const MediaConfig& config = foundation_.config().media;
    media::RenderSettings settings;
    settings.target = {config.loudness_lufs, config.true_peak_dbtp};
    settings.opus_bits_per_second = static_cast<std::int32_t>(config.opus_bitrate);
    return settings;
}

void MediaPart::add_routes(http::Router& router) {
    media::add_upload_routes(router, uploads_);
    media::add_media_routes(router, library_, registered_);
    media::add_import_routes(router, extractor_, foundation_.folders().scratch);
}

void MediaPart::start() {
    // An embedded database has no other server: what is claimed was claimed by a killed run of this
    // one.
    if (foundation_.database().dialect() == "sqlite") {
        if (const auto freed = worker_.recover(); !freed) {
            log_failure("uploads of the run before not taken up", freed.error());
        }
    }
    upload_job_ = std::make_unique<Periodic>(
        [this](const std::stop_token& stop) { return process_uploads(stop); });
    cleaning_job_ =
        std::make_unique<Periodic>([this](const std::stop_token&) { return clean_up(); });
}

void MediaPart::stop() {
    upload_job_.reset();
    cleaning_job_.reset();
}

std::chrono::milliseconds MediaPart::process_uploads(std::stop_token stop) {
    const auto processed = worker_.process_next(stop);
    if (!processed) {
        log_failure("upload not processed", processed.error());
        return upload_poll;
    }
    return *processed ? std::chrono::milliseconds{0} : upload_poll;
}

std::chrono::milliseconds MediaPart::clean_up() {
    if (const auto expired = uploads_.expire(); !expired) {
        log_failure("old uploads not removed", expired.error());
    }
    media::GarbageCollector collector(*bytes_, foundation_.database(), foundation_.clock());
    if (const auto report = collector.run(); !report) {
        log_failure("garbage not collected", report.error());
    } else if (report->removed > 0) {
        spdlog::info("media: removed {} files that nothing needs, {} bytes", report->removed,
                     report->removed_bytes);
    }
    return clean_every;
}

} // namespace app
