#include "speech/normalize/normalize.hpp"

#include <iostream>
#include <iterator>
#include <string_view>

/// Prints what would be said for the text on standard input; with --tokens, one token a line: kind,
/// source, spoken.
int main(int argc, char** argv) {
    const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
    const speech::Reading reading = speech::normalize(text);
    if (argc < 2 || std::string_view(argv[1]) != "--tokens") {
        std::cout << speech::spoken_text(reading) << '\n';
        return 0;
    }
    for (const speech::Sentence& sentence : reading.sentences) {
        for (const speech::Token& token : sentence.tokens) {
            std::cout << speech::name_of(token.kind) << '\t' << token.source_text << '\t'
                      << token.spoken << '\n';
        }
    }
}
