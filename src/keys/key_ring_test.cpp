// Goal: the keys of a server survive restarts, hand over to one another, and devices can follow
// every step. Method: a ring on each database with its folder of keys, opened again and again.
#include "keys/key_ring.hpp"

#include "audit/audit.hpp"
#include "base/hash.hpp"
#include "crypto/certificate_authority.hpp"
#include "testing/manual_clock.hpp"
#include "testing/seeded_random.hpp"
#include "testing/temporary_database.hpp"
#include "testing/temporary_folder.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include <gtest/gtest.h>

namespace keys {
namespace {

using namespace std::chrono_literals;

const std::string master_text = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

class Ring : public testing::TestWithParam<testing_support::Engine> {
protected:
    void SetUp() override {
        if (const auto why = testing_support::why_missing(GetParam())) {
            GTEST_SKIP() << *why;
        }
        temporary_.emplace(GetParam());
        administrator_.name = "Trần Quản Trị";
        administrator_.user = rights::UserId::make(clock_.now(), random_);
        administrator_.grants = {{rights::Role::administrator, area::AreaPath({"91", "31069"})}};
        administrator_.second_factor_at = clock_.now();
    }
    base::Result<std::unique_ptr<KeyRing>> open(std::optional<crypto::MasterKey> master = {}) {
        return KeyRing::open({.database = temporary_->database(),
                              .clock = clock_,
                              .random = random_,
                              .files = KeyFiles(folder_.path(), std::move(master), random_)});
    }
    std::string name(const KeyRing& ring, Purpose purpose) {
        return crypto::key_id(ring.signer(purpose)->public_key());
    }
    std::string files() {
        std::string all;
        for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
            std::ifstream stream(entry.path());
            all.append(std::istreambuf_iterator<char>(stream), {});
        }
        return all;
    }
    static KeySet follow_all(KeySet trusted, const KeyRing& ring) {
        while (true) {
            const auto chain = ring.chain_after(trusted.version);
            if (chain.sets.empty()) {
                return trusted;
            }
            for (const std::string& envelope : chain.sets) {
                auto next = device_protocol::follow(trusted, envelope);
                EXPECT_TRUE(next.has_value()) << next.error().code;
                trusted = std::move(*next);
            }
        }
    }

    testing_support::ManualClock clock_{base::Instant{1'780'272'000'000}};
    testing_support::SeededRandom random_{17};
    testing_support::TemporaryFolder folder_;
    std::optional<testing_support::TemporaryDatabase> temporary_;
    rights::Actor administrator_;
};

TEST_P(Ring, release_keys_need_a_second_factor_and_are_there_after_a_restart) {
    const auto maker = crypto::KeyPair::generate(random_);
    const std::string text = crypto::to_text(maker.public_key());
    {
        const auto ring = open().value();
        rights::Actor without = administrator_;
        without.second_factor_at.reset();
        EXPECT_EQ(ring->trust_release_keys(without, {text}, "nhà sản xuất").error().code,
                  "keys.second_factor_needed");
        rights::Actor writer = administrator_;
        writer.grants.front().role = rights::Role::composer;
        EXPECT_EQ(ring->trust_release_keys(writer, {text}, "nhà sản xuất").error().code,
                  "rights.forbidden");
        EXPECT_EQ(ring->trust_release_keys(administrator_, {text}, " ").error().code,
                  "keys.reason_needed");
        const KeySet before = ring->key_set();
        ASSERT_TRUE(ring->trust_release_keys(administrator_, {text}, "nhà sản xuất"));
        EXPECT_EQ(follow_all(before, *ring).release_keys->front().key, text);
    }
    const auto again = open().value();
    EXPECT_EQ(again->key_set().release_keys->front().keyid, crypto::key_id(maker.public_key()));
}

TEST_P(Ring, the_keys_of_the_province_come_in_with_the_digits_that_its_people_read_out) {
    const TierKey above{Purpose::emergency,
                        crypto::to_text(crypto::KeyPair::generate(random_).public_key())};
    TierOrder order{.tier = Tier::province,
                    .keys = {above},
                    .fingerprint = "00000 00000 00000 00000 00000 00000",
                    .reason = "nối với tỉnh"};
    const auto ring = open().value();
    const KeySet before = ring->key_set();
    EXPECT_EQ(ring->trust_tier_keys(administrator_, order).error().code,
              "keys.fingerprint_differs");
    order.fingerprint = fingerprint(order.keys);
    rights::Actor without = administrator_;
    without.second_factor_at.reset();
    EXPECT_EQ(ring->trust_tier_keys(without, order).error().code, "keys.second_factor_needed");
    EXPECT_EQ(ring->key_set().version, 1);
    ASSERT_TRUE(ring->trust_tier_keys(administrator_, order));
    const KeySet followed = follow_all(before, *ring);
    EXPECT_EQ(keys_of_tier(followed, Tier::province, clock_.now()).front().key, above.key);
    EXPECT_EQ(open().value()->key_set().issuers.size(), 4U) << "a restart needs no private half";
    ASSERT_TRUE(ring->rotate(administrator_,
                             {.rotation = {.purpose = Purpose::ordinary}, .reason = "hằng năm"}));
    EXPECT_EQ(keys_of_tier(ring->key_set(), Tier::province, clock_.now()).size(), 1U);
    ASSERT_TRUE(ring->trust_tier_keys(
        administrator_,
        {.tier = Tier::province, .keys = {}, .fingerprint = {}, .reason = "thôi nối"}));
    EXPECT_TRUE(keys_of_tier(follow_all(followed, *ring), Tier::province, clock_.now()).empty());
    const auto logged = (*temporary_)
                            ->read([&](storage::Connection& connection)
                                       -> base::Result<std::vector<audit::LoggedEntry>> {
                                return audit::list(connection, {.areas = {area::AreaPath()},
                                                                .action = "keys.tier"});
                            })
                            .value();
    EXPECT_EQ(logged.size(), 2U);
}

TEST_P(Ring, a_first_start_makes_three_keys_that_a_restart_finds_again) {
    std::vector<std::string> names;
    {
        const auto ring = open().value();
        EXPECT_EQ(ring->key_set().version, 1);
        EXPECT_TRUE(device_protocol::check_key_set(ring->key_set()).has_value());
        for (const Purpose purpose : {Purpose::root, Purpose::emergency, Purpose::ordinary}) {
            names.push_back(name(*ring, purpose));
        }
    }
    const auto again = open().value();
    EXPECT_EQ(names, (std::vector{name(*again, Purpose::root), name(*again, Purpose::emergency),
                                  name(*again, Purpose::ordinary)}));
    EXPECT_EQ(std::set(names.begin(), names.end()).size(), 3U);
}

TEST_P(Ring, a_server_of_before_keeps_its_key_and_its_devices_follow) {
    const crypto::KeyPair single = crypto::KeyPair::generate(random_);
    ASSERT_TRUE(crypto::write_private_file(folder_.path() / "issuing.key",
                                           base::to_base64(single.seed()) + "\n")
                    .has_value());
    const auto ring = open().value();
    EXPECT_EQ(name(*ring, Purpose::ordinary), crypto::key_id(single.public_key()));
    EXPECT_NE(name(*ring, Purpose::emergency), crypto::key_id(single.public_key()));
    const KeySet claimed{.issuers = {device_protocol::describe_issuer(single, Tier::commune)}};
    EXPECT_EQ(follow_all(claimed, *ring).version, 1);
}

TEST_P(Ring, a_rotation_is_written_down_and_a_device_that_was_away_follows_the_chain) {
    const auto ring = open().value();
    const KeySet claimed = ring->key_set();
    int told = 0;
    ring->on_change([&told] { ++told; });
    const std::string before = name(*ring, Purpose::ordinary);
    ASSERT_TRUE(
        ring->rotate(administrator_, {.rotation = {.purpose = Purpose::ordinary, .overlap = 48h},
                                      .reason = " đổi khóa hằng năm "})
            .has_value());
    EXPECT_EQ(told, 1);
    EXPECT_EQ(name(*ring, Purpose::ordinary), before);
    clock_.advance(48h);
    EXPECT_NE(name(*ring, Purpose::ordinary), before);
    for (int year = 0; year < 25; ++year) {
        clock_.advance(30 * 24h);
        administrator_.second_factor_at = clock_.now();
        ASSERT_TRUE(ring->rotate(administrator_,
                                 {.rotation = {.purpose = year % 2 == 0 ? Purpose::root
                                                                        : Purpose::emergency},
                                  .reason = "định kỳ"})
                        .has_value());
    }
    EXPECT_EQ(follow_all(claimed, *ring).version, 27);
    EXPECT_EQ(ring->history()[1].made_by, "Trần Quản Trị");
    EXPECT_EQ(ring->history()[1].reason, "đổi khóa hằng năm");
    const auto logged = (*temporary_)
                            ->read([&](storage::Connection& connection)
                                       -> base::Result<std::vector<audit::LoggedEntry>> {
                                return audit::list(connection, {.areas = {area::AreaPath()},
                                                                .action = "keys.rotate"});
                            })
                            .value();
    EXPECT_EQ(logged.size(), 26U);
    EXPECT_EQ(name(*open().value(), Purpose::root), name(*ring, Purpose::root));
}

TEST_P(Ring, a_stolen_key_signs_nothing_any_more_and_its_file_is_gone) {
    const auto ring = open().value();
    const std::string stolen = name(*ring, Purpose::emergency);
    ASSERT_TRUE(std::filesystem::exists(folder_.path() / ("sign-" + stolen + ".key")));
    ASSERT_TRUE(
        ring->rotate(administrator_, {.rotation = {.purpose = Purpose::emergency, .stolen = true},
                                      .reason = "máy chủ bị xâm nhập"})
            .has_value());
    EXPECT_NE(name(*ring, Purpose::emergency), stolen);
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / ("sign-" + stolen + ".key")));
    EXPECT_TRUE(std::ranges::any_of(ring->past_and_present(), [&](const auto& issuer) {
        return issuer.keyid == stolen;
    })) << "what it signed can still be read";
}

TEST_P(Ring, nobody_rotates_without_a_reason_or_a_second_factor) {
    const auto ring = open().value();
    const RotationOrder order{.rotation = {.purpose = Purpose::ordinary}, .reason = "  "};
    EXPECT_EQ(ring->rotate(administrator_, order).error().code, "keys.reason_needed");
    administrator_.second_factor_at.reset();
    EXPECT_EQ(ring->rotate(administrator_, order).error().code, "keys.second_factor_needed");
    EXPECT_EQ(ring->key_set().version, 1);
}

TEST_P(Ring, with_a_master_key_no_seed_lies_open_and_no_other_key_reads_it) {
    const auto plain = open().value();
    const std::string seed = base::to_base64(plain->signer(Purpose::emergency)->seed());
    EXPECT_NE(files().find(seed), std::string::npos);
    const auto master = crypto::MasterKey::parse(master_text).value();
    const auto sealed = open(master).value();
    EXPECT_EQ(name(*sealed, Purpose::emergency), name(*plain, Purpose::emergency));
    EXPECT_EQ(files().find(seed), std::string::npos) << "the plain files were sealed";
    EXPECT_TRUE(open(master).has_value());
    EXPECT_EQ(open().error().code, "keys.master_key_needed");
    const auto other =
        crypto::MasterKey::parse("AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").value();
    EXPECT_EQ(open(other).error().code, "keys.unreadable");
}

TEST_P(Ring, a_missing_or_damaged_key_stops_the_start_and_is_named) {
    const std::string keyid = name(*open().value(), Purpose::root);
    const auto file = folder_.path() / ("sign-" + keyid + ".key");
    std::ofstream(file) << "AAAA\n";
    EXPECT_EQ(open().error().code, "keys.unreadable");
    std::filesystem::remove(file);
    const auto refused = open();
    EXPECT_EQ(refused.error().code, "keys.missing");
    EXPECT_NE(refused.error().message.vi.find(keyid), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Engines, Ring, testing::ValuesIn(testing_support::engines()));

} // namespace
} // namespace keys
