#pragma once

#include "content/bulletin_life.hpp"
#include "crypto/digest.hpp"

/// What the tests of this folder begin with: xã Vĩnh Thuận, its people and one bulletin.
namespace content::samples {

inline const area::AreaPath province{{"91"}};
inline const area::AreaPath commune{{"91", "31069"}};
inline const area::AreaPath neighbour{{"91", "31012"}};
/// 2026-06-01 08:00 in Việt Nam.
inline constexpr base::Instant now{1'780'275'600'000};

inline identity::UserId user(std::uint8_t number) {
    identity::UserId id;
    id.uuid.bytes[15] = number;
    return id;
}

inline rights::Actor actor(std::uint8_t number, std::string name, rights::Role role,
                           area::AreaPath area = commune) {
    return {user(number), std::move(name), {{role, std::move(area)}}, {}};
}

inline rights::Actor author() {
    return actor(1, "Lan", rights::Role::composer);
}
inline rights::Actor approver() {
    return actor(2, "Hùng", rights::Role::approver);
}
inline rights::Actor second_approver() {
    return actor(3, "Mai", rights::Role::approver);
}
inline rights::Actor province_approver() {
    return actor(4, "Sơn", rights::Role::approver, province);
}

inline BulletinId bulletin_id(std::uint8_t number = 1) {
    BulletinId id;
    id.uuid.bytes[0] = 0x01;
    id.uuid.bytes[6] = 0x70;
    id.uuid.bytes[8] = 0x80;
    id.uuid.bytes[15] = number;
    return id;
}

inline BulletinBody body(BroadcastClass broadcast_class = BroadcastClass::ordinary) {
    BulletinBody body;
    body.title = "Lịch tiêm chủng tháng 6";
    body.class_ = broadcast_class;
    body.field = "Y tế";
    body.area = commune;
    body.valid_from = base::parse_date("2026-06-01").value();
    body.valid_to = base::parse_date("2026-06-07").value();
    body.targets.areas = {commune};
    body.variants = {{.language = "vi",
                      .source = VariantSource::speech,
                      .blocks = {{BlockKind::paragraph, 0, std::nullopt, "Sáng mai tiêm chủng."}},
                      .voice = "espeak-vi"}};
    return body;
}

inline Rendering rendering(const LanguageVariant& variant, std::string_view sound = "sound") {
    return {.language = variant.language,
            .audio = {crypto::sha256(sound), 12'000, 9'500},
            .voice = variant.voice,
            .variant_digest = variant_digest(variant),
            .made_at = now};
}

/// A draft with its sound, ready to be submitted.
inline Bulletin ready(BulletinBody written = body()) {
    Bulletin bulletin = draft(bulletin_id(), std::move(written), author(), now);
    for (const LanguageVariant& variant : bulletin.body.variants) {
        if (variant.source != VariantSource::text) {
            bulletin.renderings.push_back(rendering(variant));
        }
    }
    return bulletin;
}

inline Bulletin submitted(BulletinBody written = body()) {
    return submit(ready(std::move(written)), author(), now).value();
}

inline Bulletin approved() {
    return approve(submitted(), approver(), {}, now).value();
}

/// An approved bulletin of the province, meant for these places.
inline Bulletin of_province(std::vector<area::AreaPath> targets = {province},
                            std::uint8_t number = 1) {
    BulletinBody written = body();
    written.area = province;
    written.targets.areas = std::move(targets);
    Bulletin bulletin = ready(std::move(written));
    bulletin.id = bulletin_id(number);
    return approve(submit(bulletin, author(), now).value(), province_approver(),
                   {.wider_area_approves = false}, now)
        .value();
}

} // namespace content::samples
