#pragma once

#include "crypto/signing.hpp"
#include "device_protocol/claim.hpp"

#include <filesystem>

namespace broadcast {

/// The key with which this tier signs what its devices obey. Made at the first start, kept in
/// `file` with mode 0600, never in the database. `broadcast.key_unreadable` (unavailable) when the
/// file is there but holds no key: a new one would lock out every device in the field.
[[nodiscard]] base::Result<crypto::KeyPair>
load_or_make_issuing_key(const std::filesystem::path& file, base::Random& random);

/// What a device is told at its claim: this key and all it may sign.
[[nodiscard]] device_protocol::TrustedIssuer describe_issuer(const crypto::KeyPair& key,
                                                             device_protocol::Tier tier);

} // namespace broadcast
