#pragma once

#include "player/contact.hpp"

namespace player {

/// A program of the board that knows its own relays.
[[nodiscard]] base::Result<std::unique_ptr<ContactLine>>
open_command_contact(const ContactSettings& settings);

} // namespace player
