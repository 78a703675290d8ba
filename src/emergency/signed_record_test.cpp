// Goal: the record of an emergency stays what spec/emergency-record.md says. Method: one full
// example against the golden file.
#include "emergency/signed_record.hpp"

#include "crypto/digest.hpp"
#include "emergency/emergency_json.hpp"
#include "testing/golden.hpp"

#include <gtest/gtest.h>

namespace emergency {

namespace {

constexpr base::Instant raised_at{1'780'272'000'000};

Emergency sample() {
    const content::Person issuer{{}, "Phạm Khẩn Cấp"};
    Emergency emergency;
    emergency.id = EmergencyId::parse("0197b2c4-1a00-7000-8000-0000000000f1").value();
    emergency.request = {.hazard = "flood",
                         .title = "Lũ về",
                         .text = "Bà con di chuyển lên nơi cao.",
                         .minutes = 10,
                         .targets = {.named = {.areas = {area::AreaPath({"91", "31069"})}},
                                     .circles = {{{9.5, 105.25}, 500}}}};
    emergency.area = area::AreaPath({"91", "31069"});
    emergency.devices = 1;
    emergency.stage = Stage::over;
    emergency.ending = Ending::cancelled;
    emergency.raised_at = raised_at;
    emergency.raised_by = issuer;
    emergency.on_air_at = raised_at;
    emergency.expires_at = raised_at + std::chrono::minutes(10);
    emergency.ended_at = raised_at + std::chrono::seconds(40);
    emergency.siren_run = RunId::parse("0197b2c4-1a00-7000-8000-0000000000f2").value();
    emergency.siren_ends_at = raised_at + std::chrono::seconds(26);
    emergency.speech = {.text = "Bà con di chuyển lên nơi cao.",
                        .audio = content::MediaFile{crypto::sha256("speech"), 480, 8'000}};
    emergency.history = {{raised_at, "raised", issuer, true, ""},
                         {raised_at, "went_on_air", issuer, false, ""},
                         {*emergency.ended_at, "cancelled", issuer, false, "báo nhầm"}};
    emergency.version = 4;
    return emergency;
}

TEST(EmergencyRecord, has_the_form_of_its_golden_file) {
    DevicePart part{.device = "0197b2c4-1a00-7000-8000-0000000000d1",
                    .name = "Cụm loa ấp Vĩnh Đông 1",
                    .area = area::AreaPath({"91", "31069"}),
                    .state = "failed",
                    .ms_played = 24'000,
                    .code = "command"};
    part.received_at = raised_at + base::Millis{400};
    part.started_at = raised_at + base::Millis{2'000};
    part.ended_at = raised_at + base::Millis{26'000};
    const std::string record =
        write_record(sample(), {part}, "xa-vinh-thuan", raised_at + std::chrono::minutes(1));
    EXPECT_EQ(testing_support::compare_golden("spec/golden/emergency-record.json", record + "\n"),
              "");
}

TEST(EmergencyRecord, an_emergency_is_read_as_it_was_written) {
    const auto read = emergency_from_json(to_json(sample()));
    ASSERT_TRUE(read.has_value()) << read.error().message.en;
    EXPECT_EQ(*read, sample());
}

} // namespace

} // namespace emergency
