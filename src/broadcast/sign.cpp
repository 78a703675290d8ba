#include "broadcast/sign.hpp"

#include "device_protocol/acceptance.hpp"

#include <algorithm>

namespace broadcast {

using device_protocol::BroadcastClass;
using device_protocol::Command;
using device_protocol::DesiredState;
using device_protocol::Manifest;
using keys::Purpose;

namespace {

Purpose purpose_for(const Command& command) {
    return device_protocol::right_for(command) == device_protocol::Right::emergency
               ? Purpose::emergency
               : Purpose::ordinary;
}

Purpose purpose_for(const Manifest& manifest) {
    const bool sirens = std::ranges::any_of(
        manifest.runs, [](const auto& run) { return run.class_ == BroadcastClass::emergency; });
    return sirens ? Purpose::emergency : Purpose::ordinary;
}

Purpose purpose_for(const DesiredState&) {
    return Purpose::ordinary;
}

template <class Message>
std::string sign_for_purpose(const BroadcastDesk& desk, const Message& message) {
    return device_protocol::seal(message, *desk.signers.signer(purpose_for(message)));
}

template <class Message>
std::string name_of_signer(const BroadcastDesk& desk, const Message& message) {
    return crypto::key_id(desk.signers.signer(purpose_for(message))->public_key());
}

} // namespace

std::string sign(const BroadcastDesk& desk, const Command& command) {
    return sign_for_purpose(desk, command);
}

std::string sign(const BroadcastDesk& desk, const Manifest& manifest) {
    return sign_for_purpose(desk, manifest);
}

std::string sign(const BroadcastDesk& desk, const DesiredState& desired) {
    return sign_for_purpose(desk, desired);
}

std::string keyid_for(const BroadcastDesk& desk, const Manifest& manifest) {
    return name_of_signer(desk, manifest);
}

std::string keyid_for(const BroadcastDesk& desk, const DesiredState& desired) {
    return name_of_signer(desk, desired);
}

} // namespace broadcast
