#include "app/commands.hpp"
#include "app/serve_command.hpp"

#include <CLI/CLI.hpp>

#include <functional>
#include <iostream>

namespace {

/// What the options of all commands are read into.
struct Options {
    std::string config_file;
    std::string data;
    std::string ready_file;
    std::string area_file;
    speech::NormalizeCommand normalize;
    speech::SayCommand say;
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

} // namespace

int main(int argc, char** argv) {
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

    CLI11_PARSE(cli, argc, argv);
    return run();
}
