#pragma once

#include "device_protocol/claim.hpp"
#include "device_protocol/desired_state.hpp"
#include "device_protocol/event.hpp"
#include "device_protocol/session_messages.hpp"

namespace device_protocol {

/// Reads one message and checks its ranges. Unknown members are ignored (spec rule 2.3). Refuses
/// `device_protocol.message_too_large`, `json.malformed`, `json.wrong_members`,
/// `device_protocol.bad_message`. Defined for: Hello, ServerAnswer, StateNotice, Heartbeat,
/// ReportedState, DesiredState, Manifest, Command, Acknowledgement, Event, EventBatch,
/// ClaimRequest, ClaimGrant, ClaimReply, KeySet, KeyChain, UpdateBundle.
template <class Message>
[[nodiscard]] base::Result<Message> read_message(std::string_view text);

/// Members in the order of the specification; optional ones are left out when empty.
template <class Message>
[[nodiscard]] std::string write_message(const Message& message);

} // namespace device_protocol
