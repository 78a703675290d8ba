#include "devices/broker_accounts.hpp"

#include "base/text.hpp"
#include "device_protocol/topics.hpp"
#include "devices/device_row.hpp"

#include <map>

namespace devices {

namespace {

using device_protocol::Channel;

constexpr std::int64_t batch = 1000;

constexpr std::string_view accounts_sql = R"sql(
select d.id, d.area, d.group_ids, c.broker_password
from device d join device_credential c on c.device = d.id
where d.state = 'claimed' and d.id > $1 order by d.id limit $2)sql";

mqtt::BrokerAccount read_account(const storage::Row& row) {
    Device device;
    device.details.area = read_area(row);
    device.groups = read_groups(row);
    mqtt::BrokerAccount account;
    account.user = row.text("id");
    account.password_hash = row.text("broker_password");
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

/// What every device may hear stands once in the list. The broker looks for a user by comparing it
/// with all before it, once for each of its topics: 10,000 devices of one commune that name their
/// three topics each cost it 1.5 s of its only thread at each change, and 0.06 s without them.
/// Those of a province, in which each must name its own commune and hamlet, cost it 0.4 to 0.8 s.
void name_once_what_all_may_read(mqtt::AccessRules& rules) {
    std::map<std::string, std::size_t> readers;
    for (const mqtt::BrokerAccount& account : rules.accounts) {
        for (const std::string& topic : account.may_read) {
            ++readers[topic];
        }
    }
    const auto by_all = [&](const std::string& topic) {
        return readers.at(topic) == rules.accounts.size();
    };
    for (const auto& [topic, _] : readers) {
        if (by_all(topic)) {
            rules.patterns_read.push_back(topic);
        }
    }
    for (mqtt::BrokerAccount& account : rules.accounts) {
        std::erase_if(account.may_read, by_all);
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
        std::string after;
        while (true) {
            const auto rows = connection.query(accounts_sql, {after, batch});
            for (const storage::Row& row : rows) {
                rules.accounts.push_back(read_account(row));
            }
            if (std::ssize(rows) < batch) {
                name_once_what_all_may_read(rules);
                return rules;
            }
            after = rules.accounts.back().user;
        }
    });
}

} // namespace devices
