#include "speech/normalize/normalize.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// libFuzzer: any bytes as a text. Aborts when a token is out of order or outside the text, or when
// a digit is left.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const speech::Reading reading = speech::normalize(text);
    std::size_t at = 0;
    for (const speech::Sentence& sentence : reading.sentences) {
        for (const speech::Token& token : sentence.tokens) {
            if (token.source_begin < at || token.source_end < token.source_begin ||
                token.source_end > size) {
                std::abort();
            }
            at = token.source_end;
        }
    }
    const std::string spoken = speech::spoken_text(reading);
    if (spoken.find_first_of("0123456789&/%*#@_") != std::string::npos) {
        std::abort();
    }
    if (speech::spoken_text(speech::normalize(spoken)) != spoken) {
        std::abort();
    }
    return 0;
}
