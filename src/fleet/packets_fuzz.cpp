#include "fleet/mqtt_packets.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    fleet::PacketReader reader;
    reader.feed({reinterpret_cast<const char*>(bytes), size});
    while (const auto packet = reader.next()) {
        (void)fleet::read_connect(*packet);
        (void)fleet::read_publish(*packet);
        (void)fleet::read_subscribe(*packet);
        (void)fleet::read_connack(*packet);
        (void)fleet::read_number(*packet);
    }
    return 0;
}
