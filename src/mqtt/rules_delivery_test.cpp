// Goal: the access list reaches a broker that somebody else runs, once per change and in spite of a
// command that fails. Method: shell scripts as commands that copy the files and count their runs.
#include "mqtt/rules_delivery.hpp"

#include "testing/temporary_folder.hpp"
#include "testing/wait_until.hpp"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace mqtt {

namespace {

using namespace std::chrono_literals;

class RulesDeliveryTest : public testing::Test {
protected:
    std::filesystem::path in(const std::string& name) const { return folder_.path() / name; }

    RulesDeliverySettings settings(const std::string& script) {
        std::ofstream(in("bring")) << "#!/bin/sh\n" << script;
        std::filesystem::permissions(in("bring"), std::filesystem::perms::owner_all);
        return {.folder = in("rules"),
                .command = {in("bring").string(), in("rules").string(), in("there").string()},
                .first_wait = 20ms};
    }

    std::string text(const std::string& name) const {
        std::ostringstream out;
        out << std::ifstream(in(name)).rdbuf();
        return out.str();
    }

    static AccessRules rules(const std::string& user) {
        return {.accounts = {{.user = user, .password_hash = "$7$1$c2FsdA==$aGFzaA=="}}};
    }

    testing_support::TemporaryFolder folder_;
};

TEST_F(RulesDeliveryTest, the_command_brings_the_files_as_they_were_written) {
    RulesDelivery delivery(settings("cp \"$1/passwords\" \"$2\"\n"));
    EXPECT_TRUE(delivery.delivered().has_value()) << "nothing was asked for yet";
    ASSERT_TRUE(delivery.apply(rules("cluster-1")).has_value());
    ASSERT_TRUE(testing_support::wait_until([&] { return delivery.delivered().has_value(); }));
    EXPECT_EQ(text("there"), "cluster-1:$7$1$c2FsdA==$aGFzaA==\n");
    struct stat state{};
    ASSERT_EQ(::stat(in("rules/passwords").c_str(), &state), 0);
    EXPECT_EQ(state.st_mode & 0777U, 0640U);
}

TEST_F(RulesDeliveryTest, a_command_that_fails_is_told_and_repeated_until_it_works) {
    RulesDelivery delivery(settings("test -e \"$1/../open\" || { echo 'no route'; exit 3; }\n"));
    ASSERT_TRUE(delivery.apply(rules("cluster-1")).has_value());
    ASSERT_TRUE(testing_support::wait_until([&] {
        const auto state = delivery.delivered();
        return !state && state.error().message.en.find("exit 3 no route") != std::string::npos;
    }));
    EXPECT_EQ(delivery.delivered().error().code, "mqtt.rules_not_delivered");
    std::ofstream(in("open")) << "1";
    EXPECT_TRUE(testing_support::wait_until([&] { return delivery.delivered().has_value(); }));
}

TEST_F(RulesDeliveryTest, a_command_that_hangs_is_ended_in_its_time_and_at_the_stop) {
    auto slow = settings("exec sleep 600\n");
    slow.command_time_max = 50ms;
    RulesDelivery delivery(slow);
    ASSERT_TRUE(delivery.apply(rules("cluster-1")).has_value());
    ASSERT_TRUE(testing_support::wait_until([&] {
        const auto state = delivery.delivered();
        return !state && state.error().message.en.find("not ended in time") != std::string::npos;
    }));
    const auto before = std::chrono::steady_clock::now();
    delivery.stop();
    EXPECT_LT(std::chrono::steady_clock::now() - before, 30s);
}

TEST_F(RulesDeliveryTest, a_program_that_is_not_there_is_named) {
    RulesDelivery delivery({.folder = in("rules"), .command = {"/no/such/program"}});
    ASSERT_TRUE(delivery.apply(rules("cluster-1")).has_value());
    EXPECT_TRUE(testing_support::wait_until([&] {
        const auto state = delivery.delivered();
        return !state && state.error().message.en.find("/no/such/program") != std::string::npos;
    }));
}

} // namespace

} // namespace mqtt
