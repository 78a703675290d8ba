#include "identity/password_hasher.hpp"

#include "base/scope_exit.hpp"
#include "base/try.hpp"

#include <chrono>

namespace identity {

namespace {

constexpr std::chrono::seconds wait_max{5};

} // namespace

PasswordHasher::PasswordHasher(crypto::PasswordCost cost, std::ptrdiff_t at_once)
    : cost_(cost), turns_(at_once),
      nobody_(crypto::hash_password("nobody has this password", cost).value_or("")) {}

base::Result<void> PasswordHasher::wait_for_turn() {
    if (!turns_.try_acquire_for(wait_max)) {
        return base::fail(base::Fault::unavailable, "identity.busy",
                          "Nhiều người đang đăng nhập cùng lúc. Hãy thử lại sau ít giây.",
                          "Many people are signing in at once. Try again in a few seconds.");
    }
    return {};
}

base::Result<std::string> PasswordHasher::hash(std::string_view password) {
    TRY(wait_for_turn());
    const base::ScopeExit release([this] { turns_.release(); });
    return crypto::hash_password(password, cost_);
}

base::Result<bool> PasswordHasher::verify(std::string_view hash, std::string_view password) {
    TRY(wait_for_turn());
    const base::ScopeExit release([this] { turns_.release(); });
    if (hash.empty()) {
        static_cast<void>(crypto::verify_password(nobody_, password));
        return false;
    }
    return crypto::verify_password(hash, password);
}

bool PasswordHasher::needs_rehash(std::string_view hash) const {
    return crypto::needs_rehash(hash, cost_);
}

} // namespace identity
