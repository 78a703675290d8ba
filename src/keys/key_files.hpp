#pragma once

#include "base/random.hpp"
#include "crypto/secret_box.hpp"
#include "crypto/signing.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace keys {

/// The private keys of this server: one file each, mode 0600, never in the database. With a master
/// key their content is sealed; a plain file found then is sealed at its first reading.
class KeyFiles {
public:
    /// Random must outlive this object.
    KeyFiles(std::filesystem::path folder, std::optional<crypto::MasterKey> master,
             base::Random& random);

    /// Durable when this returns.
    [[nodiscard]] base::Result<void> store(const crypto::KeyPair& key) const;
    /// Refuses (unavailable) `keys.missing`, `keys.unreadable`, and `keys.master_key_needed` when
    /// it is sealed and there is none.
    [[nodiscard]] base::Result<crypto::KeyPair> load(const std::string& keyid) const;
    /// Of a key that nobody believes any more; a file that is not there is no failure.
    void remove(const std::string& keyid) const;
    /// The one key for everything of servers before there were sets, if this is such a server.
    [[nodiscard]] base::Result<std::optional<crypto::KeyPair>> load_single() const;

private:
    [[nodiscard]] std::filesystem::path path_of(const std::string& keyid) const;
    [[nodiscard]] base::Result<crypto::KeyPair> read(const std::filesystem::path& file) const;

    const std::filesystem::path folder_;
    const std::optional<crypto::MasterKey> master_;
    base::Random& random_;
};

} // namespace keys
