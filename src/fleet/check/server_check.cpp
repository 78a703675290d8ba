#include "fleet/check/server_check.hpp"

#include "base/clock.hpp"
#include "base/try.hpp"
#include "crypto/digest.hpp"
#include "device_protocol/key_set.hpp"
#include "device_protocol/messages_described.hpp"
#include "device_protocol/messages_json.hpp"
#include "device_protocol/signed_message.hpp"
#include "device_protocol/topics.hpp"
#include "fleet/check/probe.hpp"
#include "fleet/check/report.hpp"
#include "player/claim_device.hpp"
#include "player/http_fetch.hpp"
#include "player/state_files.hpp"
#include "json/parse.hpp"

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace fleet::check {

using device_protocol::Channel;
using device_protocol::device_topic;
using device_protocol::read_message;
using device_protocol::ServerAnswer;
using device_protocol::write_message;
using std::chrono::seconds;

namespace {

constexpr std::int64_t first_inc = 1000;
constexpr std::size_t chain_length_max = 10'000;
constexpr std::size_t manifest_bytes_max = std::size_t{8} * 1024 * 1024;

/// Of the first set of a chain, whose signer this check has no reason to know.
std::optional<device_protocol::KeySet> content_of(const std::string& envelope) {
    const auto read = json::parse(envelope);
    const auto* text =
        read && read->is_object() ? read->as_object().if_contains("payload") : nullptr;
    const auto payload = text != nullptr && text->is_string()
                             ? base::from_base64(std::string_view(text->as_string()))
                             : base::Result<std::string>(std::unexpect);
    auto set = payload ? read_message<device_protocol::KeySet>(*payload)
                       : base::Result<device_protocol::KeySet>(std::unexpect);
    return set ? std::optional(std::move(*set)) : std::nullopt;
}

class ServerCheck {
public:
    explicit ServerCheck(const ServerCheckOptions& options) : options_(options) {}

    base::Result<bool> run();

private:
    bool claim();
    bool connect();
    void greet();
    void ignore_older();
    void number_events();
    void refuse_strangers();
    void serve_documents();
    void serve_keys();
    void claim_again();

    /// Every set from the first on, as a device that knows none would get them; fewer when a
    /// question was not answered.
    [[nodiscard]] std::vector<std::string> whole_chain() const;
    [[nodiscard]] std::optional<device_protocol::DesiredState> newest_desired() const;

    [[nodiscard]] base::Result<player::Identity> claim_with(const std::string& code,
                                                            const std::string& serial) const;
    [[nodiscard]] std::optional<ServerAnswer> answer_to(const std::function<void()>& act,
                                                        int wait_s = 10);
    void say(Channel channel, const std::string& text) {
        probe_.say(device_topic(identity_.grant.device, channel), text);
    }
    [[nodiscard]] device_protocol::Hello hello(std::int64_t inc) const;
    [[nodiscard]] std::string batch(std::int64_t epoch, std::int64_t first_kept,
                                    const std::vector<std::int64_t>& numbers) const;
    [[nodiscard]] player::HttpServer https(bool with_credential) const;

    const ServerCheckOptions& options_;
    Report report_;
    player::Identity identity_;
    std::optional<TlsContext> tls_;
    std::optional<Address> broker_;
    Probe probe_;
    std::int64_t inc_ = first_inc;
    std::int64_t epoch_ = 0;
};

base::Result<player::Identity> ServerCheck::claim_with(const std::string& code,
                                                       const std::string& serial) const {
    base::SystemRandom random;
    player::ClaimOptions claim;
    claim.server = options_.server;
    claim.code = code;
    claim.serial = serial;
    claim.model = "nguon-fleet check";
    claim.plain_allowed = true;
    return player::claim_device(claim, random);
}

bool ServerCheck::claim() {
    const auto wrong = claim_with("0000000000", options_.serial);
    const auto unknown = claim_with("0000000000", options_.serial + "-unknown");
    report_.expect("4.3", "a wrong code is refused", !wrong);
    report_.expect("4.3", "an unknown serial number is answered exactly like a wrong code",
                   !wrong && !unknown && wrong.error().message.vi == unknown.error().message.vi,
                   !unknown ? unknown.error().message.en : "accepted");
    auto granted = claim_with(options_.code, options_.serial);
    report_.expect("4.2", "a right claim is granted", granted.has_value(),
                   granted ? "" : granted.error().message.en);
    report_.expect("4.4", "and the answer is proved by the code", granted.has_value());
    if (!granted) {
        return false;
    }
    identity_ = std::move(*granted);
    const auto& grant = identity_.grant;
    report_.expect("2.6", "the device id is 8 to 36 of a-z, 0-9 and hyphen",
                   device_protocol::is_device_id(grant.device), grant.device);
    report_.expect("4.5", "the grant has a token of 256 bits, brokers and trusted keys",
                   grant.token.size() >= 43 && !grant.brokers.empty() && !grant.issuers.empty());
    return true;
}

bool ServerCheck::connect() {
    const auto& first = identity_.grant.brokers.front();
    auto tls = TlsContext::client(identity_.grant.ca_certificate);
    auto broker = resolve(first.host, static_cast<std::uint16_t>(first.port));
    if (!tls || !broker) {
        report_.expect("4.5", "the grant's authority and broker can be used", false);
        return false;
    }
    tls_ = std::move(*tls);
    broker_ = *broker;
    ConnectPacket packet;
    packet.client_id = packet.user = identity_.grant.device;
    packet.password = "not the token";
    report_.expect("11.1", "a wrong token is not let in",
                   probe_.connect(*broker_, &*tls_, packet).value_or(0) > 0);
    probe_.cut();
    packet.password = identity_.grant.token;
    packet.will = mqtt::Message{device_topic(identity_.grant.device, Channel::state),
                                write_message(device_protocol::StateNotice{false, inc_}),
                                mqtt::Qos::at_least_once};
    const auto code = probe_.connect(*broker_, &*tls_, packet);
    report_.expect("5.3", "TLS with the grant's authority; the token is let in", code == 0);
    return code == 0;
}

device_protocol::Hello ServerCheck::hello(std::int64_t inc) const {
    device_protocol::Hello said;
    said.device = identity_.grant.device;
    said.inc = inc;
    said.serial = options_.serial;
    said.model = "nguon-fleet check";
    said.firmware = "1";
    said.levels = {"core", "schedule", "keys"};
    said.capabilities = {{"opus"}, 1, 100, true};
    said.clock = {device_protocol::ClockSource::ntp, 5};
    said.event_epoch = epoch_;
    return said;
}

std::string ServerCheck::batch(std::int64_t epoch, std::int64_t first_kept,
                               const std::vector<std::int64_t>& numbers) const {
    device_protocol::EventBatch said{inc_, epoch, first_kept, {}};
    for (const std::int64_t n : numbers) {
        device_protocol::Event event{n, base::SystemClock().now(), "notice", {}, {}, {}};
        event.notice = device_protocol::Notice{"x-check", "number " + std::to_string(n)};
        said.events.push_back(event);
    }
    return write_message(said);
}

std::optional<ServerAnswer> ServerCheck::answer_to(const std::function<void()>& act, int wait_s) {
    const std::size_t begin = probe_.count();
    act();
    const auto heard = probe_.wait(seconds(wait_s), begin, "/srv");
    const auto read = heard ? read_message<ServerAnswer>(heard->payload)
                            : base::Result<ServerAnswer>(std::unexpect);
    return read ? std::optional(*read) : std::nullopt;
}

void ServerCheck::greet() {
    epoch_ = identity_.grant.now.ms;
    probe_.subscribe({device_topic(identity_.grant.device, Channel::srv),
                      device_topic(identity_.grant.device, Channel::des),
                      device_topic(identity_.grant.device, Channel::cmd),
                      std::string(device_protocol::all_command_topic)});
    const auto welcome = answer_to([&] { say(Channel::hello, write_message(hello(inc_))); }, 20);
    report_.expect("6.2", "hello is answered with its incarnation",
                   welcome && welcome->inc == inc_);
    report_.expect("6.3", "the claimed device is accepted",
                   welcome && welcome->status == device_protocol::Welcome::accepted);
    const std::int64_t off =
        welcome ? std::abs(welcome->now.ms - base::SystemClock().now().ms) : -1;
    report_.expect("9.1", "`now` is this moment", off >= 0 && off < 5000,
                   fmt::format("{} ms", off));
    say(Channel::state, write_message(device_protocol::StateNotice{true, inc_}));
    const auto des = probe_.wait(seconds(30), 0, "/des");
    const auto desired =
        des ? device_protocol::open_desired(des->payload, identity_.grant.issuers)
            : base::Result<device_protocol::Signed<device_protocol::DesiredState>>(std::unexpect);
    report_.expect("6.8", "a desired state comes, signed by a key of the grant",
                   desired && desired->message.device == identity_.grant.device,
                   desired ? "" : "none within 30 s");
    report_.expect(
        "3.5", "that key has the right to it",
        desired && device_protocol::has_right(desired->issuer, device_protocol::Right::desired));
    report_.expect("4.3", "the used code is worth nothing any more",
                   !claim_with(options_.code, options_.serial));
}

void ServerCheck::ignore_older() {
    const auto older = answer_to([&] { say(Channel::hello, write_message(hello(inc_ - 1))); }, 3);
    report_.expect("6.5", "a hello with a lower incarnation is not answered", !older);
    say(Channel::hello, "{\"inc\":");
    say(Channel::hello, std::string(9000, 'x'));
    say(Channel::hello, "null");
    say(Channel::evt, "[]");
    const auto after = answer_to([&] { say(Channel::hello, write_message(hello(inc_))); });
    report_.expect("2.2", "malformed and overlong messages do no harm", after.has_value());
    std::string more = write_message(hello(inc_));
    more.insert(more.size() - 1, R"(,"x-check":{"any":["thing"]})");
    report_.expect("2.3", "unknown members are ignored",
                   answer_to([&] { say(Channel::hello, more); }).has_value());
}

void ServerCheck::number_events() {
    const auto told = [&](std::int64_t epoch, std::int64_t first_kept,
                          const std::vector<std::int64_t>& numbers) {
        const auto answer =
            answer_to([&] { say(Channel::evt, batch(epoch, first_kept, numbers)); });
        return answer ? answer->event_ack : -1;
    };
    std::int64_t ack = told(epoch_, 1, {1, 2});
    report_.expect("10.2", "events are acknowledged, all up to the last", ack == 2,
                   std::to_string(ack));
    ack = told(epoch_, 1, {4});
    report_.expect("10.3", "after a gap the acknowledgement stays", ack == 2, std::to_string(ack));
    ack = told(epoch_, 1, {2, 3, 4});
    report_.expect("10.3", "sent from there, everything is taken once", ack == 4,
                   std::to_string(ack));
    ack = told(epoch_, 8, {8, 9});
    report_.expect("10.3", "numbers below `first_kept` are passed over", ack == 9,
                   std::to_string(ack));
    ack = told(epoch_ - 1000, 1, {1});
    report_.expect("10.3", "an older epoch is ignored", ack == 9 || ack == -1, std::to_string(ack));
    ack = told(epoch_ + 1000, 1, {1});
    report_.expect("10.3", "a newer epoch begins at 1", ack == 1, std::to_string(ack));
}

void ServerCheck::refuse_strangers() {
    const std::string other = "0197b2c4-1a00-7000-8000-0000000000ff";
    const std::size_t begin = probe_.count();
    probe_.subscribe({"#", "lb/1/d/+/cmd", "lb/1/d/+/hello", device_topic(other, Channel::srv)});
    probe_.say(device_topic(other, Channel::hello), "{}");
    probe_.say(device_topic(identity_.grant.device, Channel::cmd), "forged");
    probe_.say("lb/1/all/cmd", "forged");
    (void)answer_to([&] { say(Channel::hello, write_message(hello(inc_))); });
    const auto heard = probe_.all();
    bool overheard = false;
    for (std::size_t i = begin; i < heard.size(); ++i) {
        overheard = overheard || heard[i].payload == "forged" ||
                    heard[i].topic.find(identity_.grant.device) == std::string::npos;
    }
    report_.expect("5.2", "a device hears nothing that is not for it, whatever it subscribes to",
                   !overheard);
    report_.expect("5.2", "and cannot publish commands", !overheard);
}

player::HttpServer ServerCheck::https(bool with_credential) const {
    return {options_.server, (options_.folder / "authority.pem").string(),
            with_credential ? identity_.grant.device : "", identity_.grant.token};
}

std::optional<device_protocol::DesiredState> ServerCheck::newest_desired() const {
    std::optional<device_protocol::DesiredState> newest;
    for (const mqtt::Message& message : probe_.all()) {
        if (message.topic.ends_with("/des")) {
            const auto opened =
                device_protocol::open_desired(message.payload, identity_.grant.issuers);
            newest = opened ? std::optional(opened->message) : newest;
        }
    }
    return newest;
}

void ServerCheck::serve_documents() {
    (void)player::write_atomically(options_.folder / "authority.pem",
                                   identity_.grant.ca_certificate);
    const auto nobody = player::http_get(https(false), "/device/v1/manifest", manifest_bytes_max);
    report_.expect("11.1", "without a credential nothing is served",
                   nobody && nobody->status == 401);
    const auto desired = newest_desired();
    const auto announced = desired ? desired->manifest : std::nullopt;
    const auto manifest = player::http_get(https(true), "/device/v1/manifest", manifest_bytes_max);
    const bool same = announced && manifest && manifest->status == 200 &&
                      crypto::sha256(manifest->body) == announced->sha256 &&
                      static_cast<std::int64_t>(manifest->body.size()) == announced->size;
    report_.expect("8.1", "the manifest is the announced one, to the byte", same,
                   announced ? "another" : "none was announced");
    const auto opened =
        device_protocol::open_manifest(manifest ? manifest->body : "", identity_.grant.issuers);
    report_.expect("8.1", "it is signed by a key of the grant, for this device",
                   opened && opened->message.device == identity_.grant.device);
    report_.expect("8.3", "it reaches at least seven days",
                   opened && opened->message.valid_to - opened->message.made_at >=
                                 std::chrono::hours(24 * 7 - 1));
    const auto media = player::http_get(https(true), "/device/v1/media/" + std::string(64, 'a'),
                                        manifest_bytes_max);
    report_.expect("11.3", "a file that is not of its programme is not served",
                   media && media->status == 404,
                   media ? std::to_string(media->status) : "no answer");
}

std::vector<std::string> ServerCheck::whole_chain() const {
    std::vector<std::string> chain;
    while (true) {
        const auto answer =
            player::http_get(https(true), "/device/v1/keys?after=" + std::to_string(chain.size()),
                             manifest_bytes_max);
        const auto read = answer && answer->status == 200
                              ? read_message<device_protocol::KeyChain>(answer->body)
                              : base::Result<device_protocol::KeyChain>(std::unexpect);
        if (!read || read->sets.empty() || chain.size() > chain_length_max) {
            return chain;
        }
        chain.insert(chain.end(), read->sets.begin(), read->sets.end());
    }
}

void ServerCheck::serve_keys() {
    const auto& grant = identity_.grant;
    const std::vector<std::string> chain = whole_chain();
    auto known = chain.empty() ? std::nullopt : content_of(chain.front());
    report_.expect("3.9", "the first set after 0 is set 1", known && known->version == 1);
    if (!known) {
        return;
    }
    bool linked = true;
    bool separate = device_protocol::check_key_set(*known).has_value();
    for (std::size_t i = 1; linked && i < chain.size(); ++i) {
        auto next = device_protocol::follow(*known, chain[i]);
        separate = separate && (next || next.error().code != "device_protocol.bad_key_set");
        linked = next.has_value();
        known = linked ? std::move(*next) : *std::move(known);
    }
    report_.expect("3.7", "each set is signed by the root of the one before, without gaps", linked,
                   fmt::format("after set {}", known->version));
    report_.expect("3.8", "in each a key has one purpose", separate);
    const bool same = json::write(known->issuers) == json::write(grant.issuers);
    report_.expect("3.7", "the newest one is that of the grant",
                   same && known->version == grant.key_set.value_or(0),
                   fmt::format("set {} and {}", known->version, grant.key_set.value_or(0)));
    const auto status = [&](const std::string& after, bool with_credential) {
        const auto answer = player::http_get(https(with_credential),
                                             "/device/v1/keys?after=" + after, manifest_bytes_max);
        return answer ? answer->status : 0;
    };
    report_.expect("11.6", "after the newest there is nothing, and that is no failure",
                   status(std::to_string(known->version), true) == 200);
    report_.expect("11.6", "what is no version is refused", status("none", true) == 400);
    report_.expect("11.1", "keys are for claimed devices", status("0", false) == 401);
    const auto desired = newest_desired();
    report_.expect("3.9", "the desired state names the newest set",
                   desired && desired->key_set == known->version);
}

void ServerCheck::claim_again() {
    if (options_.second_code.empty()) {
        report_.skip("4.6", "a new claim makes the old token invalid", "no second code was given");
        return;
    }
    const auto again = claim_with(options_.second_code, options_.serial);
    const auto old = player::http_get(https(true), "/device/v1/manifest", manifest_bytes_max);
    report_.expect("4.6", "a new claim makes the old token invalid",
                   again && old && old->status == 401,
                   again ? "the old one still works" : again.error().message.en);
    report_.expect("4.5", "the device keeps its id for life",
                   again && again->grant.device == identity_.grant.device);
}

base::Result<bool> ServerCheck::run() {
    if (claim() && connect()) {
        greet();
        ignore_older();
        number_events();
        refuse_strangers();
        serve_documents();
        serve_keys();
        claim_again();
    }
    report_.skip("7.6", "a command is sent again until it is received",
                 "commands are ordered by officers: see tests/functional");
    fmt::print("\n{}\n", report_.summary());
    return report_.all_kept();
}

} // namespace

base::Result<bool> check_server(const ServerCheckOptions& options) {
    return ServerCheck(options).run();
}

} // namespace fleet::check
