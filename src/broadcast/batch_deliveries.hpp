#pragma once

#include "broadcast/delivery_record.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace broadcast {

/// The deliveries that a batch of messages is about: read and written a few dozen at a time, since
/// ten thousand devices may acknowledge one command in one instant. Lives as long as one try of the
/// transaction.
class BatchDeliveries {
public:
    /// `devices` are those that speak in the batch.
    BatchDeliveries(storage::Transaction& transaction, std::vector<DeviceId> devices);

    /// Nothing when the device has no such delivery.
    [[nodiscard]] std::optional<Delivery> find(const std::string& subject, const DeviceId& device);
    /// Of a delivery that exists. Seen by `find` at once, by others after `write`.
    void save(const std::string& subject, Delivery delivery);
    /// Before anything else in the transaction reads deliveries, and at its end.
    void write();

private:
    struct Known {
        std::optional<Delivery> delivery;
        bool changed = false;
    };
    struct Subject {
        std::unordered_map<DeviceId, Known> devices;
        bool loaded = false; ///< of all devices of the batch
    };

    void load_all(const std::string& name, Subject& subject);

    storage::Transaction& transaction_;
    const std::vector<DeviceId> devices_;
    std::unordered_map<std::string, Subject> subjects_;
    std::vector<std::pair<std::string, DeviceId>> changed_; ///< in the order of their first change
};

} // namespace broadcast
