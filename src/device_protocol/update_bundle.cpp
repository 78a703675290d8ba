#include "device_protocol/update_bundle.hpp"

#include "base/try.hpp"
#include "crypto/digest.hpp"
#include "crypto/dsse.hpp"
#include "device_protocol/messages_json.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace device_protocol {

namespace {

constexpr std::string_view file_kind = "nguon-update 1\n";
constexpr std::size_t envelope_line_max = 65'536;
constexpr std::int32_t number_end = 1'000'000;

/// A number at the beginning of `text`, which it takes away.
std::optional<std::int32_t> take_number(std::string_view& text) {
    std::int32_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const auto length = static_cast<std::size_t>(read.ptr - text.data());
    const bool leading_zero = length > 1 && text.front() == '0';
    if (read.ec != std::errc{} || text.front() == '-' || leading_zero || number >= number_end) {
        return std::nullopt;
    }
    text.remove_prefix(length);
    return number;
}

base::Failure not_an_update_file() {
    return base::fail(base::Fault::invalid, "device_protocol.not_an_update_file",
                      "Tệp này không phải là gói cập nhật. Hãy chọn tệp do lệnh "
                      "“nguon update make” tạo ra.",
                      "This is not an update bundle as “nguon update make” writes it.");
}

} // namespace

std::optional<ProgramVersion> parse_version(std::string_view text) {
    std::array<std::int32_t, 3> numbers{};
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (i > 0 && !text.starts_with('.')) {
            return std::nullopt;
        }
        text.remove_prefix(i > 0 ? 1 : 0);
        const auto number = text.empty() ? std::nullopt : take_number(text);
        if (!number) {
            return std::nullopt;
        }
        numbers.at(i) = *number;
    }
    return text.empty() ? std::optional(ProgramVersion{numbers[0], numbers[1], numbers[2]})
                        : std::nullopt;
}

bool is_platform(std::string_view text) {
    const auto dash = text.find('-');
    return text.size() <= 64 && dash != std::string_view::npos && dash > 0 &&
           dash + 1 < text.size() && std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
           });
}

std::string_view own_platform() {
#if defined(__x86_64__)
    return "linux-x86_64";
#elif defined(__aarch64__)
    return "linux-aarch64";
#elif defined(__arm__)
    return "linux-armv7";
#elif defined(__riscv)
    return "linux-riscv64";
#else
    return "linux-other";
#endif
}

std::string seal(const UpdateBundle& bundle, const crypto::KeyPair& signer) {
    return crypto::seal(update_type, write_message(bundle), signer);
}

base::Result<OpenedUpdate> open_update(std::string_view envelope,
                                       const std::vector<ReleaseKey>& trusted) {
    std::vector<crypto::TrustedKey> keys;
    for (const ReleaseKey& release : trusted) {
        if (const auto key = crypto::parse_public_key(release.key)) {
            keys.push_back({release.keyid, *key});
        }
    }
    TRY_ASSIGN(const crypto::Opened opened, crypto::open(envelope, keys));
    if (opened.payload_type != update_type) {
        return base::fail(base::Fault::invalid, "device_protocol.wrong_type",
                          "Phong bì đã ký không chứa gói cập nhật.",
                          "The signed envelope holds no update bundle.");
    }
    TRY_ASSIGN(UpdateBundle bundle, read_message<UpdateBundle>(opened.payload));
    return OpenedUpdate{std::move(bundle), opened.keyid};
}

std::string judge_update(const UpdateBundle& bundle, const InstalledProgram& installed,
                         std::optional<base::Instant> now) {
    if (bundle.product != installed.product) {
        return "wrong_product";
    }
    if (bundle.platform != installed.platform) {
        return "wrong_platform";
    }
    const auto offered = parse_version(bundle.version);
    const auto running = parse_version(installed.version);
    if (!offered || !running || *offered <= *running) {
        return "not_newer";
    }
    if (bundle.minimum_version && *running < parse_version(*bundle.minimum_version)) {
        return "needs_another_first";
    }
    return now && bundle.not_before && *now < *bundle.not_before ? "not_yet" : "";
}

std::string update_file_head(std::string_view envelope) {
    return std::string(file_kind) + std::string(envelope) + "\n";
}

base::Result<UpdateFileParts> split_update_file(std::string_view bytes) {
    if (!bytes.starts_with(file_kind)) {
        return not_an_update_file();
    }
    bytes.remove_prefix(file_kind.size());
    const auto end = bytes.substr(0, envelope_line_max).find('\n');
    if (end == std::string_view::npos || end == 0) {
        return not_an_update_file();
    }
    return UpdateFileParts{bytes.substr(0, end), bytes.substr(end + 1)};
}

base::Result<void> check_program(const UpdateBundle& bundle, std::string_view program) {
    if (static_cast<std::int64_t>(program.size()) != bundle.file.size ||
        crypto::sha256(program) != bundle.file.sha256) {
        return base::fail(base::Fault::invalid, "device_protocol.update_altered",
                          "Chương trình trong gói không đúng với nội dung đã ký: tệp bị cắt cụt "
                          "hoặc bị sửa. Hãy tải lại gói từ nơi phát hành.",
                          "The program is not the one that was signed: the file was cut short or "
                          "altered. Get the bundle again from its maker.");
    }
    return {};
}

} // namespace device_protocol
