#pragma once

#include "device_protocol/claim.hpp"
#include "device_protocol/desired_state.hpp"
#include "device_protocol/event.hpp"
#include "device_protocol/key_set.hpp"
#include "device_protocol/session_messages.hpp"
#include "device_protocol/update_bundle.hpp"

/// Ranges that the types alone cannot say (spec, tables of the messages). Used by read_message
/// only.
namespace device_protocol {

/// Collects JSON pointers of members that are out of range.
class Problems {
public:
    void require(bool good, std::string pointer) {
        if (!good && pointers_.size() < 50) {
            pointers_.push_back(std::move(pointer));
        }
    }
    [[nodiscard]] const std::vector<std::string>& pointers() const { return pointers_; }

private:
    std::vector<std::string> pointers_;
};

void check(const Hello& message, Problems& problems);
void check(const ServerAnswer& message, Problems& problems);
void check(const StateNotice& message, Problems& problems);
void check(const Heartbeat& message, Problems& problems);
void check(const ReportedState& message, Problems& problems);
void check(const DesiredState& message, Problems& problems);
void check(const Manifest& message, Problems& problems);
void check(const Command& message, Problems& problems);
void check(const Acknowledgement& message, Problems& problems);
void check(const Event& message, Problems& problems);
void check(const EventBatch& message, Problems& problems);
void check(const ClaimRequest& message, Problems& problems);
void check(const ClaimGrant& message, Problems& problems);
void check(const ClaimReply& message, Problems& problems);
void check(const KeySet& message, Problems& problems);
void check(const KeyChain& message, Problems& problems);
void check(const UpdateBundle& message, Problems& problems);

} // namespace device_protocol
