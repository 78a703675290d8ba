#pragma once

namespace crypto {

/// libsodium must be told once before use; later calls cost nothing. Stops the process when it
/// cannot start.
void ensure_sodium_ready();

} // namespace crypto
