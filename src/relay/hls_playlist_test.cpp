#include "relay/hls_playlist.hpp"

#include <gtest/gtest.h>

namespace relay {

namespace {

TEST(HlsPlaylist, segments_are_numbered_from_the_media_sequence_on) {
    const auto playlist =
        read_playlist("#EXTM3U\r\n#EXT-X-VERSION:3\r\n#EXT-X-TARGETDURATION:10\r\n"
                      "#EXT-X-MEDIA-SEQUENCE:2680\r\n\r\n#EXTINF:9.009,tin\r\n"
                      "a.ts\r\n#EXTINF:8,\r\nhttps://đài.vn/b.ts?x=1\r\n");
    ASSERT_TRUE(playlist);
    EXPECT_EQ(playlist->target, base::Millis(10'000));
    EXPECT_FALSE(playlist->ended);
    EXPECT_EQ(playlist->segments,
              (std::vector<HlsSegment>{{2680, "a.ts", base::Millis(9'009)},
                                       {2681, "https://đài.vn/b.ts?x=1", base::Millis(8'000)}}));
    EXPECT_TRUE(playlist->variants.empty());
}

TEST(HlsPlaylist, the_variant_of_least_bandwidth_comes_first) {
    const auto playlist =
        read_playlist("#EXTM3U\n#EXT-X-STREAM-INF:AVERAGE-BANDWIDTH=1,BANDWIDTH=128000\nhigh.m3u8\n"
                      "#EXT-X-STREAM-INF:BANDWIDTH=48000,CODECS=\"mp4a.40.2\"\nlow.m3u8\n");
    ASSERT_TRUE(playlist);
    EXPECT_EQ(playlist->variants, (std::vector<std::string>{"low.m3u8", "high.m3u8"}));
}

TEST(HlsPlaylist, a_plain_list_gives_its_addresses_in_order) {
    const auto playlist = read_playlist("#EXTM3U\n#EXTINF:-1,Đài\nhttp://a.vn/x\nhttp://b.vn/y");
    ASSERT_TRUE(playlist);
    EXPECT_EQ(playlist->variants, (std::vector<std::string>{"http://a.vn/x", "http://b.vn/y"}));
}

TEST(HlsPlaylist, an_ended_one_says_so) {
    EXPECT_TRUE(
        read_playlist("#EXT-X-TARGETDURATION:5\n#EXTINF:5,\na.aac\n#EXT-X-ENDLIST\n")->ended);
}

TEST(HlsPlaylist, what_cannot_be_played_is_refused) {
    const std::string begin = "#EXTM3U\n#EXT-X-TARGETDURATION:5\n";
    for (const std::string& text :
         {std::string(), std::string("#EXTM3U\n"), begin + "a.ts\n",
          begin + "#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n#EXTINF:5,\na.ts\n",
          begin + "#EXT-X-MAP:URI=\"init.mp4\"\n#EXTINF:5,\na.m4s\n",
          begin + "#EXTINF:5,\n#EXT-X-BYTERANGE:10@0\na.ts\n", begin + "#EXTINF:x,\na.ts\n",
          begin + "#EXTINF:99999,\na.ts\n",
          begin + "#EXT-X-MEDIA-SEQUENCE:9223372036854775807\n#EXTINF:5,\na.ts\n",
          std::string(playlist_bytes_max + 1, 'a')}) {
        const auto playlist = read_playlist(text);
        ASSERT_FALSE(playlist) << text.substr(0, 200);
        EXPECT_EQ(playlist.error().code, "relay.bad_playlist");
    }
}

TEST(HlsPlaylist, a_key_that_is_none_is_no_key) {
    EXPECT_TRUE(
        read_playlist("#EXT-X-TARGETDURATION:5\n#EXT-X-KEY:METHOD=NONE\n#EXTINF:5,\na.ts\n"));
}

} // namespace

} // namespace relay
