#include "base/ensure.hpp"

#include <cstdio>
#include <cstdlib>

#ifdef NDEBUG
#error "NDEBUG would ship other code than the tests run: docs/decisions/0009"
#endif

namespace base {

void ensure_failed(const char* condition, std::source_location where) noexcept {
    std::fprintf(stderr, "nguon: ENSURE(%s) failed in %s, %s:%u\n", condition,
                 where.function_name(), where.file_name(), where.line());
    std::abort();
}

} // namespace base
