#pragma once

#include "content/content_samples.hpp"
#include "content/content_unit_of_work.hpp"
#include "testing/contract_backend.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace content {

/// One kind of store under test: memory, SQLite, PostgreSQL.
class ContentBackend {
public:
    virtual ~ContentBackend() = default;
    virtual ContentUnitOfWork& work() = 0;
    virtual BulletinStore& store() = 0;
    /// Makes the files known to the media store, as an upload would.
    virtual void put_media(const std::vector<base::Sha256>& files) = 0;
};

/// What every store of bulletins promises.
class ContentContract
    : public testing::TestWithParam<testing_support::BackendKind<ContentBackend>> {
protected:
    void SetUp() override {
        std::string why;
        backend_ = GetParam().open(why);
        if (!backend_) {
            GTEST_SKIP() << why;
        }
        backend_->put_media(media_of(samples::ready()));
    }
    BulletinStore& store() { return backend_->store(); }
    base::Result<void> insert(const Bulletin& bulletin) {
        return backend_->work().change([&](ContentTransaction& transaction) -> base::Result<void> {
            if (auto inserted = transaction.insert(bulletin); !inserted) {
                return inserted;
            }
            transaction.record({"content.draft_bulletin", nullptr, bulletin}, samples::author());
            return {};
        });
    }
    base::Result<void> update(const Bulletin& bulletin) {
        return backend_->work().change(
            [&](ContentTransaction& transaction) { return transaction.update(bulletin); });
    }
    base::Result<void> save_rule(const ApprovalRule& rule) {
        return backend_->work().change([&](ContentTransaction& transaction) {
            return transaction.save_rule(rule, samples::approver());
        });
    }
    /// Last digits of the ids of the listed bulletins.
    std::vector<int> listed(BulletinFilter filter) {
        if (filter.visible.empty()) {
            filter.visible = {samples::province};
        }
        std::vector<int> numbers;
        for (const Bulletin& bulletin : store().list(filter).value()) {
            numbers.push_back(bulletin.id.uuid.bytes[15]);
        }
        return numbers;
    }
    Bulletin numbered(std::uint8_t number, BulletinBody written = samples::body()) {
        Bulletin bulletin = samples::ready(std::move(written));
        bulletin.id = samples::bulletin_id(number);
        return bulletin;
    }

    std::unique_ptr<ContentBackend> backend_;
};

TEST_P(ContentContract, a_bulletin_is_read_as_it_was_written) {
    BulletinBody full = samples::body(BroadcastClass::emergency);
    full.source_document_number = "49/2024/NĐ-CP";
    full.miss = {samples::now, samples::now + base::Millis(1), MissAction::ask};
    full.targets.devices = {device_protocol::DeviceId{samples::bulletin_id(9).uuid}};
    full.targets.drawn =
        area::DrawnArea{.within = samples::commune,
                        .circles = {{{9.5, 105.25}, 800}},
                        .polygons = {{{9.5, 105.25}, {9.5, 105.5}, {9.75, 105.25}}}};
    Bulletin bulletin =
        approve(samples::submitted(full), samples::approver(), {}, samples::now).value();
    ASSERT_TRUE(insert(bulletin).has_value());
    EXPECT_EQ(store().find(bulletin.id).value(), bulletin);
    EXPECT_FALSE(store().find(samples::bulletin_id(200)).value().has_value());
}

TEST_P(ContentContract, the_same_id_is_not_taken_twice) {
    ASSERT_TRUE(insert(numbered(1)).has_value());
    EXPECT_EQ(insert(numbered(1)).error().code, "content.already_exists");
}

TEST_P(ContentContract, every_version_is_kept) {
    const Bulletin first = numbered(1);
    Bulletin bulletin = first;
    ASSERT_TRUE(insert(bulletin).has_value());
    bulletin = submit(bulletin, samples::author(), samples::now).value();
    ASSERT_TRUE(update(bulletin).has_value());
    bulletin = give_back(bulletin, samples::approver(), "Sai ngày", samples::now).value();
    ASSERT_TRUE(update(bulletin).has_value());
    const auto history = store().history(bulletin.id).value();
    ASSERT_EQ(history.size(), 3U);
    EXPECT_EQ(history[0].state, BulletinState::draft);
    EXPECT_EQ(history[2].state, BulletinState::returned);
    EXPECT_EQ(history[2].reason, "Sai ngày");
    EXPECT_EQ(history[2].changed_by.name, "Hùng");
    EXPECT_EQ(store().find(bulletin.id).value()->version, 3);
    EXPECT_EQ(store().as_of(bulletin.id, 1).value(), first);
    EXPECT_EQ(store().as_of(bulletin.id, 3).value(), bulletin);
    EXPECT_FALSE(store().as_of(bulletin.id, 4).value().has_value());
}

TEST_P(ContentContract, the_history_tells_what_was_said_with_an_approval) {
    Bulletin bulletin = numbered(1);
    ASSERT_TRUE(insert(bulletin).has_value());
    bulletin = submit(bulletin, samples::author(), samples::now).value();
    ASSERT_TRUE(update(bulletin).has_value());
    bulletin = approve(bulletin, samples::approver(), {}, samples::now, "Phát trước 6 giờ").value();
    ASSERT_TRUE(update(bulletin).has_value());
    bulletin = archive(note_broadcast(bulletin, samples::author(), samples::now, samples::now),
                       samples::author(), samples::now)
                   .value();
    ASSERT_TRUE(update(bulletin).has_value());
    const auto history = store().history(bulletin.id).value();
    ASSERT_EQ(history.size(), 4U);
    EXPECT_EQ(history[1].comment, std::nullopt);
    EXPECT_EQ(history[2].comment, "Phát trước 6 giờ");
    EXPECT_EQ(history[3].comment, std::nullopt);
    EXPECT_EQ(store().find(bulletin.id).value(), bulletin);
}

TEST_P(ContentContract, a_refusal_changes_nothing) {
    const auto outcome =
        backend_->work().change([&](ContentTransaction& transaction) -> base::Result<void> {
            EXPECT_TRUE(transaction.insert(numbered(1)).has_value());
            return base::fail(base::Fault::conflict, "content.not_found", "", "");
        });
    EXPECT_EQ(outcome.error().code, "content.not_found");
    EXPECT_FALSE(store().find(samples::bulletin_id(1)).value().has_value());
}

TEST_P(ContentContract, lists_are_newest_first_and_go_on_after_the_last_one) {
    for (std::uint8_t number = 1; number <= 3; ++number) {
        ASSERT_TRUE(insert(numbered(number)).has_value());
    }
    EXPECT_EQ(listed({}), (std::vector{3, 2, 1}));
    EXPECT_EQ(listed({.limit = 2}), (std::vector{3, 2}));
    EXPECT_EQ(listed({.after = samples::bulletin_id(2)}), (std::vector{1}));
}

TEST_P(ContentContract, lists_show_only_the_areas_that_may_be_seen) {
    BulletinBody elsewhere = samples::body();
    elsewhere.area = samples::neighbour;
    ASSERT_TRUE(insert(numbered(1)).has_value());
    ASSERT_TRUE(insert(numbered(2, elsewhere)).has_value());
    EXPECT_EQ(listed({.visible = {samples::commune}}), (std::vector{1}));
    EXPECT_EQ(listed({.visible = {area::AreaPath({"9"})}}), (std::vector<int>{}));
    EXPECT_EQ(listed({.visible = {area::AreaPath()}}), (std::vector{2, 1}));
    EXPECT_EQ(listed({.area = samples::neighbour}), (std::vector{2}));
    EXPECT_TRUE(store().list({}).value().empty());
}

TEST_P(ContentContract, lists_are_filtered_by_state_class_field_author_and_period) {
    BulletinBody other = samples::body(BroadcastClass::priority);
    other.field = "Nông nghiệp";
    other.valid_from = base::parse_date("2026-07-01").value();
    other.valid_to = base::parse_date("2026-07-02").value();
    ASSERT_TRUE(insert(numbered(1)).has_value());
    Bulletin second = numbered(2, other);
    second.state = BulletinState::archived;
    second.author = {samples::user(7), "Tư"};
    ASSERT_TRUE(insert(second).has_value());
    EXPECT_EQ(listed({.state = BulletinState::archived}), (std::vector{2}));
    EXPECT_EQ(listed({.class_ = BroadcastClass::priority}), (std::vector{2}));
    EXPECT_EQ(listed({.field = "nong nghiep"}), (std::vector{2}));
    EXPECT_EQ(listed({.author = samples::user(7)}), (std::vector{2}));
    EXPECT_EQ(listed({.valid_on = base::parse_date("2026-06-08").value()}), (std::vector{2}));
    EXPECT_EQ(listed({.valid_until = base::parse_date("2026-06-30").value()}), (std::vector{1}));
}

TEST_P(ContentContract, the_rule_of_the_nearest_unit_counts_and_changes_one_at_a_time) {
    EXPECT_EQ(store().approval_rule(samples::commune).value().version, 0);
    ApprovalRule province{.area = samples::province, .author_may_approve = true, .version = 1};
    ASSERT_TRUE(save_rule(province).has_value());
    EXPECT_EQ(store().approval_rule(samples::commune).value(), province);
    ApprovalRule commune{.area = samples::commune, .priority_approvals = 2, .version = 1};
    ASSERT_TRUE(save_rule(commune).has_value());
    EXPECT_EQ(store().approval_rule(samples::commune).value(), commune);
    EXPECT_EQ(store().approval_rule(samples::neighbour).value(), province);
    EXPECT_EQ(save_rule(commune).error().code, "content.changed_meanwhile");
    commune.version = 3;
    EXPECT_EQ(save_rule(commune).error().code, "content.changed_meanwhile");
    commune.version = 2;
    EXPECT_TRUE(save_rule(commune).has_value());
}

} // namespace content
