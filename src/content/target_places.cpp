#include "content/target_places.hpp"

namespace content {

base::Failure unknown_target() {
    return base::fail(base::Fault::invalid, "content.unknown_target",
                      "Có nhóm hoặc thiết bị không còn trong danh sách. Hãy chọn lại nơi phát.",
                      "A group or device is no longer in the register. Choose the targets again.");
}

} // namespace content
