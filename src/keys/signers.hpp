#pragma once

#include "crypto/signing.hpp"
#include "keys/key_plan.hpp"

#include <memory>

namespace keys {

/// What others sign with. Asked at each signature: a rotation changes the answer while we run.
/// Thread-safe.
class Signers {
public:
    virtual ~Signers() = default;
    /// The key in force now.
    [[nodiscard]] virtual std::shared_ptr<const crypto::KeyPair> signer(Purpose purpose) const = 0;
    /// What devices are to believe.
    [[nodiscard]] virtual KeySet key_set() const = 0;
    /// Every key that ever was in a set: for reading what was signed earlier and kept by ourselves.
    [[nodiscard]] virtual std::vector<TrustedIssuer> past_and_present() const = 0;
};

} // namespace keys
