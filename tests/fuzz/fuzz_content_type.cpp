#include "fuzz_check.hpp"

#include "media/content_type.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const media::ContentType type = media::sniff(fuzz::bytes_of(data, size));
    ENSURE((type == media::ContentType::empty) == (size == 0));
    ENSURE(!media::media_type_of(type).empty());
    return 0;
}
