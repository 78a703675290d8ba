#include "speech/normalize/normalize.hpp"

#include <iostream>
#include <iterator>

int main() {
    const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
    std::cout << speech::spoken_text(speech::normalize(text)) << '\n';
}
