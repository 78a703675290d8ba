#include "app/commands.hpp"

#include "app/foundation.hpp"
#include "app/speech_part.hpp"
#include "area/load_areas.hpp"
#include "audit/audit_chain.hpp"
#include "base/try.hpp"
#include "media/sandbox_process.hpp"
#include "media/scratch_directory.hpp"
#include "media/transcode_ffmpeg.hpp"
#include "speech/speech_cache_memory.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>

namespace app {

namespace {

namespace fs = std::filesystem;

/// From the engine's WAV to what devices play, by ffmpeg in the sandbox.
speech::SpeechFinish make_finish(const MediaConfig& config) {
    return [config](const fs::path& wav, const fs::path& out,
                    const std::stop_token& stop) -> base::Result<void> {
        TRY_ASSIGN(auto launcher, media::find_own_program("nguon-sandbox"));
        TRY_ASSIGN(auto programs, media::FfmpegPrograms::find());
        media::ProcessSandbox sandbox(std::move(launcher));
        media::FfmpegTranscoder transcoder(sandbox, std::move(programs));
        media::RenderSettings settings;
        settings.target = {config.loudness_lufs, config.true_peak_dbtp};
        settings.opus_bits_per_second = static_cast<std::int32_t>(config.opus_bitrate);
        settings.format =
            out.extension() == ".wav" ? media::RenditionFormat::wav : media::RenditionFormat::opus;
        const fs::path folder = fs::absolute(out).parent_path();
        TRY_ASSIGN(const auto made,
                   transcoder.render_for_devices(wav, folder, settings, [](double) {}, stop));
        std::error_code error;
        fs::rename(made.file, out, error);
        if (error) {
            return base::fail(base::Fault::unavailable, "app.cannot_write",
                              fmt::format("Không ghi được tệp {}.", out.string()),
                              fmt::format("Cannot write {}.", out.string()));
        }
        return {};
    };
}

} // namespace

int tell_failure(const base::Error& error) {
    fmt::print(stderr, "nguon: {}\n       {} [{}]\n", error.message.vi, error.message.en,
               error.code);
    for (const base::FieldError& field : error.fields) {
        fmt::print(stderr, "       {}: {}\n", field.pointer, field.message.vi);
    }
    return 1;
}

int run_say(const Config& config, speech::SayCommand command) {
    const auto set = VoiceSet::open(config.speech);
    if (!set) {
        return tell_failure(set.error());
    }
    command.finish = make_finish(config.media);
    speech::SpeechCacheMemory cache;
    return speech::run_speech_say(command, (*set)->voices(), cache, std::cin, std::cout, std::cerr,
                                  {});
}

int run_voices(const Config& config) {
    const auto set = VoiceSet::open(config.speech);
    return set ? speech::run_speech_voices((*set)->voices(), std::cout) : tell_failure(set.error());
}

int run_audit_verify(Config config) {
    const auto foundation = Foundation::open(std::move(config), Use::inspect);
    if (!foundation) {
        return tell_failure(foundation.error());
    }
    const auto verification = audit::verify((*foundation)->database());
    if (!verification) {
        return tell_failure(verification.error());
    }
    if (verification->broken) {
        fmt::print("Nhật ký bị đứt ở mục {}: {}\n({})\n", verification->broken->seq,
                   verification->broken->reason.vi, verification->broken->reason.en);
        return 1;
    }
    fmt::print("Nhật ký nguyên vẹn: {} mục, mục cuối {} có mã {}.\n", verification->entries,
               verification->head.seq, base::to_text(verification->head.hash));
    return 0;
}

int run_areas_load(Config config, const fs::path& file) {
    const std::ifstream in(file, std::ios::binary);
    if (!in) {
        return tell_failure(base::refuse(base::Fault::not_found, "app.file_unreadable",
                                         fmt::format("Không đọc được tệp {}.", file.string()),
                                         fmt::format("Cannot read {}.", file.string())));
    }
    std::ostringstream text;
    text << in.rdbuf();
    const auto foundation = Foundation::open(std::move(config), Use::inspect);
    if (!foundation) {
        return tell_failure(foundation.error());
    }
    const auto report =
        area::load_areas((*foundation)->database(), text.str(), (*foundation)->clock().now());
    if (!report) {
        return tell_failure(report.error());
    }
    fmt::print("{} danh mục ngày {}. Có hiệu lực từ lần khởi động sau.\n",
               report->stored ? "Đã nạp" : "Đã có sẵn", base::to_text(report->label));
    return 0;
}

} // namespace app
