#pragma once

#include "device_protocol/claim.hpp"
#include "device_protocol/desired_state.hpp"
#include "device_protocol/event.hpp"
#include "device_protocol/key_set.hpp"
#include "device_protocol/session_messages.hpp"
#include "device_protocol/update_bundle.hpp"
#include "json/described.hpp"

/// The members of every message, in the order in which they are sent. For `*_json.cpp` files that
/// store protocol types inside documents of their own; messages themselves are read and written by
/// messages_json.hpp.
namespace device_protocol {

BOOST_DESCRIBE_ENUM(Tier, commune, province, central)
BOOST_DESCRIBE_ENUM(BroadcastClass, ordinary, priority, emergency)
BOOST_DESCRIBE_ENUM(ClockSource, ntp, rtc, server, none)
BOOST_DESCRIBE_ENUM(BootReason, power, watchdog, update, command, network)
BOOST_DESCRIBE_ENUM(Welcome, accepted, pending, rejected, busy)
BOOST_DESCRIBE_ENUM(Late, join, restart, drop)
BOOST_DESCRIBE_ENUM(Clash, stop, pause, defer, never)
BOOST_DESCRIBE_ENUM(AckState, received, started, done, failed, rejected, expired, duplicate,
                    preempted)
BOOST_DESCRIBE_ENUM(Outcome, played, partial, preempted, stopped, missed, failed)
BOOST_DESCRIBE_ENUM(Right, desired, manifest, play, emergency, volume, report, keys)
BOOST_DESCRIBE_ENUM(Purpose, root, emergency, ordinary)

BOOST_DESCRIBE_STRUCT(ClockState, (), (source, error_ms))
BOOST_DESCRIBE_STRUCT(Capabilities, (), (codecs, channels, store_mb, rtc))
BOOST_DESCRIBE_STRUCT(Hello, (),
                      (v, device, inc, boot, serial, model, firmware, platform, levels,
                       capabilities, clock, desired_version, manifest_version, event_epoch,
                       event_last))
BOOST_DESCRIBE_STRUCT(ServerAnswer, (),
                      (v, inc, status, now, heartbeat_s, ack_spread_ms, retry_s, event_epoch,
                       event_ack))
BOOST_DESCRIBE_STRUCT(StateNotice, (), (on, inc))
BOOST_DESCRIBE_ENUM(PartState, ok, fault)
BOOST_DESCRIBE_STRUCT(Sensors, (), (mains, amplifier, loudspeaker, audible, sim_left_mb))
BOOST_DESCRIBE_STRUCT(Heartbeat, (),
                      (inc, at, clock, event_last, manifest_version, volume_percent, playing,
                       uptime_s, store_free_mb, memory_kb, sensors))
BOOST_DESCRIBE_ENUM(UpdatePhase, fetching, waiting, trial)
BOOST_DESCRIBE_STRUCT(UpdateProgress, (), (order, phase))
BOOST_DESCRIBE_STRUCT(ReportedState, (),
                      (inc, desired_version, manifest_version, media_stored, media_missing,
                       manifest_valid_to, errors, update))
BOOST_DESCRIBE_STRUCT(QuietHours, (), (from, to, first_day, last_day))
BOOST_DESCRIBE_STRUCT(VolumeLevel, (), (from, percent))
BOOST_DESCRIBE_STRUCT(VolumePlan, (), (levels, ramp_s, emergency_min_percent))
BOOST_DESCRIBE_STRUCT(ManifestReference, (), (version, sha256, size))
BOOST_DESCRIBE_STRUCT(UpdateOrder, (),
                      (order, version, sha256, size, from, to, quiet_minutes, back))
BOOST_DESCRIBE_STRUCT(DesiredState, (),
                      (device, version, groups, volume, quiet, heartbeat_s, manifest, key_set,
                       update))
BOOST_DESCRIBE_STRUCT(ManifestItem, (), (sha256, size, duration_ms, kind, sentences_ms))
BOOST_DESCRIBE_STRUCT(ManifestRun, (),
                      (run, at, class_, items, volume_percent, not_after, late, title))
BOOST_DESCRIBE_STRUCT(ClashRule, (), (sounding, arriving, word))
BOOST_DESCRIBE_STRUCT(Manifest, (),
                      (device, version, made_at, valid_from, valid_to, runs, clashes, keep))
BOOST_DESCRIBE_STRUCT(Target, (), (device, group, all))
BOOST_DESCRIBE_STRUCT(Source, (), (node, user, bulletin))
BOOST_DESCRIBE_STRUCT(PlayArguments, (), (run, items, volume_percent, repeats))
BOOST_DESCRIBE_STRUCT(LiveArguments, (), (run, session, volume_percent))
BOOST_DESCRIBE_ENUM(InputUse, line, monitor)
BOOST_DESCRIBE_STRUCT(CaptureArguments, (), (session, input))
BOOST_DESCRIBE_STRUCT(StopArguments, (), (run))
BOOST_DESCRIBE_STRUCT(VolumeArguments, (), (percent, until))
BOOST_DESCRIBE_STRUCT(ReportArguments, (), (spread_ms))
BOOST_DESCRIBE_STRUCT(Command, (),
                      (cid, op, seq, class_, issued_at, expires_at, at, target, source, play, live,
                       capture, stop, volume, report))
BOOST_DESCRIBE_STRUCT(Acknowledgement, (), (inc, cid, st, at, code, last, ms_played))
BOOST_DESCRIBE_STRUCT(PlayedPart, (), (at, position_ms, ms))
BOOST_DESCRIBE_STRUCT(PlayedProof, (),
                      (run, cid, class_, planned_at, started_at, ended_at, ms_planned, ms_played,
                       outcome, reason, parts, volume_percent, manifest_version, clock_error_ms))
BOOST_DESCRIBE_STRUCT(Refused, (), (what, code, cid, sha256, version, keyid))
BOOST_DESCRIBE_STRUCT(Notice, (), (code, text))
BOOST_DESCRIBE_ENUM(UpdateOutcome, updated, rolled_back, refused)
BOOST_DESCRIBE_STRUCT(UpdateResult, (), (order, outcome, version, running, reason))
BOOST_DESCRIBE_STRUCT(Answered, (), (cid, st, code))
BOOST_DESCRIBE_STRUCT(Event, (), (n, at, kind, played, refused, notice, update, answered))
BOOST_DESCRIBE_STRUCT(EventBatch, (), (inc, epoch, first_kept, events))
BOOST_DESCRIBE_STRUCT(TrustedIssuer, (), (keyid, key, tier, rights, from, until))
BOOST_DESCRIBE_STRUCT(ReleaseKey, (), (keyid, key))
BOOST_DESCRIBE_STRUCT(KeySet, (), (version, issued_at, issuers, release_keys))
BOOST_DESCRIBE_STRUCT(KeyChain, (), (sets))
BOOST_DESCRIBE_STRUCT(ClaimRequest, (), (v, serial, model, nonce, tls_certificate, proof))
BOOST_DESCRIBE_STRUCT(BrokerAddress, (), (host, port, tls))
BOOST_DESCRIBE_STRUCT(ClaimGrant, (),
                      (device, token, brokers, ca_certificate, issuers, now, key_set, release_keys))
BOOST_DESCRIBE_STRUCT(ClaimReply, (), (grant, proof))
BOOST_DESCRIBE_STRUCT(UpdateFile, (), (sha256, size))
BOOST_DESCRIBE_STRUCT(UpdateNotes, (), (vi, en))
BOOST_DESCRIBE_STRUCT(UpdateBundle, (),
                      (product, version, platform, file, minimum_version, not_before, made_at,
                       notes))

} // namespace device_protocol
