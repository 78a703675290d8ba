#include "updates/manage_rollouts.hpp"

#include "audit/audit.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "crypto/digest.hpp"
#include "media/blob_register.hpp"
#include "rights/policy.hpp"
#include "updates/tell_update_changed.hpp"
#include "updates/words.hpp"

#include <algorithm>
#include <functional>

namespace updates {

namespace {

using rights::Permission;

constexpr std::size_t reason_characters_max = 500;

/// A bundle is for every area, so the right counts in whichever area it was given.
base::Result<void> require_anywhere(const rights::Actor& actor, Permission permission) {
    if (rights::areas_with(actor, permission).empty()) {
        return rights::require(actor, permission, {});
    }
    return {};
}

base::Result<std::string> check_reason(std::string_view reason) {
    TRY_ASSIGN(const std::string readable, base::to_nfc(reason));
    std::string kept(base::trim(readable));
    if (kept.empty() || base::code_points(kept) > reason_characters_max) {
        return base::fail(base::Fault::invalid, "updates.reason_needed",
                          "Hãy ghi lý do, nhiều nhất 500 ký tự.",
                          "Give a reason of at most 500 characters.");
    }
    return kept;
}

base::Failure no_such_rollout() {
    return base::fail(base::Fault::not_found, "updates.no_such_rollout",
                      "Không có đợt cập nhật này, hoặc bạn không được xem.",
                      "There is no such rollout, or you may not see it.");
}

base::Failure unknown_maker() {
    return base::fail(base::Fault::forbidden, "updates.unknown_maker",
                      "Máy chủ này chưa tin nơi đã ký gói. Nhờ người quản trị thêm khóa phát hành "
                      "của họ ở trang Khóa ký, rồi tải gói lên lại.",
                      "This server does not trust who signed the bundle. Ask an administrator to "
                      "add their release key on the page Signing keys, then upload it again.");
}

template <class Value>
base::Result<Value> read(UpdateDesk& desk,
                         const std::function<Value(storage::Connection&)>& query) {
    return desk.broadcast.database.read(
        [&](storage::Connection& connection) -> base::Result<Value> { return query(connection); });
}

void log(storage::Transaction& transaction, const rights::Actor& actor, const std::string& action,
         const Rollout& rollout, const std::string& note, base::Instant now) {
    audit::append(transaction, actor,
                  {.action = action,
                   .entity = "rollout/" + base::to_text(rollout.id),
                   .area = rollout.area,
                   .before = {},
                   .after = json::write(rollout),
                   .note = note},
                  now);
}

/// A person's decision over a rollout. The job may save between reading and writing; a person is
/// not to see that.
base::Result<Rollout> change(UpdateDesk& desk, const rights::Actor& actor, RolloutId id,
                             const std::string& action, const std::string& note,
                             const std::function<base::Result<Rollout>(Rollout)>& decide_now) {
    for (int tries = 0;; ++tries) {
        TRY_ASSIGN(Rollout found, visible_rollout(desk, actor, id));
        TRY(rights::require(actor, Permission::write_devices, found.area));
        TRY_ASSIGN(const Rollout decided, decide_now(std::move(found)));
        auto saved = desk.broadcast.database.write(
            [&](storage::Transaction& transaction) -> base::Result<Rollout> {
                TRY_ASSIGN(Rollout stored, save_rollout(transaction, decided, true));
                log(transaction, actor, action, stored, note, desk.broadcast.clock.now());
                return stored;
            });
        if (saved || saved.error().code != "updates.changed_meanwhile" || tries >= 5) {
            if (saved) {
                tell_update_changed(desk.broadcast.events, *saved);
                desk.wake();
            }
            return saved;
        }
    }
}

bool is_older(const std::string& firmware, const device_protocol::UpdateBundle& bundle) {
    const auto running = device_protocol::parse_version(firmware);
    return running && running < device_protocol::parse_version(bundle.version);
}

} // namespace

base::Result<StoredBundle> take_bundle(UpdateDesk& desk, const rights::Actor& actor,
                                       std::string_view file) {
    TRY(require_anywhere(actor, Permission::write_devices));
    TRY_ASSIGN(const auto parts, device_protocol::split_update_file(file));
    const auto trusted = desk.broadcast.signers.key_set().release_keys.value_or(
        std::vector<device_protocol::ReleaseKey>{});
    auto opened = device_protocol::open_update(parts.envelope, trusted);
    if (!opened) {
        return opened.error().code == "crypto.untrusted" ? unknown_maker()
                                                         : base::Failure(opened.error());
    }
    TRY(device_protocol::check_program(opened->bundle, parts.program));
    const base::Instant now = desk.broadcast.clock.now();
    StoredBundle stored{.id = BundleId::make(now, desk.broadcast.random),
                        .bundle = std::move(opened->bundle),
                        .envelope = std::string(parts.envelope),
                        .sha256 = crypto::sha256(parts.envelope),
                        .keyid = opened->keyid,
                        .uploaded_at = now,
                        .uploaded_by = actor.name};
    TRY(desk.blobs.put_bytes(parts.program));
    return desk.broadcast.database.write(
        [&](storage::Transaction& transaction) -> base::Result<StoredBundle> {
            if (const auto same = find_same(transaction, stored.sha256)) {
                return *same;
            }
            TRY(media::hold_media(transaction, "update/" + base::to_text(stored.id),
                                  {stored.bundle.file.sha256}, now));
            insert_bundle(transaction, stored);
            audit::append(transaction, actor,
                          {.action = "updates.take_bundle",
                           .entity = "update/" + base::to_text(stored.id),
                           .area = actor.grants.front().area,
                           .before = {},
                           .after = stored.envelope,
                           .note = stored.bundle.product + " " + stored.bundle.version},
                          now);
            return stored;
        });
}

base::Result<std::vector<StoredBundle>> show_bundles(UpdateDesk& desk, const rights::Actor& actor) {
    TRY(require_anywhere(actor, Permission::read_devices));
    return read<std::vector<StoredBundle>>(desk, list_bundles);
}

base::Result<Rollout> start_rollout(UpdateDesk& desk, const rights::Actor& actor,
                                    const RolloutOrder& order) {
    TRY(rights::require(actor, Permission::write_devices, order.area));
    TRY(check_plan(order.plan));
    const base::Instant now = desk.broadcast.clock.now();
    auto started = desk.broadcast.database.write(
        [&](storage::Transaction& transaction) -> base::Result<Rollout> {
            const auto bundle = find_bundle(transaction, order.bundle);
            if (!bundle) {
                return base::fail(base::Fault::not_found, "updates.no_such_bundle",
                                  "Không có gói cập nhật này.", "There is no such bundle.");
            }
            std::vector<Candidate> candidates;
            for (FreeDevice& device : free_devices(transaction, now)) {
                if (order.area.covers(device.area) && is_older(device.firmware, bundle->bundle)) {
                    device.candidate.fits = fits_platform(device.platform, bundle->bundle.platform);
                    candidates.push_back(std::move(device.candidate));
                }
            }
            TRY_ASSIGN(const auto members, assign(order.plan, std::move(candidates)));
            const Rollout rollout{.id = RolloutId::make(now, desk.broadcast.random),
                                  .bundle = order.bundle,
                                  .back_order = RolloutId::make(now, desk.broadcast.random),
                                  .area = order.area,
                                  .plan = order.plan,
                                  .started_at = now,
                                  .started_by = actor.name};
            insert_rollout(transaction, rollout, members);
            log(transaction, actor, "updates.start", rollout, bundle->bundle.version, now);
            return rollout;
        });
    if (started) {
        tell_update_changed(desk.broadcast.events, *started);
        desk.wake();
    }
    return started;
}

base::Result<Rollout> visible_rollout(UpdateDesk& desk, const rights::Actor& actor, RolloutId id) {
    TRY_ASSIGN(const auto found, read<std::optional<Rollout>>(desk, [&](auto& connection) {
                   return find_rollout(connection, id);
               }));
    if (!found || !rights::allows(actor, Permission::read_devices, found->area)) {
        return no_such_rollout();
    }
    return *found;
}

base::Result<std::vector<Rollout>> visible_rollouts(UpdateDesk& desk, const rights::Actor& actor) {
    TRY(require_anywhere(actor, Permission::read_devices));
    TRY_ASSIGN(auto rollouts, read<std::vector<Rollout>>(desk, list_rollouts));
    std::erase_if(rollouts, [&](const Rollout& rollout) {
        return !rights::allows(actor, Permission::read_devices, rollout.area);
    });
    return rollouts;
}

base::Result<Rollout> pause_rollout(UpdateDesk& desk, const rights::Actor& actor, RolloutId id,
                                    const std::string& reason) {
    TRY_ASSIGN(const std::string why, check_reason(reason));
    return change(desk, actor, id, "updates.pause", why,
                  [&](Rollout rollout) { return pause(std::move(rollout), why); });
}

base::Result<Rollout> resume_rollout(UpdateDesk& desk, const rights::Actor& actor, RolloutId id) {
    return change(desk, actor, id, "updates.resume", "", resume);
}

base::Result<Rollout> stop_rollout(UpdateDesk& desk, const rights::Actor& actor, RolloutId id,
                                   const std::string& reason, bool take_back) {
    TRY_ASSIGN(const std::string why, check_reason(reason));
    return change(desk, actor, id, "updates.stop", why,
                  [&](Rollout rollout) { return stop(std::move(rollout), why, take_back); });
}

std::vector<std::string> abilities(const Rollout& rollout, const rights::Actor& actor) {
    std::vector<std::string> can;
    if (!rights::allows(actor, Permission::write_devices, rollout.area)) {
        return can;
    }
    const auto add = [&](bool allowed, const char* name) {
        if (allowed) {
            can.emplace_back(name);
        }
    };
    add(pause(rollout, "?").has_value(), "pause");
    add(resume(rollout).has_value(), "resume");
    add(stop(rollout, "?", false).has_value(), "stop");
    add(stop(rollout, "?", true).has_value(), "take-back");
    return can;
}

base::Result<std::vector<RunningProgram>> visible_programs(UpdateDesk& desk,
                                                           const rights::Actor& actor) {
    TRY(require_anywhere(actor, Permission::read_devices));
    const base::Instant now = desk.broadcast.clock.now();
    TRY_ASSIGN(auto programs, read<std::vector<RunningProgram>>(desk, [&](auto& connection) {
                   return running_programs(connection, now);
               }));
    std::erase_if(programs, [&](const RunningProgram& program) {
        return !rights::allows(actor, Permission::read_devices, program.area);
    });
    return programs;
}

} // namespace updates
