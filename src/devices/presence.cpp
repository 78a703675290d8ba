#include "devices/presence.hpp"

namespace devices {

namespace {

bool alive(const Presence& presence, base::Instant now) {
    return presence.line == Line::up && now < presence.lease_until;
}

void renew(Presence& presence, base::Instant now) {
    presence.line = Line::up;
    presence.seen_at = now;
    // Never longer than one lease from now, whatever stood there: the patience after a start of the
    // server is for devices that were not heard, and our clock may have been set back.
    presence.lease_until = now + lease_span;
}

void begin_connection(Presence& presence, std::int64_t incarnation, base::Instant now) {
    presence.incarnation = incarnation;
    presence.greeted = false;
    presence.playing_run.clear();
    presence.health = {};
    renew(presence, now);
}

} // namespace

Seen on_hello(Presence presence, std::int64_t incarnation, base::Instant now) {
    if (incarnation < presence.incarnation && alive(presence, now)) {
        // The counter lives in the device's flash and only rises, so a lower one beside a living
        // connection is a second device with the same identity. After silence it is a device whose
        // flash was replaced: it is believed, or it would never be heard again.
        presence.clash_at = now;
        return {.presence = std::move(presence), .stale = true};
    }
    begin_connection(presence, incarnation, now);
    return {.presence = std::move(presence)};
}

Seen on_message(Presence presence, std::optional<std::int64_t> incarnation, base::Instant now) {
    if (incarnation && *incarnation < presence.incarnation) {
        return {.presence = std::move(presence), .stale = true};
    }
    if (incarnation && *incarnation > presence.incarnation) {
        begin_connection(presence, *incarnation, now);
        return {.presence = std::move(presence), .unknown = true};
    }
    const bool ungreeted = !presence.greeted;
    renew(presence, now);
    return {.presence = std::move(presence), .unknown = ungreeted};
}

Seen on_will(Presence presence, std::int64_t incarnation, base::Instant now) {
    if (incarnation < presence.incarnation) {
        return {.presence = std::move(presence), .stale = true};
    }
    presence.incarnation = incarnation;
    presence.line = Line::down;
    presence.greeted = false;
    presence.playing_run.clear();
    presence.lease_until = now;
    return {.presence = std::move(presence)};
}

Presence on_server_start(Presence presence, base::Instant now, base::Millis patience) {
    if (presence.line == Line::never || presence.line == Line::down) {
        return presence;
    }
    presence.line = Line::unknown;
    presence.greeted = false;
    presence.lease_until = now + patience;
    return presence;
}

Condition assess(const Presence& presence, DeviceState state, base::Instant now) {
    if (state == DeviceState::revoked) {
        return Condition::revoked;
    }
    if (presence.line == Line::never) {
        return Condition::never_seen;
    }
    if (presence.line == Line::unknown && now < presence.lease_until) {
        return Condition::unknown;
    }
    if (alive(presence, now)) {
        if (!presence.greeted) {
            return Condition::connecting;
        }
        return presence.playing_run.empty() ? Condition::online : Condition::playing;
    }
    const bool covered = presence.manifest_complete && presence.manifest_covers_until &&
                         now < *presence.manifest_covers_until;
    return covered ? Condition::silent_able : Condition::silent_dead;
}

std::optional<base::Instant> next_change(const Presence& presence, base::Instant now) {
    const bool leased = presence.line == Line::up || presence.line == Line::unknown;
    if (leased && now < presence.lease_until) {
        return presence.lease_until;
    }
    if (presence.line != Line::never && presence.manifest_complete &&
        presence.manifest_covers_until && now < *presence.manifest_covers_until) {
        return presence.manifest_covers_until;
    }
    return std::nullopt;
}

} // namespace devices
