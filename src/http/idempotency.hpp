#pragma once

#include "base/hash.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "http/message.hpp"

#include <chrono>
#include <string>

namespace http {

/// How long a key is remembered.
inline constexpr std::chrono::hours idempotency_time{24};

/// One use of an `Idempotency-Key`: whose, for what, and with which content.
struct IdempotencyKey {
    std::string subject;      ///< Request::subject
    std::string route;        ///< method and path, `POST /api/v1/bulletins/0197…/submit`
    std::string key;          ///< as sent: 1 to 200 visible ASCII characters
    base::Sha256 fingerprint; ///< of the body and query; the same key with another is a mistake
};

/// What was answered the first time. Only replies without a file or stream are kept.
struct KeptReply {
    int status = 0;
    std::string headers; ///< `Name: value` lines
    std::string body;

    friend bool operator==(const KeptReply&, const KeptReply&) = default;
};

enum class ClaimState : std::uint8_t {
    first,   ///< nobody used it: do the work, then finish or release
    running, ///< the first request is still being worked on
    done,    ///< answered before: `reply` says how
    other,   ///< used for another content
};

struct Claim {
    ClaimState state = ClaimState::first;
    KeptReply reply;
};

/// Port: remembers keys for idempotency_time. A claim that was neither finished nor released (the
/// process died) counts as running for 5 minutes and is free after that. Safe to call from any
/// worker thread.
class IdempotencyStore {
public:
    virtual ~IdempotencyStore() = default;
    /// Exactly one of several concurrent claims of a key gets `first`.
    virtual base::Result<Claim> claim(const IdempotencyKey& key, base::Instant now) = 0;
    virtual base::Result<void> finish(const IdempotencyKey& key, const KeptReply& reply,
                                      base::Instant now) = 0;
    /// Forgets the claim, because nothing was done.
    virtual base::Result<void> release(const IdempotencyKey& key) = 0;
    /// Removes what is older than idempotency_time; returns how many.
    virtual base::Result<std::int64_t> forget_old(base::Instant now) = 0;
};

inline constexpr std::chrono::minutes idempotency_running_max{5};

[[nodiscard]] KeptReply keep_reply(const Response& response);
[[nodiscard]] Response replay(const KeptReply& reply);

} // namespace http
