#include "crypto/sodium_ready.hpp"

#include "base/ensure.hpp"

#include <sodium.h>

namespace crypto {

void ensure_sodium_ready() {
    static const int outcome = sodium_init();
    ENSURE(outcome >= 0);
}

} // namespace crypto
