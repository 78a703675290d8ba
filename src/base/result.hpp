#pragma once

#include "base/error.hpp"

#include <expected>

namespace base {

/// A value or the reason why there is none. Broken worlds inside adapters are exceptions; at a port
/// they have become Fault::unavailable. Programming errors are ENSURE.
template <class T>
using Result = std::expected<T, Error>;

using Failure = std::unexpected<Error>;

/// `return fail(Fault::conflict, "content.not_a_draft", "…", "…");`
[[nodiscard]] Failure fail(Fault fault, std::string_view code, std::string_view vi,
                           std::string_view en);
[[nodiscard]] Failure fail(Error error);

} // namespace base
