#pragma once

#include "player/contact.hpp"

namespace player {

/// A line of the kernel's GPIO character device (ABI 2, Linux 5.10 and later).
[[nodiscard]] base::Result<std::unique_ptr<ContactLine>>
open_gpio_contact(const ContactSettings& settings);

} // namespace player
