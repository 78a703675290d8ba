// Live frames: what is read from any bytes, cut anywhere, is read the same when whole.
#include "base/ensure.hpp"
#include "device_protocol/live_frames.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace device_protocol;
    if (size == 0) {
        return 0;
    }
    const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
    const std::size_t cut = bytes[0] % (text.size() + 1);
    LiveFrameReader whole;
    LiveFrameReader pieces;
    const auto once = whole.put(text);
    auto first = pieces.put(text.substr(0, cut));
    if (!first) {
        ENSURE(!once);
        return 0;
    }
    const auto second = pieces.put(text.substr(cut));
    ENSURE(second.has_value() == once.has_value());
    if (once) {
        first->insert(first->end(), second->begin(), second->end());
        ENSURE(*first == *once);
    }
    return 0;
}
