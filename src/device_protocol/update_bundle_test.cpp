#include "device_protocol/update_bundle.hpp"

#include "device_protocol/messages_json.hpp"
#include "device_protocol/sample_updates.hpp"

#include <gtest/gtest.h>

namespace device_protocol {

namespace {

const InstalledProgram running{std::string(player_product), "1.3.0", "linux-aarch64"};
const base::Instant later = sample::five_thirty + std::chrono::hours(1);

std::string judged(UpdateBundle bundle, InstalledProgram installed = running) {
    return judge_update(bundle, installed, later);
}

TEST(ProgramVersion, is_three_numbers_in_order_of_size) {
    EXPECT_EQ(parse_version("1.4.0"), (ProgramVersion{1, 4, 0}));
    EXPECT_EQ(parse_version("0.0.999999"), (ProgramVersion{0, 0, 999'999}));
    EXPECT_LT(parse_version("1.9.9"), parse_version("1.10.0"));
    EXPECT_LT(parse_version("1.99.99"), parse_version("2.0.0"));
}

TEST(ProgramVersion, of_any_other_form_is_refused) {
    for (const char* text :
         {"", "1", "1.2", "1.2.", "1.2.3.", "1.2.3.4", "v1.2.3", "1.2.3-rc1", "01.2.3", "1.02.3",
          "1..3", ".1.2", "-1.2.3", "1.-2.3", "1.2.+3", "1000000.0.0", " 1.2.3", "1.2.3 "}) {
        EXPECT_FALSE(parse_version(text).has_value()) << text;
    }
}

TEST(Platform, is_system_and_processor) {
    EXPECT_TRUE(is_platform("linux-x86_64"));
    EXPECT_TRUE(is_platform(own_platform()));
    for (const char* text : {"", "linux", "-x", "linux-", "Linux-x86", "linux x"}) {
        EXPECT_FALSE(is_platform(text)) << text;
    }
}

TEST(UpdateBundle, signed_by_a_release_key_is_opened) {
    const std::string envelope = seal(sample::update_bundle(), sample::key_from('\x80'));
    const auto opened = open_update(envelope, {sample::release_key()});
    ASSERT_TRUE(opened) << opened.error().code;
    EXPECT_EQ(opened->bundle.version, "1.4.0");
    EXPECT_EQ(opened->keyid, sample::release_key().keyid);
}

TEST(UpdateBundle, signed_by_anybody_else_is_refused) {
    const std::string forged = seal(sample::update_bundle(), sample::key_from(0x11));
    EXPECT_EQ(open_update(forged, {sample::release_key()}).error().code, "crypto.untrusted");
    const std::string good = seal(sample::update_bundle(), sample::key_from('\x80'));
    EXPECT_EQ(open_update(good, {}).error().code, "crypto.untrusted");
    EXPECT_EQ(open_update(good, {{"x", "none"}}).error().code, "crypto.untrusted");
}

TEST(UpdateBundle, that_was_altered_or_is_another_message_is_refused) {
    std::string envelope = seal(sample::update_bundle(), sample::key_from('\x80'));
    const auto other = seal(sample::key_set(), sample::key_from('\x80'));
    EXPECT_EQ(open_update(other, {sample::release_key()}).error().code,
              "device_protocol.wrong_type");
    const auto at = envelope.find("\"payload\":\"") + 20;
    envelope[at] = envelope[at] == 'A' ? 'B' : 'A';
    EXPECT_EQ(open_update(envelope, {sample::release_key()}).error().code, "crypto.bad_signature");
}

TEST(UpdateBundle, with_values_out_of_range_is_refused) {
    const auto refused = [](auto change) {
        UpdateBundle bundle = sample::update_bundle();
        change(bundle);
        const auto read = read_message<UpdateBundle>(write_message(bundle));
        return !read && read.error().code == "device_protocol.bad_message";
    };
    EXPECT_FALSE(refused([](UpdateBundle&) {}));
    EXPECT_TRUE(refused([](UpdateBundle& b) { b.version = "1.4"; }));
    EXPECT_TRUE(refused([](UpdateBundle& b) { b.minimum_version = "x"; }));
    EXPECT_TRUE(refused([](UpdateBundle& b) { b.platform = "Windows"; }));
    EXPECT_TRUE(refused([](UpdateBundle& b) { b.product.clear(); }));
    EXPECT_TRUE(refused([](UpdateBundle& b) { b.file.size = 0; }));
    EXPECT_TRUE(refused([](UpdateBundle& b) { b.file.size = update_file_bytes_max + 1; }));
    EXPECT_TRUE(refused([](UpdateBundle& b) { b.not_before = base::Instant{-1}; }));
    EXPECT_TRUE(refused([](UpdateBundle& b) { b.notes.vi.clear(); }));
    EXPECT_TRUE(refused([](UpdateBundle& b) { b.notes.en = std::string(4'001, 'x'); }));
}

TEST(JudgeUpdate, takes_a_newer_program_for_this_machine) {
    EXPECT_EQ(judged(sample::update_bundle()), "");
    InstalledProgram oldest = running;
    oldest.version = "1.2.0";
    EXPECT_EQ(judged(sample::update_bundle(), oldest), "");
}

TEST(JudgeUpdate, refuses_another_product_or_platform) {
    UpdateBundle bundle = sample::update_bundle();
    bundle.product = "nguon-board";
    EXPECT_EQ(judged(bundle), "wrong_product");
    bundle = sample::update_bundle();
    bundle.platform = "linux-x86_64";
    EXPECT_EQ(judged(bundle), "wrong_platform");
}

TEST(JudgeUpdate, refuses_the_same_and_an_older_version) {
    InstalledProgram same = running;
    same.version = "1.4.0";
    EXPECT_EQ(judged(sample::update_bundle(), same), "not_newer");
    same.version = "1.10.0";
    EXPECT_EQ(judged(sample::update_bundle(), same), "not_newer");
    same.version = "unknown";
    EXPECT_EQ(judged(sample::update_bundle(), same), "not_newer");
}

TEST(JudgeUpdate, refuses_what_needs_a_version_between) {
    InstalledProgram old = running;
    old.version = "1.1.9";
    EXPECT_EQ(judged(sample::update_bundle(), old), "needs_another_first");
    UpdateBundle any = sample::update_bundle();
    any.minimum_version.reset();
    EXPECT_EQ(judged(any, old), "");
}

TEST(JudgeUpdate, waits_for_its_time_where_the_time_is_known) {
    const UpdateBundle bundle = sample::update_bundle();
    EXPECT_EQ(judge_update(bundle, running, *bundle.not_before - base::Millis(1)), "not_yet");
    EXPECT_EQ(judge_update(bundle, running, *bundle.not_before), "");
    EXPECT_EQ(judge_update(bundle, running, std::nullopt), "");
}

TEST(UpdateFile, is_split_into_what_it_was_made_of) {
    const std::string envelope = seal(sample::update_bundle(), sample::key_from('\x80'));
    const std::string file = update_file_head(envelope) + "program";
    const auto parts = split_update_file(file);
    ASSERT_TRUE(parts);
    EXPECT_EQ(parts->envelope, envelope);
    EXPECT_EQ(parts->program, "program");
    EXPECT_TRUE(check_program(sample::update_bundle(), parts->program));
}

TEST(UpdateFile, that_is_something_else_is_refused) {
    for (const std::string& text :
         {std::string(), std::string("nguon-update 1"), std::string("nguon-update 1\n"),
          std::string("nguon-update 1\n\n"), std::string("nguon-update 2\n{}\n"),
          "nguon-update 1\n" + std::string(70'000, '{') + "\n"}) {
        const auto parts = split_update_file(text);
        ASSERT_FALSE(parts) << text.substr(0, 40);
        EXPECT_EQ(parts.error().code, "device_protocol.not_an_update_file");
    }
}

TEST(UpdateFile, whose_program_was_cut_or_altered_is_refused) {
    for (const char* program : {"", "progra", "programs", "Program"}) {
        const auto checked = check_program(sample::update_bundle(), program);
        ASSERT_FALSE(checked) << program;
        EXPECT_EQ(checked.error().code, "device_protocol.update_altered");
    }
}

} // namespace

} // namespace device_protocol
