#pragma once

#include "device_protocol/desired_state.hpp"
#include "device_protocol/sample_messages.hpp"
#include "device_protocol/update_bundle.hpp"

/// A bundle and its order, for the golden files and for tests of both sides.
namespace device_protocol::sample {

/// Signed by the release key 80 81 82 ….
inline UpdateBundle update_bundle() {
    return {
        .product = std::string(player_product),
        .version = "1.4.0",
        .platform = "linux-aarch64",
        .file = {crypto::sha256("program"), 7},
        .minimum_version = "1.2.0",
        .not_before = five_thirty,
        .made_at = five_thirty - std::chrono::hours(24),
        .notes = {"Sửa lỗi mất tiếng khi đổi múi giờ.", "Keeps the sound when a zone changes."}};
}

inline ReleaseKey release_key() {
    const auto key = key_from('\x80').public_key();
    return {crypto::key_id(key), crypto::to_text(key)};
}

inline UpdateOrder update_order() {
    const std::string envelope = seal(update_bundle(), key_from('\x80'));
    return {.order = "0197b2c4-1a00-7000-8000-0000000000e1",
            .version = "1.4.0",
            .sha256 = crypto::sha256(envelope),
            .size = static_cast<std::int64_t>(envelope.size()),
            .from = {3600},
            .to = {4 * 3600},
            .quiet_minutes = 10};
}

} // namespace device_protocol::sample
