#pragma once

#include "broadcast/desk_fixture.hpp"
#include "device_protocol/signed_message.hpp"
#include "live/run_sessions.hpp"
#include "live/session_record.hpp"
#include "media/blob_register.hpp"
#include "media/blob_store_memory.hpp"
#include "media/media_library.hpp"
#include "media/sandbox_process.hpp"
#include "testing/temporary_folder.hpp"
#include "testing/wait_until.hpp"

#include <algorithm>
#include <cmath>

/// What tests of sessions begin with: two clusters of a commune, an officer of it and one of its
/// province, the real sandbox and ffmpeg.
namespace live {

using testing_support::Engine;
inline const area::AreaPath commune({"91", "31069"});

inline rights::Actor person(std::string name, rights::Role role, area::AreaPath area,
                            base::Random& random) {
    return {.user = rights::UserId::make({1'780'272'000'000}, random),
            .name = std::move(name),
            .grants = {{role, std::move(area)}},
            .second_factor_at = {}};
}

/// Three seconds of a tone as a WAV file without a length, as a source would send it.
inline std::string wav(double peak = 8'000) {
    std::string bytes("RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\x01\0\x01\0\x80\xbb\0\0\0\x77\x01\0"
                      "\x02\0\x10\0data\xff\xff\xff\xff",
                      44);
    for (int i = 0; i < 3 * 48'000; ++i) {
        const auto sample = static_cast<std::int16_t>(peak * std::sin(0.06 * i));
        bytes += static_cast<char>(sample & 0xff);
        bytes += static_cast<char>(sample >> 8);
    }
    return bytes;
}

/// A station that sends the same three seconds again and again, unless it is away.
class OneStation final : public relay::StreamFetch {
public:
    base::Result<void> follow(const std::string&, relay::StreamSink& sink,
                              const std::stop_token& stop) override {
        if (!away_ && sink.begins("audio/wav") && sink.take(wav())) {
            while (!stop.stop_requested() && sink.take(wav().substr(44))) {
            }
        }
        return {};
    }
    std::atomic<bool> away_ = false;
};

class LiveSessions : public broadcast::DeskTest {
protected:
    void SetUp() override {
        DeskTest::SetUp();
        if (IsSkipped()) {
            return;
        }
        blobs_.emplace(bytes_, temporary_->database(), clock_);
        const OnAir::Parts parts{.sandbox = sandbox_,
                                 .clock = clock_,
                                 .on_level = [](const SessionId&, const Level&) {}};
        const OnAirOptions options{.ffmpeg = media::find_system_program("ffmpeg").value(),
                                   .recordings = folder_.path()};
        studio_.emplace(parts, options, Studio::Stations{streams_, *blobs_});
        talk_backs_.emplace(parts, options);
        desk_.emplace(LiveDesk{*broadcast_, *studio_, *blobs_, *talk_backs_});
        first_ = add_claimed("S-1");
        second_ = add_claimed("S-2");
    }

    NewSession wanted(std::vector<DeviceId> devices) const {
        NewSession made;
        made.title = "Họp dân";
        made.targets.devices = std::move(devices);
        made.source = SourceKind::source;
        return made;
    }

    Session stored(const SessionId& id) {
        return temporary_->database()
            .read([&](storage::Connection& connection) -> base::Result<Session> {
                return find_session(connection, id).value();
            })
            .value();
    }

    relay::Station station(const std::string& name, std::vector<relay::Fallback> fallbacks = {}) {
        relay::StationDesk desk{temporary_->database(), clock_, random_};
        return relay::add_station(desk, officer_,
                                  {.id = {},
                                   .area = commune,
                                   .name = name,
                                   .url = "http://dai.vn/" + name,
                                   .frequency_khz = {},
                                   .fallbacks = std::move(fallbacks),
                                   .changed_at = {}})
            .value();
    }

    NewSession relay_of(const relay::StationId& id) const {
        NewSession made = wanted({first_});
        made.source = SourceKind::station;
        made.station = id;
        return made;
    }

    std::vector<TakenTurn> turns(const SessionId& id) {
        return temporary_->database()
            .read([&](storage::Connection& connection) -> base::Result<std::vector<TakenTurn>> {
                return turns_of(connection, id);
            })
            .value();
    }

    /// What a device was told, in order: `live SESSION` or `stop RUN`.
    std::vector<std::string> told(const DeviceId& device) {
        const auto issuer = one_key_.key_set().issuers.front();
        std::vector<std::pair<std::int64_t, std::string>> words;
        const auto rows =
            temporary_->database()
                .read([&](storage::Connection& connection) -> base::Result<storage::Rows> {
                    return connection.query(
                        "select coalesce(g.envelope, d.envelope) as envelope from delivery d "
                        "left join group_sending g on g.subject = d.subject and "
                        "g.device_group = d.sent_with where d.device = $1 and d.is_command = 1",
                        {device});
                })
                .value();
        for (const auto& row : rows) {
            const auto command =
                device_protocol::open_command(row.text("envelope"), {issuer}).value().message;
            words.emplace_back(command.seq, command.live
                                                ? "live " + command.live->session
                                                : "stop " + base::to_text(*command.stop->run));
        }
        std::ranges::sort(words);
        std::vector<std::string> out;
        for (auto& [_, word] : words) {
            out.push_back(std::move(word));
        }
        return out;
    }

    /// A whole second of it is on the disk.
    static bool sounds(const std::filesystem::path& file) {
        std::error_code missing;
        return std::filesystem::file_size(file, missing) > 1'000 && !missing;
    }
    [[nodiscard]] std::vector<std::filesystem::path> files() const {
        const std::filesystem::directory_iterator all(folder_.path());
        return {begin(all), end(all)};
    }

    testing_support::TemporaryFolder folder_;
    OneStation streams_;
    media::ProcessSandbox sandbox_{media::find_own_program("nguon-sandbox").value()};
    media::MemoryBlobStore bytes_;
    std::optional<media::RegisteredBlobStore> blobs_;
    std::optional<Studio> studio_;
    std::optional<TalkBacks> talk_backs_;
    std::optional<LiveDesk> desk_;
    rights::Actor officer_ = person("Lê Thị Phát", rights::Role::operator_, commune, random_);
    rights::Actor province_ =
        person("Sở VHTTDL", rights::Role::operator_, area::AreaPath({"91"}), random_);
    DeviceId first_;
    DeviceId second_;
};

} // namespace live
