#include "app/serve_command.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>

namespace {

/// The configuration of the file, or the defaults; options given on the command line win.
base::Result<app::Config> load_config(const std::string& file, const std::string& data) {
    auto config = file.empty() ? base::Result<app::Config>(app::Config{}) : app::read_config(file);
    if (config && !data.empty()) {
        config->data = data;
    }
    return config;
}

int tell(const base::Error& error) {
    fmt::print(stderr, "nguon: {}\n       {} [{}]\n", error.message.vi, error.message.en,
               error.code);
    return 1;
}

} // namespace

int main(int argc, char** argv) {
    CLI::App cli{"Nguồn: hệ thống thông tin nguồn"};
    cli.require_subcommand(1);
    std::string config_file;
    std::string data;
    std::string ready_file;

    auto* serve = cli.add_subcommand("serve", "Chạy máy chủ (run the server)");
    serve->add_option("--config", config_file, "TOML; deploy/nguon.example.toml shows all of it");
    serve->add_option("--data", data, "folder of database, media and keys");
    serve->add_option("--ready-file", ready_file, "written with the ports once it is ready");

    CLI11_PARSE(cli, argc, argv);
    auto config = load_config(config_file, data);
    if (!config) {
        return tell(config.error());
    }
    return app::run_serve(std::move(*config), ready_file);
}
