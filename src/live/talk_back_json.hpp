#pragma once

#include "live/run_talk_backs.hpp"

#include <string>

namespace live {

[[nodiscard]] base::Result<NewTalkBack> read_new_talk_back(std::string_view body);
/// With what is heard at `now`.
[[nodiscard]] std::string talk_back_json(const TalkBacks::Running& running, base::Instant now);
/// For the audit log.
[[nodiscard]] std::string talk_back_audit(const TalkBack& talk_back);

} // namespace live
