#include "media/scratch_directory.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>

namespace media {

base::Error no_space(std::string_view why) {
    return base::refuse(
        base::Fault::unavailable, "media.no_space",
        "Máy chủ không ghi được tệp, có thể ổ đĩa đã đầy. Hãy báo người quản trị hệ thống.",
        fmt::format("The server cannot write files, perhaps the disk is full ({}).", why));
}

base::Result<ScratchDirectory> ScratchDirectory::make(const std::filesystem::path& parent) {
    std::error_code error;
    std::filesystem::create_directories(parent, error);
    std::string pattern = (parent / ".work-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) {
        return base::fail(no_space(std::strerror(errno)));
    }
    return ScratchDirectory(pattern);
}

ScratchDirectory::~ScratchDirectory() {
    if (!path_.empty()) {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
}

} // namespace media
