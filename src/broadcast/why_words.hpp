#pragma once

#include "broadcast/why.hpp"

#include <string_view>

namespace broadcast {

[[nodiscard]] std::string_view to_text(WhyCode code);
[[nodiscard]] std::string_view to_text(Heard heard);
/// Nothing for a word that is no code.
[[nodiscard]] std::optional<WhyCode> why_code(std::string_view text);
[[nodiscard]] std::string_view to_text(RunNoteCode code);
/// What is said of a code when no more is known.
[[nodiscard]] base::Message usual_words(WhyCode code);

} // namespace broadcast
