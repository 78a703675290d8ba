#include "player/claim_device.hpp"
#include "player/contact_output.hpp"
#include "player/player.hpp"

#include "base/try.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <fstream>
#include <malloc.h>

namespace {

constexpr std::string_view firmware = "0.1.0";

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
    std::vector<player::ContactOutput::Contact> opened;
    for (const std::string& text : contacts) {
        TRY_ASSIGN(const auto settings, player::parse_contact(text));
        TRY_ASSIGN(auto line, player::open_contact(settings));
        opened.push_back({std::move(line), settings.on_delay, settings.off_delay});
    }
    return std::make_unique<player::ContactOutput>(std::move(sound), std::move(opened));
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
    player.run();
    listener.join();
    return 0;
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

    std::string output = "alsa:default";
    player::PlayerOptions options;
    options.session.firmware = firmware;
    double spread_s = 30;
    auto* running = app.add_subcommand("run", "Chạy (run)");
    running->add_option("--state", folder, "folder of this device")->required();
    running->add_option("--output", output, "wav:DIR, alsa:DEVICE or null");
    std::vector<std::string> contacts;
    running->add_option("--contact", contacts,
                        "relay contact of an integration box, such as "
                        "gpio:/dev/gpiochip0:17,on=8,off=30; may be repeated");
    std::string input;
    running->add_option("--input", input,
                        "line input, tuner or monitor: alsa:DEVICE, command:PROGRAM ARGUMENTS "
                        "(16-bit mono at 48 kHz on its standard output), or wav:FILE");
    running->add_option("--sensors", options.session.sensors,
                        "JSON file in which the board's programs keep what they measure");
    running
        ->add_option("--first-spread", spread_s,
                     "seconds within which the first connection is made")
        ->check(CLI::Range(0.0, 600.0));
    CLI11_PARSE(app, argc, argv);

    if (claiming->parsed()) {
        if (!ca_file.empty()) {
            claim_options.ca_file = ca_file;
        }
        return claim(claim_options, folder, again);
    }
    if (!input.empty()) {
        auto made = player::make_sound_input(input);
        if (!made) {
            return complain(made.error());
        }
        options.input = std::move(*made);
        options.session.has_input = true;
    }
    options.session.first_spread = base::Millis(static_cast<std::int64_t>(spread_s * 1000));
    return run(folder, output, contacts, std::move(options));
}
