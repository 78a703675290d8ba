#include "alarms/mail.hpp"

#include "alarms/alarm_samples.hpp"
#include "alarms/web_hook_curl.hpp"
#include "testing/golden.hpp"

#include <gtest/gtest.h>

namespace alarms {

namespace {

std::string mail_of(const Alarm& alarm, Happening happening) {
    return write_mail({.from = "nguon@xa.vn",
                       .to = "truc@xa.vn",
                       .id = "0197b2c4-1a00-7000-8000-0000000000f1",
                       .console = "https://nguon.xa.vn"},
                      notice_document(alarm, happening, samples::now), samples::now)
        .value();
}

TEST(Mail, has_the_form_of_its_golden_file) {
    Alarm alarm = samples::alarm(1);
    EXPECT_EQ(testing_support::compare_golden("src/alarms/testdata/raised.eml",
                                              mail_of(alarm, Happening::raised)),
              "");
    alarm.cleared_at = samples::now + std::chrono::minutes(5);
    EXPECT_EQ(testing_support::compare_golden("src/alarms/testdata/cleared.eml",
                                              mail_of(alarm, Happening::cleared)),
              "");
}

TEST(Mail, the_document_has_the_form_of_its_golden_file) {
    EXPECT_EQ(testing_support::compare_golden(
                  "spec/web-hooks/notice.json",
                  notice_document(samples::alarm(1), Happening::raised, samples::now) + "\n"),
              "");
}

TEST(Mail, a_name_cannot_become_a_header_and_no_line_is_too_long) {
    Alarm alarm = samples::alarm(1);
    alarm.device_name = "Cụm loa\r\nBcc: kẻ.gian@xấu.vn " + std::string(300, 'x');
    const std::string mail = mail_of(alarm, Happening::raised);
    EXPECT_EQ(mail.find("Bcc"), std::string::npos);
    std::size_t begin = 0;
    while (begin < mail.size()) {
        const std::size_t end = mail.find("\r\n", begin);
        ASSERT_NE(end, std::string::npos);
        EXPECT_LE(end - begin, 78U);
        begin = end + 2;
    }
    for (const char c : mail) {
        ASSERT_LT(static_cast<unsigned char>(c), 0x7f);
    }
}

TEST(WebHook, the_signature_covers_the_time_and_the_body) {
    // Computed beside with: printf '1780272000000.{}' | openssl dgst -sha256 -hmac secret
    EXPECT_EQ(web_hook_signature("secret", samples::now, "{}"),
              "sha256=03ce87d4ed3aa080dc49d3d44a6d0c181605e728a82d453859ef92cdf2aa2829");
    EXPECT_NE(web_hook_signature("secret", samples::now, "{} "),
              web_hook_signature("secret", samples::now, "{}"));
    EXPECT_NE(web_hook_signature("secret", samples::now + base::Millis(1), "{}"),
              web_hook_signature("secret", samples::now, "{}"));
}

} // namespace

} // namespace alarms
