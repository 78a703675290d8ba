// Goal: a unit asks for slots, and its devices are told different starts; what the officer is shown
// says the same. Method: the use cases and routes on both databases.
#include "http/router.hpp"
#include "schedule/change_rules.hpp"
#include "schedule/publish_timeline.hpp"
#include "schedule/schedule_fixture.hpp"
#include "schedule/schedule_record.hpp"
#include "schedule/stagger_devices.hpp"
#include "schedule/stagger_routes.hpp"

namespace schedule {

namespace {

using namespace samples;

constexpr double metres_north = 1 / 111'195.0;

class StaggerUseCases : public ScheduleFixture {
protected:
    void SetUp() override {
        ScheduleFixture::SetUp();
        // One and two hear each other; three stands over the border of its commune, beside two.
        for (std::size_t i = 0; i < 3; ++i) {
            fleet_.devices[i].position =
                area::Point{10.0 + static_cast<double>(i) * 500 * metres_north, 105};
        }
    }
    void ask(const area::AreaPath& area, std::int64_t version = 0) {
        UnitRules rules = commune_rules();
        rules.area = area;
        rules.stagger = StaggerRule{800};
        rules.version = version;
        auto actor = administrator_;
        actor.grants.push_back({rights::Role::administrator, province});
        const auto saved = change_rules(*desk_, actor, rules);
        ASSERT_TRUE(saved.has_value()) << saved.error().message.en;
    }
    StaggerView view(StaggerQuestion question) {
        const auto seen = view_stagger(*desk_, officer_, question);
        EXPECT_TRUE(seen.has_value());
        return seen.value_or(StaggerView{});
    }
};

TEST_P(StaggerUseCases, devices_that_hear_each_other_are_told_different_starts) {
    ask(commune);
    ASSERT_TRUE(save(proposal()).has_value());
    const auto first = runs_of(1).at(0);
    const auto second = runs_of(2).at(0);
    EXPECT_EQ(first.at, june_first("17:00"));
    EXPECT_EQ(first.stagger_ms, 0);
    EXPECT_EQ(second.stagger_ms, second.duration_ms + 3'000);
    EXPECT_EQ(second.at, first.at + base::Millis(second.stagger_ms));
    EXPECT_EQ(second.id, first.id) << "one run, two starts";
    EXPECT_EQ(second.nominal_at, first.nominal_at);
    const auto run = runs_->find_run(first.id).value().value();
    EXPECT_EQ(run.at, first.at);
    const auto listed = runs_->runs_in_area({commune}, clock_.now(), june_first("23:00"), 10);
    EXPECT_EQ(listed->at(0).at, first.at);
    EXPECT_EQ(listed->at(0).stagger_ms, 0);
}

TEST_P(StaggerUseCases, switching_it_on_moves_what_is_planned_already) {
    ASSERT_TRUE(save(proposal()).has_value());
    EXPECT_EQ(runs_of(2).at(0).at, june_first("17:00"));
    ask(commune);
    EXPECT_GT(runs_of(2).at(0).at, june_first("17:00"));
}

TEST_P(StaggerUseCases, a_place_planned_alone_gets_the_slots_that_all_have_together) {
    ask(commune);
    ASSERT_TRUE(save(proposal()).has_value());
    fleet_.devices[0].area = area::AreaPath({"91", "31069", "31069-01"});
    const auto before = runs_of(2);
    EXPECT_EQ(replan(*desk_, {commune}).value(), 0);
    EXPECT_EQ(replan(*desk_, {fleet_.devices[0].area}).value(), 0);
    EXPECT_EQ(runs_of(2), before);
}

TEST_P(StaggerUseCases, the_preview_says_how_much_later_the_last_group_ends) {
    EXPECT_FALSE(preview_programme(*desk_, officer_, proposal())->stagger.has_value());
    ask(commune);
    const Preview seen = preview_programme(*desk_, officer_, proposal()).value();
    ASSERT_TRUE(seen.stagger.has_value());
    EXPECT_EQ(seen.stagger->device_counts, (std::vector<std::int64_t>{1, 1}));
    EXPECT_EQ(seen.stagger->gap_ms, 3'000);
    EXPECT_EQ(seen.stagger->added_ms, seen.run_duration_ms + 3'000);
    ASSERT_FALSE(seen.next_runs.empty());
    EXPECT_EQ(seen.next_runs[0].device_count, 2) << "one line for both groups";
}

TEST_P(StaggerUseCases, units_that_both_ask_are_kept_apart_over_their_border) {
    ask(commune);
    EXPECT_EQ(view({.area = commune}).slot_count, 2);
    ask(neighbour);
    auto devices = fleet_.devices;
    const RuleBook book = desk_->database
                              .read([](storage::Connection& connection) -> base::Result<RuleBook> {
                                  return RuleBook(all_rules(connection));
                              })
                              .value();
    ASSERT_TRUE(give_slots(*desk_, book, devices, published_window(clock_.now())).has_value());
    EXPECT_EQ(devices[0].slot.index, devices[2].slot.index);
    EXPECT_NE(devices[1].slot.index, devices[2].slot.index);
}

TEST_P(StaggerUseCases, an_officer_sees_what_it_would_cost_before_asking_for_it) {
    const StaggerView off = view({.area = commune});
    EXPECT_FALSE(off.is_on);
    EXPECT_TRUE(off.devices.empty());
    const StaggerView tried = view({.area = commune, .hearing_metres = 600, .duration_ms = 60'000});
    EXPECT_FALSE(tried.is_on);
    EXPECT_EQ(tried.slot_count, 2);
    EXPECT_EQ(tried.added_ms, 62'000) << "600 m are 1.74 s of sound";
    ASSERT_EQ(tried.devices.size(), 2U);
    EXPECT_EQ(tried.devices[0].neighbours, std::vector{fleet_.devices[1].id});
    EXPECT_EQ(view({.area = commune, .hearing_metres = 400}).slot_count, 1);
    ask(commune);
    EXPECT_TRUE(view({.area = commune}).is_on);
    fleet_.devices[0].position.reset();
    EXPECT_EQ(view({.area = commune}).without_position, std::vector{fleet_.devices[0].id});
    EXPECT_EQ(view({.area = commune}).slot_count, 1);
}

TEST_P(StaggerUseCases, only_those_who_read_the_schedule_see_it_and_numbers_are_checked) {
    const auto stranger = actor(9, "Tư", rights::Role::approver, neighbour);
    EXPECT_EQ(view_stagger(*desk_, stranger, {.area = commune}).error().code, "rights.forbidden");
    for (const StaggerQuestion& wrong :
         {StaggerQuestion{.area = commune, .hearing_metres = 99},
          StaggerQuestion{.area = commune, .hearing_metres = 3'001},
          StaggerQuestion{.area = commune, .duration_ms = 0},
          StaggerQuestion{.area = commune, .duration_ms = 6 * 3'600'000 + 1}}) {
        EXPECT_EQ(view_stagger(*desk_, officer_, wrong).error().code, "schedule.bad_filter");
    }
    UnitRules rules = commune_rules();
    rules.stagger = StaggerRule{50};
    EXPECT_EQ(change_rules(*desk_, administrator_, rules).error().code, "schedule.wrong_rules");
}

TEST_P(StaggerUseCases, the_route_shows_the_slots_and_refuses_what_is_no_number) {
    ask(commune);
    http::Router router;
    add_stagger_routes(router, *desk_);
    const auto call = [&](std::map<std::string, std::string> query) {
        http::Request request;
        request.method = http::Method::get;
        request.path = "/api/v1/stagger";
        request.query = std::move(query);
        request.context = officer_;
        return router.match(request.method, request.path).route->handler(request);
    };
    const auto shown = call({{"area", "91/31069"}, {"duration_ms", "1000"}});
    EXPECT_EQ(shown.status, 200) << shown.body;
    EXPECT_NE(shown.body.find(R"("slot_count":2,"added_ms":4000)"), std::string::npos)
        << shown.body;
    EXPECT_EQ(call({{"area", "91/31069"}, {"duration_ms", "long"}}).status, 400);
    EXPECT_EQ(call({{"area", "91/31069"}, {"hearing_metres", "99999999999"}}).status, 400);
    EXPECT_EQ(call({{"area", "//"}}).status, 400);
    EXPECT_EQ(call({{"area", "91/31012"}}).status, 403);
}

INSTANTIATE_TEST_SUITE_P(Engines, StaggerUseCases, testing::ValuesIn(testing_support::engines()),
                         testing::PrintToStringParamName());

} // namespace

} // namespace schedule
