#pragma once

#include <source_location>

namespace base {

/// Stops the process after writing where. Used by ENSURE; never reached by outside data.
[[noreturn]] void ensure_failed(const char* condition, std::source_location where) noexcept;

} // namespace base

/// A condition that only a bug of ours can break. Checked in every build; never used on outside
/// data.
#define ENSURE(condition)                                                                          \
    do {                                                                                           \
        if (!(condition)) [[unlikely]] {                                                           \
            ::base::ensure_failed(#condition, ::std::source_location::current());                  \
        }                                                                                          \
    } while (false)
