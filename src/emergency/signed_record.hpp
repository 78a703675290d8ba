#pragma once

#include "emergency/emergency_desk.hpp"
#include "emergency/emergency_record.hpp"

#include <string>
#include <string_view>

namespace emergency {

inline constexpr std::string_view record_type = "application/vnd.nguon.emergency-record+json";

/// Everything that was asked, decided and told of one emergency, with each device's part, signed by
/// the issuing key as it is now (spec/emergency-record.md).
[[nodiscard]] std::string write_record(const Emergency& emergency,
                                       const std::vector<DevicePart>& parts, std::string_view node,
                                       base::Instant made_at);
[[nodiscard]] std::string sign_record(const EmergencyDesk& desk, std::string_view record);

/// What a genuine record says. Refuses `crypto.*` for what is altered or of another server, and
/// `emergency.not_a_record` for another kind of envelope.
struct CheckedRecord {
    std::string keyid;
    std::string emergency;
    std::string title;
    base::Instant made_at;
};
[[nodiscard]] base::Result<CheckedRecord> check_record(const EmergencyDesk& desk,
                                                       std::string_view envelope);

} // namespace emergency
