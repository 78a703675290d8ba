#include "mqtt/broker_files.hpp"

#include "base/scope_exit.hpp"
#include "base/try.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mqtt {

base::Failure cannot_write_broker_file(const std::filesystem::path& file) {
    const std::string why = std::strerror(errno);
    return base::fail(base::Fault::unavailable, "mqtt.broker_files",
                      "Không ghi được tệp cấu hình của máy chủ tin nhắn " + file.string() + ": " +
                          why,
                      "Could not write the broker's file " + file.string() + ": " + why);
}

base::Result<void> write_whole(const std::filesystem::path& file, std::string_view text,
                               mode_t mode) {
    const std::filesystem::path fresh = file.string() + ".new";
    const int descriptor = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return cannot_write_broker_file(fresh);
    }
    const base::ScopeExit close([&] { ::close(descriptor); });
    if (::fchmod(descriptor, mode) != 0) {
        return cannot_write_broker_file(fresh);
    }
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0) {
            return cannot_write_broker_file(fresh);
        }
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::rename(fresh.c_str(), file.c_str()) != 0) {
        return cannot_write_broker_file(file);
    }
    return {};
}

base::Result<void> write_rules(const std::filesystem::path& folder, const AccessRules& rules,
                               mode_t mode) {
    TRY(write_whole(folder / "passwords", password_file_text(rules), mode));
    return write_whole(folder / "access", access_file_text(rules), mode);
}

} // namespace mqtt
