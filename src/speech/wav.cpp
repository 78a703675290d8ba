#include "speech/wav.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

static_assert(std::endian::native == std::endian::little, "WAV samples are copied as they are");

namespace speech {

namespace {

constexpr std::size_t header_size = 44;
constexpr std::uint16_t pcm_format = 1;
constexpr std::uint16_t extensible_format = 0xFFFE;

template <class T>
T read_at(std::string_view bytes, std::size_t at) {
    T value{};
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

template <class T>
void put(std::string& out, T value) {
    std::array<char, sizeof value> bytes{};
    std::memcpy(bytes.data(), &value, sizeof value);
    out.append(bytes.data(), bytes.size());
}

base::Failure bad_sound(std::string_view why) {
    return base::fail(
        base::Fault::unavailable, "speech.bad_sound",
        "Chương trình đọc trả về âm thanh không đúng định dạng. Hãy báo kỹ thuật viên.",
        "The speech program returned no usable sound: " + std::string(why) + ".");
}

struct Format {
    std::uint16_t kind = 0;
    std::uint16_t channels = 0;
    std::uint32_t rate = 0;
    std::uint16_t bits = 0;
};

Speech mix(std::string_view data, const Format& format) {
    Speech out{.sample_rate = static_cast<int>(format.rate), .samples = {}};
    const std::size_t channels = format.channels;
    const std::size_t frames = data.size() / (sizeof(std::int16_t) * channels);
    out.samples.resize(frames);
    if (channels == 1) {
        std::memcpy(out.samples.data(), data.data(), frames * sizeof(std::int16_t));
        return out;
    }
    for (std::size_t frame = 0; frame < frames; ++frame) {
        int sum = 0;
        for (std::size_t channel = 0; channel < channels; ++channel) {
            sum += read_at<std::int16_t>(data, (frame * channels + channel) * sizeof(std::int16_t));
        }
        out.samples[frame] = static_cast<std::int16_t>(sum / static_cast<int>(channels));
    }
    return out;
}

base::Failure cannot_write(const std::filesystem::path& path) {
    return base::fail(
        base::Fault::unavailable, "speech.cannot_write",
        "Không ghi được tệp " + path.string() + ". Kiểm tra thư mục và dung lượng đĩa còn trống.",
        "Cannot write " + path.string() + ". Check the folder and the free disk space.");
}

} // namespace

base::Result<Speech> parse_wav(std::string_view bytes) {
    if (bytes.size() < 12 || !bytes.starts_with("RIFF") || bytes.substr(8, 4) != "WAVE") {
        return bad_sound("it is no WAVE file");
    }
    Format format;
    std::size_t at = 12;
    while (at + 8 <= bytes.size()) {
        const std::string_view name = bytes.substr(at, 4);
        const std::size_t length = read_at<std::uint32_t>(bytes, at + 4);
        at += 8;
        if (name == "fmt " && length >= 16 && at + 16 <= bytes.size()) {
            format = {read_at<std::uint16_t>(bytes, at), read_at<std::uint16_t>(bytes, at + 2),
                      read_at<std::uint32_t>(bytes, at + 4),
                      read_at<std::uint16_t>(bytes, at + 14)};
        } else if (name == "data") {
            constexpr std::uint32_t sample_rate_max = 192'000;
            constexpr std::uint16_t channels_max = 8;
            const bool known = format.kind == pcm_format || format.kind == extensible_format;
            if (!known || format.bits != 16 || format.channels == 0 || format.rate == 0 ||
                format.channels > channels_max || format.rate > sample_rate_max) {
                return bad_sound("it is not 16-bit PCM");
            }
            return mix(bytes.substr(at, length), format);
        }
        if (length > bytes.size() - at) {
            break;
        }
        at += length + (length & 1U);
    }
    return bad_sound("it has no data");
}

std::string wav_header(int sample_rate, std::uint64_t samples) {
    constexpr std::uint64_t bytes_max = 0xFFFFFFFFULL - header_size;
    const auto bytes =
        static_cast<std::uint32_t>(std::min(samples * sizeof(std::int16_t), bytes_max));
    const auto rate = static_cast<std::uint32_t>(sample_rate);
    std::string out;
    out += "RIFF";
    put<std::uint32_t>(out, bytes + static_cast<std::uint32_t>(header_size) - 8U);
    out += "WAVEfmt ";
    put<std::uint32_t>(out, 16);
    put<std::uint16_t>(out, pcm_format);
    put<std::uint16_t>(out, 1);
    put<std::uint32_t>(out, rate);
    put<std::uint32_t>(out, rate * 2);
    put<std::uint16_t>(out, 2);
    put<std::uint16_t>(out, 16);
    out += "data";
    put<std::uint32_t>(out, bytes);
    return out;
}

base::Result<void> WavWriter::write(int sample_rate, std::span<const std::int16_t> samples) {
    if (!file_.is_open()) {
        file_.open(path_, std::ios::binary | std::ios::trunc);
        sample_rate_ = sample_rate;
        file_ << wav_header(sample_rate, 0);
    }
    file_.write(reinterpret_cast<const char*>(samples.data()),
                static_cast<std::streamsize>(samples.size_bytes()));
    samples_ += samples.size();
    if (!file_.good()) {
        return cannot_write(path_);
    }
    return {};
}

base::Result<void> WavWriter::finish() {
    if (!file_.is_open()) {
        return cannot_write(path_);
    }
    file_.seekp(0);
    file_ << wav_header(sample_rate_, samples_);
    file_.close();
    if (file_.fail()) {
        return cannot_write(path_);
    }
    return {};
}

} // namespace speech
