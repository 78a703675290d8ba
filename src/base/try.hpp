#pragma once

#include "base/result.hpp"

// Propagation is a statement, so that it also works in a coroutine (there with the CO_ form).
#define NGUON_CONCAT_INNER(a, b) a##b
#define NGUON_CONCAT(a, b) NGUON_CONCAT_INNER(a, b)

#define NGUON_TRY_ASSIGN(temporary, declaration, expression, leave)                                \
    auto&& temporary = (expression);                                                               \
    if (!temporary.has_value()) {                                                                  \
        leave ::std::unexpected(::std::move(temporary).error());                                   \
    }                                                                                              \
    declaration = ::std::move(temporary).value()

/// `TRY_ASSIGN(auto bulletin, store.get(id));`
#define TRY_ASSIGN(declaration, ...)                                                               \
    NGUON_TRY_ASSIGN(NGUON_CONCAT(try_result_, __COUNTER__), declaration, (__VA_ARGS__), return)

#define CO_TRY_ASSIGN(declaration, ...)                                                            \
    NGUON_TRY_ASSIGN(NGUON_CONCAT(try_result_, __COUNTER__), declaration, (__VA_ARGS__), co_return)

/// `TRY(store.save(bulletin));` for a Result whose value is not needed.
#define TRY(...)                                                                                   \
    do {                                                                                           \
        auto&& try_outcome = (__VA_ARGS__);                                                        \
        if (!try_outcome.has_value()) {                                                            \
            return ::std::unexpected(::std::move(try_outcome).error());                            \
        }                                                                                          \
    } while (false)
