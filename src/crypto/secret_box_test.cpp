#include "crypto/secret_box.hpp"

#include "testing/seeded_random.hpp"

#include <gtest/gtest.h>

namespace crypto {
namespace {

const std::string one = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const std::string other = "AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

TEST(MasterKey, what_it_seals_it_opens_and_no_other_key_does) {
    testing_support::SeededRandom random(7);
    const MasterKey key = MasterKey::parse(" " + one + "\n").value();
    const std::string sealed = key.seal("bí mật", random);
    EXPECT_EQ(key.open(sealed).value(), "bí mật");
    EXPECT_NE(key.seal("bí mật", random), sealed);
    EXPECT_EQ(MasterKey::parse(other).value().open(sealed).error().code,
              "crypto.not_sealed_by_this_key");
}

TEST(MasterKey, what_was_altered_or_cut_does_not_open) {
    testing_support::SeededRandom random(7);
    const MasterKey key = MasterKey::parse(one).value();
    std::string sealed = key.seal("bí mật", random);
    EXPECT_FALSE(key.open(sealed.substr(0, 40)).has_value());
    EXPECT_FALSE(key.open("").has_value());
    sealed[45] = sealed[45] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(key.open(sealed).has_value());
}

TEST(MasterKey, a_key_of_another_length_is_refused) {
    EXPECT_EQ(MasterKey::parse("AAEC").error().code, "crypto.bad_master_key");
    EXPECT_EQ(MasterKey::parse("not base64!").error().code, "crypto.bad_master_key");
}

} // namespace
} // namespace crypto
