// Opens many connections that each ask for one address and read what comes: a load of listeners for
// `./dev bench live` and `storm`. Prints one line of JSON a second, and ends when its standard
// input ends. An answer is counted from the attempt to connect to its first byte.
//
//   listen_many HOST PORT COUNT PER_SECOND < request-head
//
// Every connection comes from one of 64 loopback addresses, because a server limits each client.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Steady = std::chrono::steady_clock;

struct Line {
    int socket = -1;
    long bytes = 0;
    Steady::time_point tried_at;
    bool told = false; ///< the first bytes were an answer with status 200
    bool lost = false;
};

std::string read_request() {
    std::string text;
    std::array<char, 4096> part{};
    while (text.find("\r\n\r\n") == std::string::npos) {
        const ssize_t got = read(0, part.data(), part.size());
        if (got <= 0) {
            break;
        }
        text.append(part.data(), static_cast<std::size_t>(got));
    }
    return text;
}

int open_line(const sockaddr_in& server, std::size_t number) {
    const int line = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in own{};
    own.sin_family = AF_INET;
    own.sin_addr.s_addr = htonl(0x7f000100U + static_cast<std::uint32_t>(number % 64));
    const int yes = 1;
    setsockopt(line, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    bind(line, reinterpret_cast<const sockaddr*>(&own), sizeof own);
    if (connect(line, reinterpret_cast<const sockaddr*>(&server), sizeof server) != 0 &&
        errno != EINPROGRESS) {
        close(line);
        return -1;
    }
    return line;
}

class Listeners {
public:
    Listeners(const sockaddr_in& server, std::string request, std::size_t count)
        : server_(server), request_(std::move(request)), lines_(count), epoll_(epoll_create1(0)) {}

    void open_some(std::size_t wanted) {
        for (; opened_ < wanted && opened_ < lines_.size(); ++opened_) {
            Line& line = lines_[opened_];
            line.tried_at = Steady::now();
            line.socket = open_line(server_, opened_);
            epoll_event event{};
            event.events = EPOLLOUT;
            event.data.u64 = opened_;
            if (line.socket < 0 || epoll_ctl(epoll_, EPOLL_CTL_ADD, line.socket, &event) != 0) {
                line.lost = true;
            }
        }
    }

    void serve(int wait_ms) {
        std::array<epoll_event, 512> events{};
        const int count =
            epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), wait_ms);
        for (int i = 0; i < count; ++i) {
            take(events[static_cast<std::size_t>(i)]);
        }
    }

    void tell(double seconds) {
        long bytes = 0;
        std::size_t served = 0;
        std::size_t lost = 0;
        for (Line& line : lines_) {
            bytes += line.bytes;
            served += line.told && line.bytes > 0 && !line.lost ? 1 : 0;
            lost += line.lost ? 1 : 0;
            line.bytes = 0;
        }
        std::ranges::sort(answers_ms_);
        const std::size_t answered = answers_ms_.size();
        std::printf("{\"seconds\":%.3f,\"opened\":%zu,\"served\":%zu,\"lost\":%zu,\"bytes\":%ld,"
                    "\"answered\":%zu,\"answer_p99_ms\":%.1f,\"answer_max_ms\":%.1f}\n",
                    seconds, opened_, served, lost, bytes, answered,
                    answered == 0 ? 0 : answers_ms_[(answered - 1) * 99 / 100],
                    answered == 0 ? 0 : answers_ms_.back());
        std::fflush(stdout);
    }

private:
    void take(const epoll_event& event) {
        Line& line = lines_[event.data.u64];
        if ((event.events & EPOLLOUT) != 0) {
            if (write(line.socket, request_.data(), request_.size()) !=
                static_cast<ssize_t>(request_.size())) {
                lose(line);
                return;
            }
            epoll_event reading{};
            reading.events = EPOLLIN;
            reading.data.u64 = event.data.u64;
            epoll_ctl(epoll_, EPOLL_CTL_MOD, line.socket, &reading);
            return;
        }
        static std::array<char, 65536> part;
        const ssize_t got = read(line.socket, part.data(), part.size());
        if (got <= 0) {
            lose(line);
            return;
        }
        if (!line.told) {
            line.told =
                std::string_view(part.data(), static_cast<std::size_t>(got)).substr(8, 4) == " 200";
            if (line.told) {
                const std::chrono::duration<double, std::milli> took =
                    Steady::now() - line.tried_at;
                answers_ms_.push_back(took.count());
            }
        }
        line.bytes += got;
    }

    void lose(Line& line) {
        line.lost = true;
        close(line.socket);
        line.socket = -1;
    }

    const sockaddr_in server_;
    const std::string request_;
    std::vector<Line> lines_;
    std::vector<double> answers_ms_;
    std::size_t opened_ = 0;
    int epoll_ = -1;
};

} // namespace

int main(int count, char** words) {
    if (count != 5) {
        std::fprintf(stderr, "usage: listen_many HOST PORT COUNT PER_SECOND < request\n");
        return 2;
    }
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    sockaddr_in server{};
    server.sin_family = AF_INET;
    inet_pton(AF_INET, words[1], &server.sin_addr);
    server.sin_port = htons(static_cast<std::uint16_t>(std::atoi(words[2])));
    const auto per_second = static_cast<double>(std::atoi(words[4]));
    Listeners listeners(server, read_request(), static_cast<std::size_t>(std::atoi(words[3])));
    const auto began = Steady::now();
    auto told = began;
    while (true) {
        const auto now = Steady::now();
        const double seconds = std::chrono::duration<double>(now - began).count();
        listeners.open_some(static_cast<std::size_t>(seconds * per_second) + 1);
        listeners.serve(10);
        if (now - told >= std::chrono::seconds(1)) {
            listeners.tell(std::chrono::duration<double>(now - told).count());
            told = now;
        }
        pollfd input{.fd = 0, .events = POLLIN, .revents = 0};
        std::array<char, 64> ignored{};
        if (poll(&input, 1, 0) > 0 && read(0, ignored.data(), ignored.size()) <= 0) {
            return 0;
        }
    }
}
