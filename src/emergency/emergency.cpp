#include "emergency/emergency.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "rights/policy.hpp"

#include <algorithm>
#include <utility>

namespace emergency {

namespace {

using rights::Permission;

constexpr std::size_t title_max = 200;
constexpr std::size_t text_max = 5'000;
constexpr std::size_t reason_max = 1'000;
/// One command's rounds (device_protocol::repeats_max).
constexpr std::int64_t rounds_max = 500;

content::Person person_of(const rights::Actor& actor) {
    return {actor.user, actor.name};
}

void note(Emergency& emergency, std::string what, const rights::Actor& actor, base::Instant now,
          std::string text = {}, bool second_factor = false) {
    emergency.history.push_back(
        {now, std::move(what), person_of(actor), second_factor, std::move(text)});
    emergency.version += 1;
}

void add_earlier(Emergency& emergency, const RunId& run) {
    if (!emergency.earlier_runs) {
        emergency.earlier_runs.emplace();
    }
    emergency.earlier_runs->push_back(run);
}

void go_on_air(Emergency& emergency, const rights::Actor& actor, base::Instant now) {
    emergency.stage = Stage::on_air;
    emergency.on_air_at = now;
    emergency.expires_at = now + std::chrono::minutes(emergency.request.minutes);
    note(emergency, "went_on_air", actor, now);
}

base::Failure refuse_over() {
    return base::fail(base::Fault::conflict, "emergency.over", "Đợt khẩn cấp này đã kết thúc.",
                      "This emergency is over.");
}

bool second_factor_is_fresh(const rights::Actor& actor, const content::ApprovalRule& rule,
                            base::Instant now) {
    return actor.second_factor_at &&
           now - *actor.second_factor_at <= std::chrono::minutes(rule.second_factor_minutes_max);
}

/// The word under which an ending stands in the history.
std::string_view word_of(Ending ending) {
    switch (ending) {
    case Ending::refused:
        return "refused";
    case Ending::cancelled:
        return "cancelled";
    case Ending::all_clear:
        return "all_clear";
    case Ending::expired:
        return "expired";
    case Ending::unconfirmed:
        return "unconfirmed";
    }
    return "";
}

base::Result<void> may_end(const Emergency& emergency, Ending ending) {
    if (emergency.stage == Stage::over) {
        return refuse_over();
    }
    if (ending == Ending::all_clear && emergency.stage != Stage::on_air) {
        return base::fail(base::Fault::conflict, "emergency.not_on_air",
                          "Chưa phát nên chưa có gì để báo an toàn. Hãy hủy.",
                          "It is not on the air, so there is nothing to clear. Cancel it.");
    }
    if (ending == Ending::refused && emergency.stage != Stage::waiting) {
        return base::fail(base::Fault::conflict, "emergency.on_air",
                          "Đợt khẩn cấp đang phát. Hãy hủy hoặc báo an toàn.",
                          "It is on the air. Cancel it or give the all-clear.");
    }
    return {};
}

bool by_hand(Ending ending) {
    return ending == Ending::refused || ending == Ending::cancelled;
}

} // namespace

base::Result<RaiseRequest> check_request(RaiseRequest request) {
    base::Error error =
        base::refuse(base::Fault::invalid, "emergency.wrong_request",
                     "Đợt khẩn cấp còn chỗ chưa đúng.", "Something in the emergency is wrong.");
    const auto tidy = [&](std::string& text, std::size_t most, const char* pointer, bool needed) {
        const auto nfc = base::to_nfc(text);
        text = nfc ? std::string(base::trim(*nfc)) : std::string();
        if (!nfc || base::code_points(text) > most || (needed && text.empty())) {
            error.fields.push_back({pointer,
                                    {"cần từ 1 đến " + std::to_string(most) + " ký tự",
                                     "needs 1 to " + std::to_string(most) + " characters"}});
        }
    };
    tidy(request.title, title_max, "/title", true);
    tidy(request.text, text_max, "/text", !request.recording && !request.live.value_or(false));
    tidy(request.hazard, 40, "/hazard", true);
    if (request.minutes < 1 || request.minutes > minutes_max) {
        error.fields.push_back({"/minutes", {"phải từ 1 đến 720", "must be 1 to 720"}});
    }
    if (request.volume_percent && (*request.volume_percent < 0 || *request.volume_percent > 100)) {
        error.fields.push_back({"/volume_percent", {"phải từ 0 đến 100", "must be 0 to 100"}});
    }
    if (!error.fields.empty()) {
        return base::fail(std::move(error));
    }
    TRY(broadcast::check_shapes(request.targets));
    return request;
}

base::Result<Emergency> raise(EmergencyId id, RaiseRequest request, area::AreaPath area,
                              std::int64_t devices, const rights::Actor& actor,
                              const content::ApprovalRule& rule, base::Instant now) {
    const bool alone = rule.emergency == content::EmergencyApproval::second_factor;
    const bool fresh = second_factor_is_fresh(actor, rule, now);
    if (alone && !fresh) {
        return base::fail(base::Fault::forbidden, "emergency.second_factor_needed",
                          "Phát khẩn cấp cần xác nhận thêm lần nữa: gõ mã trên điện thoại hoặc "
                          "dùng khóa đăng nhập.",
                          "Raising an emergency needs a fresh second factor.");
    }
    Emergency emergency{.id = id,
                        .request = std::move(request),
                        .area = std::move(area),
                        .devices = devices,
                        .raised_at = now,
                        .raised_by = person_of(actor)};
    emergency.speech.text = emergency.request.text;
    emergency.confirmation_due = now + std::chrono::minutes(rule.confirmation_minutes_max);
    note(emergency, "raised", actor, now, {}, fresh);
    if (alone) {
        go_on_air(emergency, actor, now);
    }
    return emergency;
}

base::Result<Emergency> confirm(Emergency emergency, const rights::Actor& actor,
                                base::Instant now) {
    if (emergency.stage == Stage::over || due_ending(emergency, now)) {
        return refuse_over();
    }
    if (actor.user == emergency.raised_by.user) {
        return base::fail(base::Fault::forbidden, "emergency.another_person",
                          "Người thứ hai phải là người khác với người phát lệnh.",
                          "The second person must be another one.");
    }
    if (!emergency.confirmation_due) {
        return base::fail(base::Fault::conflict, "emergency.confirmed_already",
                          "Đã có người xác nhận rồi.", "Somebody has confirmed it already.");
    }
    emergency.confirmation_due.reset();
    emergency.confirmed_by = person_of(actor);
    note(emergency, "confirmed", actor, now);
    if (emergency.stage == Stage::waiting) {
        go_on_air(emergency, actor, now);
    }
    return emergency;
}

base::Result<Emergency> end(Emergency emergency, Ending ending, std::string reason,
                            const rights::Actor& actor, base::Instant now) {
    TRY(may_end(emergency, ending));
    TRY_ASSIGN(const std::string nfc, base::to_nfc(reason));
    reason = base::trim(nfc);
    if ((by_hand(ending) && reason.empty()) || base::code_points(reason) > reason_max) {
        return base::fail(base::Fault::invalid, "emergency.reason_needed",
                          "Hãy ghi lý do (không quá 1.000 ký tự).",
                          "Give a reason of at most 1,000 characters.");
    }
    emergency.stage = Stage::over;
    emergency.ending = ending;
    emergency.ended_at = now;
    emergency.confirmation_due.reset();
    note(emergency, std::string(word_of(ending)), actor, now, std::move(reason));
    return emergency;
}

bool has_words(const Emergency& emergency) {
    return !emergency.speech.text.empty() || emergency.request.recording.has_value();
}

base::Result<Emergency> begin_voice(Emergency emergency, const RunId& run,
                                    const rights::Actor& actor, base::Instant now) {
    if (emergency.stage == Stage::over || due_ending(emergency, now)) {
        return refuse_over();
    }
    if (emergency.stage != Stage::on_air) {
        return base::fail(base::Fault::conflict, "emergency.not_sounding",
                          "Đợt khẩn cấp này còn chờ người thứ hai xác nhận nên chưa nói được.",
                          "It waits for the second person, so nobody can speak in it yet.");
    }
    if (emergency.voice_run) {
        return base::fail(base::Fault::conflict, "emergency.voice_taken",
                          "Đang có người nói trực tiếp trong đợt khẩn cấp này.",
                          "Somebody is speaking live in this emergency.");
    }
    if (emergency.speech.run) {
        add_earlier(emergency, *std::exchange(emergency.speech.run, std::nullopt));
    }
    if (emergency.siren_ends_at) {
        emergency.siren_ends_at = std::min(*emergency.siren_ends_at, now);
    }
    emergency.voice_run = run;
    note(emergency, "voice_began", actor, now);
    return emergency;
}

Emergency end_voice(Emergency emergency, const RunId& run, const rights::Actor& actor,
                    base::Instant now) {
    if (emergency.voice_run != run) {
        return emergency;
    }
    emergency.voice_run.reset();
    add_earlier(emergency, run);
    note(emergency, "voice_ended", actor, now);
    return emergency;
}

std::optional<Ending> due_ending(const Emergency& emergency, base::Instant now) {
    if (emergency.stage == Stage::over) {
        return std::nullopt;
    }
    if (emergency.confirmation_due && now > *emergency.confirmation_due) {
        return Ending::unconfirmed;
    }
    if (emergency.expires_at && now >= *emergency.expires_at) {
        return Ending::expired;
    }
    return std::nullopt;
}

std::string shown_title(const Emergency& emergency) {
    return emergency.request.mode == Mode::exercise ? "DIỄN TẬP: " + emergency.request.title
                                                    : emergency.request.title;
}

std::int32_t rounds(base::Instant from, base::Instant until, std::int64_t round_ms) {
    const std::int64_t room = (until - from).count();
    return static_cast<std::int32_t>(
        std::clamp<std::int64_t>(room / std::max<std::int64_t>(round_ms, 1), 1, rounds_max));
}

Abilities abilities(const Emergency& emergency, const rights::Actor& actor) {
    const bool raises = rights::allows(actor, Permission::raise_emergency, emergency.area);
    const bool stops = raises || rights::allows(actor, Permission::stop_everything, emergency.area);
    const bool approves =
        raises || rights::allows(actor, Permission::approve_bulletins, emergency.area);
    const bool open = emergency.stage != Stage::over;
    const bool other = actor.user != emergency.raised_by.user;
    return {.confirm = open && approves && other && emergency.confirmation_due.has_value(),
            .refuse = emergency.stage == Stage::waiting && approves,
            .cancel = open && stops,
            .all_clear = emergency.stage == Stage::on_air && raises,
            .speak = emergency.stage == Stage::on_air && raises && !emergency.voice_run};
}

} // namespace emergency
