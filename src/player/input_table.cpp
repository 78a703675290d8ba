#include "player/sound_input.hpp"

#include <array>
#include <string_view>

namespace player {

namespace {

struct InputKind {
    std::string_view name;
    std::unique_ptr<SoundInput> (*make)(const std::string& where);
};

constexpr std::array<InputKind, 3> kinds{{
    {"alsa", make_alsa_input},
    {"command", make_command_input},
    {"wav", make_wav_input},
}};

} // namespace

base::Result<std::unique_ptr<SoundInput>> make_sound_input(const std::string& name) {
    const std::size_t colon = name.find(':');
    const std::string where = colon == std::string::npos ? "" : name.substr(colon + 1);
    for (const InputKind& known : kinds) {
        if (known.name == name.substr(0, colon) && !where.empty()) {
            return known.make(where);
        }
    }
    return base::fail(base::Fault::invalid, "player.unknown_input",
                      "Ngõ vào âm thanh phải là alsa:THIẾT_BỊ, command:CHƯƠNG_TRÌNH hoặc wav:TỆP.",
                      "The sound input must be alsa:DEVICE, command:PROGRAM or wav:FILE.");
}

base::Failure input_failure(const std::string& input, const std::string& reason) {
    return base::fail(base::Fault::unavailable, "player.input",
                      "Không thu được từ ngõ vào " + input + ": " + reason + ".",
                      "Cannot capture from " + input + ": " + reason + ".");
}

} // namespace player
