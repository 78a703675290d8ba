#pragma once

#include "emergency/advance_emergencies.hpp"
#include "emergency/emergency_steps.hpp"
#include "emergency/manage_templates.hpp"
#include "emergency/raise_emergency.hpp"
#include "emergency/signed_record.hpp"

#include "base/try.hpp"
#include "broadcast/desk_fixture.hpp"
#include "broadcast/run_list.hpp"
#include "broadcast/standing_sound.hpp"
#include "broadcast/target_preview.hpp"
#include "crypto/digest.hpp"
#include "crypto/dsse.hpp"
#include "media/blob_register.hpp"

#include <algorithm>

/// What tests of emergencies begin with: two clusters of a commune, a voice that reads at once, and
/// sirens that the devices hold.
namespace emergency {

using broadcast::DeviceId;
using testing_support::Engine;

inline const area::AreaPath commune{{"91", "31069"}};

class Rules final : public content::BulletinStore {
public:
    base::Result<std::optional<content::Bulletin>> find(const content::BulletinId&) override {
        return std::optional<content::Bulletin>();
    }
    base::Result<std::vector<content::Bulletin>> list(const content::BulletinFilter&) override {
        return std::vector<content::Bulletin>();
    }
    base::Result<std::vector<content::BulletinVersion>>
    history(const content::BulletinId&) override {
        return std::vector<content::BulletinVersion>();
    }
    base::Result<std::optional<content::Bulletin>> as_of(const content::BulletinId&,
                                                         std::int64_t) override {
        return std::optional<content::Bulletin>();
    }
    base::Result<content::ApprovalRule> approval_rule(const area::AreaPath&) override {
        return rule;
    }
    content::ApprovalRule rule;
};

class Emergencies : public broadcast::DeskTest, public content::SoundMaker {
protected:
    void SetUp() override {
        DeskTest::SetUp();
        if (IsSkipped()) {
            return;
        }
        desk_.emplace(EmergencyDesk{*broadcast_, rules_, *this});
        for (const char* serial : {"S-1", "S-2"}) {
            add_claimed(serial);
        }
        const auto made = make_standing_sounds(*desk_,
                                               [&](int, const std::vector<std::int16_t>& samples) {
                                                   return base::Result<content::MediaFile>(blob(
                                                       std::to_string(samples.size()), 12'000));
                                               },
                                               {});
        ASSERT_TRUE(made.has_value()) << made.error().message.en;
    }

    base::Result<std::int64_t> count_sentences(const content::LanguageVariant&,
                                               const area::AreaPath&) override {
        return 1;
    }
    base::Result<content::MadeSound> make_sound(const content::LanguageVariant& variant,
                                                const area::AreaPath&,
                                                const content::SoundProgress&,
                                                std::stop_token) override {
        if (away_) {
            return base::fail(*away_);
        }
        return content::MadeSound{blob(variant.blocks.front().text, 8'000), {}};
    }

    /// A file of the media store, as far as the register of blobs knows.
    content::MediaFile blob(const std::string& content, std::int64_t duration_ms) {
        const auto sha256 = crypto::sha256(content);
        temporary_->database()
            .write([&](storage::Transaction& transaction) -> base::Result<void> {
                transaction.execute("insert into media_blob (sha256, size_bytes, state, "
                                    "touched_at) values ($1, $2, 'present', $3) "
                                    "on conflict (sha256) do nothing",
                                    {sha256, std::int64_t{100}, clock_.now()});
                return {};
            })
            .value();
        return {sha256, 100, duration_ms};
    }

    std::vector<devices::Device> devices_here() {
        return temporary_->database()
            .read(
                [&](storage::Connection& connection) -> base::Result<std::vector<devices::Device>> {
                    return broadcast::resolve_targets(connection, {.named = {.areas = {commune}}});
                })
            .value();
    }
    void move(devices::Device device, area::AreaPath to) {
        device.details.area = std::move(to);
        temporary_->database()
            .write([&](storage::Transaction& transaction) -> base::Result<void> {
                TRY(devices::save_device(transaction, device));
                return {};
            })
            .value();
    }

    rights::Actor person(std::uint8_t number, rights::Role role = rights::Role::emergency_issuer) {
        rights::Actor actor;
        actor.user.uuid.bytes[15] = number;
        actor.name = "Cán bộ";
        actor.grants = {{role, commune}};
        actor.second_factor_at = clock_.now();
        return actor;
    }

    base::Result<Emergency> raise_here(Mode mode = Mode::real) {
        return raise_emergency(*desk_, person(1),
                               {.mode = mode,
                                .hazard = "flood",
                                .title = "Lũ về",
                                .text = "Lên nơi cao.",
                                .minutes = 10,
                                .targets = {.named = {.areas = {commune}}}});
    }
    Emergency alone(Mode mode = Mode::real) {
        rules_.rule.emergency = content::EmergencyApproval::second_factor;
        return raise_here(mode).value();
    }
    /// When no siren is waited for any more.
    void step() {
        clock_.advance(siren_first);
        step_at_once();
    }
    /// In a millisecond of its own, so that ids rise with the order of commands.
    void step_at_once() {
        clock_.advance(base::Millis{1});
        advance_emergencies(*desk_, {});
        clock_.advance(base::Millis{1});
    }

    Emergency stored(const Emergency& emergency) {
        return temporary_->database()
            .read([&](storage::Connection& connection) -> base::Result<Emergency> {
                return find_emergency(connection, emergency.id).value();
            })
            .value();
    }
    std::optional<broadcast::Run> run(const std::optional<RunId>& id) {
        return temporary_->database()
            .read([&](storage::Connection& connection)
                      -> base::Result<std::optional<broadcast::Run>> {
                return id ? broadcast::find_run(connection, *id) : std::nullopt;
            })
            .value();
    }
    /// Operations of all stored commands, oldest first.
    std::vector<std::string> commands() {
        return temporary_->database()
            .read([&](storage::Connection& connection) -> base::Result<std::vector<std::string>> {
                std::vector<std::string> ops;
                for (const auto& listed :
                     broadcast::list_commands(connection, {commune}, "", 100).commands) {
                    ops.insert(ops.begin(), listed.command.op);
                }
                return ops;
            })
            .value();
    }

    Rules rules_;
    std::optional<EmergencyDesk> desk_;
    std::optional<base::Error> away_; ///< why the voice reads nothing now
};

} // namespace emergency
