#include "player/sensors.hpp"

#include "device_protocol/messages_described.hpp"
#include "json/described.hpp"

#include <fstream>

namespace player {

namespace {

constexpr std::size_t bytes_max = 4096;

} // namespace

std::optional<device_protocol::Sensors> read_sensors(const std::filesystem::path& file) {
    if (file.empty()) {
        return std::nullopt;
    }
    std::ifstream in(file, std::ios::binary);
    std::string text(bytes_max, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    const auto sensors = json::read<device_protocol::Sensors>(text);
    return sensors ? std::optional(*sensors) : std::nullopt;
}

device_protocol::Sensors with_amplifier(device_protocol::Sensors measured, bool can_be_switched) {
    using device_protocol::PartState;
    measured.amplifier =
        can_be_switched ? measured.amplifier.value_or(PartState::ok) : PartState::fault;
    return measured;
}

} // namespace player
