#pragma once

#include "base/result.hpp"
#include "fleet/loop.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct ssl_ctx_st;
struct ssl_st;

namespace fleet {

/// One for all connections of a side: thousands of contexts with the same certificates would cost
/// more than the connections.
class TlsContext {
public:
    /// Verifies servers against the authority's PEM text.
    [[nodiscard]] static base::Result<TlsContext> client(const std::string& authority_pem);
    [[nodiscard]] static base::Result<TlsContext> server(const std::filesystem::path& certificate,
                                                         const std::filesystem::path& private_key);
    [[nodiscard]] ssl_ctx_st* get() const { return context_.get(); }

private:
    struct Free {
        void operator()(ssl_ctx_st* context) const;
    };
    std::unique_ptr<ssl_ctx_st, Free> context_;
};

struct Address {
    std::string host; ///< for the certificate
    std::uint32_t ipv4 = 0;
    std::uint16_t port = 0;
    /// Port numbers of one source address end at 28,000 connections: others of 127.0.0.0/8 help on
    /// loopback. 0: the system chooses.
    std::uint32_t source_ipv4 = 0;
};
/// As many descriptors as the system lets us have: one for each connection.
void raise_limit_of_files(std::size_t wanted);
[[nodiscard]] base::Result<Address> resolve(const std::string& host, std::uint16_t port);

/// A TCP connection, with or without TLS, that never blocks. Used again after it was closed. All
/// calls on the loop's thread.
class Stream : public Watcher {
public:
    explicit Stream(Loop& loop) : loop_(loop) {}
    ~Stream() override;
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    /// `opened` follows, or `closed`.
    void connect(const Address& to, const TlsContext* tls);
    void accept(int descriptor, const TlsContext* tls);
    void send(std::string_view bytes);
    /// Sends what waits if it can be sent at once; no `closed` follows.
    void close();
    /// The line is cut as by a broken cable: no goodbye of TLS.
    void cut();
    [[nodiscard]] bool is_open() const { return phase_ == Phase::open; }
    [[nodiscard]] bool in_use() const { return phase_ != Phase::closed; }
    [[nodiscard]] std::uint64_t bytes_in() const { return bytes_in_; }
    [[nodiscard]] std::uint64_t bytes_out() const { return bytes_out_; }

    void ready(std::uint32_t events) override;

protected:
    virtual void opened() = 0;
    virtual void arrived(std::string_view bytes) = 0;
    /// The other side or the network ended it; it may be connected again from here.
    virtual void closed() = 0;

    Loop& loop_;

private:
    enum class Phase : std::uint8_t { closed, connecting, handshaking, open };
    enum class Progress : std::uint8_t { more, wait, broken };
    struct Free {
        void operator()(ssl_st* tls) const;
    };

    void start_tls(const TlsContext& context, bool as_server, const std::string& host);
    void shake_hands();
    void take_bytes();
    Progress read_some(std::string_view& bytes);
    bool push();
    void watch();
    void release();
    void fail();

    int descriptor_ = -1;
    Phase phase_ = Phase::closed;
    std::uint32_t watched_ = 0;
    bool wants_tls_ = false;
    std::unique_ptr<ssl_st, Free> tls_;
    std::string waiting_; ///< not yet sent
    std::uint64_t bytes_in_ = 0;
    std::uint64_t bytes_out_ = 0;
};

} // namespace fleet
