#include "content/render_bulletin.hpp"

#include "base/try.hpp"
#include "content/bulletin_life.hpp"
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

base::Result<std::vector<LanguageVariant>>
variants_to_render(const Bulletin& bulletin, const std::optional<std::string>& language) {
    std::vector<LanguageVariant> wanted;
    for (const LanguageVariant& variant : bulletin.body.variants) {
        const bool sounds = variant.source != VariantSource::text;
        const bool chosen =
            language ? variant.language == *language : rendering_of(bulletin, variant) == nullptr;
        if (sounds && chosen) {
            wanted.push_back(variant);
        }
    }
    if (wanted.empty() && language) {
        return base::fail(base::Fault::invalid, "content.no_such_language",
                          "Bản tin không có phần âm thanh cho ngôn ngữ này.",
                          "The bulletin has no sounding variant in this language.");
    }
    return wanted;
}

} // namespace

base::Result<Bulletin> render_bulletin(BulletinDesk& desk, SoundMaker& sound_maker,
                                       const rights::Actor& actor, const BulletinId& id,
                                       const std::optional<std::string>& language,
                                       std::stop_token stop) {
    TRY_ASSIGN(const Bulletin seen, load_writable(desk, actor, id));
    TRY_ASSIGN(const auto wanted, variants_to_render(seen, language));
    std::vector<Rendering> made;
    for (const LanguageVariant& variant : wanted) {
        TRY_ASSIGN(MadeSound sound, sound_maker.make_sound(variant, seen.body.area, stop));
        made.push_back({.language = variant.language,
                        .audio = sound.audio,
                        .voice = std::move(sound.voice),
                        .variant_digest = variant_digest(variant),
                        .made_at = desk.clock.now()});
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
