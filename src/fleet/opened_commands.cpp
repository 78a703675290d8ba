#include "fleet/opened_commands.hpp"

#include <algorithm>

namespace fleet {

const OpenedCommands::Opened& OpenedCommands::open(const std::string& envelope,
                                                   const TrustedKeys& trusted) {
    const auto known = std::ranges::find_if(latest_, [&](const Entry& entry) {
        return entry.trusted == trusted && entry.envelope == envelope;
    });
    if (known != latest_.end()) {
        return known->opened;
    }
    if (latest_.size() == kept) {
        latest_.pop_front();
    }
    return latest_
        .emplace_back(envelope, trusted, device_protocol::open_command(envelope, trusted->issuers))
        .opened;
}

} // namespace fleet
