#include "app/update_commands.hpp"

#include "app/commands.hpp"
#include "base/clock.hpp"
#include "base/local_time.hpp"
#include "base/random.hpp"
#include "base/try.hpp"
#include "crypto/digest.hpp"
#include "crypto/dsse.hpp"
#include "device_protocol/messages_described.hpp"
#include "device_protocol/messages_json.hpp"
#include "device_protocol/update_bundle.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace app {

/// The part of an envelope that can be read without trusting anybody.
struct UnverifiedEnvelope {
    std::string payload;
};
BOOST_DESCRIBE_STRUCT(UnverifiedEnvelope, (), (payload))

namespace {

namespace fs = std::filesystem;
using device_protocol::UpdateBundle;

constexpr std::string_view key_kind = "nguon-release-key 1\n";

base::Failure unreadable(const fs::path& file) {
    return base::fail(base::Fault::not_found, "app.file_unreadable",
                      fmt::format("Không đọc được tệp {}.", file.string()),
                      fmt::format("Cannot read {}.", file.string()));
}

base::Failure unwritable(const fs::path& file) {
    return base::fail(base::Fault::unavailable, "app.cannot_write",
                      fmt::format("Không ghi được tệp {}.", file.string()),
                      fmt::format("Cannot write {}.", file.string()));
}

base::Result<std::string> read_all(const fs::path& file) {
    const std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in || !text) {
        return unreadable(file);
    }
    return text.str();
}

base::Result<crypto::KeyPair> read_key(const fs::path& file) {
    TRY_ASSIGN(const std::string text, read_all(file));
    const auto seed = base::from_base64(
        text.starts_with(key_kind) ? text.substr(key_kind.size(), 44) : "not base64");
    if (!seed) {
        return base::fail(base::Fault::invalid, "app.bad_release_key",
                          "Tệp này không phải là khóa do “nguon update key” tạo ra.",
                          "This is not a key as “nguon update key” writes it.");
    }
    return crypto::KeyPair::from_seed(*seed);
}

/// A file that is there already stays as it is: it may be the only copy of a key.
base::Result<void> write_new(const fs::path& file, const std::string& content, ::mode_t mode) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (descriptor < 0) {
        return unwritable(file);
    }
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    const bool whole = written == static_cast<ssize_t>(content.size()) && ::fsync(descriptor) == 0;
    ::close(descriptor);
    return whole ? base::Result<void>() : unwritable(file);
}

base::Result<UpdateBundle> describe(const MakeUpdate& wanted, const std::string& program) {
    UpdateBundle bundle{
        .product = wanted.product,
        .version = wanted.version,
        .platform = wanted.platform,
        .file = {crypto::sha256(program), static_cast<std::int64_t>(program.size())},
        .made_at = base::SystemClock().now(),
        .notes = {wanted.notes_vi, wanted.notes_en}};
    if (!wanted.minimum_version.empty()) {
        bundle.minimum_version = wanted.minimum_version;
    }
    if (!wanted.not_before.empty()) {
        TRY_ASSIGN(bundle.not_before, base::parse_instant(wanted.not_before));
    }
    // Refused here rather than by every device.
    return device_protocol::read_message<UpdateBundle>(device_protocol::write_message(bundle));
}

base::Result<void> make(const MakeUpdate& wanted) {
    TRY_ASSIGN(const crypto::KeyPair key, read_key(wanted.key));
    TRY_ASSIGN(const std::string program, read_all(wanted.program));
    TRY_ASSIGN(const UpdateBundle bundle, describe(wanted, program));
    const std::string head = device_protocol::update_file_head(device_protocol::seal(bundle, key));
    TRY(write_new(wanted.out, head + program, 0644));
    fmt::print("{} {} ({}), {} byte, khóa {}\n", bundle.product, bundle.version, bundle.platform,
               program.size(), crypto::key_id(key.public_key()));
    return {};
}

base::Result<UpdateBundle> read_bundle(std::string_view envelope, const std::string& trusted) {
    if (!trusted.empty()) {
        TRY_ASSIGN(const crypto::PublicKey key, crypto::parse_public_key(trusted));
        TRY_ASSIGN(const auto opened,
                   device_protocol::open_update(envelope, {{crypto::key_id(key), trusted}}));
        return opened.bundle;
    }
    TRY_ASSIGN(const auto unverified,
               json::read<UnverifiedEnvelope>(envelope, json::Unknown::ignore));
    return device_protocol::read_message<UpdateBundle>(
        base::from_base64(unverified.payload).value_or(""));
}

base::Result<void> show(const fs::path& file, const std::string& trusted) {
    TRY_ASSIGN(const std::string bytes, read_all(file));
    TRY_ASSIGN(const auto parts, device_protocol::split_update_file(bytes));
    TRY_ASSIGN(const UpdateBundle bundle, read_bundle(parts.envelope, trusted));
    fmt::print("{}\n", device_protocol::write_message(bundle));
    TRY(device_protocol::check_program(bundle, parts.program));
    fmt::print("{}\n", trusted.empty()
                           ? "Chương trình nguyên vẹn. CHƯA kiểm tra ai đã ký (verify --trusted)."
                           : "Chữ ký đúng, chương trình nguyên vẹn.");
    return {};
}

int ended(const base::Result<void>& done) {
    return done ? 0 : tell_failure(done.error());
}

} // namespace

int run_update_key(const fs::path& out) {
    base::SystemRandom random;
    const auto key = crypto::KeyPair::generate(random);
    const auto written =
        write_new(out, std::string(key_kind) + base::to_base64(key.seed()) + "\n", 0600);
    if (!written) {
        return ended(written);
    }
    fmt::print("{}\n", crypto::to_text(key.public_key()));
    return 0;
}

int run_update_make(const MakeUpdate& wanted) {
    return ended(make(wanted));
}

int run_update_show(const fs::path& file, const std::string& trusted) {
    return ended(show(file, trusted));
}

} // namespace app
