#pragma once

#include "base/hash.hpp"
#include "crypto/digest.hpp"
#include "crypto/signing.hpp"
#include "device_protocol/event.hpp"
#include "device_protocol/session_messages.hpp"
#include "device_protocol/signed_message.hpp"

/// One full example of each message, for the golden files and for tests of both sides.
namespace device_protocol::sample {

inline constexpr base::Instant five_thirty{1'780'266'600'000}; // 2026-06-01T05:30:00+07:00

template <class Id>
Id id_of(std::string_view text) {
    return Id::parse(text).value();
}

/// The key that signs the golden envelopes: secret bytes 00 01 02 … 1f.
inline crypto::KeyPair commune_key() {
    std::string seed;
    for (char byte = 0; byte < 32; ++byte) {
        seed += byte;
    }
    return crypto::KeyPair::from_seed(seed).value();
}

inline TrustedIssuer commune_issuer() {
    const auto key = commune_key().public_key();
    return {crypto::key_id(key),
            crypto::to_text(key),
            Tier::commune,
            {Right::desired, Right::manifest, Right::play, Right::emergency, Right::volume,
             Right::report}};
}

inline constexpr std::string_view device = "0197b2c4-1a00-7000-8000-0000000000d1";
inline constexpr std::string_view run = "0197b2c4-1a00-8000-8000-0000000000a1";
inline constexpr std::string_view cid = "0197b2c4-1a00-7000-8000-0000000000c1";

inline std::vector<ManifestItem> items() {
    return {{crypto::sha256("chime"), 41'216, 4'000, "chime"},
            {crypto::sha256("speech"), 480'333, 61'250, "speech", {{0, 5'120, 12'480}}}};
}

inline Manifest manifest() {
    const ManifestRun first{
        id_of<RunId>(run), five_thirty,   BroadcastClass::ordinary,
        items(),           std::nullopt,  five_thirty + std::chrono::minutes(10),
        Late::join,        "Bản tin sáng"};
    ManifestRun second = first;
    second.run = id_of<RunId>("0197b2c4-1a00-8000-8000-0000000000a2");
    second.at = five_thirty + std::chrono::hours(12);
    second.not_after = second.at;
    second.class_ = BroadcastClass::priority;
    second.volume_percent = 60;
    second.late = Late::drop;
    second.title.reset();
    return {std::string(device),
            7,
            five_thirty - std::chrono::hours(10),
            five_thirty - std::chrono::hours(10),
            five_thirty + std::chrono::hours(24 * 7 - 10),
            {first, second},
            {{BroadcastClass::ordinary, BroadcastClass::priority, Clash::pause}},
            std::vector<ManifestItem>{{crypto::sha256("siren"), 20'480, 10'000, "siren"}}};
}

inline Command play_command() {
    Command command;
    command.cid = id_of<CommandId>(cid);
    command.op = std::string(op_play);
    command.seq = 41;
    command.class_ = BroadcastClass::emergency;
    command.issued_at = five_thirty;
    command.expires_at = five_thirty + std::chrono::minutes(10);
    command.at = five_thirty + base::Millis(2000);
    command.target.device = std::string(device);
    command.source = {"xa-vinh-thuan", "0197b2c4-1a00-7000-8000-0000000000e1",
                      "0197b2c4-1a00-7000-8000-0000000000b1"};
    command.play = PlayArguments{id_of<RunId>("0197b2c4-1a00-8000-8000-0000000000a9"),
                                 {{crypto::sha256("siren"), 20'480, 10'000, "chime"}},
                                 90};
    return command;
}

inline DesiredState desired() {
    DesiredState state;
    state.device = std::string(device);
    state.version = 12;
    state.groups = {"ap-vinh-dong", "cum-loa-so-1"};
    state.volume = {{{base::LocalTime{5 * 3600}, 60}, {base::LocalTime{6 * 3600}, 80}}, 120, 90};
    state.quiet = {{base::LocalTime{21 * 3600}, base::LocalTime{5 * 3600}, {}, {}}};
    state.heartbeat_s = 60;
    state.manifest = ManifestReference{7, crypto::sha256("manifest"), 2'048};
    return state;
}

inline PlayedProof proof() {
    PlayedProof played;
    played.run = id_of<RunId>(run);
    played.planned_at = five_thirty;
    played.started_at = five_thirty;
    played.ended_at = five_thirty + base::Millis(65'250);
    played.ms_planned = 65'250;
    played.ms_played = 60'250;
    played.outcome = Outcome::partial;
    played.reason = "interrupted";
    played.parts = {{five_thirty, 0, 20'000}, {five_thirty + base::Millis(25'000), 25'000, 40'250}};
    played.volume_percent = 60;
    played.manifest_version = 7;
    played.clock_error_ms = 3;
    return played;
}

inline EventBatch events() {
    Event refused{2, five_thirty + base::Millis(500), "refused", {}, {}, {}};
    refused.refused = Refused{"command", "crypto.bad_signature", {}, {}, {}, {}};
    Event played{3, five_thirty + base::Millis(65'300), "played", proof(), {}, {}};
    Event notice{4, five_thirty + base::Millis(70'000), "notice", {}, {}, {}};
    notice.notice = Notice{"clock_jump", "+3600000 ms"};
    return {417, 1'780'000'000'000, 1, {refused, played, notice}};
}

inline Hello hello() {
    Hello message;
    message.device = std::string(device);
    message.inc = 417;
    message.boot = BootReason::power;
    message.serial = "VT-000123";
    message.model = "nguon-player";
    message.firmware = "0.1.0";
    message.levels = {"core", "schedule"};
    message.capabilities = {{"opus", "wav"}, 1, 4096, true};
    message.clock = {ClockSource::ntp, 3};
    message.desired_version = 12;
    message.manifest_version = 7;
    message.event_epoch = 1'780'000'000'000;
    message.event_last = 4;
    return message;
}

/// A set of three keys: root 40 41 42 …, emergency 60 61 62 …, and the commune's as the ordinary
/// one.
inline crypto::KeyPair key_from(char first) {
    std::string seed;
    for (char byte = 0; byte < 32; ++byte) {
        seed += static_cast<char>(first + byte);
    }
    return crypto::KeyPair::from_seed(seed).value();
}

inline KeySet key_set() {
    KeySet set{
        1,
        five_thirty,
        {describe_issuer(key_from(0x40).public_key(), Tier::commune, rights_of(Purpose::root)),
         describe_issuer(key_from(0x60).public_key(), Tier::commune, rights_of(Purpose::emergency)),
         describe_issuer(commune_key().public_key(), Tier::commune, rights_of(Purpose::ordinary))}};
    set.issuers[2].from = five_thirty;
    set.issuers[2].until = five_thirty + std::chrono::hours(24 * 365);
    return set;
}

inline ClaimGrant grant() {
    return {std::string(device),
            "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
            {{"nguon.vinhthuan.example", 8883, true}},
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
            {commune_issuer()},
            five_thirty};
}

} // namespace device_protocol::sample
