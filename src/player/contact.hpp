#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace player {

/// One relay contact of an integration box: power of an old amplifier, or the key of an FM
/// transmitter. Text form: `gpio:/dev/gpiochip0:17,on=8,off=30,low` or
/// `command:/usr/local/bin/key-transmitter,on=2,off=10`; seconds; `low`: the line is low while
/// closed.
struct ContactSettings {
    enum class Kind : std::uint8_t { gpio, command };
    Kind kind = Kind::gpio;
    std::string path;       ///< the chip, or the program
    std::uint32_t line = 0; ///< of the chip
    bool active_low = false;
    base::Millis on_delay{0};  ///< from closing it until it carries sound
    base::Millis off_delay{0}; ///< how long it stays closed after the sound

    friend bool operator==(const ContactSettings&, const ContactSettings&) = default;
};

/// Refuses `player.wrong_contact`: on at most 60 s, off at most 250 s.
[[nodiscard]] base::Result<ContactSettings> parse_contact(std::string_view text);

/// The wire behind a contact. Used by one thread at a time; may block for two seconds.
class ContactLine {
public:
    virtual ~ContactLine() = default;
    /// `player.contact` (unavailable) when nobody knows that it did.
    virtual base::Result<void> set(bool closed) = 0;
};

/// Opened when it is first switched, and again after each failure, so that a chip or a program that
/// is not there yet keeps nobody from running. A command is called with `on` or `off` and must end
/// with 0 within two seconds.
[[nodiscard]] std::unique_ptr<ContactLine> make_contact(ContactSettings settings);

} // namespace player
