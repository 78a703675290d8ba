#include "devices/broker_accounts.hpp"

#include "base/text.hpp"
#include "device_protocol/topics.hpp"
#include "devices/device_list.hpp"
#include "devices/device_record.hpp"

namespace devices {

namespace {

using device_protocol::Channel;

constexpr std::size_t batch = 1000;

mqtt::BrokerAccount account_of(const Device& device, const Credential& credential) {
    mqtt::BrokerAccount account{.user = base::to_text(device.id),
                                .password_hash = credential.broker_password};
    account.may_read.emplace_back(device_protocol::all_command_topic);
    for (const std::string& group : protocol_groups(device)) {
        account.may_read.push_back(device_protocol::group_command_topic(group));
    }
    return account;
}

void add_patterns(mqtt::AccessRules& rules) {
    const auto pattern = [](Channel channel) {
        return "lb/1/d/%u/" + std::string(device_protocol::to_text(channel));
    };
    for (const Channel channel : {Channel::srv, Channel::des, Channel::cmd}) {
        rules.patterns_read.push_back(pattern(channel));
    }
    for (const Channel channel :
         {Channel::state, Channel::hello, Channel::hb, Channel::rep, Channel::ack, Channel::evt}) {
        rules.patterns_write.push_back(pattern(channel));
    }
}

} // namespace

std::string area_group(const area::AreaCode& code) {
    return "a-" + base::to_lower(code);
}

std::vector<std::string> protocol_groups(const Device& device) {
    std::vector<std::string> groups;
    for (const area::AreaCode& code : device.details.area.codes()) {
        groups.push_back(area_group(code));
    }
    for (const GroupId& group : device.groups) {
        groups.push_back(base::to_text(group));
    }
    return groups;
}

base::Result<mqtt::AccessRules> broker_access(storage::Database& database) {
    return database.read([&](storage::Connection& connection) -> base::Result<mqtt::AccessRules> {
        mqtt::AccessRules rules;
        add_patterns(rules);
        std::optional<DeviceId> after;
        while (true) {
            const auto devices = list_claimed(connection, after, batch);
            for (const Device& device : devices) {
                if (const auto credential = find_credential(connection, device.id)) {
                    rules.accounts.push_back(account_of(device, *credential));
                }
            }
            if (devices.size() < batch) {
                return rules;
            }
            after = devices.back().id;
        }
    });
}

} // namespace devices
