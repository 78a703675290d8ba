#include "broadcast/why.hpp"

#include "broadcast/why_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace broadcast {

namespace {

using content::BulletinState;
using device_protocol::Outcome;
using device_protocol::PlayedProof;

std::string clock_text(base::Instant at) {
    const base::LocalDateTime local = base::to_local(at);
    return fmt::format("{:02}:{:02}:{:02} {:02}/{:02}/{}", local.time.seconds / 3'600,
                       local.time.seconds / 60 % 60, local.time.seconds % 60,
                       static_cast<unsigned>(local.date.day.day()),
                       static_cast<unsigned>(local.date.day.month()),
                       static_cast<int>(local.date.day.year()));
}

Explanation say(WhyCode code, std::string vi, std::string en, Heard heard = Heard::no) {
    return {code, heard, {std::move(vi), std::move(en)}};
}

Explanation say(WhyCode code, Heard heard = Heard::no) {
    const base::Message text = usual_words(code);
    return {code, heard, text};
}

// ---- what the device told ----

/// It was in the device's store before its time.
bool held_in_time(const WhyFacts& facts) {
    return facts.delivery && facts.delivery->received_at && *facts.delivery->received_at < facts.at;
}

/// The device itself says that the time had passed.
Explanation explain_late(const WhyFacts& facts) {
    if (facts.started_after) {
        return say(
            WhyCode::device_off,
            fmt::format("Thiết bị không hoạt động vào giờ phát; chương trình của nó chạy lại "
                        "lúc {}. Hãy kiểm tra nguồn điện.",
                        clock_text(*facts.started_after)),
            fmt::format("The device was off at that time; its program began again at {}. "
                        "Check its power.",
                        clock_text(*facts.started_after)));
    }
    if (facts.clock_trouble) {
        return say(WhyCode::clock_wrong);
    }
    if (facts.silence && !held_in_time(facts)) {
        return say(WhyCode::network_gone);
    }
    return say(held_in_time(facts) ? WhyCode::too_late : WhyCode::late_plan);
}

Explanation explain_played(const WhyFacts& facts, const PlayedProof& proof) {
    if (proof.volume_percent == 0) {
        return say(WhyCode::volume_zero);
    }
    const std::string at = clock_text(proof.started_at.value_or(facts.at));
    return say(WhyCode::played,
               fmt::format("Đã phát trọn vẹn từ {}, âm lượng {}%.", at, proof.volume_percent),
               fmt::format("Played whole from {}, volume {}%.", at, proof.volume_percent),
               Heard::yes);
}

Explanation in_part(Explanation because, const PlayedProof& proof) {
    if (proof.ms_played <= 0) {
        return because;
    }
    because.heard = Heard::in_part;
    if (proof.ms_planned <= 0) { // of a live session
        because.message.vi += fmt::format(" Đã phát {} giây.", proof.ms_played / 1000);
        because.message.en += fmt::format(" {} seconds sounded.", proof.ms_played / 1000);
        return because;
    }
    because.message.vi +=
        fmt::format(" Đã phát {}/{} giây.", proof.ms_played / 1000, proof.ms_planned / 1000);
    because.message.en +=
        fmt::format(" {} of {} seconds sounded.", proof.ms_played / 1000, proof.ms_planned / 1000);
    return because;
}

Explanation explain_stop(const WhyFacts& facts) {
    if (!facts.stop) {
        return say(WhyCode::stopped);
    }
    const std::string at = clock_text(facts.stop->at);
    Explanation out =
        say(WhyCode::stopped, fmt::format("{} đã cho dừng lúc {}.", facts.stop->by_name, at),
            fmt::format("{} stopped it at {}.", facts.stop->by_name, at));
    if (!facts.stop->reason.empty()) {
        out.message.vi += fmt::format(" Lý do: {}.", facts.stop->reason);
        out.message.en += fmt::format(" Reason: {}.", facts.stop->reason);
    }
    return out;
}

struct ReasonWord {
    std::string_view reason;
    WhyCode code;
};

/// `played.reason` of the device protocol (spec section 13).
constexpr std::array reason_words{
    ReasonWord{"quiet_hours", WhyCode::quiet_hours},
    ReasonWord{"preempted", WhyCode::preempted},
    ReasonWord{"never", WhyCode::preempted},
    ReasonWord{"no_room", WhyCode::preempted},
    ReasonWord{"withdrawn", WhyCode::withdrawn},
    ReasonWord{"command", WhyCode::stopped},
    ReasonWord{"media_missing", WhyCode::media_missing},
    ReasonWord{"player.media_broken", WhyCode::media_corrupt},
    ReasonWord{"player.media_altered", WhyCode::media_corrupt},
    ReasonWord{"player.output", WhyCode::no_output},
    ReasonWord{"player.contact", WhyCode::no_output},
    ReasonWord{"player.no_live_sound", WhyCode::no_live_sound},
    ReasonWord{"joined_late", WhyCode::played_in_part},
    ReasonWord{"interrupted", WhyCode::played_in_part},
};

bool has_note(const WhyFacts& facts, RunNoteCode code) {
    return std::ranges::find(facts.notes, code, &RunNote::code) != facts.notes.end();
}

Explanation explain_proof(const WhyFacts& facts, const PlayedProof& proof) {
    if (proof.outcome == Outcome::played) {
        return explain_played(facts, proof);
    }
    const std::string reason = proof.reason.value_or("");
    if (reason == "too_late" || (reason.empty() && proof.outcome == Outcome::missed)) {
        return explain_late(facts);
    }
    if (reason == "media_missing" && facts.refused_media) {
        return say(WhyCode::media_corrupt);
    }
    if (reason == "media_missing" && facts.silence && !held_in_time(facts)) {
        return explain_late(facts); // it heard of the run when its files could not come in time
    }
    if (reason == "player.no_live_sound" && has_note(facts, RunNoteCode::station_lost)) {
        return say(WhyCode::station_lost);
    }
    const auto word = std::ranges::find(reason_words, reason, &ReasonWord::reason);
    if (word != reason_words.end()) {
        const bool stopped = word->code == WhyCode::stopped;
        return in_part(stopped ? explain_stop(facts) : say(word->code), proof);
    }
    return in_part(say(WhyCode::no_word,
                       fmt::format("Thiết bị báo không phát trọn vẹn, lý do “{}”.", reason),
                       fmt::format("The device tells that it did not play whole: “{}”.", reason)),
                   proof);
}

// ---- what the server knows of a run without proof ----

Explanation refused(const std::string& code) {
    const bool signature = code.starts_with("crypto.") || code == "no_right";
    return say(signature ? WhyCode::signature_refused : WhyCode::command_refused,
               fmt::format("Thiết bị từ chối vì {} (mã {}).",
                           signature ? "chữ ký không được tin cậy" : "lệnh không hợp lệ", code),
               fmt::format("The device refused: {} (code {}).",
                           signature ? "the signature is not trusted" : "the command is not valid",
                           code));
}

Explanation not_told(const WhyFacts& facts) {
    if (facts.refused_signature) {
        return refused(*facts.refused_signature);
    }
    if (facts.silence && !facts.silence->to) {
        return say(WhyCode::silent,
                   fmt::format("Mất liên lạc với thiết bị từ {}. {}",
                               clock_text(facts.silence->from),
                               held_in_time(facts)
                                   ? "Nó đã lưu lượt phát này nên có thể vẫn tự phát; khi có mạng "
                                     "lại sẽ biết."
                                   : "Chưa biết nó có lượt phát này hay không."),
                   fmt::format("The device is silent since {}. {}", clock_text(facts.silence->from),
                               held_in_time(facts)
                                   ? "It holds this run and may have played it alone; it will tell "
                                     "when it is back."
                                   : "Whether it holds this run is not known."),
                   Heard::unknown);
    }
    if (facts.silence && !held_in_time(facts)) {
        return say(WhyCode::network_gone);
    }
    if (facts.clock_trouble) {
        return say(WhyCode::clock_wrong);
    }
    return say(WhyCode::no_word, Heard::unknown);
}

/// A planned relay that never began on the device has the reason as its code.
std::optional<WhyCode> missed_relay(const WhyFacts& facts, const Delivery& delivery) {
    return facts.run && !facts.run->station.empty() ? why_code(delivery.code) : std::nullopt;
}

/// It was due, and another one sounds; nobody knows yet how this one ends.
Explanation explain_waiting(const std::string& other, bool begun) {
    if (begun) {
        return say(WhyCode::playing, fmt::format("Đang tạm dừng để nhường “{}”.", other),
                   fmt::format("It is paused for “{}” now.", other), Heard::in_part);
    }
    return say(WhyCode::pending, fmt::format("Đang đợi “{}” phát xong.", other),
               fmt::format("It waits for the end of “{}”.", other), Heard::not_yet);
}

Explanation explain_delivery(const WhyFacts& facts, const Delivery& delivery) {
    const base::Instant over =
        facts.at + base::Millis{facts.run ? facts.run->duration_ms : 0} + proof_grace;
    switch (delivery.state) {
    case DeliveryState::playing:
        return facts.sounds_instead ? explain_waiting(*facts.sounds_instead, true)
                                    : say(WhyCode::playing, Heard::in_part);
    case DeliveryState::refused:
        return refused(delivery.code);
    case DeliveryState::expired:
        if (was_stopped(delivery)) {
            return explain_stop(facts);
        }
        return facts.silence ? say(WhyCode::network_gone) : say(WhyCode::command_expired);
    case DeliveryState::done:
        return say(WhyCode::played, Heard::yes);
    case DeliveryState::failed:
        if (const auto code = missed_relay(facts, delivery)) {
            return say(*code);
        }
        break;
    case DeliveryState::planned:
    case DeliveryState::sent:
    case DeliveryState::received:
    case DeliveryState::silent:
        break;
    }
    if (facts.now < over) {
        return facts.sounds_instead && facts.now > facts.at
                   ? explain_waiting(*facts.sounds_instead, false)
                   : say(WhyCode::pending, Heard::not_yet);
    }
    return not_told(facts);
}

// ---- what was decided before ----

} // namespace

std::optional<WhyCode> against(const content::Bulletin& bulletin, base::Instant at) {
    if (bulletin.state == BulletinState::withdrawn && bulletin.changed_at <= at) {
        return WhyCode::withdrawn;
    }
    const base::LocalDate day = base::to_local(at).date;
    if (day > bulletin.body.valid_to) {
        return WhyCode::expired;
    }
    if (day < bulletin.body.valid_from) {
        return WhyCode::too_early;
    }
    const bool unapproved = !bulletin.approved_digest || bulletin.approvals.empty() ||
                            at < bulletin.approvals.back().at;
    return unapproved ? std::optional(WhyCode::not_approved) : std::nullopt;
}

namespace {

constexpr std::array plan_words{
    ReasonWord{"quiet_hours", WhyCode::quiet_hours},
    ReasonWord{"runs_into_quiet_hours", WhyCode::quiet_hours},
    ReasonWord{"outside_windows", WhyCode::outside_windows},
    ReasonWord{"runs_out_of_window", WhyCode::outside_windows},
    ReasonWord{"day_off", WhyCode::day_off},
    ReasonWord{"session_too_long", WhyCode::session_too_long},
    ReasonWord{"day_limit", WhyCode::day_limit},
    ReasonWord{"overlap", WhyCode::preempted},
    ReasonWord{"never", WhyCode::preempted},
    ReasonWord{"too_early", WhyCode::too_early},
    ReasonWord{"too_late", WhyCode::too_late},
    ReasonWord{"no_devices", WhyCode::not_in_targets},
};

} // namespace

std::optional<WhyCode> code_of_plan(std::string_view reason) {
    const auto word = std::ranges::find(plan_words, reason, &ReasonWord::reason);
    return word == plan_words.end() ? std::nullopt : std::optional(word->code);
}

namespace {

/// The plan's own sentence names times and rules.
Explanation explain_decision(const WhyFacts& facts, const PlanDecision& decision) {
    if (const auto code = code_of_plan(decision.reason)) {
        return say(*code, decision.message.vi, decision.message.en);
    }
    if (facts.bulletin) {
        if (const auto code = against(*facts.bulletin, facts.at)) {
            return say(*code);
        }
    }
    return say(WhyCode::nothing_to_play, decision.message.vi, decision.message.en);
}

Explanation explain_removal(const RunRemoval& removal) {
    const WhyCode code = why_code(removal.code).value_or(WhyCode::replanned);
    Explanation out = say(code);
    out.message.vi += fmt::format(" Quyết định lúc {}.", clock_text(removal.decided_at));
    out.message.en += fmt::format(" Decided at {}.", clock_text(removal.decided_at));
    return out;
}

/// Nothing when the device was in service.
std::optional<WhyCode> out_of_service(const WhyFacts& facts) {
    if (facts.at < facts.device.created_at) {
        return WhyCode::not_registered;
    }
    if (facts.device.revocation && facts.device.revocation->at <= facts.at) {
        return WhyCode::revoked;
    }
    if (!facts.device.claimed_at || facts.at < *facts.device.claimed_at) {
        return WhyCode::not_claimed;
    }
    return std::nullopt;
}

Explanation explain_run(const WhyFacts& facts) {
    if (facts.proof) {
        return explain_proof(facts, *facts.proof);
    }
    if (const auto code = out_of_service(facts)) {
        return say(*code);
    }
    if (facts.delivery) {
        return explain_delivery(facts, *facts.delivery);
    }
    if (facts.removal) {
        return explain_removal(*facts.removal);
    }
    if (facts.decision) {
        return explain_decision(facts, *facts.decision);
    }
    if (facts.bulletin) {
        if (const auto code = against(*facts.bulletin, facts.at)) {
            return say(*code);
        }
    }
    return say(facts.elsewhere ? WhyCode::not_in_targets : WhyCode::nothing_planned);
}

base::Message words_of(const RunNote& note) {
    const std::string at = clock_text(note.at);
    switch (note.code) {
    case RunNoteCode::joined_late:
        return {fmt::format("Tiếp sóng bắt đầu muộn, từ {}.", at),
                fmt::format("The relay began late, at {}.", at)};
    case RunNoteCode::taken_up:
        return {fmt::format("Tiếp sóng đã ngắt được nối lại lúc {}.", at),
                fmt::format("The relay had broken off and was taken up again at {}.", at)};
    case RunNoteCode::server_restarted:
        return {fmt::format("Máy chủ khởi động lại, buổi phát ngừng lúc {}.", at),
                fmt::format("The server was started again; the session ended at {}.", at)};
    case RunNoteCode::station_lost:
        return {fmt::format("Đài và mọi nguồn dự phòng mất tiếng, buổi phát ngừng lúc {}.", at),
                fmt::format("The station and all that stands in for it fell silent; the session "
                            "ended at {}.",
                            at)};
    }
    return {};
}

} // namespace

Explanation explain(const WhyFacts& facts) {
    Explanation out = explain_run(facts);
    for (const GaveWay& way : facts.gave_way) {
        const base::Message words = words_of(way);
        out.message.vi += " " + words.vi;
        out.message.en += " " + words.en;
    }
    for (const RunNote& note : facts.notes) {
        const base::Message words = words_of(note);
        out.message.vi += " " + words.vi;
        out.message.en += " " + words.en;
    }
    return out;
}

} // namespace broadcast
