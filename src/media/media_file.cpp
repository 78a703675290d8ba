#include "media/media_file.hpp"

#include "base/text.hpp"
#include "base/try.hpp"

namespace media {

base::Result<std::string> check_media_name(std::string_view name) {
    // Some browsers send the whole path; only its last part is a name.
    const std::size_t slash = name.find_last_of("/\\");
    const std::string_view last = slash == std::string_view::npos ? name : name.substr(slash + 1);
    auto composed = base::to_nfc(base::trim(last));
    const bool visible = composed && !composed->empty() && base::code_points(*composed) <= 200 &&
                         composed->find_first_of(
                             std::string_view("\0\a\b\t\n\v\f\r\x1B\x7F", 10)) == std::string::npos;
    if (!visible) {
        return base::fail(base::Fault::invalid, "media.bad_name",
                          "Tên tệp phải có từ 1 đến 200 ký tự và nằm trên một dòng.",
                          "A file name has 1 to 200 characters on one line.");
    }
    return *composed;
}

} // namespace media
