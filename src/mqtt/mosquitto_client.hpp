#pragma once

#include "mqtt/client.hpp"

#include <memory>

namespace mqtt {

struct MosquittoOptions {
    /// Messages that may wait for the broker; publish refuses more.
    int unacknowledged_max = 1000;
    /// A connection that is not up after this time is given up.
    base::Millis connect_deadline = std::chrono::seconds(20);
};

/// A client on libmosquitto with one thread of its own.
[[nodiscard]] std::unique_ptr<Client> make_mosquitto_client(MosquittoOptions options = {});

} // namespace mqtt
