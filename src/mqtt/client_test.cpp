// Goal: a client behaves alike on the memory broker and on a real Mosquitto, and on the latter with
// TLS. Method: one suite over a "world" that makes clients and lets things happen until a condition
// holds.
#include "base/clock.hpp"
#include "crypto/certificate_authority.hpp"
#include "mqtt/memory_broker.hpp"
#include "mqtt/mosquitto_client.hpp"
#include "mqtt/mosquitto_test_support.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>

namespace mqtt {

namespace {

/// Told at every call of a recorder, so that a test can wait for what it expects.
std::mutex changed_mutex;
std::condition_variable changed;

void tell_change() {
    const std::lock_guard lock(changed_mutex);
    changed.notify_all();
}

/// Connects at once, as often as asked, and keeps what it hears.
class Recorder final : public Listener {
public:
    explicit Recorder(ConnectOptions options) : options_(std::move(options)) {}

    Attempt next_attempt(End last) override {
        bool first = false;
        {
            const std::lock_guard lock(mutex_);
            ends_.push_back(last);
            first = ends_.size() == 1;
        }
        tell_change();
        return {first ? base::Millis(0) : base::Millis(20), options_};
    }
    void connected() override {
        if (on_connected) {
            on_connected();
        }
        ++connections;
        tell_change();
    }
    void disconnected(End) override {
        ++disconnections;
        tell_change();
    }
    void received(const Message& message) override {
        {
            const std::lock_guard lock(mutex_);
            messages_.push_back(message);
        }
        tell_change();
    }
    void handed_over(int) override {
        ++handed;
        tell_change();
    }

    std::vector<Message> messages() {
        const std::lock_guard lock(mutex_);
        return messages_;
    }
    std::vector<End> ends() {
        const std::lock_guard lock(mutex_);
        return ends_;
    }

    std::function<void()> on_connected;
    std::atomic<int> connections = 0;
    std::atomic<int> disconnections = 0;
    std::atomic<int> handed = 0;

private:
    std::mutex mutex_;
    const ConnectOptions options_;
    std::vector<Message> messages_;
    std::vector<End> ends_;
};

class World {
public:
    virtual ~World() = default;
    virtual std::unique_ptr<Client> make_client() = 0;
    virtual ConnectOptions options(const std::string& client_id) = 0;
    virtual void break_connections() = 0;
    virtual bool until(const std::function<bool()>& condition) = 0;
};

class MemoryWorld final : public World {
public:
    std::unique_ptr<Client> make_client() override { return broker_.make_client(); }
    ConnectOptions options(const std::string& client_id) override {
        ConnectOptions made;
        made.client_id = client_id;
        return made;
    }
    void break_connections() override { broker_.break_connections(); }
    bool until(const std::function<bool()>& condition) override {
        broker_.run();
        return condition();
    }

private:
    MemoryBroker broker_;
};

bool wait_until(const std::function<bool()>& condition) {
    std::unique_lock lock(changed_mutex);
    return changed.wait_for(lock, std::chrono::seconds(20), condition);
}

class MosquittoWorld final : public World {
public:
    std::unique_ptr<Client> make_client() override { return make_mosquitto_client(); }
    ConnectOptions options(const std::string& client_id) override {
        ConnectOptions made;
        made.host = "127.0.0.1";
        made.port = process_.port();
        made.client_id = client_id;
        return made;
    }
    void break_connections() override {
        process_.kill_now();
        process_.start();
    }
    bool until(const std::function<bool()>& condition) override { return wait_until(condition); }

private:
    test_support::MosquittoProcess process_;
};

class ClientContract : public testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        if (std::string_view(GetParam()) == "memory") {
            world_ = std::make_unique<MemoryWorld>();
        } else {
            world_ = std::make_unique<MosquittoWorld>();
        }
    }
    std::unique_ptr<World> world_;
};

TEST_P(ClientContract, a_message_reaches_whoever_subscribed) {
    Recorder hearer(world_->options("hearer"));
    Recorder sayer(world_->options("sayer"));
    const auto hearing = world_->make_client();
    const auto saying = world_->make_client();
    hearer.on_connected = [&] { ASSERT_TRUE(hearing->subscribe({{"a/+", Qos::at_least_once}})); };
    hearing->start(hearer);
    ASSERT_TRUE(world_->until([&] { return hearer.connections == 1; }));
    sayer.on_connected = [&] {
        ASSERT_TRUE(saying->publish({"a/b", std::string("x\0y", 3), Qos::at_least_once, false}));
        ASSERT_TRUE(saying->publish({"b/b", "not asked for", Qos::at_least_once, false}));
        ASSERT_TRUE(saying->publish({"a/c", "z", Qos::at_most_once, false}));
    };
    saying->start(sayer);
    ASSERT_TRUE(world_->until([&] { return hearer.messages().size() == 2 && sayer.handed == 3; }));
    EXPECT_EQ(hearer.messages()[0].topic, "a/b");
    EXPECT_EQ(hearer.messages()[0].payload, std::string("x\0y", 3));
    EXPECT_EQ(hearer.messages()[1].payload, "z");
    saying->stop();
    hearing->stop();
}

TEST_P(ClientContract, a_retained_message_waits_for_the_subscriber) {
    Recorder sayer(world_->options("sayer"));
    const auto saying = world_->make_client();
    sayer.on_connected = [&] {
        ASSERT_TRUE(saying->publish({"r/1", "kept", Qos::at_least_once, true}));
    };
    saying->start(sayer);
    ASSERT_TRUE(world_->until([&] { return sayer.handed == 1; }));
    Recorder hearer(world_->options("hearer"));
    const auto hearing = world_->make_client();
    hearer.on_connected = [&] { ASSERT_TRUE(hearing->subscribe({{"r/#", Qos::at_most_once}})); };
    hearing->start(hearer);
    ASSERT_TRUE(world_->until([&] { return hearer.messages().size() == 1; }));
    EXPECT_TRUE(hearer.messages()[0].retained);
    hearing->stop();
    saying->stop();
}

TEST_P(ClientContract, before_and_after_a_connection_nothing_is_taken) {
    Recorder recorder(world_->options("a"));
    const auto client = world_->make_client();
    EXPECT_EQ(client->publish({"t", "x"}).error().code, "mqtt.not_connected");
    EXPECT_EQ(client->subscribe({{"t"}}).error().code, "mqtt.not_connected");
    client->start(recorder);
    ASSERT_TRUE(world_->until([&] { return recorder.connections == 1; }));
    client->stop();
    EXPECT_EQ(client->publish({"t", "x"}).error().code, "mqtt.not_connected");
}

TEST_P(ClientContract, after_a_broken_connection_the_owner_is_asked_again) {
    Recorder recorder(world_->options("a"));
    const auto client = world_->make_client();
    client->start(recorder);
    ASSERT_TRUE(world_->until([&] { return recorder.connections == 1; }));
    world_->break_connections();
    ASSERT_TRUE(world_->until([&] { return recorder.connections == 2; }));
    EXPECT_EQ(recorder.disconnections, 1);
    client->stop();
    EXPECT_EQ(recorder.ends().at(0), End::none);
    EXPECT_EQ(recorder.ends().at(1), End::lost);
}

TEST_P(ClientContract, an_asked_for_goodbye_is_told_from_a_loss) {
    Recorder recorder(world_->options("a"));
    const auto client = world_->make_client();
    client->start(recorder);
    ASSERT_TRUE(world_->until([&] { return recorder.connections == 1; }));
    client->disconnect();
    ASSERT_TRUE(world_->until([&] { return recorder.connections == 2; }));
    EXPECT_EQ(recorder.ends().at(1), End::asked);
    client->stop();
}

INSTANTIATE_TEST_SUITE_P(Worlds, ClientContract, testing::Values("memory", "mosquitto"),
                         [](const auto& info) { return std::string(info.param); });

TEST(MemoryBroker, a_will_is_sent_when_the_connection_breaks) {
    MemoryBroker broker;
    ConnectOptions options;
    options.will = Message{"w", "gone", Qos::at_least_once, true};
    Recorder recorder(options);
    const auto client = broker.make_client();
    client->start(recorder);
    broker.run();
    broker.refuse_connections(End::unavailable);
    broker.break_connections();
    broker.run();
    ASSERT_EQ(broker.seen().size(), 1U);
    EXPECT_EQ(broker.seen()[0].payload, "gone");
    broker.run();
    EXPECT_EQ(recorder.ends().back(), End::unavailable);
}

TEST(Mosquitto, a_will_is_sent_when_the_client_dies) {
    test_support::MosquittoProcess process;
    ConnectOptions options;
    options.host = "127.0.0.1";
    options.port = process.port();
    options.client_id = "same-id";
    options.will = Message{"w", "gone", Qos::at_least_once, false};
    Recorder hearer(options);
    const auto hearing = make_mosquitto_client();
    ConnectOptions other = options;
    other.client_id = "hearer";
    other.will.reset();
    Recorder second(other);
    second.on_connected = [&] { ASSERT_TRUE(hearing->subscribe({{"w", Qos::at_least_once}})); };
    hearing->start(second);
    ASSERT_TRUE(wait_until([&] { return second.connections == 1; }));
    const auto first_life = make_mosquitto_client();
    first_life->start(hearer);
    ASSERT_TRUE(wait_until([&] { return hearer.connections == 1; }));
    // A second connection under the same id: the broker drops the first and sends its will.
    Recorder twin(options);
    const auto second_life = make_mosquitto_client();
    second_life->start(twin);
    EXPECT_TRUE(wait_until([&] { return !second.messages().empty(); }));
    second_life->stop();
    first_life->stop();
    hearing->stop();
}

TEST(Mosquitto, the_last_word_and_the_goodbye_are_written_before_stop_returns) {
    test_support::MosquittoProcess process;
    ConnectOptions options;
    options.host = "127.0.0.1";
    options.port = process.port();
    options.client_id = "hearer";
    Recorder hearer(options);
    const auto hearing = make_mosquitto_client();
    hearer.on_connected = [&] { ASSERT_TRUE(hearing->subscribe({{"w/#", Qos::at_least_once}})); };
    hearing->start(hearer);
    ASSERT_TRUE(wait_until([&] { return hearer.connections == 1; }));
    // The word wakes the client's thread, which then is between two turns when the goodbye is asked
    // for; many times, because that moment is short.
    constexpr std::size_t lives = 60;
    for (std::size_t i = 0; i < lives; ++i) {
        options.client_id = "life" + std::to_string(i);
        options.will = Message{"w/will", "gone without a word", Qos::at_least_once, false};
        Recorder recorder(options);
        const auto client = make_mosquitto_client();
        client->start(recorder);
        ASSERT_TRUE(wait_until([&] { return recorder.connections == 1; }));
        ASSERT_TRUE(client->publish({"w/last", std::to_string(i), Qos::at_least_once, false}));
        client->stop();
    }
    EXPECT_TRUE(wait_until([&] { return hearer.messages().size() >= lives; }));
    hearing->stop();
    for (const Message& heard : hearer.messages()) {
        EXPECT_EQ(heard.topic, "w/last") << heard.payload;
    }
}

TEST(Mosquitto, a_wrong_password_is_told_from_an_absent_broker) {
    test_support::MosquittoProcess process("allow_anonymous false\n");
    ConnectOptions options;
    options.host = "127.0.0.1";
    options.port = process.port();
    options.client_id = "a";
    options.user = "a";
    options.password = "wrong";
    Recorder refused(options);
    const auto client = make_mosquitto_client();
    client->start(refused);
    EXPECT_TRUE(wait_until([&] { return refused.ends().size() >= 2; }));
    client->stop();
    EXPECT_EQ(refused.ends().at(1), End::not_allowed);
    options.port = test_support::free_port();
    Recorder absent(options);
    const auto other = make_mosquitto_client();
    other->start(absent);
    EXPECT_TRUE(wait_until([&] { return absent.ends().size() >= 2; }));
    other->stop();
    EXPECT_EQ(absent.ends().at(1), End::lost);
}

TEST(Mosquitto, a_full_queue_refuses_instead_of_growing) {
    test_support::MosquittoProcess process;
    ConnectOptions options;
    options.host = "127.0.0.1";
    options.port = process.port();
    options.client_id = "a";
    Recorder recorder(options);
    const auto client = make_mosquitto_client({.unacknowledged_max = 5});
    std::string refusal;
    recorder.on_connected = [&] {
        // On the client's own thread no acknowledgement can come in between.
        for (int i = 0; i < 6; ++i) {
            const auto sent = client->publish({"t", "x", Qos::at_least_once, false});
            refusal = sent ? "" : sent.error().code;
        }
    };
    client->start(recorder);
    EXPECT_TRUE(wait_until([&] { return recorder.handed == 5; }));
    EXPECT_EQ(refusal, "mqtt.queue_full");
    EXPECT_TRUE(client->publish({"t", "x", Qos::at_least_once, false}).has_value());
    client->stop();
}

struct TlsFiles {
    testing_support::TemporaryFolder folder;
    crypto::Credential authority =
        crypto::make_authority("Test CA", base::SystemClock().now() - std::chrono::hours(1),
                               std::chrono::hours(48))
            .value();

    void write_server(const std::vector<std::string>& names) {
        const auto server =
            crypto::issue_server_certificate(
                authority, {"server", names, base::SystemClock().now() - std::chrono::hours(1),
                            std::chrono::hours(24)})
                .value();
        ASSERT_TRUE(crypto::write_private_file(path("ca.pem"), authority.certificate_pem));
        ASSERT_TRUE(crypto::write_private_file(path("cert.pem"), server.certificate_pem));
        ASSERT_TRUE(crypto::write_private_file(path("key.pem"), server.private_key_pem));
    }
    std::string path(const char* name) const { return (folder.path() / name).string(); }
    std::string configuration() const {
        return "allow_anonymous true\ncertfile " + path("cert.pem") + "\nkeyfile " +
               path("key.pem") + "\n";
    }
};

TEST(Mosquitto, tls_connects_to_the_right_name_only) {
    TlsFiles files;
    files.write_server({"localhost", "127.0.0.1"});
    test_support::MosquittoProcess process(files.configuration());
    ConnectOptions options;
    options.host = "localhost";
    options.port = process.port();
    options.client_id = "a";
    options.tls = TlsOptions{files.path("ca.pem")};
    Recorder recorder(options);
    const auto client = make_mosquitto_client();
    client->start(recorder);
    EXPECT_TRUE(wait_until([&] { return recorder.connections == 1; }));
    client->stop();

    files.write_server({"elsewhere.example"});
    test_support::MosquittoProcess stranger(files.configuration());
    options.port = stranger.port();
    Recorder wary(options);
    const auto other = make_mosquitto_client();
    other->start(wary);
    EXPECT_TRUE(wait_until([&] { return wary.ends().size() >= 2; }));
    other->stop();
    EXPECT_EQ(wary.connections, 0);
}

TEST(Mosquitto, under_tls_an_absent_broker_is_seen_at_once) {
    TlsFiles files;
    files.write_server({"localhost"});
    ConnectOptions options;
    options.host = "127.0.0.1";
    options.port = test_support::free_port();
    options.client_id = "a";
    options.tls = TlsOptions{files.path("ca.pem")};
    Recorder absent(options);
    const auto client = make_mosquitto_client({.connect_deadline = std::chrono::minutes(10)});
    client->start(absent);
    EXPECT_TRUE(wait_until([&] { return absent.ends().size() >= 3; }));
    client->stop();
    EXPECT_EQ(absent.ends().at(1), End::lost);
    EXPECT_EQ(absent.connections, 0);
}

TEST(Mosquitto, a_broker_of_another_authority_or_a_missing_ca_file_is_never_trusted) {
    TlsFiles files;
    files.write_server({"localhost"});
    test_support::MosquittoProcess process(files.configuration());
    TlsFiles others;
    others.write_server({"localhost"});
    for (const std::string& ca : {others.path("ca.pem"), others.path("missing.pem")}) {
        ConnectOptions options;
        options.host = "localhost";
        options.port = process.port();
        options.client_id = "a";
        options.tls = TlsOptions{ca};
        Recorder wary(options);
        const auto client = make_mosquitto_client();
        client->start(wary);
        EXPECT_TRUE(wait_until([&] { return wary.ends().size() >= 2; }));
        client->stop();
        EXPECT_EQ(wary.connections, 0);
    }
}

TEST(Matches, filters_select_as_the_standard_says) {
    EXPECT_TRUE(matches("a/b", "a/b"));
    EXPECT_TRUE(matches("a/+/c", "a/b/c"));
    EXPECT_TRUE(matches("a/#", "a"));
    EXPECT_TRUE(matches("a/#", "a/b/c"));
    EXPECT_TRUE(matches("#", "a/b"));
    EXPECT_TRUE(matches("+/+", "/x"));
    EXPECT_FALSE(matches("a/+", "a"));
    EXPECT_FALSE(matches("a/b", "a/b/c"));
    EXPECT_FALSE(matches("a/b/c", "a/b"));
    EXPECT_FALSE(matches("#", "$SYS/x"));
    EXPECT_FALSE(matches("+/x", "$SYS/x"));
}

} // namespace

} // namespace mqtt
