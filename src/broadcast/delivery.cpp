#include "broadcast/delivery.hpp"

#include <algorithm>

namespace broadcast {

namespace {

using device_protocol::AckState;
using device_protocol::Outcome;

/// How strong a state is as a fact about the device: a weaker fact that comes later is an old
/// message and changes nothing. `silent` is no fact at all.
int strength(DeliveryState state) {
    switch (state) {
    case DeliveryState::planned:
        return 0;
    case DeliveryState::sent:
    case DeliveryState::silent:
        return 1;
    case DeliveryState::expired:
        // Our own guess from the clock. What the device then tells about the same command is truer.
        return 2;
    case DeliveryState::received:
        return 3;
    case DeliveryState::playing:
        return 4;
    case DeliveryState::refused:
    case DeliveryState::failed:
        return 5;
    case DeliveryState::done:
        return 6;
    }
    return 0;
}

void advance(Delivery& delivery, DeliveryState to) {
    if (strength(to) > strength(delivery.state)) {
        delivery.state = to;
    }
}

void keep_first(std::optional<base::Instant>& slot, base::Instant at) {
    slot = slot ? std::min(*slot, at) : at;
}

void heard(Delivery& delivery, base::Instant at) {
    keep_first(delivery.received_at, at);
    delivery.send_at.reset();
}

AckState meaning(const device_protocol::Acknowledgement& acknowledgement) {
    if (acknowledgement.st != AckState::duplicate) {
        return acknowledgement.st;
    }
    return acknowledgement.last.value_or(AckState::received);
}

bool told_to_device(DeliveryState state) {
    return state != DeliveryState::planned && state != DeliveryState::sent &&
           state != DeliveryState::silent && state != DeliveryState::expired;
}

} // namespace

bool is_final(DeliveryState state) {
    return state == DeliveryState::done || state == DeliveryState::failed ||
           state == DeliveryState::refused || state == DeliveryState::expired;
}

bool was_stopped(const Delivery& delivery) {
    return delivery.code == stopped_code || delivery.code == recalled_code;
}

Delivery on_sent(Delivery delivery, base::Instant now) {
    if (told_to_device(delivery.state) || delivery.state == DeliveryState::expired) {
        delivery.send_at.reset();
        return delivery;
    }
    advance(delivery, DeliveryState::sent);
    keep_first(delivery.sent_at, now);
    delivery.sends += 1;
    if (delivery.sends == 1) {
        delivery.send_at = *delivery.sent_at + second_send_after;
    } else if (delivery.sends == 2) {
        delivery.send_at = std::max(*delivery.sent_at + third_send_after, now + second_send_after);
    } else {
        delivery.send_at.reset();
        delivery.state = DeliveryState::silent;
    }
    return delivery;
}

Delivery on_hello(Delivery delivery, base::Instant now) {
    if (!told_to_device(delivery.state) && delivery.state != DeliveryState::expired &&
        now < delivery.expires_at) {
        delivery.send_at = now;
        // Two more tries follow the one at hello, as after the first sending.
        delivery.sends = 0;
        delivery.sent_at.reset();
    }
    return delivery;
}

Delivery on_ack(Delivery delivery, const device_protocol::Acknowledgement& acknowledgement) {
    const base::Instant at = acknowledgement.at;
    heard(delivery, at);
    delivery.ms_played = std::max(delivery.ms_played, acknowledgement.ms_played.value_or(0));
    DeliveryState to = DeliveryState::received;
    switch (meaning(acknowledgement)) {
    case AckState::received:
    case AckState::duplicate:
        break;
    case AckState::started:
        to = DeliveryState::playing;
        keep_first(delivery.started_at, at);
        break;
    case AckState::done:
        to = DeliveryState::done;
        keep_first(delivery.ended_at, at);
        break;
    case AckState::failed:
    case AckState::preempted:
        to = DeliveryState::failed;
        keep_first(delivery.ended_at, at);
        break;
    case AckState::rejected:
        to = DeliveryState::refused;
        keep_first(delivery.ended_at, at);
        break;
    case AckState::expired:
        // The device has spoken: it stored nothing and will play nothing.
        if (!told_to_device(delivery.state) || delivery.state == DeliveryState::received) {
            delivery.state = DeliveryState::expired;
            keep_first(delivery.ended_at, at);
        }
        return delivery;
    }
    const bool news = strength(to) > strength(delivery.state);
    advance(delivery, to);
    if (news && acknowledgement.code) {
        delivery.code = *acknowledgement.code;
    } else if (news && meaning(acknowledgement) == AckState::preempted) {
        delivery.code = "preempted";
    }
    return delivery;
}

Delivery on_stored(Delivery delivery, base::Instant now) {
    heard(delivery, now);
    advance(delivery, DeliveryState::received);
    return delivery;
}

Delivery on_playing(Delivery delivery, base::Instant now) {
    heard(delivery, now);
    advance(delivery, DeliveryState::playing);
    return delivery;
}

Delivery on_proof(Delivery delivery, const device_protocol::PlayedProof& proof) {
    heard(delivery, proof.started_at.value_or(proof.planned_at));
    if (proof.started_at) {
        keep_first(delivery.started_at, *proof.started_at);
    }
    if (proof.ended_at) {
        keep_first(delivery.ended_at, *proof.ended_at);
    }
    delivery.ms_planned = proof.ms_planned;
    delivery.ms_played = std::max(delivery.ms_played, proof.ms_played);
    // The proof is the strongest word there is: it was written when the run was over.
    const bool sounded = proof.outcome == Outcome::played;
    delivery.state = sounded ? DeliveryState::done : DeliveryState::failed;
    delivery.code = sounded ? std::string() : proof.reason.value_or("");
    if (!sounded && delivery.code.empty()) {
        delivery.code = proof.outcome == Outcome::partial     ? "partial"
                        : proof.outcome == Outcome::preempted ? "preempted"
                        : proof.outcome == Outcome::stopped   ? "stopped"
                        : proof.outcome == Outcome::missed    ? "missed"
                                                              : "failed";
    }
    return delivery;
}

Delivery on_time(Delivery delivery, Errand errand, base::Instant now) {
    const bool untold = !told_to_device(delivery.state);
    if (errand == Errand::command && untold && now >= delivery.expires_at) {
        // A device that had stored it before it fell silent may still have carried it out.
        delivery.state = delivery.received_at ? DeliveryState::silent : DeliveryState::expired;
        delivery.send_at.reset();
        return delivery;
    }
    const base::Instant due = delivery.expires_at + base::Millis{delivery.ms_planned} + proof_grace;
    if (!is_final(delivery.state) && now >= due) {
        delivery.state = DeliveryState::silent;
        delivery.send_at.reset();
    }
    return delivery;
}

} // namespace broadcast
