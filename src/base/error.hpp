#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace base {

/// Why something was refused or failed. Closed: one switch in http/ turns it into a status, one in
/// mqtt/ into a reason code.
enum class Fault : std::uint8_t {
    invalid,         ///< the request itself is wrong; sending it again changes nothing
    unauthenticated, ///< nobody is signed in, or the credential is wrong
    forbidden,       ///< signed in, but the role or the area does not allow it
    not_found,       ///< no such thing, or none that the actor may see
    conflict,        ///< the state of the thing does not allow it now
    too_large,       ///< a limit of size, number or time is exceeded
    too_many,        ///< a rate limit; try again later
    unavailable,     ///< something we depend on failed; the same request may succeed later
};

/// One sentence for a person, in both languages of the interface. No jargon; says what to do next.
struct Message {
    std::string vi;
    std::string en;
};

/// One wrong member of a request, addressed by JSON pointer (RFC 6901).
struct FieldError {
    std::string pointer;
    Message message;
};

/// A refusal or an expected failure. `code` is stable text such as `content.not_a_draft`, listed in
/// docs/errors.md. Copying, moving and destroying it are compiled once: every Result holds one, and
/// inlining that took a third of the compiler's time.
struct Error {
    Fault fault = Fault::invalid;
    std::string code;
    Message message;
    std::vector<FieldError> fields;

    Error();
    Error(const Error&);
    Error(Error&&) noexcept;
    Error& operator=(const Error&);
    Error& operator=(Error&&) noexcept;
    ~Error();
};

/// The usual way to make an Error. tools/tidy.py collects the codes from these calls into
/// docs/errors.md, so `code` is written as a literal.
[[nodiscard]] Error refuse(Fault fault, std::string_view code, std::string_view vi,
                           std::string_view en);

} // namespace base
