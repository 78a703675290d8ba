#include "schedule/preemption.hpp"

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
    if (sounding == BroadcastClass::emergency && arriving == BroadcastClass::emergency &&
        by_higher_unit) {
        return Clash::stop;
    }
    return words[static_cast<std::size_t>(sounding)][static_cast<std::size_t>(arriving)];
}

std::vector<device_protocol::ClashRule> clash_table() {
    std::vector<device_protocol::ClashRule> table;
    for (const auto sounding :
         {BroadcastClass::ordinary, BroadcastClass::priority, BroadcastClass::emergency}) {
        for (const auto arriving :
             {BroadcastClass::ordinary, BroadcastClass::priority, BroadcastClass::emergency}) {
            table.push_back({sounding, arriving, clash_word(sounding, arriving, false)});
        }
    }
    return table;
}

} // namespace schedule
