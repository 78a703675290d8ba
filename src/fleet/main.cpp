#include "fleet/bare_wire.hpp"
#include "fleet/check/device_check.hpp"
#include "fleet/check/server_check.hpp"
#include "fleet/claim_fleet.hpp"
#include "fleet/run_fleet.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <csignal>
#include <fstream>

namespace {

int complain(const base::Error& error) {
    fmt::print(stderr, "{}\n{}\n", error.message.vi, error.message.en);
    return 1;
}

int claim(const fleet::ClaimFleetOptions& options, const std::string& codes,
          const std::string& roster_file) {
    const auto claims = fleet::load_claims(codes);
    if (!claims) {
        return complain(claims.error());
    }
    const auto roster = fleet::claim_fleet(options, *claims);
    if (!roster) {
        return complain(roster.error());
    }
    if (const auto saved = fleet::save_roster(roster_file, *roster); !saved) {
        return complain(saved.error());
    }
    fmt::print("{}\n", roster->devices.size());
    return 0;
}

std::string content_of(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

int measure(fleet::BareWireOptions options, const std::string& message, const std::string& answer) {
    options.message = content_of(message);
    options.answer = content_of(answer);
    const auto result = fleet::measure_bare_wire(options);
    if (!result) {
        return complain(result.error());
    }
    fmt::print("{}\n", *result);
    return 0;
}

/// `check device` and `check server`.
class CheckCommands {
public:
    explicit CheckCommands(CLI::App& app)
        : checking_(app.add_subcommand(
              "check", "Kiểm tra đúng giao thức, từng quy tắc (conformance, rule by rule)")) {
        checking_->require_subcommand(1);
        a_device_ = checking_->add_subcommand(
            "device", "any device; {server} {code} {serial} are replaced in both commands");
        device_.serial = "KIEM-TRA-1";
        device_.code = "7k3m-wq9x-2d";
        a_device_->add_option("--claim", device_.claim_command, "command that claims")->required();
        a_device_->add_option("--run", device_.run_command, "command that runs it")->required();
        a_device_->add_option("--serial", device_.serial);
        a_device_->add_option("--folder", folder_, "empty folder for certificates")->required();
        a_device_->add_option("--transcript", device_.transcript, "file: every MQTT message");
        auto* a_server = checking_->add_subcommand("server", "any server");
        a_server->add_option("--server", server_.server, "https://…")->required();
        a_server->add_option("--serial", server_.serial, "registered, not claimed")->required();
        a_server->add_option("--code", server_.code, "of that serial number")->required();
        a_server->add_option("--second-code", server_.second_code, "another of the same");
        a_server->add_option("--folder", folder_, "for certificates")->required();
    }

    [[nodiscard]] bool parsed() const { return checking_->parsed(); }
    /// 0: every rule that was tested is kept; 1: one is broken; 2: the check itself failed.
    [[nodiscard]] int run() {
        device_.folder = folder_;
        server_.folder = folder_;
        const auto kept = a_device_->parsed() ? fleet::check::DeviceCheck::run(device_)
                                              : fleet::check::check_server(server_);
        if (!kept) {
            complain(kept.error());
            return 2;
        }
        return *kept ? 0 : 1;
    }

private:
    CLI::App* checking_;
    CLI::App* a_device_ = nullptr;
    fleet::check::DeviceCheckOptions device_;
    fleet::check::ServerCheckOptions server_;
    std::string folder_;
};

int run(fleet::RunFleetOptions options, const std::string& roster_file, const std::string& faults) {
    const auto plan = fleet::parse_faults(faults);
    if (!plan) {
        return complain(plan.error());
    }
    options.faults = *plan;
    const auto roster = fleet::load_roster(roster_file);
    if (!roster) {
        return complain(roster.error());
    }
    options.ca_file = roster_file + ".ca.pem";
    if (const auto done = fleet::run_fleet(options, *roster); !done) {
        return complain(done.error());
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    CLI::App app{"Nguồn: nhiều cụm loa giả lập (many simulated loudspeaker clusters)"};
    app.require_subcommand(1);
    std::string roster;

    fleet::ClaimFleetOptions claim_options;
    std::string codes;
    auto* claiming = app.add_subcommand("claim", "Đăng ký cả đoàn (claim the fleet)");
    claiming->add_option("--server", claim_options.server, "https://…")->required();
    claiming->add_option("--codes", codes, R"(file: {"claims":[{"serial","code"}]})")->required();
    claiming->add_option("--roster", roster, "file that is written")->required();
    claiming->add_option("--threads", claim_options.threads)->check(CLI::Range(1, 64));

    fleet::RunFleetOptions options;
    std::string faults;
    double spread_s = 30;
    bool no_fetch = false;
    bool hasty = false;
    auto* running = app.add_subcommand(
        "run", "Chạy cả đoàn; đọc lệnh từ stdin: status, storm, forget, quit (run the fleet)");
    running->add_option("--roster", roster, "file that claim wrote")->required();
    running->add_option("--devices", options.devices, "0: all")->check(CLI::Range(0, 15'000));
    running->add_option("--seed", options.seed, "of everything that looks like chance");
    running->add_option("--faults", faults, "drop=,slow=,duplicate=,clock=,silent=,full=,mute=");
    running->add_option("--plain-broker", options.plain_broker, "127.0.0.1:PORT, without TLS");
    running->add_option("--first-spread", spread_s, "seconds")->check(CLI::Range(0.0, 600.0));
    running->add_flag("--no-fetch", no_fetch, "no programmes and no sound files");
    running->add_flag("--hasty", hasty, "come back at once instead of as rule 6.6 says");

    fleet::BareWireOptions bare;
    std::string message;
    std::string answer;
    auto* measuring = app.add_subcommand(
        "wire", "Đo đường truyền trần qua Mosquitto (measure the bare wire, to compare with)");
    measuring->add_option("--port", bare.broker_port, "plain, anonymous, 127.0.0.1")->required();
    measuring->add_option("--clients", bare.clients)->required()->check(CLI::Range(1, 15'000));
    measuring->add_option("--message", message, "file: what goes to each client")->required();
    measuring->add_option("--answer", answer, "file: what comes back")->required();
    measuring->add_flag("--one-publish", bare.one_publish, "one message for all");

    CheckCommands checks(app);
    CLI11_PARSE(app, argc, argv);
    if (checks.parsed()) {
        return checks.run();
    }
    if (measuring->parsed()) {
        return measure(bare, message, answer);
    }
    if (claiming->parsed()) {
        return claim(claim_options, codes, roster);
    }
    options.first_spread = std::chrono::milliseconds(static_cast<std::int64_t>(spread_s * 1000));
    options.fetch_programmes = !no_fetch;
    options.orderly = !hasty;
    return run(options, roster, faults);
}
