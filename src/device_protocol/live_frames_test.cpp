#include "base/hash.hpp"
#include "device_protocol/live_frames.hpp"
#include "testing/golden.hpp"

#include <gtest/gtest.h>

#include <span>

namespace device_protocol {

namespace {

const std::vector<LiveFrame> sample{
    {LiveFrameKind::pulse, 7, 1'780'000'000'000'000, ""},
    {LiveFrameKind::packet, 7, 1'780'000'001'600'000, std::string("\xf8\xff\xfe", 3)},
    {LiveFrameKind::packet, 8, 1'780'000'001'620'003, std::string("\xf8\xff\xfe", 3)},
    {LiveFrameKind::end, 9, 1'780'000'001'640'003, "by_owner"},
};

std::string written(const std::vector<LiveFrame>& frames) {
    std::string bytes;
    for (const LiveFrame& frame : frames) {
        append_live_frame(bytes, frame);
    }
    return bytes;
}

TEST(LiveFrames, the_wire_form_has_a_golden_file) {
    const std::string bytes = written(sample);
    const std::span<const std::uint8_t> raw(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                            bytes.size());
    EXPECT_EQ(
        testing_support::compare_golden("spec/golden/live-stream.hex", base::to_hex(raw) + "\n"),
        "");
}

TEST(LiveFrames, are_read_the_same_however_the_line_cuts_them) {
    const std::string bytes = written(sample);
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
        LiveFrameReader reader;
        std::vector<LiveFrame> read;
        for (std::size_t at = 0; at < bytes.size(); at += piece) {
            for (LiveFrame& frame : reader.put(std::string_view(bytes).substr(at, piece)).value()) {
                read.push_back(std::move(frame));
            }
        }
        EXPECT_EQ(read, sample) << "pieces of " << piece;
    }
}

TEST(LiveFrames, a_kind_of_a_later_revision_is_skipped) {
    std::string bytes = written({sample[0]});
    bytes[0] = 9;
    LiveFrameReader reader;
    EXPECT_EQ(reader.put(bytes + written({sample[1]})).value(), std::vector{sample[1]});
}

TEST(LiveFrames, a_payload_longer_than_any_packet_is_refused) {
    std::string bytes = written({sample[1]});
    bytes[2] = 0x7f;
    LiveFrameReader reader;
    EXPECT_EQ(reader.put(bytes).error().code, "device_protocol.bad_live_frame");
}

} // namespace

} // namespace device_protocol
