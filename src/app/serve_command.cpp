#include "app/serve_command.hpp"

#include "app/commands.hpp"
#include "app/server.hpp"
#include "base/random.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <pthread.h>

namespace app {

namespace {

/// Blocks the signals that end us in all threads, so that only `wait` takes them.
class StopSignals {
public:
    StopSignals() {
        sigemptyset(&set_);
        sigaddset(&set_, SIGTERM);
        sigaddset(&set_, SIGINT);
        pthread_sigmask(SIG_BLOCK, &set_, nullptr);
        std::signal(SIGPIPE, SIG_IGN);
    }
    void wait() const {
        int taken = 0;
        sigwait(&set_, &taken);
    }

private:
    sigset_t set_{};
};

void print_welcome(const Server& server, const Config& config) {
    const Ports ports = server.ports();
    fmt::print(
        "Nguồn đã sẵn sàng.\n  Bảng điều khiển: http://{}:{}/\n  Thiết bị và trình duyệt từ xa: "
        "https://{}:{}/\n",
        config.listen.address, ports.http, config.listen.public_host, ports.https);
    if (server.setup_code()) {
        fmt::print("  Mã thiết lập (dùng một lần để tạo người quản trị đầu tiên): {}\n",
                   *server.setup_code());
    }
    std::fflush(stdout);
}

/// Written beside and renamed, so that a waiting script never reads half of it.
void write_ready_file(const std::filesystem::path& file, const Ports& ports) {
    const std::filesystem::path beside = file.string() + ".new";
    std::ofstream(beside) << fmt::format(R"({{"http":{},"https":{},"mqtt":{}}})", ports.http,
                                         ports.https, ports.mqtt);
    std::filesystem::rename(beside, file);
}

} // namespace

int run_serve(Config config, const std::filesystem::path& ready_file) {
    const StopSignals signals;
    spdlog::set_default_logger(spdlog::stderr_color_mt("nguon"));
    auto foundation = Foundation::open(std::move(config), Use::serve);
    if (!foundation) {
        return tell_failure(foundation.error());
    }
    Server server(**foundation);
    if (const auto started = server.start(); !started) {
        return tell_failure(started.error());
    }
    print_welcome(server, (*foundation)->config());
    if (!ready_file.empty()) {
        write_ready_file(ready_file, server.ports());
    }
    signals.wait();
    spdlog::info("nguon: stopping");
    server.stop();
    return 0;
}

} // namespace app
