#include "app/commands.hpp"
#include "app/serve_command.hpp"
#include "app/update_commands.hpp"
#include "device_protocol/update_bundle.hpp"

#include <CLI/CLI.hpp>

#include <functional>
#include <iostream>
#include <malloc.h>

namespace {

struct UpdateOptions {
    std::string file;
    std::string trusted;
    app::MakeUpdate make;
};

/// What the options of all commands are read into.
struct Options {
    std::string config_file;
    std::string data;
    std::string ready_file;
    std::string area_file;
    speech::NormalizeCommand normalize;
    speech::SayCommand say;
    UpdateOptions update;
};

/// The configuration of the file, or the defaults; options given on the command line win.
int with_config(const Options& options, const std::function<int(app::Config)>& run) {
    auto config = options.config_file.empty() ? base::Result<app::Config>(app::Config{})
                                              : app::read_config(options.config_file);
    if (!config) {
        return app::tell_failure(config.error());
    }
    if (!options.data.empty()) {
        config->data = options.data;
    }
    return run(std::move(*config));
}

CLI::App* add_command(CLI::App& parent, Options& options, const char* name, const char* help) {
    CLI::App* command = parent.add_subcommand(name, help);
    command->add_option("--config", options.config_file, "TOML; see deploy/nguon.example.toml");
    command->add_option("--data", options.data, "folder of database, media and keys");
    return command;
}

void add_update_commands(CLI::App& cli, UpdateOptions& options, std::function<int()>& run) {
    CLI::App* update = cli.add_subcommand("update", "Gói cập nhật của thiết bị (update bundles)");
    update->require_subcommand(1);
    CLI::App* key = update->add_subcommand("key", "make a release key, print its public half");
    key->add_option("--out", options.file, "file for the private half")->required();
    key->callback([&] { run = [&] { return app::run_update_key(options.file); }; });

    app::MakeUpdate& wanted = options.make;
    wanted.product = device_protocol::player_product;
    wanted.platform = device_protocol::own_platform();
    CLI::App* make = update->add_subcommand("make", "sign a program into a bundle");
    make->add_option("--program", wanted.program, "the program, such as nguon-player")->required();
    make->add_option("--version", wanted.version, "three numbers, such as 1.4.0")->required();
    make->add_option("--key", wanted.key, "release key of `nguon update key`")->required();
    make->add_option("--notes", wanted.notes_vi, "what is new, in Vietnamese")->required();
    make->add_option("--notes-en", wanted.notes_en, "what is new, in English");
    make->add_option("--product", wanted.product, "default: nguon-player");
    make->add_option("--platform", wanted.platform, "default: that of this machine");
    make->add_option("--minimum", wanted.minimum_version, "version that must run before");
    make->add_option("--not-before", wanted.not_before, "RFC 3339; not installed earlier");
    make->add_option("--out", wanted.out, "bundle to write")->required();
    make->callback([&] { run = [&] { return app::run_update_make(wanted); }; });

    CLI::App* show = update->add_subcommand("show", "what is in a bundle; trusts nobody");
    show->add_option("file", options.file)->required();
    show->callback([&] { run = [&] { return app::run_update_show(options.file, ""); }; });
    CLI::App* verify = update->add_subcommand("verify", "whether this key signed the bundle");
    verify->add_option("file", options.file)->required();
    verify->add_option("--trusted", options.trusted, "public half of the release key")->required();
    verify->callback(
        [&] { run = [&] { return app::run_update_show(options.file, options.trusted); }; });
}

} // namespace

int main(int argc, char** argv) {
    // Two arenas: with one for each thread, what a burst of ten thousand devices needed for a
    // moment stays with the process, 11 MB of it.
    mallopt(M_ARENA_MAX, 2);
    Options options;
    std::function<int()> run;
    CLI::App cli{"Nguồn: hệ thống thông tin nguồn"};
    cli.require_subcommand(1);

    CLI::App* serve = add_command(cli, options, "serve", "Chạy máy chủ (run the server)");
    serve->add_option("--ready-file", options.ready_file, "written with the ports when ready");
    serve->callback([&] {
        run = [&] {
            return with_config(options, [&](app::Config config) {
                return app::run_serve(std::move(config), options.ready_file);
            });
        };
    });

    CLI::App* speech = cli.add_subcommand("speech", "Cách đọc và giọng đọc (speech)");
    speech->require_subcommand(1);
    CLI::App* normalize = speech->add_subcommand(
        "normalize", "standard input to standard output, one line in, one line out");
    normalize->add_flag("--document", options.normalize.document,
                        "read broken lines of one document together");
    normalize->callback([&] {
        run = [&] {
            return speech::run_speech_normalize(options.normalize, std::cin, std::cout, std::cerr);
        };
    });
    CLI::App* say = add_command(*speech, options, "say", "speak a text into a .wav or .opus file");
    say->add_option("--voice", options.say.voice, "name of `nguon speech voices`");
    say->add_option("--rate", options.say.rate, "0.5 to 2")->check(CLI::Range(0.5, 2.0));
    say->add_option("--out", options.say.out, "file to write")->required();
    say->add_option("text", options.say.text, "text file, or - for standard input");
    say->callback([&] {
        run = [&] {
            return with_config(options, [&](const app::Config& config) {
                return app::run_say(config, options.say);
            });
        };
    });
    CLI::App* voices = add_command(*speech, options, "voices", "list the voices");
    voices->callback([&] { run = [&] { return with_config(options, app::run_voices); }; });

    CLI::App* audit = cli.add_subcommand("audit", "Nhật ký thao tác (audit log)");
    audit->require_subcommand(1);
    add_command(*audit, options, "verify", "check the chain of the log")->callback([&] {
        run = [&] { return with_config(options, app::run_audit_verify); };
    });

    CLI::App* areas = cli.add_subcommand("areas", "Danh mục hành chính (administrative units)");
    areas->require_subcommand(1);
    CLI::App* load = add_command(*areas, options, "load", "check and store a newer list");
    load->add_option("file", options.area_file)->required();
    load->callback([&] {
        run = [&] {
            return with_config(options, [&](app::Config config) {
                return app::run_areas_load(std::move(config), options.area_file);
            });
        };
    });

    add_update_commands(cli, options.update, run);

    CLI11_PARSE(cli, argc, argv);
    return run();
}
