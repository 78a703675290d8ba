// Update files: what is split can be put together again, and a bundle that is read reads the same
// when written.
#include "base/ensure.hpp"
#include "device_protocol/messages_json.hpp"
#include "device_protocol/update_bundle.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace device_protocol;
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    if (const auto parts = split_update_file(text)) {
        ENSURE(update_file_head(parts->envelope) + std::string(parts->program) == text);
        ENSURE(!open_update(parts->envelope, {}));
    }
    if (const auto bundle = read_message<UpdateBundle>(text)) {
        const std::string written = write_message(*bundle);
        const auto again = read_message<UpdateBundle>(written);
        ENSURE(again || again.error().code == "device_protocol.message_too_large");
        ENSURE(!again || write_message(*again) == written);
        ENSURE(judge_update(*bundle, {bundle->product, bundle->version, bundle->platform}, {}) ==
               "not_newer");
    }
    return 0;
}
