#pragma once

#include "relay/source_chain.hpp"

#include <string>

namespace live {

/// A turn that was taken, for the record.
struct TakenTurn {
    base::Instant at;
    relay::TurnWhy why = relay::TurnWhy::started;
    std::string link; ///< name of the source that sounds now; empty: none

    friend bool operator==(const TakenTurn&, const TakenTurn&) = default;
};

} // namespace live
