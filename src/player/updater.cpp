#include "player/updater.hpp"

#include "crypto/digest.hpp"
#include "player/state_files.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace player {

using device_protocol::UpdateOutcome;
using device_protocol::UpdatePhase;

namespace {

UpdateOutcome outcome_of(const std::string& word) {
    return word == "updated"       ? UpdateOutcome::updated
           : word == "rolled_back" ? UpdateOutcome::rolled_back
                                   : UpdateOutcome::refused;
}

} // namespace

Updater::Updater(UpdaterOptions options, DeviceState& state, Stage& stage, ServerSession& session)
    : options_(std::move(options)), state_(state), stage_(stage), session_(session),
      slots_(options_.folder) {
    if (!options_.folder.empty()) {
        history_ = slots_.history();
        trial_ = slots_.trial();
    }
}

std::optional<Updater::Order> Updater::order() const {
    if (options_.folder.empty() || trial_ || !state_.desired || !state_.desired->message.update ||
        state_.desired->message.update->order == history_.done_order) {
        return std::nullopt;
    }
    return state_.desired->message.update;
}

std::optional<UpdateJob> Updater::wanted_update() const {
    const bool wanted =
        order_ && !order_->back && !bundle_ && unread_.empty() && !stage_.sounds_emergency();
    return wanted ? std::optional(UpdateJob{order_->sha256}) : std::nullopt;
}

std::optional<ProgramJob> Updater::wanted_program() const {
    if (!bundle_ || installed_ || stage_.sounds_emergency()) {
        return std::nullopt;
    }
    return ProgramJob{bundle_->file.sha256, bundle_->file.size,
                      slots_.partial_for(bundle_->file.sha256)};
}

void Updater::take_update(const std::string& envelope) {
    if (!order_ || bundle_) {
        return;
    }
    const Order order = *order_;
    if (crypto::sha256(envelope) != order.sha256) {
        end(order, "refused", "wrong_envelope");
        return;
    }
    auto opened = device_protocol::open_update(
        envelope, state_.trust.release_keys.value_or(std::vector<device_protocol::ReleaseKey>{}));
    if (!opened && opened.error().code == "crypto.untrusted" && keys_are_behind()) {
        unread_ = envelope;
        return;
    }
    if (!opened) {
        end(order, "refused", opened.error().code);
        return;
    }
    const std::string code = device_protocol::judge_update(
        opened->bundle,
        {std::string(device_protocol::player_product), options_.version,
         std::string(device_protocol::own_platform())},
        std::nullopt); // its time is awaited in is_good_moment
    if (!code.empty()) {
        end(order, "refused", code);
        return;
    }
    envelope_ = envelope;
    bundle_ = std::move(opened->bundle);
    installed_ = slots_.holds(*bundle_, envelope_);
}

bool Updater::keys_are_behind() const {
    return state_.desired && state_.desired->message.key_set.value_or(0) > state_.trust.version;
}

void Updater::take_program(const base::Sha256& sha256) {
    if (!order_ || !bundle_ || installed_ || bundle_->file.sha256 != sha256) {
        return;
    }
    const auto done = slots_.install(*bundle_, envelope_);
    history_ = slots_.history();
    if (!done) {
        spdlog::error("{}", done.error().message.en);
        end(*order_, "refused", done.error().code == "player.disk" ? "no_room" : "altered");
        return;
    }
    installed_ = true;
    spdlog::info("program {} is installed and waits for a good moment", bundle_->version);
}

bool Updater::tick(Steady::time_point now) {
    if (options_.folder.empty()) {
        return false;
    }
    tell_ended();
    if (trial_) {
        return stand_trial(*trial_, now);
    }
    follow_order();
    if (!unread_.empty() && !keys_are_behind()) {
        take_update(std::exchange(unread_, {}));
    }
    if (!order_) {
        state_.updating.reset();
        return false;
    }
    if (order_->back.value_or(false)) {
        return go_back(*order_);
    }
    show(installed_ ? UpdatePhase::waiting : UpdatePhase::fetching, order_->order);
    if (!installed_ || !is_good_moment(*order_)) {
        return false;
    }
    const auto begun =
        slots_.begin_trial({order_->order, bundle_->version, slots_.current(), slots_.other(), 0});
    if (!begun) {
        spdlog::error("{}", begun.error().message.en);
        end(*order_, "refused", "no_room");
        return false;
    }
    return true;
}

/// Takes up a new order, drops one that is not wanted any more.
void Updater::follow_order() {
    const auto wanted = order();
    if (wanted == order_) {
        return;
    }
    drop_order();
    order_ = wanted;
}

void Updater::drop_order() {
    order_.reset();
    bundle_.reset();
    envelope_.clear();
    unread_.clear();
    installed_ = false;
}

bool Updater::is_good_moment(const Order& order) const {
    const base::Instant now = state_.now();
    if (bundle_ && bundle_->not_before && now < *bundle_->not_before) {
        return false;
    }
    return may_change_over(order, {now, state_.clock.known(), stage_.sounding()},
                           state_.planned_runs());
}

bool Updater::go_back(const Order& order) {
    if (!history_.former || order.version != options_.version) {
        end(order, "refused", "nothing_to_return_to");
        return false;
    }
    show(UpdatePhase::waiting, order.order);
    if (!is_good_moment(order)) {
        return false;
    }
    const auto done =
        slots_.go_back(*history_.former, {order.order, "rolled_back", order.version, "ordered"});
    if (!done) {
        spdlog::error("{}", done.error().message.en);
    }
    return done.has_value();
}

bool Updater::stand_trial(const Trial& trial, Steady::time_point now) {
    show(UpdatePhase::trial, trial.order);
    const auto since = session_.welcomed_since();
    const auto in_ms = [](auto duration) {
        return std::chrono::duration_cast<base::Millis>(duration);
    };
    TrialHealth health{.running = in_ms(now - started_),
                       .connected = since ? in_ms(now - *since) : base::Millis(0),
                       .store_works = true,
                       .output_works = stage_.output_works()};
    if (health.connected >= options_.trial) {
        health.store_works = slots_.save_trial(trial).has_value(); // as good a test as any
    }
    switch (judge_trial(health, options_.trial)) {
    case TrialVerdict::wait:
        return false;
    case TrialVerdict::confirm:
        if (const auto done = slots_.confirm(trial); !done) {
            spdlog::error("{}", done.error().message.en);
            return false;
        }
        spdlog::info("program {} has proven itself", trial.version);
        trial_.reset();
        history_ = slots_.history();
        return false;
    case TrialVerdict::go_back:
        break;
    }
    if (stage_.sounding()) {
        return false; // it can do that, at least
    }
    const auto done =
        slots_.go_back(trial.from, {trial.order, "rolled_back", trial.version, "trial_ended"});
    return done.has_value();
}

void Updater::end(const Order& order, const std::string& outcome, const std::string& reason) {
    history_.done_order = order.order;
    history_.untold = EndedOrder{order.order, outcome, order.version, reason};
    if (const auto saved = slots_.save_history(history_); !saved) {
        spdlog::error("{}", saved.error().message.en); // it is told all the same
    }
    drop_order();
    tell_ended();
}

void Updater::tell_ended() {
    if (!history_.untold) {
        return;
    }
    const EndedOrder ended = *history_.untold;
    state_.note_update({ended.order, outcome_of(ended.outcome), ended.version, options_.version,
                        ended.reason.empty() ? std::nullopt : std::optional(ended.reason)});
    // An end between is no harm: the events know which orders were told.
    history_.untold.reset();
    if (const auto saved = slots_.save_history(history_); !saved) {
        spdlog::error("{}", saved.error().message.en);
    }
}

void Updater::show(UpdatePhase phase, const std::string& order) {
    state_.updating = device_protocol::UpdateProgress{order, phase};
}

} // namespace player
