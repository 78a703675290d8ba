#include "fuzz_check.hpp"

#include "media/extract/parsers.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::check_document(media::read_markdown(fuzz::bytes_of(data, size), {}));
    return 0;
}
