#include "fleet/opened_commands.hpp"

#include <algorithm>

namespace fleet {

const OpenedCommands::Opened& OpenedCommands::open(const std::string& envelope) {
    const auto known = std::ranges::find(latest_, envelope, &std::pair<std::string, Opened>::first);
    if (known != latest_.end()) {
        return known->second;
    }
    if (latest_.size() == kept) {
        latest_.pop_front();
    }
    return latest_.emplace_back(envelope, device_protocol::open_command(envelope, issuers_)).second;
}

} // namespace fleet
