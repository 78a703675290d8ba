#include "player/player.hpp"

#include "device_protocol/topics.hpp"
#include "player/service_notify.hpp"
#include "player/system_time.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <tuple>

namespace player {

using namespace std::chrono_literals;
using device_protocol::Channel;

namespace {

constexpr auto housekeeping_every = 1h;
/// So long before its time a run's files are read again, so that a damaged one can still be
/// fetched.
constexpr base::Millis check_ahead = 2min;
constexpr auto unused_media_kept = std::chrono::hours(24);

} // namespace

Player::Player(PlayerOptions options, DeviceState& state, SoundOutput& output, Inbox& inbox,
               base::Random& random)
    : state_(state), inbox_(inbox),
      counters_(state.paths, load_counters(state.paths, state.identity)),
      playback_(output, [this](PlaybackReport report) { inbox_.put(std::move(report)); }),
      session_(std::move(options.session), state, counters_, inbox, random),
      stage_(state, playback_, session_),
      captures_{Capture(std::move(options.input)), Capture(std::move(options.monitor))},
      desk_(state, stage_, captures_, session_),
      updater_(std::move(options.updates), state, stage_, session_),
      fetcher_(state.own_server(), inbox, random) {}

bool Player::run() {
    state_.note_notice("started", "");
    desk_.resume();
    session_.start();
    notify_service("READY=1");
    bool running = true;
    bool leaving = false;
    while (running) {
        watch_clock();
        watch_output();
        check_soon_needed();
        const base::Instant look_at = stage_.step();
        leaving = updater_.tick(Steady::now());
        if (leaving) {
            break;
        }
        plan_fetching();
        session_.tick(Steady::now());
        housekeep();
        notify_service("WATCHDOG=1");
        std::optional<Input> input = inbox_.take_until(next_turn(look_at));
        while (input && running) {
            running = handle(std::move(*input));
            input = running ? inbox_.take_until(Steady::now()) : std::nullopt;
        }
    }
    // The last report of an interrupted run arrives while the sound is being ended.
    stage_.leave();
    while (std::optional<Input> input = inbox_.take_until(Steady::now())) {
        if (const auto* report = std::get_if<PlaybackReport>(&*input)) {
            stage_.keep_for_next_start(*report);
        }
    }
    fetcher_.stop();
    session_.stop();
    counters_.raise_time_floor(state_.clock.floor(), true);
    return leaving;
}

Player::Steady::time_point Player::next_turn(base::Instant look_at) const {
    if (!state_.media.unchecked().empty() && !stage_.sounding()) {
        return Steady::now();
    }
    const base::Millis until_look = std::max(look_at - state_.now(), base::Millis(0));
    return desk_.next_turn(Steady::now(),
                           std::min(Steady::now() + until_look, session_.next_tick()));
}

bool Player::handle(Input input) {
    if (std::holds_alternative<Quit>(input)) {
        return false;
    }
    if (const auto* up = std::get_if<LinkUp>(&input)) {
        session_.on_up(up->incarnation);
    } else if (std::holds_alternative<LinkDown>(input)) {
        session_.on_down();
    } else if (const auto* message = std::get_if<mqtt::Message>(&input)) {
        handle_message(*message);
    } else if (const auto* report = std::get_if<PlaybackReport>(&input)) {
        stage_.on_report(*report);
    } else if (const auto* manifest = std::get_if<FetchedManifest>(&input)) {
        desk_.take_manifest(*manifest);
    } else if (const auto* keys = std::get_if<FetchedKeys>(&input)) {
        desk_.take_keys(keys->chain);
    } else if (const auto* media = std::get_if<FetchedMedia>(&input)) {
        handle_media(media->sha256);
    } else if (const auto* update = std::get_if<FetchedUpdate>(&input)) {
        updater_.take_update(update->envelope);
    } else if (const auto* program = std::get_if<FetchedProgram>(&input)) {
        updater_.take_program(program->sha256);
    }
    return true;
}

void Player::handle_message(const mqtt::Message& message) {
    const auto topic = device_protocol::parse_device_topic(message.topic);
    const bool for_me = topic && topic->device == state_.identity.grant.device;
    if (for_me && topic->channel == Channel::srv) {
        session_.on_server_answer(message.payload);
    } else if (for_me && topic->channel == Channel::des) {
        desk_.take_desired(message.payload);
    } else {
        desk_.take_command(message.payload);
    }
    watch_clock();
}

void Player::handle_media(const base::Sha256& hash) {
    const auto taken = state_.media.take(hash);
    if (taken) {
        return;
    }
    if (taken.error().code != "player.media_altered") {
        spdlog::error("{}", taken.error().message.en);
        return;
    }
    state_.note_media_altered(hash);
    planned_.media.clear(); // ask for it again
}

void Player::watch_clock() {
    const auto jump = state_.clock.observe(read_system_time());
    if (clock_was_known_ && !state_.clock.known()) {
        state_.note_notice("clock_unknown", ""); // what falls due meanwhile does not sound
    }
    clock_was_known_ = state_.clock.known();
    if (jump) {
        state_.note_notice("clock_jump", std::to_string(jump->count()) + " ms");
        stage_.renew_volume();
    }
    counters_.raise_time_floor(state_.clock.floor(), false);
}

void Player::watch_output() {
    const std::optional<base::Error> fault = playback_.output_fault();
    const bool good = !fault;
    if (good != output_was_good_) {
        state_.note_notice(good ? "contact_back" : "contact_failed", good ? "" : fault->message.en);
        session_.tell_amplifier(good);
    }
    output_was_good_ = good;
}

void Player::plan_fetching() {
    FetchPlan plan;
    plan.keys = desk_.wanted_keys(Steady::now());
    plan.manifest = desk_.wanted_manifest();
    for (const WantedMedia& file : state_.missing_media()) {
        plan.media.push_back({file.sha256, file.size, state_.media.partial_path_of(file.sha256)});
    }
    plan.update = updater_.wanted_update();
    plan.program = updater_.wanted_program();
    const bool same_manifest =
        plan.manifest.has_value() == planned_.manifest.has_value() &&
        (!plan.manifest || plan.manifest->sha256 == planned_.manifest->sha256);
    if (same_manifest && plan.keys == planned_.keys && plan.media == planned_.media &&
        plan.update == planned_.update && plan.program == planned_.program) {
        return;
    }
    planned_ = plan;
    fetcher_.want(std::move(plan));
}

void Player::check_soon_needed() {
    const base::Instant now = state_.now();
    for (const PlannedRun& run : state_.planned_runs()) {
        const bool soon = run.at > now + prepare_ahead && run.at < now + check_ahead;
        if (!soon || !state_.has_media(run) || !checked_.insert(run.run).second) {
            continue;
        }
        for (const base::Sha256& file : files_of(run)) {
            std::ignore = state_.check_media(file);
        }
    }
    // One file per turn, so that nothing that is due waits for a slow disk.
    if (!state_.media.unchecked().empty() && !stage_.sounding()) {
        std::ignore = state_.check_media(*state_.media.unchecked().begin());
    }
}

void Player::housekeep() {
    if (Steady::now() < next_housekeeping_) {
        return;
    }
    next_housekeeping_ = Steady::now() + housekeeping_every;
    std::set<base::Sha256> wanted;
    for (const WantedMedia& file : state_.all_wanted_media()) {
        wanted.insert(file.sha256);
    }
    state_.media.sweep(wanted, unused_media_kept);
    checked_.clear();
}

} // namespace player
