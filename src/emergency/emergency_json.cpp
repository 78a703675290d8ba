#include "emergency/emergency_json.hpp"

#include "base/try.hpp"
#include "json/described.hpp"

namespace emergency {

namespace {

/// A stored emergency names at most some thousand devices.
constexpr json::Limits stored_limits{.bytes_max = 16U << 20U, .depth_max = 16};

struct PointBody {
    double latitude = 0;
    double longitude = 0;
};
BOOST_DESCRIBE_STRUCT(PointBody, (), (latitude, longitude))

struct CircleBody {
    PointBody centre;
    std::int32_t metres = 0;
};
BOOST_DESCRIBE_STRUCT(CircleBody, (), (centre, metres))

struct NearbyBody {
    broadcast::DeviceId device;
    std::int32_t metres = 0;
};
BOOST_DESCRIBE_STRUCT(NearbyBody, (), (device, metres))

struct ChoiceBody {
    std::optional<std::vector<area::AreaPath>> areas;
    std::optional<std::vector<devices::GroupId>> groups;
    std::optional<std::vector<broadcast::DeviceId>> devices;
    std::optional<std::vector<CircleBody>> circles;
    std::optional<std::vector<NearbyBody>> nearby;
    std::optional<std::vector<std::vector<PointBody>>> polygons;
};
BOOST_DESCRIBE_STRUCT(ChoiceBody, (), (areas, groups, devices, circles, nearby, polygons))

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
};
BOOST_DESCRIBE_STRUCT(RaiseBody, (),
                      (targets, mode, from_template, hazard, title, text, recording, voice, siren,
                       minutes, volume_percent))

struct PreviewBody {
    ChoiceBody targets;
};
BOOST_DESCRIBE_STRUCT(PreviewBody, (), (targets))

devices::Coordinates point_of(const PointBody& body) {
    return {.latitude = body.latitude, .longitude = body.longitude};
}

broadcast::TargetChoice choice_of(ChoiceBody body) {
    broadcast::TargetChoice choice;
    choice.named.areas = std::move(body.areas).value_or(std::vector<area::AreaPath>());
    choice.named.groups = std::move(body.groups).value_or(std::vector<devices::GroupId>());
    choice.named.devices = std::move(body.devices).value_or(std::vector<broadcast::DeviceId>());
    for (const CircleBody& circle : body.circles.value_or(std::vector<CircleBody>())) {
        choice.circles.push_back({point_of(circle.centre), circle.metres});
    }
    for (const NearbyBody& near : body.nearby.value_or(std::vector<NearbyBody>())) {
        choice.nearby.push_back({near.device, near.metres});
    }
    for (const auto& corners : body.polygons.value_or(std::vector<std::vector<PointBody>>())) {
        broadcast::Polygon polygon;
        for (const PointBody& corner : corners) {
            polygon.push_back(point_of(corner));
        }
        choice.polygons.push_back(std::move(polygon));
    }
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
    order.rest.targets = choice_of(std::move(body.targets));
    return order;
}

base::Result<broadcast::TargetChoice> read_target_choice(std::string_view text) {
    TRY_ASSIGN(PreviewBody body, json::read<PreviewBody>(text));
    return choice_of(std::move(body.targets));
}

} // namespace emergency
