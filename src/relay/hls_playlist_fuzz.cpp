// A station's playlist comes from strangers and is read in the server.
#include "relay/hls_playlist.hpp"

#include <cstddef>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    if (const auto playlist = relay::read_playlist(text)) {
        for (const relay::HlsSegment& segment : playlist->segments) {
            if (segment.uri.empty() || segment.length < base::Millis(0) ||
                segment.length > base::Millis(60'000) || segment.number < 0) {
                std::abort();
            }
        }
    }
    return 0;
}
