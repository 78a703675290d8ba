#include "fleet/stream.hpp"

#include "base/ensure.hpp"
#include "base/try.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace fleet {

namespace {

base::Failure bad_certificate(const std::string& what) {
    return base::fail(base::Fault::invalid, "fleet.bad_certificate",
                      "Chứng thư không đọc được: " + what + ".",
                      "The certificate cannot be read: " + what + ".");
}

void keep_small(SSL_CTX* context) {
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}

sockaddr_in socket_address(std::uint32_t ipv4, std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(ipv4);
    return address;
}

void set_option(int descriptor, int level, int name) {
    const int one = 1;
    ::setsockopt(descriptor, level, name, &one, sizeof(one));
}

} // namespace

void TlsContext::Free::operator()(ssl_ctx_st* context) const {
    SSL_CTX_free(context);
}

base::Result<TlsContext> TlsContext::client(const std::string& authority_pem) {
    TlsContext made;
    made.context_.reset(SSL_CTX_new(TLS_client_method()));
    keep_small(made.get());
    SSL_CTX_set_verify(made.get(), SSL_VERIFY_PEER, nullptr);
    const std::unique_ptr<BIO, decltype(&BIO_free)> text(
        BIO_new_mem_buf(authority_pem.data(), static_cast<int>(authority_pem.size())), BIO_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr), X509_free);
    if (!certificate ||
        X509_STORE_add_cert(SSL_CTX_get_cert_store(made.get()), certificate.get()) != 1) {
        return bad_certificate("ca_certificate");
    }
    return made;
}

base::Result<TlsContext> TlsContext::server(const std::filesystem::path& certificate,
                                            const std::filesystem::path& private_key) {
    TlsContext made;
    made.context_.reset(SSL_CTX_new(TLS_server_method()));
    keep_small(made.get());
    if (SSL_CTX_use_certificate_chain_file(made.get(), certificate.c_str()) != 1 ||
        SSL_CTX_use_PrivateKey_file(made.get(), private_key.c_str(), SSL_FILETYPE_PEM) != 1) {
        return bad_certificate(certificate.string());
    }
    return made;
}

void raise_limit_of_files(std::size_t wanted) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = std::max<rlim_t>(limit.rlim_cur, wanted);
    limit.rlim_max = std::max(limit.rlim_max, limit.rlim_cur);
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) {
        limit.rlim_max = 0;
        ::getrlimit(RLIMIT_NOFILE, &limit);
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

base::Result<Address> resolve(const std::string& host, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0 || found == nullptr) {
        return base::fail(base::Fault::unavailable, "fleet.unknown_host",
                          "Không tìm thấy máy chủ " + host + ".", "There is no host " + host + ".");
    }
    const auto* first = reinterpret_cast<const sockaddr_in*>(found->ai_addr);
    const Address address{host, ntohl(first->sin_addr.s_addr), port};
    ::freeaddrinfo(found);
    return address;
}

void Stream::Free::operator()(ssl_st* tls) const {
    SSL_free(tls);
}

Stream::~Stream() {
    release();
}

void Stream::connect(const Address& to, const TlsContext* tls) {
    ENSURE(phase_ == Phase::closed);
    descriptor_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor_ < 0) {
        loop_.after(std::chrono::seconds(1), [this] { closed(); });
        return;
    }
    set_option(descriptor_, IPPROTO_TCP, TCP_NODELAY);
    if (to.source_ipv4 != 0) {
        set_option(descriptor_, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT);
        const sockaddr_in from = socket_address(to.source_ipv4, 0);
        (void)::bind(descriptor_, reinterpret_cast<const sockaddr*>(&from), sizeof(from));
    }
    phase_ = Phase::connecting;
    wants_tls_ = tls != nullptr;
    if (tls != nullptr) {
        start_tls(*tls, false, to.host);
    }
    const sockaddr_in address = socket_address(to.ipv4, to.port);
    const int outcome =
        ::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
    watched_ = EPOLLOUT;
    loop_.add(descriptor_, watched_, *this);
    if (outcome != 0 && errno != EINPROGRESS) {
        loop_.after(std::chrono::milliseconds(0), [this] { fail(); });
    }
}

void Stream::accept(int descriptor, const TlsContext* tls) {
    ENSURE(phase_ == Phase::closed);
    descriptor_ = descriptor;
    set_option(descriptor_, IPPROTO_TCP, TCP_NODELAY);
    wants_tls_ = tls != nullptr;
    watched_ = EPOLLIN;
    loop_.add(descriptor_, watched_, *this);
    phase_ = Phase::handshaking;
    if (tls != nullptr) {
        start_tls(*tls, true, "");
    } else {
        phase_ = Phase::open;
        opened();
    }
}

void Stream::start_tls(const TlsContext& context, bool as_server, const std::string& host) {
    tls_.reset(SSL_new(context.get()));
    SSL_set_fd(tls_.get(), descriptor_);
    if (as_server) {
        SSL_set_accept_state(tls_.get());
    } else {
        SSL_set_connect_state(tls_.get());
        SSL_set_tlsext_host_name(tls_.get(), host.c_str());
        SSL_set1_host(tls_.get(), host.c_str());
    }
}

void Stream::ready(std::uint32_t events) {
    if (phase_ == Phase::connecting) {
        int error = 0;
        socklen_t size = sizeof(error);
        ::getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error != 0 || (events & (EPOLLERR | EPOLLHUP)) != 0) {
            fail();
            return;
        }
        phase_ = wants_tls_ ? Phase::handshaking : Phase::open;
        if (phase_ == Phase::open) {
            watch();
            opened();
        }
    }
    if (phase_ == Phase::handshaking) {
        shake_hands();
        return;
    }
    if (phase_ == Phase::open && !push()) {
        fail();
        return;
    }
    if (phase_ == Phase::open && (events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0) {
        take_bytes();
    }
}

void Stream::shake_hands() {
    ERR_clear_error();
    const int outcome = SSL_do_handshake(tls_.get());
    if (outcome == 1) {
        phase_ = Phase::open;
        watch();
        opened();
        if (phase_ == Phase::open) {
            take_bytes(); // may have come with the last flight
        }
        return;
    }
    const int reason = SSL_get_error(tls_.get(), outcome);
    if (reason != SSL_ERROR_WANT_READ && reason != SSL_ERROR_WANT_WRITE) {
        fail();
        return;
    }
    watched_ = reason == SSL_ERROR_WANT_READ ? EPOLLIN : EPOLLOUT;
    loop_.change(descriptor_, watched_, *this);
}

Stream::Progress Stream::read_some(std::string_view& bytes) {
    static thread_local std::array<char, 65'536> buffer;
    ssize_t count = 0;
    if (tls_) {
        ERR_clear_error();
        count = SSL_read(tls_.get(), buffer.data(), static_cast<int>(buffer.size()));
        if (count <= 0) {
            return SSL_get_error(tls_.get(), static_cast<int>(count)) == SSL_ERROR_WANT_READ
                       ? Progress::wait
                       : Progress::broken;
        }
    } else {
        count = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
        if (count <= 0) {
            return count < 0 && (errno == EAGAIN || errno == EINTR) ? Progress::wait
                                                                    : Progress::broken;
        }
    }
    bytes = {buffer.data(), static_cast<std::size_t>(count)};
    return Progress::more;
}

void Stream::take_bytes() {
    while (phase_ == Phase::open) {
        std::string_view bytes;
        const Progress progress = read_some(bytes);
        if (progress == Progress::wait) {
            return;
        }
        if (progress == Progress::broken) {
            fail();
            return;
        }
        bytes_in_ += bytes.size();
        arrived(bytes);
    }
}

void Stream::send(std::string_view bytes) {
    if (phase_ != Phase::open) {
        return;
    }
    waiting_.append(bytes);
    if (!push()) {
        loop_.after(std::chrono::milliseconds(0), [this] {
            if (phase_ == Phase::open) {
                fail();
            }
        });
    }
}

/// False when the line is broken.
bool Stream::push() {
    std::size_t sent = 0;
    bool good = true;
    while (sent < waiting_.size()) {
        ssize_t count = 0;
        if (tls_) {
            ERR_clear_error();
            count = SSL_write(tls_.get(), waiting_.data() + sent,
                              static_cast<int>(waiting_.size() - sent));
            if (count <= 0) {
                const int reason = SSL_get_error(tls_.get(), static_cast<int>(count));
                good = reason == SSL_ERROR_WANT_WRITE || reason == SSL_ERROR_WANT_READ;
                break;
            }
        } else {
            count =
                ::send(descriptor_, waiting_.data() + sent, waiting_.size() - sent, MSG_NOSIGNAL);
            if (count <= 0) {
                good = errno == EAGAIN || errno == EINTR;
                break;
            }
        }
        sent += static_cast<std::size_t>(count);
    }
    bytes_out_ += sent;
    waiting_.erase(0, sent);
    if (waiting_.empty()) {
        waiting_ = {};
    }
    watch();
    return good;
}

void Stream::watch() {
    const std::uint32_t wanted = waiting_.empty() ? EPOLLIN : EPOLLIN | EPOLLOUT;
    if (wanted != watched_ && descriptor_ >= 0) {
        watched_ = wanted;
        loop_.change(descriptor_, watched_, *this);
    }
}

void Stream::release() {
    phase_ = Phase::closed;
    tls_.reset();
    waiting_ = {};
    if (descriptor_ >= 0) {
        loop_.remove(descriptor_);
        ::close(descriptor_);
        descriptor_ = -1;
    }
}

void Stream::close() {
    if (phase_ == Phase::open && tls_) {
        SSL_shutdown(tls_.get());
    }
    release();
}

void Stream::cut() {
    if (descriptor_ >= 0) {
        // A reset instead of a goodbye.
        const linger now{.l_onoff = 1, .l_linger = 0};
        ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    }
    release();
}

void Stream::fail() {
    if (phase_ == Phase::closed) {
        return;
    }
    release();
    closed();
}

} // namespace fleet
