#include "emergency/emergency_json.hpp"

#include "base/try.hpp"
#include "json/described.hpp"

namespace emergency {

namespace {

/// A stored emergency names at most some thousand devices.
constexpr json::Limits stored_limits{.bytes_max = 16U << 20U, .depth_max = 16};

struct ChoiceBody {
    std::optional<std::vector<area::AreaPath>> areas;
    std::optional<std::vector<devices::GroupId>> groups;
    std::optional<std::vector<broadcast::DeviceId>> devices;
    std::optional<area::DrawnArea> drawn;
    std::optional<std::vector<area::Circle>> circles;
    std::optional<std::vector<broadcast::Nearby>> nearby;
    std::optional<std::vector<area::Polygon>> polygons;
};
BOOST_DESCRIBE_STRUCT(ChoiceBody, (), (areas, groups, devices, drawn, circles, nearby, polygons))

struct RaiseBody {
    ChoiceBody targets;
    std::optional<Mode> mode;
    std::optional<TemplateId> from_template;
    std::optional<std::string> hazard;
    std::optional<std::string> title;
    std::optional<std::string> text;
    std::optional<content::MediaFile> recording;
    std::optional<std::string> voice;
    std::optional<bool> siren;
    std::optional<std::int32_t> minutes;
    std::optional<std::int32_t> volume_percent;
    std::optional<bool> live;
};
BOOST_DESCRIBE_STRUCT(RaiseBody, (),
                      (targets, mode, from_template, hazard, title, text, recording, voice, siren,
                       minutes, volume_percent, live))

struct PreviewBody {
    ChoiceBody targets;
};
BOOST_DESCRIBE_STRUCT(PreviewBody, (), (targets))

broadcast::TargetChoice choice_of(ChoiceBody body) {
    broadcast::TargetChoice choice;
    choice.named.areas = std::move(body.areas).value_or(std::vector<area::AreaPath>());
    choice.named.groups = std::move(body.groups).value_or(std::vector<devices::GroupId>());
    choice.named.devices = std::move(body.devices).value_or(std::vector<broadcast::DeviceId>());
    choice.named.drawn = std::move(body.drawn);
    choice.circles = std::move(body.circles).value_or(std::vector<area::Circle>());
    choice.nearby = std::move(body.nearby).value_or(std::vector<broadcast::Nearby>());
    choice.polygons = std::move(body.polygons).value_or(std::vector<area::Polygon>());
    return choice;
}

} // namespace

std::string to_json(const Emergency& emergency) {
    return json::write(emergency);
}

base::Result<Emergency> emergency_from_json(std::string_view text) {
    return json::read<Emergency>(text, json::Unknown::ignore, stored_limits);
}

base::Result<RaiseOrder> read_raise_order(std::string_view text) {
    TRY_ASSIGN(RaiseBody body, json::read<RaiseBody>(text));
    RaiseOrder order{.from = body.from_template,
                     .hazard = std::move(body.hazard),
                     .title = std::move(body.title),
                     .text = std::move(body.text),
                     .siren = body.siren,
                     .minutes = body.minutes};
    order.rest.mode = body.mode.value_or(Mode::real);
    order.rest.recording = body.recording;
    order.rest.voice = std::move(body.voice);
    order.rest.volume_percent = body.volume_percent;
    order.rest.live = body.live;
    order.rest.targets = choice_of(std::move(body.targets));
    return order;
}

base::Result<broadcast::TargetChoice> read_target_choice(std::string_view text) {
    TRY_ASSIGN(PreviewBody body, json::read<PreviewBody>(text));
    return choice_of(std::move(body.targets));
}

} // namespace emergency
