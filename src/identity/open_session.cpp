#include "identity/open_session.hpp"

#include "base/text.hpp"
#include "crypto/digest.hpp"
#include "crypto/token.hpp"
#include "identity/session_store_sql.hpp"
#include "identity/user_store_sql.hpp"

namespace identity {

namespace {

constexpr std::size_t user_agent_bytes_max = 200;

/// What a stranger sent, cut at a character and readable.
std::string readable(std::string_view user_agent) {
    std::string text(user_agent.substr(0, user_agent_bytes_max));
    while (!text.empty() && !base::is_utf8(text)) {
        text.pop_back();
    }
    return text;
}

} // namespace

base::Sha256 token_hash(std::string_view token) {
    return crypto::sha256("token:" + std::string(token));
}

rights::Actor actor_of(const User& user) {
    return {
        .user = user.id, .name = user.display_name, .grants = user.grants, .second_factor_at = {}};
}

SignedIn open_session(storage::Transaction& transaction, const Environment& environment,
                      const User& user, const Client& client,
                      std::optional<base::Instant> second_factor_at) {
    const base::Instant now = environment.clock.now();
    SignedIn opened{.user = user, .session = {}, .token = crypto::random_token(environment.random)};
    opened.session = {.id = SessionId::make(now, environment.random),
                      .user = user.id,
                      .token_hash = token_hash(opened.token),
                      .created_at = now,
                      .last_seen_at = now,
                      .expires_at = now + session_length_max,
                      .peer = client.peer,
                      .user_agent = readable(client.user_agent),
                      .second_factor_at = second_factor_at};
    insert_session(transaction, opened.session);
    save_sign_in(transaction, user.id, now);
    opened.user.last_sign_in_at = now;
    return opened;
}

} // namespace identity
