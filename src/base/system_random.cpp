#include "base/ensure.hpp"
#include "base/random.hpp"

#include <cerrno>
#include <sys/random.h>

namespace base {

void SystemRandom::fill(std::span<std::byte> out) {
    while (!out.empty()) {
        const ssize_t got = getrandom(out.data(), out.size(), 0);
        ENSURE(got >= 0 || errno == EINTR);
        if (got > 0) {
            out = out.subspan(static_cast<std::size_t>(got));
        }
    }
}

} // namespace base
