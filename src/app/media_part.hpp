#pragma once

#include "app/foundation.hpp"
#include "app/periodic.hpp"
#include "http/event_hub.hpp"
#include "media/blob_register.hpp"
#include "media/blob_store_files.hpp"
#include "media/extract_text_child.hpp"
#include "media/media_desk.hpp"
#include "media/media_worker.hpp"
#include "media/sandbox_process.hpp"
#include "media/transcode_ffmpeg.hpp"
#include "media/upload_desk.hpp"

#include <memory>
#include <optional>

namespace http {
class Router;
}

namespace app {

/// Everything about files: sandbox, decoders, the store of blobs, the library, and its jobs.
class MediaPart {
public:
    /// Fails when a decoder is not installed, naming the package. Both must outlive the part.
    [[nodiscard]] static base::Result<std::unique_ptr<MediaPart>> open(Foundation& foundation,
                                                                       http::EventHub& events);
    MediaPart(const MediaPart&) = delete;
    MediaPart& operator=(const MediaPart&) = delete;

    void add_routes(http::Router& router);
    /// Begins the jobs: new uploads at once, garbage and expired uploads every hour.
    void start();
    /// Ends them; what was half done is done again later.
    void stop();

    [[nodiscard]] media::Sandbox& sandbox() { return sandbox_; }
    [[nodiscard]] media::Transcoder& transcoder() { return transcoder_; }
    [[nodiscard]] media::TextExtractor& extractor() { return extractor_; }
    /// The registered store, which the garbage collector respects.
    [[nodiscard]] media::BlobStore& blobs() { return registered_; }
    [[nodiscard]] media::RenderSettings render_settings() const;

private:
    struct Programs {
        std::filesystem::path launcher;
        media::FfmpegPrograms ffmpeg;
        media::ExtractPrograms extract;
    };
    MediaPart(Foundation& foundation, http::EventHub& events, Programs programs,
              std::unique_ptr<media::BlobStore> bytes);
    [[nodiscard]] std::chrono::milliseconds process_uploads(std::stop_token stop);
    [[nodiscard]] std::chrono::milliseconds clean_up();

    Foundation& foundation_;
    http::EventHub& events_;
    media::ProcessSandbox sandbox_;
    media::FfmpegTranscoder transcoder_;
    media::SandboxedTextExtractor extractor_;
    std::unique_ptr<media::BlobStore> bytes_;
    media::RegisteredBlobStore registered_;
    media::UploadDesk uploads_;
    media::MediaDesk library_;
    media::MediaWorker worker_;
    std::unique_ptr<Periodic> upload_job_;
    std::unique_ptr<Periodic> cleaning_job_;
};

} // namespace app
