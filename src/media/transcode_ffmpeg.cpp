#include "media/transcode_ffmpeg.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "crypto/digest.hpp"
#include "media/content_type.hpp"
#include "media/gain_plan.hpp"
#include "media/pcm_meter.hpp"
#include "media/sandbox_process.hpp"
#include "media/scratch_directory.hpp"

#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace media {

namespace {

namespace fs = std::filesystem;
using base::fail;
using base::Fault;

// Containers only; playlists and other formats that make ffmpeg open further files are not on the
// list.
constexpr std::string_view containers =
    "wav,w64,mp3,ogg,flac,mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,aac,asf,aiff,amr,caf,avi,mpegts";
constexpr int attempts_max = 5;
constexpr double search_tolerance_lu = 0.15;
constexpr std::uint64_t ffmpeg_memory_bytes_max = 1ULL << 30U;
constexpr double slowest_expected_speed = 10; // times real time, before the child is ended

SandboxLimits limits_for(std::int64_t duration_ms) {
    SandboxLimits limits;
    limits.memory_bytes_max = ffmpeg_memory_bytes_max;
    const auto seconds =
        static_cast<std::int64_t>(static_cast<double>(duration_ms) / 1000 / slowest_expected_speed);
    limits.cpu_max = std::chrono::seconds(30 + seconds);
    limits.wall_max = std::chrono::seconds(60 + 4 * seconds);
    limits.output_bytes_max = static_cast<std::uint64_t>(duration_ms / 1000 + 2) * pcm_rate * 4;
    return limits;
}

std::vector<std::string> input_arguments(const fs::path& input) {
    return {"-protocol_whitelist",   "file,pipe", "-format_whitelist",
            std::string(containers), "-i",        "file:" + input.string()};
}

base::Error too_long(std::int64_t duration_ms_max) {
    const auto minutes = duration_ms_max / 60'000;
    return base::refuse(
        Fault::too_large, "media.too_long",
        fmt::format("Âm thanh dài hơn giới hạn {} phút. Hãy cắt ngắn hoặc chia thành nhiều tệp.",
                    minutes),
        fmt::format("The recording is longer than the limit of {} minutes. Cut or split it.",
                    minutes));
}

/// What can be said from the first bytes alone, before any decoder runs.
base::Result<void> check_content(const fs::path& input) {
    std::error_code error;
    if (!fs::is_regular_file(input, error)) {
        return fail(Fault::not_found, "media.file_missing",
                    "Không tìm thấy tệp cần xử lý. Hãy tải tệp lên lại.",
                    "The file does not exist.");
    }
    switch (const ContentType type = sniff_file(input)) {
    case ContentType::empty:
        return fail(Fault::invalid, "media.empty",
                    "Tệp rỗng, không có gì để phát. Hãy chọn tệp khác.", "The file is empty.");
    case ContentType::unknown:
        return {}; // ffprobe knows more than we do
    default:
        if (!may_sound(type)) {
            return fail(
                Fault::invalid, "media.not_audio",
                fmt::format("Đây không phải tệp âm thanh (nội dung là {}). Hãy chọn tệp ghi âm như "
                            "MP3, WAV, M4A hoặc OGG.",
                            media_type_of(type)),
                fmt::format("This is not a recording (its content is {}).", media_type_of(type)));
        }
        return {};
    }
}

std::int64_t whole_number(std::string_view text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::int64_t milliseconds(std::string_view seconds) {
    const double value = std::strtod(std::string(seconds).c_str(), nullptr);
    return value > 0 && value < 1e9 ? std::llround(value * 1000) : 0;
}

struct ProbedStreams {
    AudioProbe probe;
    bool any_stream = false;
    bool has_audio = false;
};

/// Reads ffprobe's compact form: one line per stream or format, members separated by bars.
ProbedStreams read_probe(std::string_view output) {
    ProbedStreams found;
    while (!output.empty()) {
        const std::size_t end = std::min(output.find('\n'), output.size());
        std::string_view line = output.substr(0, end);
        output.remove_prefix(std::min(end + 1, output.size()));
        const bool stream = line.starts_with("stream|");
        const bool audio = stream && line.find("codec_type=audio") != std::string_view::npos;
        found.any_stream = found.any_stream || stream;
        const bool first_audio = audio && !found.has_audio;
        found.has_audio = found.has_audio || audio;
        while (!line.empty()) {
            const std::size_t bar = std::min(line.find('|'), line.size());
            const std::string_view member = line.substr(0, bar);
            line.remove_prefix(std::min(bar + 1, line.size()));
            const std::size_t equals = std::min(member.find('='), member.size());
            const std::string_view name = member.substr(0, equals);
            const std::string_view value = member.substr(std::min(equals + 1, member.size()));
            if (first_audio && name == "codec_name") {
                found.probe.codec = value;
            } else if (first_audio && name == "sample_rate") {
                found.probe.sample_rate = static_cast<int>(whole_number(value));
            } else if (first_audio && name == "channels") {
                found.probe.channels = static_cast<int>(whole_number(value));
            } else if (!stream && name == "format_name") {
                found.probe.container = value;
            } else if (!stream && name == "duration") {
                found.probe.duration_ms = milliseconds(value);
            }
        }
    }
    return found;
}

/// One reading of the input from start to end, as samples.
struct Measurement {
    std::optional<Loudness> loudness;
    std::uint64_t frames = 0;
    std::int64_t duration_ms = 0;
    WaveformPeaks peaks;
};

/// One run through the pipeline; keeps what its steps share.
class Rendering {
public:
    Rendering(Sandbox& sandbox, const FfmpegPrograms& programs, const RenderSettings& settings,
              const Progress& progress, std::stop_token stop)
        : sandbox_(sandbox), programs_(programs), settings_(settings), progress_(progress),
          stop_(std::move(stop)) {}

    /// `filters` as for decode.
    base::Result<Measurement> measure(const fs::path& file, const std::string& filters, double from,
                                      double to);
    /// Improves a plan that limits, without encoding, until its loudness is near the target.
    base::Result<GainPlan> search(const fs::path& input, GainPlan plan);
    base::Result<void> encode(const fs::path& input, const fs::path& output, const GainPlan& plan);
    void expect(std::int64_t duration_ms) { expected_ms_ = duration_ms; }

private:
    /// Decodes to mono 48 kHz samples, through `filters` if any, into the meter.
    base::Result<void> decode(const fs::path& file, const std::string& filters, PcmMeter& meter,
                              const std::function<void()>& on_piece);
    void report(double share) const {
        if (progress_) {
            progress_(std::clamp(share, 0.0, 1.0));
        }
    }

    Sandbox& sandbox_;
    const FfmpegPrograms& programs_;
    const RenderSettings& settings_;
    const Progress& progress_;
    std::stop_token stop_;
    std::int64_t expected_ms_ = 0;
};

base::Result<void> Rendering::decode(const fs::path& file, const std::string& filters,
                                     PcmMeter& meter, const std::function<void()>& on_piece) {
    SandboxCommand command;
    command.program = programs_.ffmpeg;
    command.arguments = {"-nostdin", "-hide_banner", "-loglevel", "error", "-threads", "1"};
    const auto add = [&](const std::vector<std::string>& words) {
        command.arguments.insert(command.arguments.end(), words.begin(), words.end());
    };
    add(input_arguments(file));
    add({"-map", "0:a:0", "-vn", "-sn", "-dn"});
    if (!filters.empty()) {
        add({"-af", filters});
    }
    add({"-ac", "1", "-ar", "48000", "-f", "f32le", "pipe:1"});
    command.readable = {file};
    command.limits = limits_for(settings_.duration_ms_max);
    command.on_output = [&](std::string_view bytes) {
        meter.add(bytes);
        on_piece();
        return true;
    };
    TRY_ASSIGN(const SandboxOutcome outcome, sandbox_.run(command, stop_));
    if (outcome.end == SandboxEnd::output_too_large) {
        return fail(too_long(settings_.duration_ms_max));
    }
    return outcome.ok() ? base::Result<void>{} : fail(explain(outcome));
}

base::Result<Measurement> Rendering::measure(const fs::path& file, const std::string& filters,
                                             double from, double to) {
    PcmMeter meter(PeakMeasure::true_peak);
    TRY(decode(file, filters, meter, [&] {
        if (expected_ms_ > 0) {
            const double share =
                static_cast<double>(meter.duration_ms()) / static_cast<double>(expected_ms_);
            report(from + (to - from) * std::min(share, 1.0));
        }
    }));
    Measurement measured{.loudness = meter.finish(),
                         .frames = meter.frames(),
                         .duration_ms = meter.duration_ms(),
                         .peaks = meter.peaks(waveform_buckets)};
    report(to);
    return measured;
}

constexpr std::string_view to_48_khz = ",aresample=48000:resampler=soxr";

/// The part that is wanted, counted in decoded samples: some containers do not begin at zero, and
/// what people hear and cut by does.
std::string cut_filter(const std::optional<SoundCut>& cut) {
    return cut ? fmt::format("asetpts=N/SR/TB,atrim=start={}ms:end={}ms,asetpts=PTS-STARTPTS,",
                             cut->from_ms, cut->to_ms)
               : "";
}

std::string gain_filter(const GainPlan& plan) {
    return fmt::format("aformat=channel_layouts=mono,volume={:.3f}dB:precision=float",
                       plan.gain_db);
}

std::string limiter_filter(const GainPlan& plan) {
    return fmt::format(",alimiter=limit={:.5f}:attack=2:release=60:level=false:asc=true:"
                       "latency=true",
                       std::max(0.0625, std::pow(10.0, plan.ceiling_dbtp / 20)));
}

std::string filters(const GainPlan& plan) {
    // Resampled once to 48 kHz by soxr; the limiter works on four times as many samples, so that
    // peaks between samples are seen (ITU-R BS.1770, annex 2), and its look-ahead is taken off
    // again.
    std::string chain = gain_filter(plan);
    if (plan.limit) {
        chain += ",aresample=192000:resampler=soxr" + limiter_filter(plan);
    }
    return chain + std::string(to_48_khz);
}

base::Result<GainPlan> Rendering::search(const fs::path& input, GainPlan plan) {
    // Encoding costs ten times as much as limiting. The limiter without the fourfold samples takes
    // nearly the same loudness away, which is near enough here: the result is measured anyway.
    for (int attempt = 1; attempt <= attempts_max; ++attempt) {
        PcmMeter meter(PeakMeasure::none);
        const std::string chain = cut_filter(settings_.cut) + gain_filter(plan) +
                                  std::string(to_48_khz) + limiter_filter(plan);
        TRY(decode(input, chain, meter, [] {}));
        const auto loudness = meter.finish();
        if (!loudness || std::abs(loudness->integrated_lufs - settings_.target.integrated_lufs) <
                             search_tolerance_lu) {
            break;
        }
        plan = next_plan(plan, *loudness, settings_.target);
    }
    return plan;
}

base::Result<void> Rendering::encode(const fs::path& input, const fs::path& output,
                                     const GainPlan& plan) {
    SandboxCommand command;
    command.program = programs_.ffmpeg;
    command.arguments = {"-nostdin", "-hide_banner", "-loglevel", "error", "-y", "-threads", "1"};
    const auto add = [&](std::initializer_list<std::string> words) {
        command.arguments.insert(command.arguments.end(), words);
    };
    const auto source = input_arguments(input);
    command.arguments.insert(command.arguments.end(), source.begin(), source.end());
    // Without metadata and random stream numbers the same sound gives the same bytes, so the same
    // hash.
    add({"-map", "0:a:0", "-vn", "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1"});
    add({"-af", cut_filter(settings_.cut) + filters(plan), "-fflags", "+bitexact", "-flags:a",
         "+bitexact"});
    if (settings_.format == RenditionFormat::opus) {
        // Up to complexity 6 libopus stays with CELT, which at these rates is as good for speech,
        // is lighter for small devices, and costs a third of what its search for the best mode
        // does.
        add({"-c:a", "libopus", "-b:a", std::to_string(settings_.opus_bits_per_second), "-vbr",
             "on", "-application", "audio", "-compression_level", "6", "-f", "ogg"});
    } else {
        add({"-c:a", "pcm_s16le", "-f", "wav"});
    }
    add({"file:" + output.string()});
    command.readable = {input};
    command.writable_directory = output.parent_path();
    command.limits = limits_for(settings_.duration_ms_max);
    command.limits.file_bytes_max = command.limits.output_bytes_max;
    TRY_ASSIGN(const SandboxOutcome outcome, sandbox_.run(command, stop_));
    if (!outcome.ok()) {
        return fail(explain(outcome));
    }
    return {};
}

base::Result<void> check_settings(const RenderSettings& settings) {
    const LoudnessTarget& target = settings.target;
    if (settings.opus_bits_per_second < 16'000 || settings.opus_bits_per_second > 128'000 ||
        target.integrated_lufs < -31 || target.integrated_lufs > -9 || target.true_peak_dbtp > 0 ||
        target.true_peak_dbtp < -9) {
        return fail(Fault::invalid, "media.bad_settings",
                    "Cấu hình âm thanh không hợp lệ: Opus từ 16 đến 128 kbit/s, độ lớn từ -31 đến "
                    "-9 LUFS, đỉnh từ -9 đến 0 dBTP.",
                    "Audio settings out of range: Opus 16 to 128 kbit/s, loudness -31 to -9 LUFS, "
                    "peak -9 to 0 dBTP.");
    }
    return {};
}

base::Result<Loudness> require_sound(const Measurement& measured) {
    if (measured.frames == 0) {
        return fail(Fault::invalid, "media.broken",
                    "Tệp bị hỏng hoặc không đúng định dạng nên không đọc được. Hãy mở lại trên máy "
                    "của bạn, "
                    "lưu thành tệp mới rồi tải lên lần nữa.",
                    "The file is broken: no sound could be decoded.");
    }
    if (!measured.loudness || measured.loudness->integrated_lufs < too_quiet_lufs) {
        return fail(Fault::invalid, "media.silent",
                    "Tệp không có tiếng hoặc tiếng quá nhỏ nên không phát được. Hãy kiểm tra micrô "
                    "và ghi lại.",
                    "The recording is silent or nearly so. Check the microphone and record again.");
    }
    return *measured.loudness;
}

/// What the container claims of the wanted part.
AudioProbe length_of(AudioProbe probe, const std::optional<SoundCut>& cut) {
    if (cut) {
        probe.duration_ms =
            std::max<std::int64_t>(std::min(probe.duration_ms, cut->to_ms) - cut->from_ms, 0);
    }
    return probe;
}

/// Containers that state their length exactly; elsewhere it is an estimate from the bit rate.
bool states_length(const AudioProbe& probe) {
    return probe.container != "mp3" && probe.container != "aac" && probe.container != "amr" &&
           probe.container != "mpegts";
}

base::Result<void> require_whole(const AudioProbe& probe, const Measurement& measured) {
    if (states_length(probe) && probe.duration_ms - measured.duration_ms >
                                    std::max<std::int64_t>(2000, probe.duration_ms / 20)) {
        return fail(
            Fault::invalid, "media.truncated",
            fmt::format(
                "Tệp ghi là dài {} giây nhưng chỉ đọc được {} giây, có thể tải lên chưa trọn. "
                "Hãy tải lên lại.",
                probe.duration_ms / 1000, measured.duration_ms / 1000),
            fmt::format("The file claims {} s but only {} s can be decoded.",
                        probe.duration_ms / 1000, measured.duration_ms / 1000));
    }
    return {};
}

} // namespace

base::Result<FfmpegPrograms> FfmpegPrograms::find() {
    TRY_ASSIGN(fs::path ffmpeg, find_system_program("ffmpeg"));
    TRY_ASSIGN(fs::path ffprobe, find_system_program("ffprobe"));
    return FfmpegPrograms{std::move(ffmpeg), std::move(ffprobe)};
}

base::Result<AudioProbe> FfmpegTranscoder::probe(const fs::path& input, std::stop_token stop) {
    TRY(check_content(input));
    SandboxCommand command;
    command.program = programs_.ffprobe;
    command.arguments = {
        "-hide_banner",
        "-loglevel",
        "error",
        "-show_entries",
        "format=format_name,duration:stream=codec_type,codec_name,sample_rate,channels",
        "-of",
        "compact"};
    const auto words = input_arguments(input);
    command.arguments.insert(command.arguments.end(), words.begin(), words.end());
    command.readable = {input};
    command.limits.memory_bytes_max = ffmpeg_memory_bytes_max;
    command.limits.cpu_max = std::chrono::seconds(20);
    command.limits.output_bytes_max = 1U << 20U;
    TRY_ASSIGN(const SandboxOutcome outcome, sandbox_.run(command, std::move(stop)));
    if (!outcome.ok()) {
        return fail(explain(outcome));
    }
    const ProbedStreams found = read_probe(outcome.output);
    if (!found.has_audio) {
        return fail(Fault::invalid, "media.not_audio",
                    found.any_stream
                        ? "Tệp chỉ có hình, không có tiếng. Hãy chọn tệp có âm thanh."
                        : "Đây không phải tệp âm thanh. Hãy chọn tệp MP3, WAV, M4A hoặc OGG.",
                    "The file has no sound.");
    }
    return found.probe;
}

base::Result<AudioRendition> FfmpegTranscoder::render_for_devices(const fs::path& input,
                                                                  const fs::path& directory,
                                                                  const RenderSettings& settings,
                                                                  const Progress& progress,
                                                                  std::stop_token stop) {
    TRY(check_settings(settings));
    TRY_ASSIGN(const AudioProbe probed, probe(input, stop));
    if (probed.duration_ms > settings.duration_ms_max) {
        return fail(too_long(settings.duration_ms_max));
    }
    Rendering rendering(sandbox_, programs_, settings, progress, std::move(stop));
    rendering.expect(probed.duration_ms);
    const std::string wanted_part = cut_filter(settings.cut) + "anull";
    TRY_ASSIGN(const Measurement source, rendering.measure(input, wanted_part, 0.0, 0.3));
    TRY_ASSIGN(const Loudness before, require_sound(source));
    TRY(require_whole(length_of(probed, settings.cut), source));

    TRY_ASSIGN(const ScratchDirectory scratch, ScratchDirectory::make(directory));
    const char* extension = settings.format == RenditionFormat::opus ? ".opus" : ".wav";
    const fs::path made = scratch.path() / (std::string("rendition") + extension);
    rendering.expect(source.duration_ms);
    GainPlan plan = first_plan(before, settings.target);
    if (plan.limit) {
        TRY_ASSIGN(plan, rendering.search(input, plan));
    }
    AudioRendition rendition{.format = settings.format, .before = before};
    for (int attempt = 1; attempt <= attempts_max; ++attempt) {
        TRY(rendering.encode(input, made, plan));
        // Measured on what devices will hear; this also proves that the result can be decoded.
        TRY_ASSIGN(Measurement result, rendering.measure(made, "", 0.85, 1.0));
        TRY_ASSIGN(rendition.after, require_sound(result));
        rendition.duration_ms = result.duration_ms;
        rendition.peaks = std::move(result.peaks);
        if (meets(rendition.after, settings.target)) {
            break;
        }
        plan = next_plan(plan, rendition.after, settings.target);
    }
    TRY_ASSIGN(rendition.sha256, crypto::sha256_file(made));
    std::error_code error;
    rendition.size_bytes = fs::file_size(made, error);
    rendition.file = directory / (base::to_text(rendition.sha256) + extension);
    fs::rename(made, rendition.file, error);
    if (error) {
        return fail(no_space(error.message()));
    }
    return rendition;
}

} // namespace media
