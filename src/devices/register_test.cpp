// Goal: the register, claiming and the broker's access list, on both databases. Method: the use
// cases on a fresh database; the device's side of a claim is made by hand from device_protocol.
#include "crypto/digest.hpp"
#include "device_protocol/messages_json.hpp"
#include "devices/claim_device.hpp"
#include "devices/device_list.hpp"
#include "devices/device_routes.hpp"
#include "http/event_hub.hpp"
#include "http/message.hpp"
#include "testing/manual_clock.hpp"
#include "testing/seeded_random.hpp"
#include "testing/temporary_database.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace {

using namespace devices;
using namespace std::chrono_literals;
using testing_support::Engine;

class SilentHub final : public http::EventHub {
public:
    void publish(std::string_view, std::string_view event, std::string_view payload) override {
        told.push_back(std::string(event) + std::string(payload));
    }
    std::vector<std::string> told;
};

class Register : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override {
        if (const auto why = testing_support::why_missing(GetParam())) {
            GTEST_SKIP() << *why;
        }
        temporary_.emplace(GetParam());
        desk_.emplace(DeviceDesk{temporary_->database(), clock_, random_, hub_,
                                 [this] {
                                     ++renewals_;
                                     return base::Result<void>();
                                 },
                                 [this](DeviceId id) { ended_.push_back(id); }});
        actor_.user = rights::UserId::make(clock_.now(), random_);
        actor_.grants = {{rights::Role::administrator, area::AreaPath({"91", "31069"})},
                         {rights::Role::technician, area::AreaPath({"91", "31069"})}};
    }

    static DeviceDetails details(const std::string& serial, const std::string& name = "Cụm loa") {
        return {.name = name, .serial = serial, .area = area::AreaPath({"91", "31069"})};
    }
    DeviceWithCode add(const std::string& serial, const std::string& name = "Cụm loa") {
        auto added = add_device(*desk_, actor_, details(serial, name));
        EXPECT_TRUE(added.has_value()) << added.error().message.en;
        return *added;
    }
    device_protocol::ClaimRequest request(const std::string& serial, const std::string& code) {
        device_protocol::ClaimRequest request{
            .serial = serial, .model = "virtual", .nonce = nonce_};
        request.proof =
            device_protocol::claim_request_proof(device_protocol::claim_key(code, serial), request);
        return request;
    }
    base::Result<device_protocol::ClaimReply> claim(const std::string& serial,
                                                    const std::string& code) {
        return claim_device(
            *desk_,
            [] {
                return ClaimTerms{.brokers = {{.host = "localhost", .port = 8883}},
                                  .ca_certificate = "-----BEGIN CERTIFICATE-----",
                                  .issuers = {{.keyid = "0123456789abcdef",
                                               .key = base::to_base64(std::string(32, 'k')),
                                               .rights = {device_protocol::Right::play}}}};
            },
            request(serial, code), "127.0.0.1");
    }
    void mark_claimed(const Device& device) {
        (*temporary_)
            ->write([&](storage::Transaction& transaction) -> base::Result<Device> {
                return save_device(transaction, devices::claim(device, clock_.now()).value());
            })
            .value();
    }
    /// What stands in the list for everybody, without the topics of single devices.
    static std::vector<std::string> shared_topics(const mqtt::AccessRules& rules) {
        std::vector<std::string> shared = rules.patterns_read;
        std::erase_if(shared, [](const auto& topic) { return topic.find("%u") != topic.npos; });
        return shared;
    }
    DevicePage list(DeviceFilter filter) {
        filter.visible = {area::AreaPath({"91"})};
        return (*temporary_)
            ->read([&](storage::Connection& connection) -> base::Result<DevicePage> {
                return list_devices(connection, filter, clock_.now());
            })
            .value();
    }

    const std::string nonce_ = std::string(32, 'a');
    testing_support::ManualClock clock_{base::Instant{1'780'272'000'000}};
    testing_support::SeededRandom random_{11};
    SilentHub hub_;
    int renewals_ = 0;
    std::vector<DeviceId> ended_; ///< whose streams
    std::optional<testing_support::TemporaryDatabase> temporary_;
    std::optional<DeviceDesk> desk_;
    rights::Actor actor_;
};

TEST_P(Register, a_device_that_knows_the_code_gets_its_identity) {
    const DeviceWithCode added = add("S-1");
    const auto reply = claim("S-1", added.code);
    ASSERT_TRUE(reply.has_value()) << reply.error().message.en;
    const auto key = device_protocol::claim_key(added.code, "S-1");
    EXPECT_EQ(reply->proof, device_protocol::claim_reply_proof(key, nonce_, reply->grant));
    const auto grant = device_protocol::read_message<device_protocol::ClaimGrant>(reply->grant);
    ASSERT_TRUE(grant.has_value()) << grant.error().message.en;
    EXPECT_EQ(grant->device, base::to_text(added.device.id));
    EXPECT_EQ(renewals_, 1);

    http::Request shown;
    shown.headers.emplace("Authorization", "Bearer " + grant->device + ":" + grant->token);
    EXPECT_EQ(authenticate_device(temporary_->database(), shown), added.device.id);
    http::Request basic;
    basic.headers.emplace("Authorization",
                          "Basic " + base::to_base64(grant->device + ":" + grant->token));
    EXPECT_EQ(authenticate_device(temporary_->database(), basic), added.device.id);
    http::Request forged;
    forged.headers.emplace("Authorization", "Bearer " + grant->device + ":" + grant->token + "x");
    EXPECT_EQ(authenticate_device(temporary_->database(), forged).error().code,
              "devices.unknown_token");

    const auto access = broker_access(temporary_->database()).value();
    ASSERT_EQ(access.accounts.size(), 1U);
    EXPECT_EQ(access.accounts[0].user, grant->device);
    EXPECT_EQ(shared_topics(access),
              (std::vector<std::string>{"lb/1/all/cmd", "lb/1/g/a-31069/cmd", "lb/1/g/a-91/cmd"}));
    EXPECT_TRUE(access.accounts[0].may_read.empty()) << "each topic is named once";

    ASSERT_TRUE(revoke_device(*desk_, actor_, added.device.id, "mất cắp").has_value());
    EXPECT_EQ(authenticate_device(temporary_->database(), shown).error().code,
              "devices.unknown_token");
    EXPECT_TRUE(broker_access(temporary_->database()).value().accounts.empty());
}

TEST_P(Register, the_broker_lets_no_device_hear_a_group_that_is_not_its_own) {
    const DeviceWithCode first = add("S-1");
    const DeviceWithCode second = add("S-2");
    const auto group = add_group(*desk_, actor_, "Khu chợ", area::AreaPath({"91", "31069"}));
    ASSERT_TRUE(change_groups(*desk_, actor_, second.device.id, second.device.version, {group->id})
                    .has_value());
    ASSERT_TRUE(claim("S-1", first.code).has_value());
    ASSERT_TRUE(claim("S-2", second.code).has_value());
    const auto access = broker_access(temporary_->database()).value();
    EXPECT_EQ(shared_topics(access),
              (std::vector<std::string>{"lb/1/all/cmd", "lb/1/g/a-31069/cmd", "lb/1/g/a-91/cmd"}));
    ASSERT_EQ(access.accounts.size(), 2U);
    for (const mqtt::BrokerAccount& account : access.accounts) {
        const auto own = "lb/1/g/" + base::to_text(group->id) + "/cmd";
        EXPECT_EQ(account.may_read, account.user == base::to_text(second.device.id)
                                        ? std::vector<std::string>{own}
                                        : std::vector<std::string>{});
    }
}

TEST_P(Register, a_revoked_device_says_who_ended_its_use_and_its_old_code_is_dead) {
    const DeviceWithCode added = add("S-1");
    const auto group = add_group(*desk_, actor_, "Khu chợ", area::AreaPath({"91", "31069"}));
    ASSERT_TRUE(group.has_value()) << group.error().message.en;
    ASSERT_TRUE(change_groups(*desk_, actor_, added.device.id, added.device.version, {group->id})
                    .has_value());
    actor_.name = "Lê Thị Biên Tập";
    EXPECT_TRUE(ended_.empty());
    ASSERT_TRUE(revoke_device(*desk_, actor_, added.device.id, " mất cắp ").has_value());
    EXPECT_EQ(ended_, std::vector{added.device.id}); // nothing is streamed to it any more
    const auto listed = list({.state = DeviceState::revoked}).devices;
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].device.revocation,
              (Revocation{.at = clock_.now(), .by = "Lê Thị Biên Tập", .why = "mất cắp"}));
    EXPECT_TRUE(listed[0].device.groups.empty());
    EXPECT_EQ(claim("S-1", added.code).error().code, "devices.claim_refused");
    EXPECT_EQ(renew_claim_code(*desk_, actor_, added.device.id).error().code, "devices.revoked");

    const auto back = reinstate_device(*desk_, actor_, added.device.id);
    ASSERT_TRUE(back.has_value()) << back.error().message.en;
    EXPECT_EQ(claim("S-1", added.code).error().code, "devices.claim_refused");
    EXPECT_TRUE(claim("S-1", back->code).has_value());
}

TEST_P(Register, five_wrong_codes_close_the_door_even_for_the_right_one) {
    const DeviceWithCode added = add("S-1");
    for (int i = 0; i < claim_tries_max; ++i) {
        EXPECT_EQ(claim("S-1", "0000000000").error().code, "devices.claim_refused");
    }
    EXPECT_EQ(claim("S-1", added.code).error().code, "devices.claim_tries_spent");
    const auto renewed = renew_claim_code(*desk_, actor_, added.device.id);
    ASSERT_TRUE(renewed.has_value()) << renewed.error().message.en;
    EXPECT_TRUE(claim("S-1", renewed->code).has_value());
}

TEST_P(Register, an_unknown_serial_is_answered_like_a_wrong_code) {
    EXPECT_EQ(claim("S-404", "0000000000").error().code, "devices.claim_refused");
}

TEST_P(Register, a_code_of_yesterday_is_refused) {
    const DeviceWithCode added = add("S-1");
    clock_.advance(24h);
    EXPECT_EQ(claim("S-1", added.code).error().code, "devices.claim_expired");
}

TEST_P(Register, a_claim_through_another_certificate_is_refused) {
    const DeviceWithCode added = add("S-1");
    device_protocol::ClaimRequest seen{.serial = "S-1", .model = "m", .nonce = nonce_};
    seen.tls_certificate = crypto::sha256("forged");
    seen.proof =
        device_protocol::claim_request_proof(device_protocol::claim_key(added.code, "S-1"), seen);
    const auto refused = claim_device(
        *desk_, [] { return ClaimTerms{.certificates = {crypto::sha256("ours")}}; }, seen, "peer");
    EXPECT_EQ(refused.error().code, "devices.claim_intercepted");
}

TEST_P(Register, nobody_adds_or_changes_devices_of_another_area) {
    const DeviceWithCode added = add("S-1");
    rights::Actor stranger;
    stranger.grants = {{rights::Role::administrator, area::AreaPath({"66"})}};
    EXPECT_EQ(add_device(*desk_, stranger, details("S-2")).error().code, "rights.forbidden");
    EXPECT_EQ(revoke_device(*desk_, stranger, added.device.id, "").error().code,
              "devices.not_found");
    rights::Actor reader;
    reader.grants = {{rights::Role::report_viewer, area::AreaPath({"91"})}};
    EXPECT_NE(edit_device(*desk_, reader, added.device.id, 1, details("S-1")).error().code, "");
}

TEST_P(Register, a_device_that_stands_elsewhere_is_planned_anew) {
    const DeviceWithCode added = add("S-1");
    const int before = renewals_;
    DeviceDetails given = details("S-1", "Tên khác");
    ASSERT_TRUE(edit_device(*desk_, actor_, added.device.id, 1, given).has_value());
    EXPECT_EQ(renewals_, before);
    given.position = area::Point{9.5, 105.2};
    ASSERT_TRUE(edit_device(*desk_, actor_, added.device.id, 2, given).has_value());
    EXPECT_EQ(renewals_, before + 1);
}

TEST_P(Register, two_people_do_not_overwrite_each_other) {
    const DeviceWithCode added = add("S-1");
    ASSERT_TRUE(edit_device(*desk_, actor_, added.device.id, 1, details("S-1", "Một")).has_value());
    EXPECT_EQ(edit_device(*desk_, actor_, added.device.id, 1, details("S-1", "Hai")).error().code,
              "devices.changed_meanwhile");
}

TEST_P(Register, a_serial_is_registered_once) {
    add("S-1");
    EXPECT_EQ(add_device(*desk_, actor_, details("S-1")).error().code, "devices.serial_known");
}

TEST_P(Register, the_list_goes_page_by_page_in_the_order_of_names) {
    for (const char* name : {"Đông 2", "Ấp Đông 1", "Bến Đò", "Dương Đông", "Ấp Đông 1"}) {
        static int serial = 0;
        add("L-" + std::to_string(++serial), name);
    }
    std::vector<std::string> names;
    DeviceFilter filter{.limit = 2};
    do {
        const DevicePage page = list(filter);
        for (const auto& listed : page.devices) {
            names.push_back(listed.device.details.name);
        }
        filter.after = page.next;
    } while (!filter.after.empty());
    EXPECT_EQ(names, (std::vector<std::string>{"Ấp Đông 1", "Ấp Đông 1", "Bến Đò", "Đông 2",
                                               "Dương Đông"}));
    EXPECT_EQ(list({.search = "dong"}).devices.size(), 4U);
    EXPECT_EQ(list({.search = "100%"}).devices.size(), 0U);
    EXPECT_EQ(list({.condition = Condition::never_seen}).devices.size(), 5U);
    EXPECT_EQ(list({.condition = Condition::online}).devices.size(), 0U);
}

TEST_P(Register, groups_are_targets_and_disappear_from_their_members) {
    const DeviceWithCode one = add("S-1");
    const DeviceWithCode two = add("S-2");
    ASSERT_TRUE(claim("S-1", one.code) && claim("S-2", two.code));
    const auto group = add_group(*desk_, actor_, "Ấp ven sông", area::AreaPath({"91", "31069"}));
    ASSERT_TRUE(group.has_value());
    ASSERT_TRUE(change_groups(*desk_, actor_, one.device.id, 2, {group->id}).has_value());
    const auto targets = [&](const TargetSelection& selection) {
        return (*temporary_)
            ->read([&](storage::Connection& connection) -> base::Result<std::vector<Device>> {
                return select_targets(connection, selection);
            })
            .value()
            .size();
    };
    EXPECT_EQ(targets({.groups = {group->id}}), 1U);
    EXPECT_EQ(targets({.areas = {area::AreaPath({"91"})}}), 2U);
    EXPECT_EQ(targets({.groups = {group->id}, .devices = {one.device.id, two.device.id}}), 2U);
    EXPECT_EQ(targets({}), 0U);
    ASSERT_TRUE(remove_group(*desk_, actor_, group->id).has_value());
    EXPECT_EQ(targets({.groups = {group->id}}), 0U);
}

TEST_P(Register, a_drawing_means_what_stands_in_it_and_in_its_unit) {
    const area::AreaPath commune({"91", "31069"});
    const auto put = [&](const std::string& serial, std::optional<area::Point> position) {
        DeviceDetails given = details(serial);
        given.position = position;
        const auto added = add_device(*desk_, actor_, given);
        EXPECT_TRUE(added && claim(serial, added->code));
        return added->device.id;
    };
    const auto ascending = [](std::vector<DeviceId> ids) {
        std::ranges::sort(ids);
        return ids;
    };
    const DeviceId inside = put("S-1", area::Point{9.501, 105.2});
    const DeviceId beyond = put("S-2", area::Point{9.6, 105.2});
    const DeviceId nowhere = put("S-3", std::nullopt);
    const auto targets = [&](const TargetSelection& selection) {
        std::vector<DeviceId> ids;
        for (const Device& device :
             (*temporary_)
                 ->read([&](storage::Connection& connection) -> base::Result<std::vector<Device>> {
                     return select_targets(connection, selection);
                 })
                 .value()) {
            ids.push_back(device.id);
        }
        return ids;
    };
    area::DrawnArea drawn{.within = commune, .circles = {{{9.5, 105.2}, 1'000}}};
    EXPECT_EQ(targets({.drawn = drawn}), std::vector{inside});
    EXPECT_EQ(targets({.devices = {inside, beyond}, .drawn = drawn}), ascending({inside, beyond}))
        << "each once";
    EXPECT_EQ(targets({.areas = {commune}, .drawn = drawn}), ascending({inside, beyond, nowhere}));
    drawn.within = area::AreaPath({"91", "31072"});
    EXPECT_TRUE(targets({.drawn = drawn}).empty());
}

TEST_P(Register, presence_is_stored_as_it_is) {
    const DeviceWithCode added = add("S-1");
    Presence presence = on_hello({.device = added.device.id}, 7, clock_.now()).presence;
    presence.manifest_covers_until = clock_.now() + 24h;
    presence.clock_error_ms = 3;
    presence.firmware = "0.1";
    presence.health = {.clock_lost = true,
                       .clock_offset_ms = -7,
                       .store_free_mb = 0,
                       .mains = false,
                       .amplifier_ok = true,
                       .loudspeaker_ok = false,
                       .audible = true,
                       .sim_left_mb = 12};
    (*temporary_)
        ->write([&](storage::Transaction& transaction) -> base::Result<void> {
            save_presence(transaction, presence);
            save_presence(transaction, presence);
            return {};
        })
        .value();
    const auto loaded =
        (*temporary_)
            ->read([&](storage::Connection& connection) -> base::Result<std::vector<Presence>> {
                return load_presences(connection, {added.device.id});
            })
            .value();
    EXPECT_EQ(loaded, std::vector<Presence>{presence});
}

TEST_P(Register, presences_of_many_are_stored_together_and_found_with_their_areas) {
    // More than one statement takes, and no even number of them.
    std::vector<DeviceId> ids;
    for (int i = 0; i < 45; ++i) {
        const DeviceWithCode added = add("S-" + std::to_string(i));
        ids.push_back(added.device.id);
        if (i != 7) {
            mark_claimed(added.device);
        }
    }
    const auto speakers = [&] {
        return (*temporary_)
            ->read([&](storage::Connection& connection) -> base::Result<std::vector<Speaker>> {
                return find_speakers(connection, ids);
            })
            .value();
    };
    std::vector<Presence> presences;
    for (const Speaker& speaker : speakers()) {
        presences.push_back(on_hello(speaker.presence, 7, clock_.now()).presence);
        // Some know their clock and some do not, so rows differ in what is absent.
        if (presences.size() % 3 == 0) {
            presences.back().clock_error_ms = static_cast<std::int64_t>(presences.size());
        }
    }
    ASSERT_EQ(presences.size(), 44U) << "who is not claimed has no word";
    (*temporary_)
        ->write([&](storage::Transaction& transaction) -> base::Result<void> {
            save_presences(transaction, presences);
            return {};
        })
        .value();
    std::map<DeviceId, Presence> wanted;
    for (const Presence& presence : presences) {
        wanted.emplace(presence.device, presence);
    }
    for (const Speaker& speaker : speakers()) {
        EXPECT_EQ(speaker.presence, wanted.at(speaker.id));
        EXPECT_EQ(speaker.area, area::AreaPath({"91", "31069"}));
    }
}

INSTANTIATE_TEST_SUITE_P(Engines, Register, testing::ValuesIn(testing_support::engines()));

} // namespace
