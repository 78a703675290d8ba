#include "devices/device.hpp"

#include "base/text.hpp"
#include "base/try.hpp"

#include <algorithm>

namespace devices {

namespace {

/// Collects what is wrong with the details, each by its member.
class DetailsCheck {
public:
    void text(std::string& value, const char* pointer, std::size_t code_points_max,
              bool required = false) {
        auto composed = base::to_nfc(value);
        if (!composed) {
            add(pointer, composed.error().message);
            return;
        }
        value = std::string(base::trim(*composed));
        if (required && value.empty()) {
            add(pointer, {"chưa có nội dung", "is empty"});
        }
        if (base::code_points(value) > code_points_max) {
            const std::string limit = std::to_string(code_points_max);
            add(pointer, {"dài quá " + limit + " ký tự", "is longer than " + limit});
        }
    }
    void number(std::int64_t value, const char* pointer, std::int64_t low, std::int64_t high) {
        if (value < low || value > high) {
            const std::string limits = std::to_string(low) + "–" + std::to_string(high);
            add(pointer, {"phải trong khoảng " + limits, "must be within " + limits});
        }
    }
    void add(const char* pointer, base::Message message) {
        fields_.push_back({pointer, std::move(message)});
    }
    [[nodiscard]] base::Result<void> outcome() && {
        if (fields_.empty()) {
            return {};
        }
        base::Error error =
            base::refuse(base::Fault::invalid, "devices.wrong_details",
                         "Thông tin thiết bị chưa đúng. Hãy sửa các mục được đánh dấu.",
                         "The device's details are wrong. Correct the marked members.");
        error.fields = std::move(fields_);
        return base::fail(std::move(error));
    }

private:
    std::vector<base::FieldError> fields_;
};

bool is_serial_character(char character) {
    const bool digit = character >= '0' && character <= '9';
    const bool letter =
        (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z');
    return digit || letter || character == '-' || character == '.' || character == '_';
}

void check_position(const std::optional<area::Point>& position, DetailsCheck& check) {
    if (!position) {
        return;
    }
    // Written so that NaN fails too.
    if (!(position->latitude >= -90 && position->latitude <= 90)) {
        check.add("/position/latitude", {"phải trong khoảng -90 đến 90", "must be -90 to 90"});
    }
    if (!(position->longitude >= -180 && position->longitude <= 180)) {
        check.add("/position/longitude", {"phải trong khoảng -180 đến 180", "must be -180 to 180"});
    }
}

} // namespace

base::Result<DeviceDetails> check_details(DeviceDetails details) {
    DetailsCheck check;
    check.text(details.name, "/name", 120, true);
    check.text(details.serial, "/serial", 64, true);
    check.text(details.vendor, "/vendor", 120);
    check.text(details.model, "/model", 120);
    check.text(details.place, "/place", 200);
    check.text(details.sim_number, "/sim_number", 32);
    check.text(details.sim_operator, "/sim_operator", 64);
    check.text(details.funding, "/funding", 200);
    check.text(details.note, "/note", 2000);
    if (!std::ranges::all_of(details.serial, is_serial_character)) {
        check.add("/serial", {"chỉ gồm chữ không dấu, số, dấu chấm, gạch nối, gạch dưới",
                              "may hold letters, digits, dot, hyphen and underscore only"});
    }
    if (details.area.is_country()) {
        check.add("/area", {"hãy chọn địa bàn đặt thiết bị", "choose where the device stands"});
    }
    check.number(details.speakers, "/speakers", 0, 200);
    check.number(details.watt, "/watt", 0, 100'000);
    check_position(details.position, check);
    TRY(std::move(check).outcome());
    return details;
}

base::Result<void> check_volume(const DesiredVolume& volume) {
    const auto& steps = volume.steps;
    const bool numbers_right = std::ranges::all_of(steps, [](const VolumeStep& step) {
        return step.percent >= 0 && step.percent <= 100 && step.from.seconds >= 0 &&
               step.from.seconds < 86'400;
    });
    const bool rising = std::ranges::adjacent_find(steps, [](const auto& a, const auto& b) {
                            return a.from >= b.from;
                        }) == steps.end();
    if (steps.empty() || steps.size() > volume_steps_max || steps.front().from.seconds != 0 ||
        !numbers_right || !rising || volume.emergency_percent_min < 0 ||
        volume.emergency_percent_min > 100) {
        return base::fail(base::Fault::invalid, "devices.wrong_volume",
                          "Âm lượng theo giờ chưa đúng: bậc đầu tiên từ 00:00, các bậc sau muộn "
                          "dần, mỗi bậc từ 0 đến 100, nhiều nhất 24 bậc.",
                          "The volume plan is wrong: the first step starts at 00:00, later steps "
                          "rise, each is 0 to 100, at most 24 steps.");
    }
    return {};
}

base::Result<Device> register_device(DeviceId id, DeviceDetails details, base::Instant now) {
    TRY_ASSIGN(DeviceDetails checked, check_details(std::move(details)));
    Device device;
    device.id = id;
    device.details = std::move(checked);
    device.created_at = now;
    return device;
}

base::Result<Device> edit(Device device, DeviceDetails details) {
    TRY_ASSIGN(DeviceDetails checked, check_details(std::move(details)));
    if (device.state == DeviceState::claimed && checked.serial != device.details.serial) {
        return base::fail(base::Fault::conflict, "devices.serial_is_fixed",
                          "Thiết bị đã được nhận nên không đổi được số sê-ri. Hãy thu hồi rồi đăng "
                          "ký lại.",
                          "The device is claimed, so its serial number is fixed. Revoke it and "
                          "register it again.");
    }
    device.details = std::move(checked);
    return device;
}

base::Result<Device> set_volume(Device device, DesiredVolume volume) {
    TRY(check_volume(volume));
    device.volume = std::move(volume);
    return device;
}

base::Result<Device> set_groups(Device device, std::vector<GroupId> groups) {
    std::ranges::sort(groups);
    const auto doubles = std::ranges::unique(groups);
    groups.erase(doubles.begin(), doubles.end());
    if (groups.size() > groups_per_device_max) {
        return base::fail(base::Fault::too_large, "devices.too_many_groups",
                          "Một thiết bị thuộc nhiều nhất 32 nhóm.",
                          "A device belongs to at most 32 groups.");
    }
    device.groups = std::move(groups);
    return device;
}

base::Result<Device> claim(Device device, base::Instant now) {
    if (device.state == DeviceState::revoked) {
        return base::fail(base::Fault::conflict, "devices.revoked",
                          "Thiết bị này đã bị thu hồi. Hãy khôi phục trước khi nhận lại.",
                          "This device is revoked. Reinstate it before it is claimed again.");
    }
    device.state = DeviceState::claimed;
    device.claimed_at = now;
    return device;
}

Device revoke(Device device, Revocation revocation) {
    if (device.state != DeviceState::revoked) {
        device.state = DeviceState::revoked;
        device.revocation = std::move(revocation);
        device.groups.clear();
    }
    return device;
}

base::Result<Device> reinstate(Device device) {
    if (device.state != DeviceState::revoked) {
        return base::fail(base::Fault::conflict, "devices.not_revoked",
                          "Thiết bị này không bị thu hồi nên không cần khôi phục.",
                          "This device is not revoked, so there is nothing to reinstate.");
    }
    device.state = DeviceState::registered;
    device.revocation.reset();
    device.claimed_at.reset();
    return device;
}

std::int32_t volume_at(const DesiredVolume& volume, base::LocalTime time) {
    std::int32_t percent = volume.steps.empty() ? 0 : volume.steps.back().percent;
    for (const VolumeStep& step : volume.steps) {
        if (step.from <= time) {
            percent = step.percent;
        }
    }
    return percent;
}

} // namespace devices
