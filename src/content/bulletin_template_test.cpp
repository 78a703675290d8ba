// Goal: what a template may hold and what becomes of its blanks. Pure.
#include "content/bulletin_template.hpp"
#include "content/content_samples.hpp"

#include <gtest/gtest.h>

namespace content {

namespace {

using namespace samples;

TemplateBody written(std::string title = "Cúp điện ngày {ngày}",
                     std::string text = "Từ {giờ} ngày {ngày}, ấp {ấp} tạm cúp điện.") {
    TemplateBody body;
    body.name = "Cúp điện";
    body.area = province;
    body.title = std::move(title);
    body.targets.areas = {province};
    body.variants = {{.language = "vi",
                      .blocks = {{BlockKind::paragraph, 0, std::nullopt, std::move(text)}},
                      .voice = "espeak-vi"}};
    return body;
}

const base::LocalDate today = base::parse_date("2026-06-01").value();

std::string filled_title(std::string title, const Blanks& blanks) {
    return body_from_template(written(std::move(title)), province, today, blanks).value().title;
}

TEST(BulletinTemplate, blanks_are_named_once_in_reading_order) {
    EXPECT_EQ(blanks_of(written()), (std::vector<std::string>{"ngày", "giờ", "ấp"}));
    EXPECT_TRUE(blanks_of(written("Không có {}", "{ } và } {chưa đóng")).empty());
}

TEST(BulletinTemplate, a_bulletin_has_the_blanks_filled_and_two_weeks) {
    const BulletinBody made = body_from_template(written(), province, today,
                                                 {{"ngày", "2/6"}, {"giờ", "7 giờ"}, {"ấp", "1"}})
                                  .value();
    EXPECT_EQ(made.title, "Cúp điện ngày 2/6");
    EXPECT_EQ(made.variants[0].blocks[0].text, "Từ 7 giờ ngày 2/6, ấp 1 tạm cúp điện.");
    EXPECT_EQ(made.variants[0].voice, "espeak-vi");
    EXPECT_EQ(made.targets, written().targets);
    EXPECT_EQ(made.valid_from, today);
    EXPECT_EQ(made.valid_to, base::parse_date("2026-06-15").value());
    EXPECT_TRUE(check_body(made).has_value());
}

TEST(BulletinTemplate, what_is_not_filled_stays_to_be_seen) {
    EXPECT_EQ(filled_title("{ngày} và { giờ }", {{"giờ", "7 giờ"}}), "{ngày} và 7 giờ");
    EXPECT_EQ(filled_title("{ngày}", {{"ngày", ""}}), "{ngày}");
    EXPECT_EQ(filled_title("a {{b} c} {", {{"b", "{x}"}}), "a {{x} c} {");
}

TEST(BulletinTemplate, a_commune_uses_its_provinces_template_for_itself_and_no_neighbours) {
    EXPECT_EQ(body_from_template(written(), commune, today, {}).value().targets,
              (Targets{.areas = {commune}}));
    TemplateBody own = written();
    own.area = commune;
    EXPECT_TRUE(body_from_template(own, commune, today, {}).has_value());
    EXPECT_EQ(body_from_template(own, neighbour, today, {}).error().code,
              "content.template_elsewhere");
    EXPECT_EQ(body_from_template(own, province, today, {}).error().code,
              "content.template_elsewhere");
}

TEST(BulletinTemplate, a_template_keeps_the_rules_of_bulletins_and_no_recording) {
    TemplateBody body = written();
    body.variants[0].source = VariantSource::recording;
    body.variants[0].recording = MediaFile{crypto::sha256("x"), 1, 1};
    body.name = "  Cúp điện ";
    const TemplateBody kept = check_template(body).value();
    EXPECT_EQ(kept.name, "Cúp điện");
    EXPECT_EQ(kept.variants[0].source, VariantSource::speech);
    EXPECT_FALSE(kept.variants[0].recording.has_value());
    body.title = "";
    EXPECT_EQ(check_template(body).error().code, "content.wrong_members");
    body = written();
    body.name = " ";
    EXPECT_EQ(check_template(body).error().code, "content.bad_template_name");
}

} // namespace

} // namespace content
