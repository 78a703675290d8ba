#include "broadcast/batch_deliveries.hpp"

#include <algorithm>

namespace broadcast {

BatchDeliveries::BatchDeliveries(storage::Transaction& transaction, std::vector<DeviceId> devices)
    : transaction_(transaction), devices_(std::move(devices)) {}

std::optional<Delivery> BatchDeliveries::find(const std::string& subject, const DeviceId& device) {
    Subject& about = subjects_[subject];
    if (const auto known = about.devices.find(device); known != about.devices.end()) {
        return known->second.delivery;
    }
    if (!about.loaded && !about.devices.empty()) {
        load_all(subject, about); // a second one asks: there will be more
        return about.devices[device].delivery;
    }
    auto row = find_delivery(transaction_, subject, device);
    Known& known = about.devices[device];
    if (row) {
        known.delivery = std::move(row->delivery);
    }
    return known.delivery;
}

void BatchDeliveries::load_all(const std::string& name, Subject& subject) {
    subject.loaded = true;
    std::vector<DeviceId> unknown;
    std::ranges::copy_if(devices_, std::back_inserter(unknown),
                         [&](const DeviceId& device) { return !subject.devices.contains(device); });
    for (Delivery& delivery : find_deliveries(transaction_, name, unknown)) {
        subject.devices[delivery.device].delivery = std::move(delivery);
    }
}

void BatchDeliveries::save(const std::string& subject, Delivery delivery) {
    Known& known = subjects_[subject].devices[delivery.device];
    if (known.delivery == delivery) {
        return; // told before
    }
    if (!known.changed) {
        changed_.emplace_back(subject, delivery.device);
    }
    known = {.delivery = std::move(delivery), .changed = true};
}

void BatchDeliveries::write() {
    std::vector<std::pair<std::string, Delivery>> rows;
    rows.reserve(changed_.size());
    for (const auto& [subject, device] : changed_) {
        Known& known = subjects_[subject].devices[device];
        known.changed = false;
        rows.emplace_back(subject, *known.delivery);
    }
    changed_.clear();
    // In one order always: two servers must not wait for each other's rows.
    std::ranges::sort(rows, {}, [](const auto& row) {
        return std::pair(std::string_view(row.first), row.second.device);
    });
    save_deliveries(transaction_, rows);
}

} // namespace broadcast
