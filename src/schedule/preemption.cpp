#include "schedule/preemption.hpp"

#include "device_protocol/preemption.hpp"

#include <array>

namespace schedule {

namespace {

using content::BroadcastClass;
using device_protocol::Clash;

/// Rows: what sounds; columns: what arrives, in the order of BroadcastClass. An ordinary run does
/// not wait for the end of an emergency: nobody wants the market prices right after a flood alarm.
constexpr std::array<std::array<Clash, 3>, 3> words{{
    {Clash::defer, Clash::pause, Clash::pause},
    {Clash::defer, Clash::defer, Clash::pause},
    {Clash::never, Clash::defer, Clash::defer},
}};

} // namespace

Clash clash_word(BroadcastClass sounding, BroadcastClass arriving, bool by_higher_unit) {
    using device_protocol::Tier;
    static const std::vector<device_protocol::ClashRule> table = clash_table();
    return device_protocol::clash_word(
        table, device_protocol::Standing{sounding, Tier::commune},
        device_protocol::Standing{arriving, by_higher_unit ? Tier::province : Tier::commune});
}

std::vector<device_protocol::ClashRule> clash_table() {
    std::vector<device_protocol::ClashRule> table;
    for (const auto sounding :
         {BroadcastClass::ordinary, BroadcastClass::priority, BroadcastClass::emergency}) {
        for (const auto arriving :
             {BroadcastClass::ordinary, BroadcastClass::priority, BroadcastClass::emergency}) {
            table.push_back(
                {sounding, arriving,
                 words[static_cast<std::size_t>(sounding)][static_cast<std::size_t>(arriving)]});
        }
    }
    return table;
}

} // namespace schedule
