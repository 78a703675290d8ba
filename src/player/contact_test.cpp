// Goal: an old station behind relay contacts is switched on in time and off again, whatever fails.
// Method: texts that are read and refused; the output with lines that write down what they were
// told, and the one program that a test can call.
#include "player/contact_output.hpp"
#include "player/null_output.hpp"
#include "testing/temporary_folder.hpp"
#include "testing/wait_until.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>

namespace player {

namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;
using Kind = ContactSettings::Kind;

TEST(ContactText, names_a_line_or_a_program_and_the_delays) {
    EXPECT_EQ(parse_contact("gpio:/dev/gpiochip0:17,on=8,off=30,low").value(),
              (ContactSettings{Kind::gpio, "/dev/gpiochip0", 17, true, 8s, 30s}));
    EXPECT_EQ(parse_contact("gpio:/dev/gpiochip1:0").value(),
              (ContactSettings{Kind::gpio, "/dev/gpiochip1", 0, false, 0s, 0s}));
    EXPECT_EQ(parse_contact("command:/usr/local/bin/key,off=250").value(),
              (ContactSettings{Kind::command, "/usr/local/bin/key", 0, false, 0s, 250s}));
}

TEST(ContactText, anything_else_is_refused) {
    for (const std::string_view wrong :
         {"", "gpio", "gpio:17", "gpio:/dev/gpiochip0", "gpio:/dev/gpiochip0:", "gpio:x:1",
          "gpio:/dev/gpiochip0:4096", "gpio:/dev/gpiochip0:-1", "gpio:/dev/gpiochip0:1,on=61",
          "gpio:/dev/gpiochip0:1,off=251", "gpio:/dev/gpiochip0:1,on=-1",
          "gpio:/dev/gpiochip0:1,on=", "gpio:/dev/gpiochip0:1,", "gpio:/dev/gpiochip0:1,high",
          "command:", "command:key", "command:/key,low", "command:/key,on=1x"}) {
        EXPECT_EQ(parse_contact(wrong).error().code, "player.wrong_contact") << wrong;
    }
}

TEST(ContactLines, what_is_no_gpio_chip_cannot_be_switched) {
    EXPECT_EQ(make_contact({Kind::gpio, "/dev/null"})->set(false).error().code, "player.contact");
    EXPECT_EQ(make_contact({Kind::gpio, "/nowhere"})->set(false).error().code, "player.contact");
}

class Program {
public:
    explicit Program(const std::string& last_line) {
        std::ofstream(path()) << "#!/bin/sh\necho $1 >> " << log() << "\n" << last_line << "\n";
        std::filesystem::permissions(path(), std::filesystem::perms::owner_all);
    }
    [[nodiscard]] std::string path() const { return (folder_.path() / "contact").string(); }
    [[nodiscard]] std::string told() const {
        std::ifstream file(log());
        return {std::istreambuf_iterator<char>(file), {}};
    }

private:
    [[nodiscard]] std::string log() const { return (folder_.path() / "told").string(); }

    testing_support::TemporaryFolder folder_;
};

TEST(ContactLines, a_program_is_told_on_and_off) {
    const Program program("exit 0");
    const auto line = make_contact({Kind::command, program.path()});
    EXPECT_TRUE(line->set(true).has_value());
    EXPECT_TRUE(line->set(false).has_value());
    EXPECT_EQ(program.told(), "on\noff\n");
}

TEST(ContactLines, a_program_that_fails_hangs_or_is_not_there_has_not_switched) {
    const Program failing("exit 3");
    const Program hanging("exec sleep 60");
    for (const std::string& path : {failing.path(), hanging.path(), std::string("/nowhere/key")}) {
        EXPECT_EQ(make_contact({Kind::command, path})->set(false).error().code, "player.contact");
    }
}

TEST(ContactLines, a_program_that_comes_later_switches_from_then_on) {
    const Program program("exit 0");
    const std::string later = program.path() + ".later";
    const auto line = make_contact({Kind::command, later});
    EXPECT_FALSE(line->set(false).has_value());
    std::filesystem::rename(program.path(), later);
    EXPECT_TRUE(line->set(true).has_value());
    EXPECT_EQ(program.told(), "on\n");
}

/// What a line was told, and when; may be told to fail.
struct Wire {
    std::mutex mutex;
    std::vector<std::pair<bool, Steady::time_point>> told;
    std::atomic<bool> broken = false;

    [[nodiscard]] bool is_closed() {
        const std::lock_guard lock(mutex);
        return !told.empty() && told.back().first;
    }
    [[nodiscard]] std::size_t count() {
        const std::lock_guard lock(mutex);
        return told.size();
    }
    [[nodiscard]] bool opens() {
        return testing_support::wait_until([this] { return !is_closed(); }, 20s);
    }
};

class FakeLine final : public ContactLine {
public:
    explicit FakeLine(Wire& wire) : wire_(wire) {}
    base::Result<void> set(bool closed) override {
        if (wire_.broken) {
            return base::fail(base::Fault::unavailable, "player.contact", "hỏng", "broken");
        }
        const std::lock_guard lock(wire_.mutex);
        wire_.told.emplace_back(closed, Steady::now());
        return {};
    }

private:
    Wire& wire_;
};

ContactOutput::Contact contact(Wire& wire, base::Millis on, base::Millis off) {
    return {std::make_unique<FakeLine>(wire), on, off};
}

template <class... Contacts>
std::unique_ptr<ContactOutput> behind(Contacts... contacts) {
    std::vector<ContactOutput::Contact> all;
    (all.push_back(std::move(contacts)), ...);
    return std::make_unique<ContactOutput>(make_null_output(), std::move(all));
}

TEST(ContactOutput, contacts_close_before_the_sound_and_open_after_their_delays) {
    Wire power;
    Wire key;
    const auto output = behind(contact(power, 0ms, 200ms), contact(key, 0ms, 0ms));
    EXPECT_EQ(power.count(), 1U) << "begins open";
    EXPECT_FALSE(power.is_closed());
    EXPECT_FALSE(output->fault().has_value());
    ASSERT_TRUE(output->open({}).has_value());
    EXPECT_TRUE(power.is_closed());
    EXPECT_TRUE(key.is_closed());
    const auto ended = Steady::now();
    ASSERT_TRUE(output->close(true).has_value());
    ASSERT_TRUE(key.opens());
    ASSERT_TRUE(power.opens());
    EXPECT_GE(power.told.back().second - ended, 200ms);
    EXPECT_LE(key.told.back().second, power.told.back().second);
}

TEST(ContactOutput, the_next_sound_within_the_delay_finds_them_closed) {
    Wire wire;
    const auto output = behind(contact(wire, 5s, 60s));
    EXPECT_EQ(output->warm_up(), 5s);
    ASSERT_TRUE(output->open({}).has_value());
    EXPECT_LE(output->warm_up(), 5s);
    ASSERT_TRUE(output->close(true).has_value());
    ASSERT_TRUE(output->open({}).has_value());
    ASSERT_TRUE(output->close(true).has_value());
    EXPECT_EQ(wire.count(), 2U) << "opened at the start, closed once";
}

TEST(ContactOutput, the_longest_delay_is_what_a_cold_station_needs_and_it_passes) {
    Wire power;
    Wire key;
    const auto output = behind(contact(power, 300ms, 60s), contact(key, 100ms, 60s));
    EXPECT_EQ(output->warm_up(), 300ms);
    ASSERT_TRUE(output->open({}).has_value());
    ASSERT_TRUE(testing_support::wait_until([&] { return output->warm_up() == 0ms; }, 20s));
    EXPECT_EQ(output->warm_up(), 0ms) << "warm for as long as it stays closed";
}

TEST(ContactOutput, a_contact_that_does_not_close_is_a_sound_that_nobody_hears) {
    Wire power;
    Wire key;
    key.broken = true;
    const auto output = behind(contact(power, 0ms, 0ms), contact(key, 0ms, 0ms));
    EXPECT_EQ(output->open({}).error().code, "player.contact");
    EXPECT_TRUE(power.opens()) << "and the one that did close opens again";
    EXPECT_EQ(output->fault()->code, "player.contact");
    key.broken = false;
    EXPECT_TRUE(output->open({}).has_value());
    ASSERT_TRUE(output->close(true).has_value());
    EXPECT_TRUE(testing_support::wait_until([&] { return !output->fault(); }, 20s))
        << "it has closed and opened";
}

TEST(ContactOutput, a_contact_that_cannot_be_opened_at_the_start_is_a_fault_until_it_is_open) {
    Wire wire;
    wire.broken = true;
    const auto output = behind(contact(wire, 0ms, 60s));
    EXPECT_EQ(output->fault()->code, "player.contact");
    EXPECT_EQ(output->open({}).error().code, "player.contact");
    wire.broken = false;
    EXPECT_TRUE(testing_support::wait_until([&] { return wire.count() > 0; }, 20s))
        << "opened as soon as that can be, though it was never closed";
    EXPECT_FALSE(wire.is_closed());
    EXPECT_EQ(output->fault()->code, "player.contact") << "whether it closes is not known yet";
    EXPECT_TRUE(output->open({}).has_value());
    EXPECT_FALSE(output->fault().has_value());
}

TEST(ContactOutput, one_that_is_broken_does_not_keep_another_one_closed) {
    Wire power;
    Wire key;
    const auto output = behind(contact(power, 0ms, 0ms), contact(key, 0ms, 0ms));
    key.broken = true;
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(output->open({}).error().code, "player.contact");
        EXPECT_TRUE(power.opens());
    }
}

TEST(ContactOutput, a_contact_that_does_not_open_is_tried_again) {
    Wire wire;
    const auto output = behind(contact(wire, 0ms, 0ms));
    ASSERT_TRUE(output->open({}).has_value());
    wire.broken = true;
    ASSERT_TRUE(output->close(true).has_value());
    EXPECT_TRUE(wire.is_closed());
    wire.broken = false;
    EXPECT_TRUE(wire.opens());
}

TEST(ContactOutput, everything_opens_when_the_program_ends) {
    Wire wire;
    auto output = behind(contact(wire, 0ms, 60s));
    ASSERT_TRUE(output->open({}).has_value());
    output.reset();
    EXPECT_FALSE(wire.is_closed());
}

} // namespace

} // namespace player
