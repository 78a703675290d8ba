#include "player/claim_device.hpp"
#include "player/contact_output.hpp"
#include "player/player.hpp"

#include "base/try.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <linux/close_range.h>
#include <malloc.h>
#include <unistd.h>

namespace {

constexpr std::string_view firmware = "0.1.0";
/// Set by the launcher for the program that it starts: the launcher's own path, and the slot.
constexpr const char* launcher_variable = "NGUON_PLAYER_LAUNCHER";
constexpr const char* slot_variable = "NGUON_PLAYER_SLOT";
constexpr int left_for_another_program = 75;

/// The machine's own id in a form for labels; the same after every start.
std::string default_serial() {
    std::ifstream file("/etc/machine-id");
    std::string id;
    file >> id;
    return id.size() >= 12 ? "np-" + id.substr(0, 12) : "";
}

int complain(const base::Error& error) {
    fmt::print(stderr, "{}\n{}\n", error.message.vi, error.message.en);
    return 1;
}

int claim(const player::ClaimOptions& options, const std::string& folder, bool again) {
    const player::StatePaths paths{folder};
    const auto before = player::load_identity(paths);
    if (before && !again) {
        return complain(
            base::refuse(base::Fault::conflict, "player.already_claimed",
                         "Thiết bị đã được đăng ký trong thư mục này. Muốn đăng ký lại bằng mã "
                         "mới, hãy dừng thiết bị rồi thêm --again.",
                         "This folder already holds a claimed device. To claim it again with a "
                         "new code, stop it and add --again."));
    }
    base::SystemRandom random;
    const auto identity = player::claim_device(options, random);
    if (!identity) {
        return complain(identity.error());
    }
    const auto saved = before ? player::save_another_claim(paths, *before, *identity)
                              : player::save_identity(paths, *identity);
    if (!saved) {
        return complain(saved.error());
    }
    fmt::print("{}\n", identity->grant.device);
    return 0;
}

/// The output by name, behind the contacts of an integration box if there are any.
base::Result<std::unique_ptr<player::SoundOutput>>
make_output(const std::string& name, const std::vector<std::string>& contacts) {
    TRY_ASSIGN(auto sound, player::make_sound_output(name));
    if (contacts.empty()) {
        return sound;
    }
    std::vector<player::ContactOutput::Contact> wired;
    for (const std::string& text : contacts) {
        TRY_ASSIGN(const auto settings, player::parse_contact(text));
        wired.push_back({player::make_contact(settings), settings.on_delay, settings.off_delay});
    }
    return std::make_unique<player::ContactOutput>(std::move(sound), std::move(wired));
}

int run(const std::string& folder, const std::string& output_name,
        const std::vector<std::string>& contacts, player::PlayerOptions options) {
    const player::StatePaths paths{folder};
    auto identity = player::load_identity(paths);
    if (!identity) {
        return complain(identity.error());
    }
    const auto counters = player::load_counters(paths, *identity);
    auto state = player::DeviceState::open(paths, std::move(*identity), counters.time_floor);
    if (!state) {
        return complain(state.error());
    }
    // Every thread inherits the mask, so that only sigwait below hears the signals.
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ending, nullptr);
    // Its thread is one of them.
    auto output = make_output(output_name, contacts);
    if (!output) {
        return complain(output.error());
    }
    player::Inbox inbox;
    base::SystemRandom random;
    player::Player player(std::move(options), *state, **output, inbox, random);
    std::thread listener([&] {
        int signal = 0;
        sigwait(&ending, &signal);
        inbox.put(player::Quit{});
    });
    const bool leaving = player.run();
    if (leaving) {
        ::kill(::getpid(), SIGTERM); // for the listener alone: everybody else has it blocked
    }
    listener.join();
    return leaving ? left_for_another_program : 0;
}

/// Becomes another program, with these arguments. Returns only when that cannot be.
void become(const std::string& program, char** argv) {
    sigset_t none;
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, nullptr);
    ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    ::execv(program.c_str(), argv);
}

/// Starts the program of the slot that is to run, or lets this one run when there is none. What is
/// started so knows by the variable where the launcher is; so the launcher is never replaced.
void launch(const std::string& folder, char** argv) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    const std::string self = std::filesystem::read_symlink("/proc/self/exe", error);
    ::setenv(launcher_variable, self.c_str(), 1);
    player::ProgramSlots slots(folder);
    player::Launch chosen = player::choose_program(slots);
    while (!chosen.program.empty()) {
        ::setenv(slot_variable, chosen.slot.c_str(), 1);
        become(chosen.program, argv);
        fmt::print(stderr, "{} cannot be started\n", chosen.program.string());
        chosen = player::after_failed_start(slots, chosen);
    }
    ::setenv(slot_variable, "", 1);
}

/// Level `update`: what runs here and where the others are.
void set_up_updates(const std::string& folder, double trial_s, player::PlayerOptions& options) {
    const player::ProgramSlots slots(folder);
    const char* slot = std::getenv(slot_variable);
    const std::string running = slot != nullptr ? slot : "";
    const auto version = running.empty() ? std::nullopt : slots.version_in(running);
    options.session.firmware = version.value_or(std::string(firmware));
    options.session.takes_updates = true;
    options.session.just_updated = slots.trial().has_value();
    options.updates = {.folder = folder,
                       .version = options.session.firmware,
                       .trial = base::Millis(static_cast<std::int64_t>(trial_s * 1000))};
}

struct RunOptions {
    std::string output = "alsa:default";
    std::vector<std::string> contacts;
    std::string input;
    std::string monitor;
    std::string programs;
    double trial_s = 300;
    double spread_s = 30;
    player::PlayerOptions player;
};

void add_run_options(CLI::App& running, RunOptions& options) {
    running.add_option("--output", options.output, "wav:DIR, alsa:DEVICE or null");
    running.add_option("--contact", options.contacts,
                       "relay contact of an integration box, such as "
                       "gpio:/dev/gpiochip0:17,on=8,off=30; may be repeated");
    running.add_option("--input", options.input,
                       "line input or tuner: alsa:DEVICE, command:PROGRAM ARGUMENTS "
                       "(16-bit mono at 48 kHz on its standard output), or wav:FILE");
    running.add_option("--monitor", options.monitor,
                       "microphone or line that hears what the loudspeaker really sounds, for an "
                       "officer who asks; as --input");
    running.add_option("--sensors", options.player.session.sensors,
                       "JSON file in which the board's programs keep what they measure");
    running
        .add_option("--first-spread", options.spread_s,
                    "seconds within which the first connection is made")
        ->check(CLI::Range(0.0, 600.0));
    running.add_option("--programs", options.programs,
                       "folder for programs that come over the line (level update)");
    running.add_option("--trial", options.trial_s, "seconds for which a new program must work")
        ->check(CLI::Range(1.0, 86'400.0));
}

/// Levels `input` and `monitor`.
base::Result<void> set_up_inputs(RunOptions& options) {
    if (!options.input.empty()) {
        TRY_ASSIGN(options.player.input, player::make_sound_input(options.input));
        options.player.session.has_input = true;
    }
    if (!options.monitor.empty()) {
        TRY_ASSIGN(options.player.monitor, player::make_sound_input(options.monitor));
        options.player.session.has_monitor = true;
    }
    return {};
}

int run_with(const std::string& folder, RunOptions& options, char** argv) {
    options.player.session.first_spread =
        base::Millis(static_cast<std::int64_t>(options.spread_s * 1000));
    options.player.session.firmware = firmware;
    options.player.session.switches_amplifier = !options.contacts.empty();
    if (!options.programs.empty()) {
        if (std::getenv(launcher_variable) == nullptr) {
            launch(options.programs, argv);
        }
        set_up_updates(options.programs, options.trial_s, options.player);
    }
    if (const auto opened = set_up_inputs(options); !opened) {
        return complain(opened.error());
    }
    const int ended = run(folder, options.output, options.contacts, std::move(options.player));
    if (ended == left_for_another_program) {
        const std::string launcher = std::getenv(launcher_variable);
        ::unsetenv(launcher_variable);
        ::unsetenv(slot_variable);
        become(launcher, argv);
    }
    return ended;
}

} // namespace

int main(int argc, char** argv) {
    // One arena: a small board has no memory for one per thread.
    mallopt(M_ARENA_MAX, 1);
    std::signal(SIGPIPE, SIG_IGN);
    CLI::App app{"Nguồn: chương trình của cụm loa (device program of a loudspeaker cluster)"};
    app.require_subcommand(1);
    std::string folder;

    player::ClaimOptions claim_options;
    claim_options.serial = default_serial();
    claim_options.model = "nguon-player";
    std::string ca_file;
    auto* claiming =
        app.add_subcommand("claim", "Đăng ký thiết bị với máy chủ (claim this device)");
    claiming->add_option("--server", claim_options.server, "https://…")->required();
    claiming->add_option("--code", claim_options.code, "one-time code from the officer")
        ->required();
    claiming->add_option("--state", folder, "folder of this device")->required();
    claiming->add_option("--serial", claim_options.serial, "serial number on the label");
    claiming->add_option("--model", claim_options.model, "model");
    claiming->add_option("--ca", ca_file, "PEM file of an authority known beforehand");
    claiming->add_flag("--allow-plain-loopback", claim_options.plain_allowed,
                       "allow http:// to this machine only");
    bool again = false;
    claiming->add_flag("--again", again,
                       "claim a claimed device anew: what it has not told yet is kept");

    RunOptions options;
    auto* running = app.add_subcommand("run", "Chạy (run)");
    running->add_option("--state", folder, "folder of this device")->required();
    add_run_options(*running, options);
    CLI11_PARSE(app, argc, argv);

    if (claiming->parsed()) {
        if (!ca_file.empty()) {
            claim_options.ca_file = ca_file;
        }
        return claim(claim_options, folder, again);
    }
    return run_with(folder, options, argv);
}
