#include "live/recording.hpp"

#include <ogg/ogg.h>

#include <cstdio>
#include <fstream>
#include <string>

namespace live {

namespace {

constexpr std::int64_t packet_granules = 960;
constexpr std::int64_t packets_per_page = 50; ///< one second

template <class Number>
void append_little(std::string& out, Number value) {
    for (std::size_t byte = 0; byte < sizeof(Number); ++byte) {
        out += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * byte));
    }
}

/// RFC 7845 5.1.
std::string head_packet(std::int32_t pre_skip) {
    std::string head = "OpusHead";
    append_little(head, std::uint8_t{1});
    append_little(head, std::uint8_t{1});
    append_little(head, static_cast<std::uint16_t>(pre_skip));
    append_little(head, std::uint32_t{48'000});
    append_little(head, std::uint16_t{0});
    append_little(head, std::uint8_t{0});
    return head;
}

/// RFC 7845 5.2.
std::string tags_packet() {
    const std::string vendor = "nguon";
    std::string tags = "OpusTags";
    append_little(tags, static_cast<std::uint32_t>(vendor.size()));
    tags += vendor;
    append_little(tags, std::uint32_t{0});
    return tags;
}

} // namespace

struct Recording::State {
    std::FILE* file = nullptr;
    ogg_stream_state stream{};
    std::int64_t packets = 0;
    std::string last; ///< held back, because the last one carries the mark of the end
    bool good = true;

    State() { ogg_stream_init(&stream, 0x4e67); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        ogg_stream_clear(&stream);
        if (file != nullptr) {
            std::fclose(file);
        }
    }

    void put(std::string& bytes, std::int64_t number, std::int64_t granule, bool end) {
        ogg_packet packet{};
        packet.packet = reinterpret_cast<unsigned char*>(bytes.data());
        packet.bytes = static_cast<long>(bytes.size());
        packet.b_o_s = number == 0 ? 1 : 0;
        packet.e_o_s = end ? 1 : 0;
        packet.granulepos = granule;
        packet.packetno = number;
        good = ogg_stream_packetin(&stream, &packet) == 0 && good;
    }
    void flush() {
        ogg_page page{};
        while (ogg_stream_flush(&stream, &page) != 0) {
            const auto head = static_cast<std::size_t>(page.header_len);
            const auto body = static_cast<std::size_t>(page.body_len);
            good = std::fwrite(page.header, 1, head, file) == head &&
                   std::fwrite(page.body, 1, body, file) == body && good;
        }
        good = std::fflush(file) == 0 && good;
    }
    void put_last(bool end) {
        ++packets;
        put(last, packets + 1, packets * packet_granules, end);
        if (end || packets % packets_per_page == 0) {
            flush();
        }
    }
};

Recording::Recording(std::unique_ptr<State> state) : state_(std::move(state)) {}
Recording::~Recording() = default;
Recording::Recording(Recording&&) noexcept = default;
Recording& Recording::operator=(Recording&&) noexcept = default;

base::Result<Recording> Recording::create(const std::filesystem::path& file,
                                          std::int32_t pre_skip) {
    auto state = std::make_unique<State>();
    state->file = std::fopen(file.c_str(), "wbe");
    if (state->file == nullptr) {
        return base::fail(base::Fault::unavailable, "live.recording_failed",
                          "Không ghi được buổi phát trực tiếp vào đĩa. Hãy kiểm tra chỗ trống.",
                          "The session cannot be recorded: " + file.string());
    }
    std::string head = head_packet(pre_skip);
    state->put(head, 0, 0, false);
    state->flush();
    std::string tags = tags_packet();
    state->put(tags, 1, 0, false);
    state->flush();
    return Recording(std::move(state));
}

void Recording::add(std::string_view packet) {
    if (!state_->last.empty()) {
        state_->put_last(false);
    }
    state_->last = packet;
}

bool Recording::finish() {
    if (!state_->last.empty()) {
        state_->put_last(true);
    }
    state_->last.clear();
    return state_->good;
}

std::int64_t Recording::packets() const {
    return state_->packets + (state_->last.empty() ? 0 : 1);
}

bool mend_recording(const std::filesystem::path& file) {
    constexpr long piece_bytes = 65'536;
    std::ifstream bytes(file, std::ios::binary);
    ogg_sync_state sync{};
    ogg_sync_init(&sync);
    ogg_page page{};
    std::uintmax_t whole = 0;
    bool sounds = false;
    while (true) {
        const long size = ogg_sync_pageseek(&sync, &page);
        if (size > 0) {
            whole += static_cast<std::uintmax_t>(size);
            sounds = sounds || ogg_page_granulepos(&page) > 0;
        } else if (size < 0 || !bytes) {
            break; // the checksum of a page that is not whole is wrong
        } else {
            bytes.read(ogg_sync_buffer(&sync, piece_bytes), piece_bytes);
            ogg_sync_wrote(&sync, static_cast<long>(bytes.gcount()));
        }
    }
    ogg_sync_clear(&sync);
    std::error_code error;
    std::filesystem::resize_file(file, whole, error);
    return sounds && !error;
}

} // namespace live
