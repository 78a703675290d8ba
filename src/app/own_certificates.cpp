#include "app/own_certificates.hpp"

#include "base/try.hpp"
#include "crypto/certificate_authority.hpp"
#include "crypto/digest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace app {

namespace {

namespace fs = std::filesystem;

constexpr auto authority_lifetime = std::chrono::days{20 * 365};
constexpr auto server_lifetime = std::chrono::days{397};
constexpr auto renew_before = std::chrono::days{30};
/// A device whose clock is a little behind must not refuse a certificate made just now.
constexpr auto clock_slack = std::chrono::hours{24};

base::Result<crypto::Credential> load_or_make_authority(const fs::path& keys,
                                                        const base::Clock& clock) {
    const fs::path certificate = keys / "authority.pem";
    const fs::path private_key = keys / "authority.key";
    if (fs::exists(certificate) && fs::exists(private_key)) {
        TRY_ASSIGN(auto certificate_pem, read_key_file(certificate));
        TRY_ASSIGN(auto key_pem, read_key_file(private_key));
        return crypto::Credential{std::move(certificate_pem), std::move(key_pem)};
    }
    TRY_ASSIGN(auto made,
               crypto::make_authority("Nguồn CA", clock.now() - clock_slack, authority_lifetime));
    TRY(crypto::write_private_file(private_key, made.private_key_pem));
    TRY(crypto::write_private_file(certificate, made.certificate_pem));
    return made;
}

bool is_still_good(const fs::path& certificate, const fs::path& host_file,
                   const std::string& public_host, const base::Clock& clock) {
    const auto pem = read_key_file(certificate);
    const auto host = read_key_file(host_file);
    if (!pem || !host || *host != public_host) {
        return false;
    }
    const auto expiry = crypto::certificate_expiry(*pem);
    return expiry && *expiry > clock.now() + renew_before;
}

} // namespace

base::Result<std::string> read_key_file(const fs::path& file) {
    const std::ifstream in(file, std::ios::binary);
    if (!in) {
        return base::fail(base::Fault::unavailable, "app.keys_unreadable",
                          fmt::format("Không đọc được tệp khóa {}.", file.string()),
                          fmt::format("Cannot read the key file {}.", file.string()));
    }
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

base::Result<CertificateFiles> ensure_certificates(const fs::path& keys,
                                                   const std::string& public_host,
                                                   const base::Clock& clock) {
    CertificateFiles files{keys / "authority.pem", keys / "server.pem", keys / "server.key"};
    const fs::path host_file = keys / "server.host";
    TRY_ASSIGN(const auto authority, load_or_make_authority(keys, clock));
    if (is_still_good(files.certificate, host_file, public_host, clock)) {
        return files;
    }
    crypto::CertificateRequest request{public_host,
                                       {public_host},
                                       clock.now() - clock_slack,
                                       std::chrono::duration_cast<base::Millis>(server_lifetime)};
    for (const char* name : {"localhost", "127.0.0.1", "::1"}) {
        if (name != public_host) {
            request.names.emplace_back(name);
        }
    }
    TRY_ASSIGN(const auto made, crypto::issue_server_certificate(authority, request));
    // The host is written last: a crash before it makes the certificate again.
    std::error_code ignored;
    fs::remove(host_file, ignored);
    TRY(crypto::write_private_file(files.private_key, made.private_key_pem));
    TRY(crypto::write_private_file(files.certificate,
                                   made.certificate_pem + authority.certificate_pem));
    TRY(crypto::write_private_file(host_file, public_host));
    return files;
}

base::Result<base::Sha256> certificate_fingerprint(std::string_view pem) {
    constexpr std::string_view begin = "-----BEGIN CERTIFICATE-----";
    constexpr std::string_view end = "-----END CERTIFICATE-----";
    const auto from = pem.find(begin);
    const auto to = pem.find(end);
    if (from != std::string_view::npos && to != std::string_view::npos && from < to) {
        std::string text(pem.substr(from + begin.size(), to - from - begin.size()));
        std::erase_if(text, [](char c) { return c == '\n' || c == '\r'; });
        if (const auto der = base::from_base64(text)) {
            return crypto::sha256(*der);
        }
    }
    return base::fail(base::Fault::unavailable, "app.keys_unreadable",
                      "Tệp chứng chỉ không có chứng chỉ nào.",
                      "The certificate file holds no certificate.");
}

} // namespace app
