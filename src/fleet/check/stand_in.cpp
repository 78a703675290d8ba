#include "fleet/check/stand_in.hpp"

#include "base/clock.hpp"
#include "base/ensure.hpp"
#include "base/try.hpp"
#include "crypto/certificate_authority.hpp"
#include "crypto/certificate_fingerprint.hpp"
#include "crypto/digest.hpp"
#include "crypto/token.hpp"
#include "device_protocol/messages_json.hpp"
#include "device_protocol/topics.hpp"
#include "fleet/check/https_line.hpp"
#include "fleet/check/listener.hpp"
#include "fleet/mqtt_packets.hpp"
#include "fleet/stream.hpp"
#include "json/parse.hpp"

#include <algorithm>
#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace fleet::check {

using device_protocol::Purpose;

namespace {

constexpr std::string_view device_id = "0197b2c4-1a00-7000-8000-0000000000d1";

base::Instant now() {
    return base::SystemClock().now();
}

device_protocol::TrustedIssuer describe(const crypto::KeyPair& key, Purpose purpose) {
    return device_protocol::describe_issuer(key.public_key(), device_protocol::Tier::commune,
                                            device_protocol::rights_of(purpose));
}

} // namespace

/// What lives on the loop's thread.
class StandIn::Inside {
public:
    Inside(StandIn& owner, TlsContext tls) : owner_(owner), tls_(std::move(tls)) {}

    base::Result<void> listen() {
        TRY_ASSIGN(https_port_, https_.open(owner_.loop_, [this](int descriptor) {
            requests_.push_back(std::make_unique<HttpsLine>(
                owner_.loop_, [this](const HttpRequest& request) { return answer(request); }));
            requests_.back()->accept(descriptor, &tls_);
        }));
        TRY_ASSIGN(mqtt_port_, mqtt_.open(owner_.loop_, [this](int descriptor) {
            lines_.push_back(std::make_unique<Line>(*this, static_cast<int>(lines_.size()) + 1));
            lines_.back()->accept(descriptor, &tls_);
        }));
        return {};
    }

    [[nodiscard]] HttpReply answer(const HttpRequest& request);
    void say(const std::string& topic, const std::string& payload);
    void keep_desired(const std::string& envelope, std::int64_t version) {
        desired_ = envelope;
        desired_version_ = version;
    }
    void cut();

    std::string authority_pem;
    base::Sha256 certificate;
    std::uint16_t https_port_ = 0;
    std::uint16_t mqtt_port_ = 0;

private:
    /// One MQTT connection of the device.
    class Line final : public Stream {
    public:
        Line(Inside& inside, int number)
            : Stream(inside.owner_.loop_), inside_(inside), number_(number) {}
        void deliver(const std::string& topic, const std::string& payload);
        [[nodiscard]] bool wants(const std::string& topic) const;

    private:
        void opened() override {}
        void arrived(std::string_view bytes) override;
        void closed() override;
        void take(const Packet& packet);
        void take_connect(const ConnectPacket& packet);
        void take_publish(const PublishPacket& packet);
        void take_hello(const std::string& payload);
        void take_events(const std::string& payload);
        void saw(Seen seen) const;

        Inside& inside_;
        int number_;
        PacketReader reader_;
        std::optional<mqtt::Message> will_;
        std::vector<std::string> filters_;
        std::uint16_t last_id_ = 0;
        bool said_goodbye_ = false;
    };

    [[nodiscard]] HttpReply claim(const HttpRequest& request);
    [[nodiscard]] Manners manners() const {
        const std::lock_guard lock(owner_.mutex_);
        return owner_.manners_;
    }

    StandIn& owner_;
    TlsContext tls_;
    Listener https_;
    Listener mqtt_;
    std::vector<std::unique_ptr<HttpsLine>> requests_;
    std::vector<std::unique_ptr<Line>> lines_;
    std::string desired_;
    std::int64_t desired_version_ = 0;
    std::int64_t epoch_ = 0;
    std::int64_t inc_ = 0;
    std::int64_t acknowledged_ = 0;
};

HttpReply StandIn::Inside::claim(const HttpRequest& request) {
    Seen seen{.kind = Seen::Kind::claimed, .at = now(), .topic = request.path};
    const auto read = device_protocol::read_message<device_protocol::ClaimRequest>(request.body);
    const auto refuse = [&](const std::string& why) {
        seen.payload = why;
        owner_.saw(seen);
        return HttpReply{403, R"({"detail":"refused"})"};
    };
    if (!read) {
        return refuse(read.error().message.en);
    }
    const base::Sha256 key = device_protocol::claim_key(owner_.setup_.code, read->serial);
    if (read->serial != owner_.setup_.serial) {
        return refuse("another serial number");
    }
    if (read->proof != device_protocol::claim_request_proof(key, *read)) {
        return refuse("a wrong proof");
    }
    if (read->tls_certificate != certificate) {
        return refuse("another certificate than the one that was shown");
    }
    device_protocol::ClaimGrant grant;
    grant.device = owner_.device_;
    grant.token = owner_.token_;
    grant.brokers = {{"localhost", mqtt_port_, true}};
    grant.ca_certificate = authority_pem;
    grant.issuers = {device_protocol::describe_issuer(owner_.key_, device_protocol::Tier::commune),
                     describe(owner_.day_key_, Purpose::ordinary),
                     describe(owner_.alarm_key_, Purpose::emergency)};
    grant.now = now();
    const std::string text = device_protocol::write_message(grant);
    const bool forge = manners().forge_reply;
    const base::Sha256 other = device_protocol::claim_key("0000000000", read->serial);
    seen.payload = forge ? "forged" : "granted";
    owner_.saw(seen);
    return {200,
            device_protocol::write_message(device_protocol::ClaimReply{
                text, device_protocol::claim_reply_proof(forge ? other : key, read->nonce, text)})};
}

HttpReply StandIn::Inside::answer(const HttpRequest& request) {
    if (request.method == "POST" && request.path == "/device/v1/claim") {
        return claim(request);
    }
    owner_.saw({.kind = Seen::Kind::fetched,
                .at = now(),
                .topic = request.path,
                .payload = request.range,
                .more = request.authorization});
    if (request.authorization != "Basic " + base::to_base64(owner_.device_ + ":" + owner_.token_)) {
        return {401, ""};
    }
    const std::lock_guard lock(owner_.mutex_);
    if (request.path == "/device/v1/manifest") {
        return owner_.manifest_.empty() ? HttpReply{404, ""} : HttpReply{200, owner_.manifest_};
    }
    if (request.path.starts_with("/device/v1/keys?")) {
        return {200, device_protocol::write_message(owner_.keys_)};
    }
    const auto found = owner_.media_.find(request.path.substr(request.path.rfind('/') + 1));
    if (found == owner_.media_.end()) {
        return {404, ""};
    }
    std::string content = found->second;
    if (owner_.manners_.spoil_media) {
        content[content.size() / 2] = static_cast<char>(content[content.size() / 2] ^ 1);
    }
    const std::size_t begin = request.range.starts_with("bytes=")
                                  ? static_cast<std::size_t>(std::atoll(request.range.c_str() + 6))
                                  : 0;
    return begin == 0 || begin >= content.size() ? HttpReply{200, content}
                                                 : HttpReply{206, content.substr(begin)};
}

void StandIn::Inside::say(const std::string& topic, const std::string& payload) {
    for (const auto& line : lines_) {
        if (line->is_open() && line->wants(topic)) {
            line->deliver(topic, payload);
        }
    }
}

void StandIn::Inside::cut() {
    for (const auto& line : lines_) {
        line->cut();
    }
}

void StandIn::Inside::Line::saw(Seen seen) const {
    seen.at = now();
    seen.line = number_;
    inside_.owner_.saw(std::move(seen));
}

bool StandIn::Inside::Line::wants(const std::string& topic) const {
    return std::ranges::any_of(filters_,
                               [&](const auto& filter) { return mqtt::matches(filter, topic); });
}

void StandIn::Inside::Line::deliver(const std::string& topic, const std::string& payload) {
    PublishPacket packet{{topic, payload, mqtt::Qos::at_least_once}, ++last_id_, false};
    send(write(packet));
}

void StandIn::Inside::Line::arrived(std::string_view bytes) {
    reader_.feed(bytes);
    while (is_open()) {
        const auto packet = reader_.next();
        if (!packet) {
            break;
        }
        take(*packet);
    }
}

void StandIn::Inside::Line::closed() {
    saw({.kind = Seen::Kind::left, .orderly = said_goodbye_});
}

void StandIn::Inside::Line::take(const Packet& packet) {
    switch (packet.type) {
    case PacketType::connect:
        if (const auto read = read_connect(packet)) {
            take_connect(*read);
        }
        break;
    case PacketType::publish:
        if (const auto read = read_publish(packet)) {
            take_publish(*read);
        }
        break;
    case PacketType::subscribe:
        if (const auto read = read_subscribe(packet)) {
            send(write_suback(*read));
            for (const auto& one : read->subscriptions) {
                filters_.push_back(one.filter);
                saw({.kind = Seen::Kind::subscribed, .topic = one.filter, .qos = one.qos});
            }
        }
        break;
    case PacketType::pingreq:
        send(write_empty(PacketType::pingresp));
        break;
    case PacketType::disconnect:
        said_goodbye_ = true;
        break;
    default:
        break;
    }
}

void StandIn::Inside::Line::take_connect(const ConnectPacket& packet) {
    will_ = packet.will;
    const bool known =
        packet.user == inside_.owner_.device_ && packet.password == inside_.owner_.token_;
    send(write_connack(known ? 0 : 5));
    saw({.kind = Seen::Kind::connected,
         .topic = packet.client_id,
         .payload = will_ ? will_->topic + " " + will_->payload : "",
         .more = packet.user,
         .retained = will_ && will_->retained,
         .orderly = packet.clean_session,
         .qos = will_ ? will_->qos : mqtt::Qos::at_most_once});
}

void StandIn::Inside::Line::take_publish(const PublishPacket& packet) {
    if (packet.id != 0) {
        send(write_number(PacketType::puback, packet.id));
    }
    const mqtt::Message& message = packet.message;
    saw({.kind = Seen::Kind::published,
         .topic = message.topic,
         .payload = message.payload,
         .retained = message.retained,
         .qos = message.qos});
    const auto topic = device_protocol::parse_device_topic(message.topic);
    if (topic && topic->channel == device_protocol::Channel::hello) {
        take_hello(message.payload);
    } else if (topic && topic->channel == device_protocol::Channel::evt) {
        take_events(message.payload);
    }
}

void StandIn::Inside::Line::take_hello(const std::string& payload) {
    const auto hello = device_protocol::read_message<device_protocol::Hello>(payload);
    if (!hello) {
        return;
    }
    if (inside_.epoch_ != hello->event_epoch) {
        inside_.acknowledged_ = 0;
    }
    inside_.epoch_ = hello->event_epoch;
    inside_.inc_ = hello->inc;
    const Manners manners = inside_.manners();
    if (manners.answer_hello) {
        inside_.owner_.answer(hello->inc, manners.status, inside_.acknowledged_);
        if (hello->desired_version < inside_.desired_version_) {
            inside_.owner_.say(device_protocol::device_topic(inside_.owner_.device_,
                                                             device_protocol::Channel::des),
                               inside_.desired_);
        }
    }
}

void StandIn::Inside::Line::take_events(const std::string& payload) {
    const auto batch = device_protocol::read_message<device_protocol::EventBatch>(payload);
    if (!batch || !inside_.manners().acknowledge_events) {
        return;
    }
    for (const auto& event : batch->events) {
        inside_.acknowledged_ = std::max(inside_.acknowledged_, event.n);
    }
    inside_.owner_.answer(inside_.inc_, "accepted", inside_.acknowledged_);
}

StandIn::StandIn(Setup setup, base::Random& random)
    : setup_(std::move(setup)), key_(crypto::KeyPair::generate(random)),
      day_key_(crypto::KeyPair::generate(random)), alarm_key_(crypto::KeyPair::generate(random)),
      device_(device_id) {
    token_ = crypto::random_token(random);
    if (!setup_.transcript.empty()) {
        transcript_.open(setup_.transcript);
    }
}

base::Result<std::unique_ptr<StandIn>> StandIn::start(Setup setup) {
    base::SystemRandom random;
    std::unique_ptr<StandIn> made(new StandIn(std::move(setup), random));
    const std::filesystem::path folder = made->setup_.folder;
    constexpr auto day = std::chrono::hours(24);
    const base::Instant yesterday = now() - day;
    TRY_ASSIGN(const auto authority,
               crypto::make_authority("nguon-fleet check", yesterday, day * 30));
    TRY_ASSIGN(const auto credential,
               crypto::issue_server_certificate(
                   authority, {"localhost", {"localhost", "127.0.0.1"}, yesterday, day * 10}));
    TRY(crypto::write_private_file(folder / "certificate.pem", credential.certificate_pem));
    TRY(crypto::write_private_file(folder / "key.pem", credential.private_key_pem));
    TRY_ASSIGN(auto tls, TlsContext::server(folder / "certificate.pem", folder / "key.pem"));
    made->inside_ = std::make_unique<Inside>(*made, std::move(tls));
    made->inside_->authority_pem = authority.certificate_pem;
    TRY_ASSIGN(const auto fingerprint, crypto::certificate_fingerprint(credential.certificate_pem));
    made->inside_->certificate = fingerprint.certificate;
    TRY(made->inside_->listen());
    made->thread_ = std::thread([server = made.get()] { server->loop_.run(); });
    return made;
}

StandIn::~StandIn() {
    if (thread_.joinable()) {
        loop_.post([this] { loop_.stop(); });
        thread_.join();
    }
}

std::string StandIn::url() const {
    return fmt::format("https://localhost:{}", inside_->https_port_);
}

void StandIn::saw(Seen seen) {
    const std::lock_guard lock(mutex_);
    if (transcript_.is_open() && seen.kind == Seen::Kind::published) {
        transcript_ << R"({"from":"device","topic":")" << seen.topic << R"(","message":)"
                    << seen.payload << "}\n"
                    << std::flush;
    }
    seen_.push_back(std::move(seen));
    changed_.notify_all();
}

void StandIn::behave(const std::function<void(Manners&)>& change) {
    const std::lock_guard lock(mutex_);
    change(manners_);
}

void StandIn::serve_media(const std::string& content) {
    const std::lock_guard lock(mutex_);
    media_[base::to_text(crypto::sha256(content))] = content;
}

void StandIn::serve_manifest(const std::string& envelope) {
    const std::lock_guard lock(mutex_);
    manifest_ = envelope;
}

void StandIn::serve_keys(const std::vector<std::string>& envelopes) {
    const std::lock_guard lock(mutex_);
    keys_.sets = envelopes;
}

void StandIn::say(const std::string& topic, const std::string& payload) {
    {
        const std::lock_guard lock(mutex_);
        if (transcript_.is_open() && json::parse(payload)) {
            transcript_ << R"({"from":"server","topic":")" << topic << R"(","message":)" << payload
                        << "}\n"
                        << std::flush;
        }
    }
    loop_.post([this, topic, payload] { inside_->say(topic, payload); });
}

void StandIn::say_desired(const std::string& envelope, std::int64_t version) {
    loop_.post([this, envelope, version] { inside_->keep_desired(envelope, version); });
    say(device_protocol::device_topic(device_, device_protocol::Channel::des), envelope);
}

void StandIn::answer(std::int64_t inc, const std::string& status, std::int64_t event_ack) {
    std::int64_t epoch = 0;
    for (const Seen& seen : all()) {
        if (seen.kind == Seen::Kind::published && seen.topic.ends_with("/hello")) {
            if (const auto hello =
                    device_protocol::read_message<device_protocol::Hello>(seen.payload)) {
                epoch = hello->event_epoch;
            }
        }
    }
    Manners manners;
    {
        const std::lock_guard lock(mutex_);
        manners = manners_;
    }
    say(device_protocol::device_topic(device_, device_protocol::Channel::srv),
        fmt::format(R"({{"v":1,"inc":{},"status":"{}","now":{},"heartbeat_s":{},)"
                    R"("ack_spread_ms":0,"retry_s":{},"event_epoch":{},"event_ack":{},)"
                    R"("x-check":true}})",
                    inc, status, now().ms, manners.heartbeat_s, manners.retry_s, epoch, event_ack));
}

void StandIn::cut() {
    loop_.post([this] { inside_->cut(); });
}

std::vector<Seen> StandIn::all() const {
    const std::lock_guard lock(mutex_);
    return seen_;
}

std::size_t StandIn::count() const {
    const std::lock_guard lock(mutex_);
    return seen_.size();
}

std::optional<Seen> StandIn::wait(std::chrono::milliseconds longest, std::size_t begin,
                                  const std::function<bool(const Seen&)>& fits) const {
    std::unique_lock lock(mutex_);
    const auto until = Steady::now() + longest;
    for (std::size_t i = begin;;) {
        for (; i < seen_.size(); ++i) {
            if (fits(seen_[i])) {
                return seen_[i];
            }
        }
        if (changed_.wait_until(lock, until) == std::cv_status::timeout && i >= seen_.size()) {
            return std::nullopt;
        }
    }
}

} // namespace fleet::check
