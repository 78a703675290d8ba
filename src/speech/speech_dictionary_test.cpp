#include "speech/normalize/normalize.hpp"
#include "speech/speech_dictionary_memory.hpp"
#include "speech/speech_dictionary_sql.hpp"
#include "testing/seeded_random.hpp"
#include "testing/temporary_database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

/// Words of a unit's dictionary, and what every SpeechDictionary must do on memory, SQLite and
/// PostgreSQL.
namespace speech {
namespace {

using testing_support::Engine;
using testing_support::TemporaryDatabase;

const area::AreaPath country;
const area::AreaPath province({"91"});
const area::AreaPath commune({"91", "31069"});

std::vector<std::string> wrong_members(const SpeechWordText& text) {
    const auto word = with_text({}, text);
    std::vector<std::string> out;
    if (!word) {
        EXPECT_EQ(word.error().code, "speech.bad_word");
        for (const base::FieldError& field : word.error().fields) {
            out.push_back(field.pointer);
        }
    }
    return out;
}

TEST(SpeechWord, plain_words_are_taken_and_trimmed) {
    const auto word = with_text({}, {.written = " TTDVTH ", .spoken = " trung tâm, dịch vụ "});
    ASSERT_TRUE(word.has_value());
    EXPECT_EQ(word->written, "TTDVTH");
    EXPECT_EQ(word->spoken, "trung tâm, dịch vụ");
}

TEST(SpeechWord, a_spoken_form_that_is_no_plain_words_is_refused) {
    for (const char* spoken :
         {"", "  ", "5 người", "UBND xã", "xã & phường", "a/b", "một\nhai", "(một)"}) {
        EXPECT_THAT(wrong_members({.written = "X", .spoken = spoken}),
                    testing::ElementsAre("/spoken"))
            << spoken;
    }
    EXPECT_THAT(wrong_members({.written = "X", .spoken = std::string(301, 'a')}),
                testing::ElementsAre("/spoken"));
    EXPECT_THAT(wrong_members({.written = "X", .spoken = "Thành phố Hồ Chí Minh"}),
                testing::IsEmpty());
}

TEST(SpeechWord, a_written_form_has_one_to_eighty_characters) {
    EXPECT_THAT(wrong_members({.written = " ", .spoken = "a"}), testing::ElementsAre("/written"));
    EXPECT_THAT(wrong_members({.written = "a\tb", .spoken = "a"}),
                testing::ElementsAre("/written"));
    EXPECT_THAT(wrong_members({.written = std::string(81, 'x'), .spoken = "a"}),
                testing::ElementsAre("/written"));
    EXPECT_THAT(wrong_members({.written = "24/7", .spoken = "suốt ngày"}), testing::IsEmpty());
}

TEST(SpeechWord, the_word_of_the_narrower_area_wins) {
    SpeechWord wide{.id = {}, .area = province, .written = "TT", .spoken = "thị trấn"};
    SpeechWord narrow{.id = {}, .area = commune, .written = "TT", .spoken = "trung tâm"};
    const std::vector<SpeechWord> words{narrow, wide};
    EXPECT_EQ(spoken_text(normalize("TT", to_dictionary(words))), "trung tâm.");
}

enum class Backend : std::uint8_t { memory, sqlite, postgres };

class SpeechDictionaryContract : public testing::TestWithParam<Backend> {
protected:
    void SetUp() override {
        if (GetParam() == Backend::memory) {
            dictionary_ = std::make_unique<SpeechDictionaryMemory>();
            return;
        }
        const Engine engine = GetParam() == Backend::sqlite ? Engine::sqlite : Engine::postgres;
        if (const auto why = testing_support::why_missing(engine)) {
            GTEST_SKIP() << *why;
        }
        database_ = std::make_unique<TemporaryDatabase>(engine);
        dictionary_ = std::make_unique<SpeechDictionarySql>(database_->database());
    }

    SpeechWord word(const char* written, const area::AreaPath& area, const char* spoken = "một") {
        return {.id = SpeechWordId::make(base::Instant{++now_}, random_),
                .area = area,
                .written = written,
                .spoken = spoken,
                .match_case = false,
                .whole_word = true,
                .version = 1,
                .changed_at = base::Instant{now_}};
    }
    base::Result<SpeechWord> add(const SpeechWord& word) {
        return dictionary_->add(word, recorder_);
    }

    std::int64_t now_ = 1'780'272'000'000;
    testing_support::SeededRandom random_{5};
    std::unique_ptr<TemporaryDatabase> database_;
    std::unique_ptr<SpeechDictionary> dictionary_;
    int recorded_ = 0;
    SpeechWordRecorder recorder_ = [this](storage::Transaction&, const std::optional<SpeechWord>&,
                                          const std::optional<SpeechWord>&) { ++recorded_; };
};

TEST_P(SpeechDictionaryContract, everything_written_is_read_again) {
    SpeechWord made = word("Ấp 3", commune, "ấp Ba");
    made.match_case = true;
    made.whole_word = false;
    const SpeechWord added = add(made).value();
    EXPECT_EQ(added, made);
    EXPECT_EQ(dictionary_->find(made.id).value(), made);
    SpeechWord edited = added;
    edited.spoken = "ấp ba";
    edited.match_case = false;
    const SpeechWord saved = dictionary_->save(edited, recorder_).value();
    EXPECT_EQ(saved.version, 2);
    EXPECT_EQ(dictionary_->find(made.id).value(), saved);
}

TEST_P(SpeechDictionaryContract, a_written_form_is_once_in_an_area_but_again_in_another) {
    ASSERT_TRUE(add(word("UBND", commune)).has_value());
    EXPECT_EQ(add(word("ubnd", commune)).error().code, "speech.word_exists");
    EXPECT_TRUE(add(word("UBND", province)).has_value());
    SpeechWord exact = word("UBND", commune);
    exact.match_case = true; // another key: the same letters, but only in this case
    EXPECT_TRUE(add(exact).has_value());
    SpeechWord other = add(word("HĐND", commune)).value();
    other.written = "UBND";
    EXPECT_EQ(dictionary_->save(other, recorder_).error().code, "speech.word_exists");
    EXPECT_EQ(dictionary_->find(other.id).value().written, "HĐND");
}

TEST_P(SpeechDictionaryContract, words_of_covering_areas_are_in_force) {
    const SpeechWord wide = add(word("A", country)).value();
    const SpeechWord middle = add(word("B", province)).value();
    const SpeechWord narrow = add(word("C", commune)).value();
    ASSERT_TRUE(add(word("D", area::AreaPath({"96"}))).has_value());
    ASSERT_TRUE(add(word("E", area::AreaPath({"91", "31069", "31069-01"}))).has_value());
    EXPECT_THAT(dictionary_->in_force(commune).value(),
                testing::UnorderedElementsAre(wide, middle, narrow));
    EXPECT_THAT(dictionary_->in_force(country).value(), testing::UnorderedElementsAre(wide));
}

TEST_P(SpeechDictionaryContract, a_list_goes_on_after_a_word) {
    std::vector<SpeechWord> made;
    for (const char* written : {"A", "B", "C"}) {
        made.push_back(add(word(written, commune)).value());
    }
    ASSERT_TRUE(add(word("A", province)).has_value());
    EXPECT_THAT(dictionary_->list(commune, {}, 2).value(), testing::ElementsAre(made[0], made[1]));
    EXPECT_THAT(dictionary_->list(commune, made[1].id, 2).value(), testing::ElementsAre(made[2]));
}

TEST_P(SpeechDictionaryContract, a_stale_version_is_refused_and_changes_nothing) {
    const SpeechWord old = add(word("A", commune)).value();
    SpeechWord one = old;
    one.spoken = "hai";
    ASSERT_TRUE(dictionary_->save(one, recorder_).has_value());
    SpeechWord two = old;
    two.spoken = "ba";
    EXPECT_EQ(dictionary_->save(two, recorder_).error().code, "speech.word_changed");
    EXPECT_EQ(dictionary_->find(old.id).value().spoken, "hai");
}

TEST_P(SpeechDictionaryContract, what_is_not_there_is_said_so) {
    const SpeechWord nobody = word("A", commune);
    EXPECT_EQ(dictionary_->find(nobody.id).error().code, "speech.no_word");
    EXPECT_EQ(dictionary_->save(nobody, recorder_).error().code, "speech.no_word");
    EXPECT_EQ(dictionary_->remove(nobody.id, recorder_).error().code, "speech.no_word");
}

TEST_P(SpeechDictionaryContract, each_change_is_recorded_in_its_transaction) {
    const SpeechWord made = add(word("A", commune)).value();
    ASSERT_TRUE(dictionary_->save(made, recorder_).has_value());
    ASSERT_FALSE(dictionary_->save(made, recorder_).has_value());
    ASSERT_TRUE(dictionary_->remove(made.id, recorder_).has_value());
    EXPECT_EQ(dictionary_->find(made.id).error().code, "speech.no_word");
    if (GetParam() != Backend::memory) { // it has no transaction
        EXPECT_EQ(recorded_, 3);
    }
}

INSTANTIATE_TEST_SUITE_P(All, SpeechDictionaryContract,
                         testing::Values(Backend::memory, Backend::sqlite, Backend::postgres),
                         [](const auto& info) {
                             return std::string(info.param == Backend::memory   ? "memory"
                                                : info.param == Backend::sqlite ? "sqlite"
                                                                                : "postgres");
                         });

} // namespace
} // namespace speech
