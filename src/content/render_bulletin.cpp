#include "content/render_bulletin.hpp"

#include "base/try.hpp"
#include "content/bulletin_life.hpp"
#include "content/render_job.hpp"
#include "rights/policy.hpp"

namespace content {

namespace {

/// The bulletin as it is, if the actor may give it a sound.
base::Result<Bulletin> load_writable(BulletinDesk& desk, const rights::Actor& actor,
                                     const BulletinId& id) {
    return change(desk.work, [&](ContentTransaction& transaction) -> base::Result<Bulletin> {
        TRY_ASSIGN(Bulletin bulletin, load_seen(transaction, actor, id, std::nullopt));
        TRY(rights::require(actor, rights::Permission::write_bulletins, bulletin.body.area));
        return bulletin;
    });
}

base::Failure no_longer_wanted() {
    return base::fail(base::Fault::conflict, "content.render_cancelled",
                      "Việc dựng âm thanh đã được hủy.", "The rendering was cancelled.");
}

} // namespace

base::Result<Bulletin> render_bulletin(BulletinDesk& desk, SoundMaker& sound_maker,
                                       const rights::Actor& actor, const BulletinId& id,
                                       const std::optional<std::string>& language,
                                       const SoundProgress& progress, std::stop_token stop) {
    TRY_ASSIGN(const Bulletin seen, load_writable(desk, actor, id));
    TRY_ASSIGN(const auto wanted, variants_to_render(seen, language));
    std::vector<Rendering> made;
    std::int64_t before_this = 0;
    for (const LanguageVariant& variant : wanted) {
        bool wanted_still = true;
        std::int64_t of_this = 0;
        const auto count = [&](std::int64_t done) {
            of_this = done;
            wanted_still = wanted_still && (!progress || progress(before_this + done));
            return wanted_still;
        };
        auto sound = sound_maker.make_sound(variant, seen.body.area, count, stop);
        if (!wanted_still) {
            return no_longer_wanted();
        }
        if (!sound) {
            return base::fail(std::move(sound).error());
        }
        before_this += of_this;
        made.push_back({.language = variant.language,
                        .audio = sound->audio,
                        .voice = std::move(sound->voice),
                        .variant_digest = variant_digest(variant),
                        .made_at = desk.clock.now(),
                        .sentences_ms = std::move(sound->sentences_ms)});
    }
    return change(desk.work, [&](ContentTransaction& transaction) -> base::Result<Bulletin> {
        TRY_ASSIGN(const Bulletin before, load_seen(transaction, actor, id, std::nullopt));
        Bulletin after = before;
        for (const Rendering& rendering : made) {
            TRY_ASSIGN(after, add_rendering(std::move(after), rendering, actor, desk.clock.now()));
        }
        if (after == before) {
            return after;
        }
        // One change for the reader, however many languages were made.
        after.version = before.version + 1;
        TRY(transaction.update(after));
        transaction.record({"content.render_bulletin", &before, after}, actor);
        return after;
    });
}

} // namespace content
