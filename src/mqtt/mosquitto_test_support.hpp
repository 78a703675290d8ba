#pragma once

#include "testing/temporary_folder.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <cstdint>
#include <fstream>
#include <netinet/in.h>
#include <spawn.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace mqtt::test_support {

inline sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// A port that nobody listens on now.
inline std::uint16_t free_port() {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof(address);
    if (::bind(descriptor, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        throw std::runtime_error("no free port");
    }
    ::close(descriptor);
    return ntohs(address.sin_port);
}

/// A real Mosquitto on loopback with a configuration of the test. Killed at the end.
class MosquittoProcess {
public:
    explicit MosquittoProcess(std::string extra_configuration = "allow_anonymous true\n")
        : port_(free_port()) {
        std::ofstream file(folder_.path() / "mosquitto.conf");
        // Started by root it would otherwise change to a user who cannot read the test's files.
        file << "user root\npersistence false\nlog_dest none\nlistener " << port_ << " 127.0.0.1\n"
             << extra_configuration;
        file.close();
        start();
    }
    ~MosquittoProcess() { kill_now(); }
    MosquittoProcess(const MosquittoProcess&) = delete;
    MosquittoProcess& operator=(const MosquittoProcess&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }

    void start() {
        const std::string file = (folder_.path() / "mosquitto.conf").string();
        const char* arguments[] = {"mosquitto", "-c", file.c_str(), nullptr};
        if (::posix_spawn(&process_, "/usr/sbin/mosquitto", nullptr, nullptr,
                          const_cast<char* const*>(arguments), environ) != 0) {
            throw std::runtime_error("mosquitto cannot be started (apt install mosquitto)");
        }
        wait_until_listening();
    }

    void kill_now() {
        if (process_ > 0) {
            ::kill(process_, SIGKILL);
            ::waitpid(process_, nullptr, 0);
            process_ = -1;
        }
    }

private:
    void wait_until_listening() const {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (std::chrono::steady_clock::now() < deadline) {
            const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
            const sockaddr_in address = loopback(port_);
            const int outcome =
                ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
            ::close(descriptor);
            if (outcome == 0) {
                return;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        throw std::runtime_error("mosquitto does not listen");
    }

    testing_support::TemporaryFolder folder_;
    std::uint16_t port_;
    pid_t process_ = -1;
};

} // namespace mqtt::test_support
