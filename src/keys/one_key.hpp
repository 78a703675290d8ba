#pragma once

#include "keys/signers.hpp"

namespace keys {

/// One key for everything, as before there were sets: for tests and the simulation.
class OneKey final : public Signers {
public:
    /// The key must outlive this object.
    explicit OneKey(const crypto::KeyPair& key) : key_(key) {}
    [[nodiscard]] std::shared_ptr<const crypto::KeyPair> signer(Purpose) const override {
        return {std::shared_ptr<void>(), &key_};
    }
    [[nodiscard]] KeySet key_set() const override {
        return {.issuers = {device_protocol::describe_issuer(key_, Tier::commune)}};
    }
    [[nodiscard]] std::vector<TrustedIssuer> past_and_present() const override {
        return key_set().issuers;
    }

private:
    const crypto::KeyPair& key_;
};

} // namespace keys
