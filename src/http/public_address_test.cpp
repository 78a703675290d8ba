#include "http/public_address.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>

namespace http {

namespace {

bool v4(const char* text) {
    std::array<std::uint8_t, 4> bytes{};
    EXPECT_EQ(::inet_pton(AF_INET, text, bytes.data()), 1) << text;
    return is_public_v4(bytes);
}
bool v6(const char* text) {
    std::array<std::uint8_t, 16> bytes{};
    EXPECT_EQ(::inet_pton(AF_INET6, text, bytes.data()), 1) << text;
    return is_public_v6(bytes);
}

TEST(PublicAddress, hosts_of_the_internet_are_public) {
    for (const char* text :
         {"1.1.1.1", "8.8.8.8", "11.0.0.1", "100.63.255.255", "100.128.0.0", "172.15.255.255",
          "172.32.0.0", "192.167.255.255", "198.20.0.1", "223.255.255.255"}) {
        EXPECT_TRUE(v4(text)) << text;
    }
    for (const char* text : {"2606:4700:4700::1111", "2400:cb00::1", "::ffff:8.8.8.8",
                             "64:ff9b::808:808", "2002:808:808::1"}) {
        EXPECT_TRUE(v6(text)) << text;
    }
}

TEST(PublicAddress, this_machine_private_networks_and_special_blocks_are_not) {
    for (const char* text :
         {"0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.255", "169.254.169.254",
          "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.168.1.1", "198.18.0.1",
          "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1",
          "255.255.255.255"}) {
        EXPECT_FALSE(v4(text)) << text;
    }
    for (const char* text : {"::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1",
                             "2001::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1",
                             "2002:7f00:1::", "::127.0.0.1", "3fff::1"}) {
        EXPECT_FALSE(v6(text)) << text;
    }
}

} // namespace

} // namespace http
