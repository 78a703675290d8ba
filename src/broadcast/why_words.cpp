#include "broadcast/why_words.hpp"

#include "broadcast/words.hpp"
#include "json/described.hpp"

#include <boost/describe.hpp>

namespace broadcast {

BOOST_DESCRIBE_ENUM(WhyCode, played, played_in_part, volume_zero, playing, pending, silent,
                    device_off, network_gone, late_plan, too_late, media_missing, media_corrupt,
                    clock_wrong, signature_refused, command_refused, command_expired, no_output,
                    quiet_hours, outside_windows, day_off, session_too_long, day_limit, preempted,
                    stopped, not_approved, withdrawn, expired, too_early, nothing_to_play,
                    programme_cancelled, replanned, not_in_targets, not_registered, not_claimed,
                    revoked, nothing_planned, no_live_sound, server_down, station_gone,
                    station_lost, no_word)
BOOST_DESCRIBE_ENUM(Heard, yes, in_part, no, unknown, not_yet)

namespace {

base::Message words_of_relay(WhyCode code) {
    switch (code) {
    case WhyCode::server_down:
        return {"Máy chủ không hoạt động trong suốt giờ tiếp sóng.",
                "The server did not run while the relay was to sound."};
    case WhyCode::station_gone:
        return {"Đài đã bị xóa hoặc không còn địa chỉ luồng nên không tiếp sóng được.",
                "The station is gone or has no stream any more, so it was not relayed."};
    case WhyCode::station_lost:
        return {"Đài và mọi nguồn dự phòng đều không có tiếng.",
                "Neither the station nor what stands in for it was to be heard."};
    default:
        return {};
    }
}

/// What became of a run on the way to the loudspeaker.
base::Message words_of_device(WhyCode code) {
    switch (code) {
    case WhyCode::played:
        return {"Đã phát.", "Played."};
    case WhyCode::played_in_part:
        return {"Chỉ phát được một phần: thiết bị vào muộn hoặc bị ngắt giữa chừng.",
                "Played in part only: the device joined late or was interrupted."};
    case WhyCode::volume_zero:
        return {"Thiết bị đã chạy lượt phát nhưng âm lượng bằng 0 nên không nghe thấy. Hãy xem lại "
                "âm lượng của thiết bị.",
                "The device ran it with the volume at zero, so nothing was heard. Check the volume "
                "of the device."};
    case WhyCode::playing:
        return {"Đang phát.", "Sounds now."};
    case WhyCode::pending:
        return {"Chưa đến giờ, hoặc thiết bị chưa kịp báo kết quả.",
                "Its time has not come, or the device has not told how it went yet."};
    case WhyCode::silent:
        return {"Mất liên lạc với thiết bị.", "The device is silent."};
    case WhyCode::device_off:
        return {"Thiết bị không hoạt động vào giờ phát.", "The device was off at that time."};
    case WhyCode::network_gone:
        return {"Thiết bị mất mạng nên không nhận được lượt phát này trước giờ phát.",
                "The device was cut off and did not have this run in time."};
    case WhyCode::late_plan:
        return {"Lượt phát được lập quá sát giờ nên đến thiết bị khi đã quá giờ.",
                "The run was planned so late that it reached the device after its time."};
    case WhyCode::too_late:
        return {
            "Không bắt đầu được trong khoảng trễ cho phép nên bỏ lượt, theo quy định khi lỡ giờ.",
            "It could not begin within the time allowed for a late start, so it was dropped."};
    case WhyCode::media_missing:
        return {"Tệp âm thanh chưa về đến thiết bị. Hãy kiểm tra mạng và bộ nhớ của thiết bị.",
                "The sound file had not reached the device. Check its network and its store."};
    case WhyCode::media_corrupt:
        return {"Tệp âm thanh trên thiết bị bị hỏng, không đúng mã kiểm nên không được phát.",
                "The sound file on the device was broken or altered, so it was not played."};
    case WhyCode::no_live_sound:
        return {
            "Không có âm thanh trực tiếp nào đến thiết bị: chưa ai nói vào buổi phát, hoặc thiết "
            "bị không kết nối được tới máy chủ.",
            "No live sound came to the device: nobody spoke into the session, or the device "
            "could not reach the server."};
    case WhyCode::clock_wrong:
        return {"Đồng hồ của thiết bị sai hoặc chưa có giờ tin cậy vào lúc đó.",
                "The device's clock was wrong, or it had no trusted time then."};
    default:
        return words_of_relay(code);
    }
}

base::Message words_of_control(WhyCode code) {
    switch (code) {
    case WhyCode::signature_refused:
        return {"Thiết bị từ chối vì chữ ký không được tin cậy.",
                "The device refused, because the signature is not trusted."};
    case WhyCode::command_refused:
        return {"Thiết bị từ chối lệnh.", "The device refused the command."};
    case WhyCode::command_expired:
        return {"Lệnh hết hạn trước khi thiết bị nhận được.",
                "The command expired before the device had it."};
    case WhyCode::no_output:
        return {"Thiết bị không mở được ngõ ra âm thanh (cạc âm thanh hỏng hoặc đang "
                "bận, hoặc tiếp điểm bộ tích hợp không đóng).",
                "The device could not use its sound output (card missing, broken or busy, or "
                "the contact of an integration box did not close)."};
    case WhyCode::preempted:
        return {"Nhường cho nội dung khẩn cấp hoặc ưu tiên hơn.",
                "It gave way to something more urgent."};
    case WhyCode::stopped:
        return {"Cán bộ đã ra lệnh dừng.", "An officer stopped it."};
    case WhyCode::not_registered:
        return {"Lúc đó thiết bị chưa được đăng ký.", "The device was not registered then."};
    case WhyCode::not_claimed:
        return {"Lúc đó thiết bị chưa được ghép với hệ thống.", "The device was not claimed then."};
    case WhyCode::revoked:
        return {"Thiết bị đã bị thu hồi.", "The device had been revoked."};
    case WhyCode::nothing_planned:
        return {"Không có lượt phát nào được lập cho thiết bị vào lúc đó.",
                "Nothing was planned for the device then."};
    case WhyCode::no_word:
        return {"Thiết bị chưa báo gì về lượt phát này.",
                "The device never told anything about this run."};
    default:
        return words_of_device(code);
    }
}

} // namespace

std::string_view to_text(WhyCode code) {
    return json::enum_text(code);
}

std::string_view to_text(Heard heard) {
    return json::enum_text(heard);
}

std::string_view to_text(RunNoteCode code) {
    return json::enum_text(code);
}

std::optional<WhyCode> why_code(std::string_view text) {
    return json::enum_value<WhyCode>(text);
}

base::Message usual_words(WhyCode code) {
    switch (code) {
    case WhyCode::quiet_hours:
        return {"Rơi vào giờ yên lặng.", "It fell into quiet hours."};
    case WhyCode::outside_windows:
        return {"Ngoài khung giờ được phát.", "Outside the hours allowed."};
    case WhyCode::day_off:
        return {"Ngày đó đơn vị không phát.", "The unit does not broadcast on that day."};
    case WhyCode::session_too_long:
        return {"Dài quá mức cho một lượt phát.", "Longer than one run may last."};
    case WhyCode::day_limit:
        return {"Đã đủ số phút phát trong ngày.", "The minutes of that day were used up."};
    case WhyCode::not_approved:
        return {"Bản tin chưa được duyệt vào lúc đó.", "The bulletin was not approved by then."};
    case WhyCode::withdrawn:
        return {"Bản tin đã bị rút lại.", "The bulletin had been withdrawn."};
    case WhyCode::expired:
        return {"Bản tin đã hết hiệu lực.", "The bulletin was no longer valid."};
    case WhyCode::too_early:
        return {"Chưa đến ngày giờ bản tin được phát.", "The bulletin was not to sound yet."};
    case WhyCode::nothing_to_play:
        return {"Không có nội dung nào đã duyệt và còn hiệu lực.",
                "Nothing was approved and valid."};
    case WhyCode::programme_cancelled:
        return {"Chương trình phát đã bị hủy.", "The programme had been cancelled."};
    case WhyCode::replanned:
        return {"Lịch phát đã đổi nên lượt này không còn.",
                "The schedule was changed, so this run is gone."};
    case WhyCode::not_in_targets:
        return {"Thiết bị không nằm trong nơi phát đã chọn.",
                "The device is not among the chosen places."};
    default:
        return words_of_control(code);
    }
}

} // namespace broadcast
