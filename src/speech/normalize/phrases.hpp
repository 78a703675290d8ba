#pragma once

#include "speech/normalize/dictionary.hpp"

namespace speech {

/// Abbreviations with signs or blanks inside: "v/v", "TT & TT", "SARS-CoV-2".
[[nodiscard]] const Dictionary& phrases();

} // namespace speech
