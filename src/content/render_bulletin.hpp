#pragma once

#include "content/bulletin_desk.hpp"
#include "content/sound_maker.hpp"

namespace content {

/// Makes the sound of one language, or of all that have none yet (`language` absent), and keeps it
/// with the bulletin. The work runs outside the transaction; when the text changed meanwhile, the
/// sound is not kept (`content.rendering_outdated`). `content.no_such_language`,
/// `content.rendered_already`. `progress` counts the sentences of all languages together; when it
/// says no, the work ends with `content.render_cancelled`.
[[nodiscard]] base::Result<Bulletin>
render_bulletin(BulletinDesk& desk, SoundMaker& sound_maker, const rights::Actor& actor,
                const BulletinId& id, const std::optional<std::string>& language,
                const SoundProgress& progress, std::stop_token stop);

} // namespace content
