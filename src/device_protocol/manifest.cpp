#include "device_protocol/manifest.hpp"

namespace device_protocol {

std::int64_t duration_ms(const std::vector<ManifestItem>& items) {
    std::int64_t total = 0;
    for (const ManifestItem& item : items) {
        total += item.duration_ms;
    }
    return total;
}

Clash clash_word(const std::vector<ClashRule>& rules, BroadcastClass sounding,
                 BroadcastClass arriving) {
    for (const ClashRule& rule : rules) {
        if (rule.sounding == sounding && rule.arriving == arriving) {
            return rule.word;
        }
    }
    return arriving > sounding ? Clash::stop : Clash::defer;
}

} // namespace device_protocol
