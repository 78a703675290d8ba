// Goal: a relay is planned like a programme, with an end that stands whatever is in its way; what
// has no end, no station or no right is refused. Method: the pure timeline on one commune and one
// day, then the use cases on both databases.
#include "relay/manage_stations.hpp"
#include "schedule/explain.hpp"
#include "schedule/resolve_programme.hpp"
#include "schedule/schedule_fixture.hpp"

namespace schedule {

namespace {

using namespace samples;
using enum content::BroadcastClass;

/// A daily relay of the commune.
ResolvedProgramme relay_at(std::uint32_t number, std::string_view at, std::int32_t minutes,
                           content::BroadcastClass class_ = ordinary) {
    ResolvedProgramme made = programme(number, at, 1, class_);
    made.programme.items = {{.kind = ItemKind::relay,
                             .title = "Đài TNVN",
                             .station = id<relay::StationId>(9),
                             .minutes = minutes}};
    return resolve(made.programme, [](const auto&) { return std::nullopt; });
}

struct Planned {
    Timeline timeline;
    std::vector<ResolvedProgramme> programmes;
    RuleBook rules;

    [[nodiscard]] const Decision& decision(std::uint32_t programme) const {
        return *std::ranges::find_if(timeline.log, [&](const Decision& one) {
            return one.occurrence.programme == programme;
        });
    }
    [[nodiscard]] const TimelineRun* run(std::uint32_t programme) const {
        const auto found = std::ranges::find_if(timeline.runs, [&](const TimelineRun& one) {
            return one.occurrence.programme == programme;
        });
        return found == timeline.runs.end() ? nullptr : &*found;
    }
};

Planned plan(std::vector<ResolvedProgramme> programmes, UnitRules rules = commune_rules(),
             std::vector<TargetDevice> devices = {device(1), device(2)}) {
    Planned planned{{}, std::move(programmes), RuleBook({std::move(rules)})};
    planned.timeline = timeline(planned.programmes, planned.rules, devices, one_day, midnight);
    return planned;
}

TEST(PlannedRelay, it_is_planned_with_its_station_its_length_and_a_start_until_its_end) {
    const auto planned = plan({relay_at(1, "05:30", 30)});
    const TimelineRun* run = planned.run(0);
    ASSERT_NE(run, nullptr);
    ASSERT_EQ(run->items.size(), 1U);
    EXPECT_EQ(run->items[0].kind, ItemKind::relay);
    EXPECT_EQ(run->items[0].station, id<relay::StationId>(9));
    ASSERT_EQ(run->devices.size(), 2U);
    EXPECT_EQ(run->devices[0].duration_ms, 30 * 60'000);
    EXPECT_EQ(run->devices[0].not_after, june_first("06:00")) << "it is joined until its end";
}

TEST(PlannedRelay, hours_and_lengths_bind_it_like_a_programme) {
    EXPECT_EQ(plan({relay_at(1, "03:15", 10)}).decision(0).reason, Reason::quiet_hours);
    EXPECT_EQ(plan({relay_at(1, "06:15", 30)}).decision(0).reason, Reason::runs_out_of_window);
    EXPECT_EQ(plan({relay_at(1, "12:00", 30)}).decision(0).reason, Reason::outside_windows);
    UnitRules rules = commune_rules();
    rules.session_minutes_max = 20;
    EXPECT_EQ(plan({relay_at(1, "05:30", 30)}, rules).decision(0).reason, Reason::session_too_long);
    rules = commune_rules();
    rules.day_minutes_max = 45;
    const auto full = plan({relay_at(1, "05:30", 30), relay_at(2, "17:00", 30)}, rules);
    EXPECT_EQ(full.decision(0).reason, Reason::planned);
    EXPECT_EQ(full.decision(1).reason, Reason::day_limit);
}

TEST(PlannedRelay, one_that_has_to_wait_is_joined_then_and_ends_when_it_would_have_ended) {
    const auto planned = plan({relay_at(1, "05:40", 30), programme(2, "05:35", 15)});
    EXPECT_EQ(planned.decision(0).reason, Reason::deferred);
    const TimelineRun* run = planned.run(0);
    ASSERT_NE(run, nullptr);
    EXPECT_EQ(run->devices[0].at, june_first("05:50"));
    EXPECT_EQ(run->devices[0].duration_ms, 20 * 60'000);
    EXPECT_EQ(explain(planned.decision(0), planned.programmes, planned.rules).vi,
              "Lúc 05:40 trùng giờ với “Chương trình 2” nên tiếp sóng từ 05:50, vẫn kết thúc lúc "
              "06:10.");
}

TEST(PlannedRelay, one_of_which_nothing_would_be_left_is_not_played) {
    const auto planned = plan({relay_at(1, "05:40", 10), programme(2, "05:35", 15)});
    EXPECT_EQ(planned.decision(0).reason, Reason::overlap);
    EXPECT_EQ(planned.run(0), nullptr);
}

TEST(PlannedRelay, a_bulletin_waits_for_a_relay_and_what_is_urgent_does_not) {
    const auto planned = plan({relay_at(1, "05:30", 20), programme(2, "05:40", 5)});
    EXPECT_EQ(planned.decision(0).reason, Reason::planned);
    EXPECT_EQ(planned.decision(1).moved_to, june_first("05:50"));
    const auto urgent = plan({relay_at(1, "05:30", 20), programme(2, "05:30", 5, priority)});
    EXPECT_EQ(urgent.decision(1).reason, Reason::planned);
    EXPECT_EQ(urgent.run(0)->devices[0].at, june_first("05:35"));
    EXPECT_EQ(urgent.run(0)->devices[0].duration_ms, 15 * 60'000);
}

TEST(PlannedRelay, clusters_that_hear_each_other_carry_a_station_together) {
    UnitRules rules = commune_rules();
    rules.stagger = StaggerRule{};
    std::vector<TargetDevice> devices{device(1), device(2)};
    devices[0].slot = {.index = 0, .count = 2, .gap_ms = 3'000};
    devices[1].slot = {.index = 1, .count = 2, .gap_ms = 3'000};
    const auto planned = plan({relay_at(1, "05:30", 20)}, rules, devices);
    for (const DevicePlacement& placement : planned.run(0)->devices) {
        EXPECT_EQ(placement.at, june_first("05:30"));
    }
}

/// The members that check_programme names.
std::vector<std::string> wrong(const Programme& programme) {
    std::vector<std::string> pointers;
    if (const auto checked = check_programme(programme); !checked) {
        for (const auto& field : checked.error().fields) {
            pointers.push_back(field.pointer);
        }
    }
    return pointers;
}

TEST(PlannedRelay, nothing_is_relayed_without_a_station_and_an_end_nor_beside_anything_else) {
    using Pointers = std::vector<std::string>;
    const Programme good = relay_at(1, "05:30", 30).programme;
    EXPECT_EQ(wrong(good), Pointers{});
    Programme bad = good;
    bad.items[0].minutes.reset();
    EXPECT_EQ(wrong(bad), Pointers{"/items/0/minutes"});
    bad.items[0].minutes = 721;
    EXPECT_EQ(wrong(bad), Pointers{"/items/0/minutes"});
    bad = good;
    bad.items[0].station.reset();
    EXPECT_EQ(wrong(bad), Pointers{"/items/0/station"});
    bad = good;
    bad.plays = 2;
    EXPECT_EQ(wrong(bad), Pointers{"/plays"});
    bad = good;
    bad.class_ = emergency;
    EXPECT_EQ(wrong(bad), Pointers{"/class"});
    bad = good;
    bad.items.push_back({.kind = ItemKind::bulletin,
                         .title = "Bản tin",
                         .bulletin = content::samples::bulletin_id(1)});
    EXPECT_EQ(wrong(bad), Pointers{"/items"});
    bad.items.erase(bad.items.begin());
    bad.items[0].minutes = 5;
    EXPECT_EQ(wrong(bad), Pointers{"/items/0/station"});
}

class PlannedRelayUseCases : public ScheduleFixture {
protected:
    void SetUp() override {
        ScheduleFixture::SetUp();
        if (!IsSkipped()) {
            officer_ = actor(2, "Hùng", rights::Role::operator_);
            station_ = add_station(commune, "http://dai.vn/a");
        }
    }
    relay::StationId add_station(const area::AreaPath& area, std::string url) {
        relay::StationDesk desk{temporary_->database(), clock_, random_};
        return relay::add_station(desk, actor(7, "Tỉnh", rights::Role::operator_, area),
                                  {.id = {},
                                   .area = area,
                                   .name = "Đài TNVN",
                                   .url = std::move(url),
                                   .frequency_khz = 99'900,
                                   .fallbacks = {},
                                   .changed_at = {}})
            ->id;
    }
    ProgrammeProposal relay_proposal(std::string_view at = "17:00",
                                     std::optional<std::int32_t> minutes = 30) {
        ProgrammeProposal made = proposal(at);
        made.programme.title = "Thời sự";
        made.programme.items = {{.kind = ItemKind::relay,
                                 .title = "gì cũng được",
                                 .station = station_,
                                 .minutes = minutes}};
        return made;
    }
    std::string refused(const ProgrammeProposal& proposed) {
        const auto saved = save(proposed);
        EXPECT_FALSE(saved.has_value());
        return saved ? std::string() : saved.error().code;
    }

    relay::StationId station_;
};

TEST_P(PlannedRelayUseCases, a_saved_relay_is_published_with_its_station_and_holds_no_file) {
    const auto saved = save(relay_proposal());
    ASSERT_TRUE(saved.has_value()) << saved.error().message.en;
    EXPECT_EQ(saved->items[0].title, "Đài TNVN");
    const auto runs = runs_of(1);
    ASSERT_EQ(runs.size(), 8U);
    EXPECT_TRUE(runs[0].is_relay());
    EXPECT_EQ(runs[0].items[0].station, station_);
    EXPECT_EQ(runs[0].duration_ms, 30 * 60'000);
    EXPECT_EQ(runs[0].not_after, runs[0].at + base::Millis(runs[0].duration_ms));
    EXPECT_EQ(count("select count(*) as n from media_reference where holder like 'programme/%'"),
              0);
    ASSERT_TRUE(cancel_programme(*desk_, officer_, saved->id, "nghỉ").has_value());
    EXPECT_TRUE(runs_of(1).empty());
}

TEST_P(PlannedRelayUseCases, what_may_not_be_relayed_is_refused_and_nothing_is_saved) {
    EXPECT_EQ(refused(relay_proposal("17:00", std::nullopt)), "schedule.wrong_programme");
    EXPECT_EQ(refused(relay_proposal("03:15")), "schedule.not_allowed_then");
    ProgrammeProposal elsewhere = relay_proposal();
    elsewhere.programme.targets.areas = {neighbour};
    EXPECT_EQ(refused(elsewhere), "schedule.target_outside_unit");
    ProgrammeProposal foreign = relay_proposal();
    foreign.programme.items[0].station = add_station(neighbour, "http://dai.vn/b");
    EXPECT_EQ(refused(foreign), "relay.station_not_found");
    foreign.programme.items[0].station = add_station(commune, "");
    EXPECT_EQ(refused(foreign), "relay.no_stream");
    EXPECT_EQ(count("select count(*) as n from programme"), 0);
}

TEST_P(PlannedRelayUseCases, who_may_relay_by_hand_may_plan_it_and_an_approver_wants_the_urgent) {
    officer_ = actor(3, "Duyệt", rights::Role::approver);
    EXPECT_EQ(refused(relay_proposal()), "rights.forbidden");
    officer_ = actor(2, "Hùng", rights::Role::operator_);
    ProgrammeProposal urgent = relay_proposal();
    urgent.programme.class_ = content::BroadcastClass::priority;
    EXPECT_EQ(refused(urgent), "rights.forbidden");
    officer_.grants.push_back({rights::Role::approver, commune});
    EXPECT_TRUE(save(urgent).has_value());
}

TEST_P(PlannedRelayUseCases, a_clash_is_shown_before_saving) {
    ASSERT_TRUE(save(relay_proposal("17:00")).has_value());
    EXPECT_EQ(refused(relay_proposal("17:10")), "schedule.needs_decision");
    EXPECT_FALSE(preview_programme(*desk_, officer_, relay_proposal("17:10"))->conflicts.empty());
}

INSTANTIATE_TEST_SUITE_P(Engines, PlannedRelayUseCases,
                         testing::ValuesIn(testing_support::engines()),
                         testing::PrintToStringParamName());

} // namespace
} // namespace schedule
