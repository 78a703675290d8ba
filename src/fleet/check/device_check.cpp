#include "fleet/check/device_check.hpp"

#include "base/clock.hpp"
#include "base/try.hpp"
#include "crypto/digest.hpp"
#include "crypto/token.hpp"
#include "device_protocol/messages_json.hpp"
#include "device_protocol/topics.hpp"

#include <algorithm>
#include <csignal>
#include <fmt/format.h>
#include <set>
#include <spawn.h>
#include <sys/wait.h>

/// A second of sound, spec/golden/tone.opus.
namespace embedded {
std::string_view golden_tone();
}

namespace fleet::check {

using device_protocol::Channel;
using device_protocol::read_message;
using std::chrono::milliseconds;

namespace {

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
        text.replace(at, what.size(), with);
    }
    return text;
}

pid_t start_shell(const std::string& command) {
    const char* arguments[] = {"sh", "-c", command.c_str(), nullptr};
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    ::posix_spawnattr_setpgroup(&attributes, 0); // so that children of the shell end with it
    pid_t pid = -1;
    ::posix_spawn(&pid, "/bin/sh", nullptr, &attributes, const_cast<char* const*>(arguments),
                  environ);
    ::posix_spawnattr_destroy(&attributes);
    return pid;
}

int wait_for(pid_t pid) {
    int status = -1;
    ::waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

DeviceCheck::DeviceCheck(const DeviceCheckOptions& options, StandIn& server)
    : options_(options), server_(server), tone_(embedded::golden_tone()),
      tone_hash_(crypto::sha256(tone_)), emergency_(&server.key()), ordinary_(&server.key()) {
    desired_.device = server_.device();
    desired_.version = 20;
    desired_.groups = {"thu-nghiem"};
    desired_.heartbeat_s = 5;
    server_.serve_media(tone_);
}

DeviceCheck::~DeviceCheck() {
    kill_device(SIGKILL);
}

std::string DeviceCheck::filled(std::string command) const {
    command = replaced(std::move(command), "{server}", server_.url());
    command = replaced(std::move(command), "{code}", options_.code);
    return replaced(std::move(command), "{serial}", options_.serial);
}

void DeviceCheck::start_device() {
    device_process_ = start_shell("exec " + filled(options_.run_command));
}

void DeviceCheck::kill_device(int signal) {
    if (device_process_ > 0) {
        ::kill(-device_process_, signal);
        wait_for(device_process_);
        device_process_ = -1;
    }
}

std::string DeviceCheck::topic(Channel channel) const {
    return device_protocol::device_topic(server_.device(), channel);
}

std::optional<Seen> DeviceCheck::said(Channel channel, std::size_t begin, double seconds,
                                      const std::function<bool(const Seen&)>& fits) const {
    return server_.wait(milliseconds(static_cast<std::int64_t>(seconds * 1000)), begin,
                        [&, on = topic(channel)](const Seen& seen) {
                            return seen.kind == Seen::Kind::published && seen.topic == on &&
                                   (!fits || fits(seen));
                        });
}

std::optional<device_protocol::Hello> DeviceCheck::hello_after(std::size_t begin,
                                                               int seconds) const {
    const auto seen = said(Channel::hello, begin, seconds);
    const auto read = seen ? read_message<device_protocol::Hello>(seen->payload)
                           : base::Result<device_protocol::Hello>(std::unexpect);
    return read ? std::optional(*read) : std::nullopt;
}

std::vector<device_protocol::Event> DeviceCheck::events() const {
    std::map<std::int64_t, device_protocol::Event> found;
    for (const Seen& seen : server_.all()) {
        if (seen.kind == Seen::Kind::published && seen.topic == topic(Channel::evt)) {
            if (const auto batch = read_message<device_protocol::EventBatch>(seen.payload)) {
                for (const auto& event : batch->events) {
                    found.emplace(event.n, event);
                }
            }
        }
    }
    std::vector<device_protocol::Event> all;
    for (auto& [_, event] : found) {
        all.push_back(std::move(event));
    }
    return all;
}

std::optional<device_protocol::PlayedProof> DeviceCheck::proof_of(const std::string& run,
                                                                  int seconds) const {
    std::optional<device_protocol::PlayedProof> proof;
    (void)said(Channel::evt, 0, seconds, [&](const Seen& seen) {
        const auto batch = read_message<device_protocol::EventBatch>(seen.payload);
        for (const auto& event : batch ? batch->events : std::vector<device_protocol::Event>{}) {
            if (event.played && base::to_text(event.played->run) == run) {
                proof = event.played;
            }
        }
        return proof.has_value();
    });
    return proof;
}

bool DeviceCheck::refused(const std::string& what, const std::string& code, std::size_t begin,
                          int seconds) const {
    return said(Channel::evt, begin, seconds,
                [&](const Seen& seen) {
                    const auto batch = read_message<device_protocol::EventBatch>(seen.payload);
                    return batch && std::ranges::any_of(batch->events, [&](const auto& event) {
                               return event.refused && event.refused->what == what &&
                                      event.refused->code == code;
                           });
                })
        .has_value();
}

bool DeviceCheck::answered(const Sent& sent, device_protocol::AckState state) const {
    const auto ends = [&](const device_protocol::Event& event) {
        return event.answered && base::to_text(event.answered->cid) == sent.cid &&
               event.answered->st == state;
    };
    return said(Channel::evt, sent.begin, 10,
                [&](const Seen& seen) {
                    const auto batch = read_message<device_protocol::EventBatch>(seen.payload);
                    return batch && std::ranges::any_of(batch->events, ends);
                })
        .has_value();
}

std::string DeviceCheck::ack_of(const Sent& sent, const std::vector<std::string>& any_of,
                                int seconds, std::string* code) const {
    std::string state;
    (void)said(Channel::ack, sent.begin, seconds, [&](const Seen& seen) {
        const auto ack = read_message<device_protocol::Acknowledgement>(seen.payload);
        if (!ack || base::to_text(ack->cid) != sent.cid) {
            return false;
        }
        for (const std::string& wanted : any_of) {
            if (seen.payload.find("\"st\":\"" + wanted + "\"") != std::string::npos ||
                seen.payload.find("\"st\": \"" + wanted + "\"") != std::string::npos) {
                state = wanted;
                if (code != nullptr) {
                    *code = ack->code.value_or("");
                }
                return true;
            }
        }
        return false;
    });
    return state;
}

bool DeviceCheck::claim() {
    server_.behave([](auto& manners) { manners.forge_reply = true; });
    const int forged = wait_for(start_shell(filled(options_.claim_command)));
    const auto first = server_.wait(
        milliseconds(0), 0, [](const Seen& seen) { return seen.kind == Seen::Kind::claimed; });
    const bool proved = first && (first->payload == "forged" || first->payload == "granted");
    report_.expect("4.1", "the code is normalised and stretched", proved,
                   first ? first->payload : "no claim arrived");
    report_.expect("4.2", "the claim proves the code and names the certificate that was shown",
                   proved, first ? first->payload : "no claim arrived");
    report_.expect("4.4", "an answer that is not proved is not believed", forged != 0);
    server_.behave([](auto& manners) { manners.forge_reply = false; });
    const int granted = wait_for(start_shell(filled(options_.claim_command)));
    report_.expect("4.5", "the grant is accepted", granted == 0,
                   fmt::format("exit status {}", granted));
    return granted == 0;
}

bool DeviceCheck::greet() {
    server_.behave([](auto& manners) { manners.answer_hello = false; });
    start_device();
    const auto hello = hello_after(0, 45);
    const auto connected = server_.wait(
        milliseconds(0), 0, [](const Seen& seen) { return seen.kind == Seen::Kind::connected; });
    report_.expect("6.6", "the first connection comes within 30 s and says hello",
                   hello.has_value());
    if (!hello || !connected) {
        return false;
    }
    report_.expect("5.3", "client id and user name are the device id, clean session",
                   connected->topic == server_.device() && connected->more == server_.device() &&
                       connected->orderly,
                   connected->topic);
    const auto will = read_message<device_protocol::StateNotice>(connected->payload.substr(
        std::min(connected->payload.size(), topic(Channel::state).size())));
    report_.expect("6.1",
                   "the will is `state` off with the incarnation of hello, not retained, QoS 1",
                   will && !will->on && will->inc == hello->inc && !connected->retained &&
                       connected->qos == mqtt::Qos::at_least_once &&
                       connected->payload.starts_with(topic(Channel::state)),
                   connected->payload);
    const std::size_t quiet = server_.count();
    server_.answer(hello->inc + 1, "accepted", 0);
    const auto early = server_.wait(milliseconds(2500), 0, [&](const Seen& seen) {
        return seen.kind == Seen::Kind::published && !seen.topic.ends_with("/hello");
    });
    report_.expect("6.2", "before its own `accepted` it publishes nothing but hello", !early,
                   early ? early->topic : "");
    server_.behave([](auto& manners) { manners.answer_hello = true; });
    server_.answer(hello->inc, "accepted", 0);
    const auto on = said(Channel::state, quiet, 5, [&](const Seen& seen) {
        const auto state = read_message<device_protocol::StateNotice>(seen.payload);
        return state && state->on && state->inc == hello->inc && !seen.retained;
    });
    report_.expect("6.3", "accepted: `state` on, not retained", on.has_value());
    report_.expect("6.3", "accepted: `rep`", said(Channel::rep, quiet, 5).has_value());
    report_.expect("6.3", "accepted: `hb`", said(Channel::hb, quiet, 5).has_value());
    return on.has_value();
}

void DeviceCheck::keep_in_touch() {
    std::set<std::string> filters;
    for (const Seen& seen : server_.all()) {
        if (seen.kind == Seen::Kind::subscribed) {
            filters.insert(seen.topic);
        }
    }
    const std::set<std::string> own = {topic(Channel::srv), topic(Channel::des),
                                       topic(Channel::cmd),
                                       std::string(device_protocol::all_command_topic)};
    report_.expect("5.2", "it subscribes to its own srv, des, cmd and to all, to nothing else",
                   filters == own, fmt::format("{} filters", filters.size()));
    const std::size_t begin = server_.count();
    const auto first = said(Channel::hb, begin, 12);
    const auto again = first ? said(Channel::hb, server_.count(), 12) : std::nullopt;
    const std::int64_t span = again ? (again->at - first->at).count() : 0;
    report_.expect("6.4", "heartbeats come at the told interval", span > 3500 && span < 6500,
                   fmt::format("{} ms instead of 5000", span));
}

base::Result<bool> DeviceCheck::run(const DeviceCheckOptions& options) {
    TRY_ASSIGN(const std::string code, crypto::normalize_code(options.code));
    TRY_ASSIGN(const auto server,
               StandIn::start({options.folder, options.serial, code, options.transcript}));
    DeviceCheck check(options, *server);
    if (check.claim() && check.greet()) {
        check.keep_in_touch();
        check.take_programme();
        check.refuse_documents();
        check.keep_what_no_run_needs();
        check.refuse_envelopes();
        check.refuse_commands();
        check.judge_rights();
        check.obey_commands();
        check.give_way();
        check.follow_keys();
        check.keep_quiet();
        check.come_back();
        check.survive_a_kill();
        check.leave();
        check.look_back();
    }
    fmt::print("\n{}\n", check.report_.summary());
    return check.report_.all_kept();
}

} // namespace fleet::check
