#include "devices/volume_json.hpp"

#include "devices/words.hpp"
#include "json/described.hpp"

namespace devices {

std::string write_volume(const DesiredVolume& volume) {
    return json::write(volume);
}

base::Result<DesiredVolume> read_volume(std::string_view text) {
    return json::read<DesiredVolume>(text);
}

} // namespace devices
