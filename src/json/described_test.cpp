#include "json/described.hpp"

#include <gtest/gtest.h>

namespace json {

namespace {

enum class Colour : std::uint8_t { red, operator_ };
BOOST_DESCRIBE_ENUM(Colour, red, operator_)

struct Inner {
    std::int32_t count = 0;
    std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (count, note))

struct Outer {
    base::Id<struct OuterTag> id;
    base::Instant at;
    base::LocalTime time;
    Colour colour = Colour::red;
    std::vector<Inner> items;
    std::map<std::string, bool> flags;
};
BOOST_DESCRIBE_STRUCT(Outer, (), (id, at, time, colour, items, flags))

constexpr std::string_view sample =
    R"({"id":"01234567-89ab-7000-8000-000000000001","at":1780000000000,"time":"05:30:00",)"
    R"("colour":"operator","items":[{"count":1,"note":"một"},{"count":-2}],"flags":{"a":true}})";

TEST(Described, a_struct_survives_writing_and_reading) {
    const auto outer = read<Outer>(sample);
    ASSERT_TRUE(outer.has_value());
    EXPECT_EQ(write(*outer), sample);
    EXPECT_EQ(outer->colour, Colour::operator_);
    EXPECT_EQ(enum_text(Colour::operator_), "operator");
    EXPECT_EQ(enum_value<Colour>("red"), Colour::red);
    EXPECT_FALSE(enum_value<Colour>("blue").has_value());
}

TEST(Described, every_fault_is_named_by_its_pointer) {
    const auto outer = read<Outer>(R"({"id":"x","at":"now","time":"25:00","colour":"blue",)"
                                   R"("items":[{"count":3000000000},{"cuont":1}]})");
    ASSERT_FALSE(outer.has_value());
    std::vector<std::string> pointers;
    for (const auto& field : outer.error().fields) {
        pointers.push_back(field.pointer);
    }
    EXPECT_EQ(pointers,
              (std::vector<std::string>{"/id", "/at", "/time", "/colour", "/items/0/count",
                                        "/items/1/count", "/items/1/cuont", "/flags"}));
}

struct Own {
    std::string text;
    [[nodiscard]] static base::Result<Own> parse(std::string_view text) {
        if (text.empty()) {
            return base::fail(base::Fault::invalid, "test.own_is_empty", "trống", "is empty");
        }
        return Own{std::string(text)};
    }
};
std::string to_text(const Own& own) {
    return own.text;
}
struct Holder {
    Own own;
};
BOOST_DESCRIBE_STRUCT(Holder, (), (own))

TEST(Described, a_value_with_a_text_form_of_its_own_is_sent_as_that_text) {
    const auto holder = read<Holder>(R"({"own":"91/31069"})");
    ASSERT_TRUE(holder.has_value());
    EXPECT_EQ(write(*holder), R"({"own":"91/31069"})");
    const auto refused = read<Holder>(R"({"own":""})");
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().fields.at(0).pointer, "/own");
}

TEST(Described, unknown_members_are_ignored_where_the_protocol_says_so) {
    EXPECT_TRUE(read<Inner>(R"({"count":1,"later":[]})", Unknown::ignore).has_value());
    EXPECT_FALSE(read<Inner>(R"({"count":1,"later":[]})").has_value());
}

struct Reserved {
    std::string class_;
};
BOOST_DESCRIBE_STRUCT(Reserved, (), (class_))

TEST(Described, a_member_named_like_a_keyword_is_sent_without_its_underscore) {
    EXPECT_EQ(write(Reserved{"a"}), R"({"class":"a"})");
    EXPECT_EQ(read<Reserved>(R"({"class":"b"})").value().class_, "b");
    EXPECT_EQ(read<Reserved>("{}").error().fields.at(0).pointer, "/class");
}

TEST(Parse, malformed_deep_large_and_nul_texts_are_refused) {
    EXPECT_EQ(parse("{").error().code, "json.malformed");
    EXPECT_EQ(parse("\"\xff\"").error().code, "json.malformed");
    EXPECT_EQ(parse(R"("a\u0000b")").error().code, "json.malformed");
    EXPECT_EQ(parse(std::string(40, '[') + std::string(40, ']')).error().code, "json.malformed");
    EXPECT_EQ(parse("[1,2,3]", {.bytes_max = 3}).error().code, "json.too_large");
    EXPECT_EQ(parse("1e999").has_value() && read<double>("1e999").has_value(), false);
}

} // namespace

} // namespace json
