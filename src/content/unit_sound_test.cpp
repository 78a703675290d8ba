// Goal: which voice, pace and melody hold in a unit, and whose decision each is. Method: named
// cases.
#include "content/content_samples.hpp"
#include "content/unit_sound.hpp"

#include <gtest/gtest.h>

namespace content {

namespace {

using namespace samples;

const Chime melody{"Nhạc hiệu", {crypto::sha256("melody"), 40'000, 8'000}};

std::vector<std::string> pointers(const UnitSound& sound) {
    const auto checked = check_unit_sound(sound);
    std::vector<std::string> found;
    if (!checked) {
        EXPECT_EQ(checked.error().code, "content.wrong_unit_sound");
        for (const base::FieldError& field : checked.error().fields) {
            found.push_back(field.pointer);
        }
    }
    return found;
}

TEST(UnitSound, where_nobody_decided_the_installation_speaks_at_its_own_pace) {
    EXPECT_EQ(sound_in_force({}), SoundInForce{});
    EXPECT_EQ(sound_in_force(std::vector{UnitSound{.area = commune}}), SoundInForce{});
}

TEST(UnitSound, each_member_is_the_nearest_units_that_decided_it) {
    const std::vector<UnitSound> units{{.area = commune, .voice = "south"},
                                       {.area = province,
                                        .voice = "north",
                                        .pace_percent = 90,
                                        .chime_choice = ChimeChoice::own,
                                        .chime = melody},
                                       {.area = {}, .pace_percent = 110}};
    EXPECT_EQ(sound_in_force(units), (SoundInForce{.voice = "south",
                                                   .voice_from = commune,
                                                   .pace_percent = 90,
                                                   .pace_from = province,
                                                   .chime = melody,
                                                   .chime_from = province}));
}

TEST(UnitSound, a_unit_may_do_without_the_melody_of_the_one_above) {
    const std::vector<UnitSound> units{
        {.area = commune, .chime_choice = ChimeChoice::none},
        {.area = province, .chime_choice = ChimeChoice::own, .chime = melody}};
    EXPECT_EQ(sound_in_force(units).chime, std::nullopt);
    EXPECT_EQ(sound_in_force(units).chime_from, commune);
}

TEST(UnitSound, what_cannot_be_is_named) {
    using Pointers = std::vector<std::string>;
    EXPECT_EQ(pointers({.area = commune}), Pointers{});
    EXPECT_EQ(pointers({.voice = "south",
                        .pace_percent = pace_percent_max,
                        .chime_choice = ChimeChoice::own,
                        .chime = melody}),
              Pointers{});
    EXPECT_EQ(pointers({.voice = ""}), Pointers{"/voice"});
    EXPECT_EQ(pointers({.pace_percent = pace_percent_min - 1}), Pointers{"/pace_percent"});
    EXPECT_EQ(pointers({.pace_percent = pace_percent_max + 1}), Pointers{"/pace_percent"});
    EXPECT_EQ(pointers({.chime_choice = ChimeChoice::own}), Pointers{"/chime"});
    EXPECT_EQ(pointers({.chime_choice = ChimeChoice::none, .chime = melody}), Pointers{"/chime"});
    Chime silent = melody;
    silent.file.duration_ms = 0;
    EXPECT_EQ(pointers({.chime_choice = ChimeChoice::own, .chime = silent}), Pointers{"/chime"});
}

} // namespace

} // namespace content
