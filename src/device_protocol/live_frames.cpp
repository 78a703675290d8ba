#include "device_protocol/live_frames.hpp"

#include "base/ensure.hpp"

namespace device_protocol {

namespace {

template <class Number>
void append_number(std::string& out, Number value) {
    for (std::size_t byte = sizeof(Number); byte-- > 0;) {
        out += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * byte));
    }
}

std::uint64_t read_number(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char byte : bytes) {
        value = value << 8U | static_cast<unsigned char>(byte);
    }
    return value;
}

bool is_known(std::uint64_t kind) {
    return kind >= 1 && kind <= 3;
}

} // namespace

void append_live_frame(std::string& out, const LiveFrame& frame) {
    ENSURE(frame.payload.size() <= live_payload_bytes_max);
    append_number(out, static_cast<std::uint8_t>(frame.kind));
    append_number(out, std::uint8_t{0});
    append_number(out, static_cast<std::uint16_t>(frame.payload.size()));
    append_number(out, frame.sequence);
    append_number(out, frame.instant_us);
    out += frame.payload;
}

base::Result<std::vector<LiveFrame>> LiveFrameReader::put(std::string_view bytes) {
    waiting_ += bytes;
    std::vector<LiveFrame> frames;
    std::string_view rest = waiting_;
    while (rest.size() >= live_head_bytes) {
        const std::uint64_t kind = read_number(rest.substr(0, 1));
        const std::uint64_t size = read_number(rest.substr(2, 2));
        if (size > live_payload_bytes_max) {
            return base::fail(base::Fault::invalid, "device_protocol.bad_live_frame",
                              "Luồng âm thanh trực tiếp không đúng dạng.",
                              "The live stream is malformed.");
        }
        if (rest.size() < live_head_bytes + size) {
            break;
        }
        if (is_known(kind)) {
            frames.push_back(
                {.kind = static_cast<LiveFrameKind>(kind),
                 .sequence = static_cast<std::uint32_t>(read_number(rest.substr(4, 4))),
                 .instant_us = static_cast<std::int64_t>(read_number(rest.substr(8, 8))),
                 .payload = std::string(rest.substr(live_head_bytes, size))});
        }
        rest.remove_prefix(live_head_bytes + size);
    }
    waiting_.erase(0, waiting_.size() - rest.size());
    return frames;
}

} // namespace device_protocol
