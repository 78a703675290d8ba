#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>

namespace alarms {

/// A message as it goes over the wire (RFC 5322), from a notice's document. Subject and body are
/// base64 of UTF-8 (RFC 2045, 2047), so nothing that a device or an officer named can become a
/// header. `id` makes a message that is sent twice one message to the reader.
struct MailEnvelope {
    std::string from; ///< address only
    std::string to;
    std::string id;
    std::string console; ///< address of the console, for the link; may be empty
};
[[nodiscard]] base::Result<std::string> write_mail(const MailEnvelope& envelope,
                                                   std::string_view document, base::Instant now);

} // namespace alarms
