#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "identity/password_hasher.hpp"
#include "storage/database.hpp"

namespace identity {

/// What the use cases of this folder work with. Everything must outlive them.
struct Environment {
    storage::Database& database;
    const base::Clock& clock;
    base::Random& random;
    PasswordHasher& passwords;
};

/// Where a request came from.
struct Client {
    std::string peer;
    std::string user_agent;
};

} // namespace identity
