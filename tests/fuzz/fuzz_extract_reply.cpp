// The server believes nothing that the sandboxed child says.
#include "fuzz_check.hpp"

#include "media/extract/extract_json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    (void)media::read_reply(fuzz::bytes_of(data, size));
    return 0;
}
