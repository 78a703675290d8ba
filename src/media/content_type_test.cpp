#include "media/content_type.hpp"

#include <gtest/gtest.h>

namespace media {
namespace {

using namespace std::string_view_literals;

TEST(ContentTypeTest, known_formats_are_told_by_their_first_bytes) {
    EXPECT_EQ(sniff("RIFF\x24\0\0\0WAVEfmt "sv), ContentType::wav);
    EXPECT_EQ(sniff("RIFF\x24\0\0\0WEBPVP8 "sv), ContentType::webp);
    EXPECT_EQ(sniff("ID3\x04\0\0"sv), ContentType::mp3);
    EXPECT_EQ(sniff("\xFF\xFB\x90\x64\0\0"sv), ContentType::mp3);
    EXPECT_EQ(sniff("\xFF\xF1\x50\x80"sv), ContentType::aac);
    EXPECT_EQ(sniff("OggS\0\x02"sv), ContentType::ogg);
    EXPECT_EQ(sniff("\0\0\0\x20"
                    "ftypM4A "sv),
              ContentType::mp4);
    EXPECT_EQ(sniff("\x89PNG\r\n\x1A\n"sv), ContentType::png);
    EXPECT_EQ(sniff("PK\x03\x04\x14\0"sv), ContentType::zip);
    EXPECT_EQ(sniff("\xEF\xBB\xBF%PDF-1.4"sv), ContentType::pdf);
}

TEST(ContentTypeTest, text_is_utf8_or_marked_utf16_without_control_characters) {
    EXPECT_EQ(sniff("Thông báo\r\n"sv), ContentType::text);
    EXPECT_EQ(sniff("\xFF\xFEX\0i\0n\0"sv), ContentType::text);
    EXPECT_EQ(sniff("abc\0def"sv), ContentType::unknown);
    EXPECT_EQ(sniff("abc\x01"sv), ContentType::unknown);
    EXPECT_EQ(sniff("Th\xF4ng"sv), ContentType::unknown);
}

TEST(ContentTypeTest, text_cut_inside_a_character_is_still_text) {
    EXPECT_EQ(sniff("Thông báo \xE1\xBB"sv), ContentType::text);
}

TEST(ContentTypeTest, nothing_is_empty_and_noise_is_unknown) {
    EXPECT_EQ(sniff(""), ContentType::empty);
    EXPECT_EQ(sniff("\xFF\xFF\xFF\xFF"sv), ContentType::unknown);
    EXPECT_EQ(sniff("\x9C\x02\x80"sv), ContentType::unknown);
    EXPECT_FALSE(may_sound(ContentType::unknown));
    EXPECT_FALSE(may_sound(ContentType::pdf));
    EXPECT_TRUE(may_sound(ContentType::mp4));
}

} // namespace
} // namespace media
