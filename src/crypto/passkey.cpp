#include "crypto/passkey.hpp"

#include "base/hash.hpp"
#include "base/try.hpp"
#include "crypto/cbor_items.hpp"
#include "crypto/cose_key.hpp"
#include "crypto/digest.hpp"
#include "json/described.hpp"

#include <boost/describe/class.hpp>

#include <algorithm>

namespace crypto {

/// Members of section 5.8.1; browsers may add others.
struct ClientDataText {
    std::string type;
    std::string challenge;
    std::string origin;
    std::optional<bool> crossOrigin; // spelled by the standard
};
BOOST_DESCRIBE_STRUCT(ClientDataText, (), (type, challenge, origin, crossOrigin))

namespace {

using base::Fault;
using Kind = CborItem::Kind;

constexpr std::size_t client_data_bytes_max = 2'000;
constexpr std::size_t credential_id_bytes_max = 1'023; // section 7.1 step 25
// Section 6.1: hash of the relying party, flags, counter.
constexpr std::size_t flags_at = 32;
constexpr std::size_t count_at = 33;
constexpr std::size_t header_bytes = 37;
constexpr std::size_t aaguid_bytes = 16;
constexpr unsigned user_present = 0x01;
constexpr unsigned user_verified = 0x04;
constexpr unsigned backup_eligible = 0x08;
constexpr unsigned backed_up = 0x10;
constexpr unsigned has_credential = 0x40;
constexpr unsigned has_extensions = 0x80;

base::Failure malformed() {
    return base::fail(Fault::invalid, "crypto.bad_passkey",
                      "Khóa đăng nhập này không đúng dạng. Hãy thử lại hoặc dùng thiết bị khác.",
                      "This passkey is malformed. Try again, or use another device.");
}

base::Failure elsewhere() {
    return base::fail(Fault::forbidden, "crypto.passkey_elsewhere",
                      "Khóa đăng nhập này thuộc về một trang khác. Hãy kiểm tra địa chỉ của trang.",
                      "This passkey belongs to another site. Check the address of the page.");
}

base::Failure unverified() {
    return base::fail(Fault::forbidden, "crypto.passkey_unverified",
                      "Thiết bị chưa xác nhận bạn bằng vân tay, khuôn mặt hoặc mã PIN. Hãy đặt mã "
                      "khóa màn hình rồi thử lại.",
                      "The device did not verify you by fingerprint, face or PIN. Set a screen "
                      "lock, then try again.");
}

unsigned byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

struct Header {
    unsigned flags = 0;
    std::uint32_t count = 0;
};

/// The part that both ceremonies share: our host, a person who was there and was verified.
base::Result<Header> read_header(std::string_view data, const RelyingParty& party) {
    if (data.size() < header_bytes) {
        return malformed();
    }
    const base::Sha256 wanted = sha256(party.id);
    if (!std::ranges::equal(data.substr(0, flags_at), wanted.bytes, [](char a, std::uint8_t b) {
            return static_cast<std::uint8_t>(a) == b;
        })) {
        return elsewhere();
    }
    Header header{.flags = byte_at(data, flags_at), .count = 0};
    for (std::size_t at = count_at; at < header_bytes; ++at) {
        header.count = (header.count << 8U) | byte_at(data, at);
    }
    if ((header.flags & user_present) == 0 || (header.flags & user_verified) == 0) {
        return unverified();
    }
    if ((header.flags & backed_up) != 0 && (header.flags & backup_eligible) == 0) {
        return malformed(); // section 6.1.3: never backed up without being eligible
    }
    return header;
}

base::Result<void> check_client(const ClientData& client, std::string_view type,
                                const RelyingParty& party) {
    if (client.type != type) {
        return malformed();
    }
    if (client.origin != party.origin || client.cross_origin) {
        return elsewhere();
    }
    return {};
}

/// `authData` of an attestation object (section 6.5.4); its format and statement are passed over.
std::optional<std::string_view> authenticator_data_in(std::string_view attestation_object) {
    CborItems items(attestation_object);
    const auto map = items.next();
    if (!map || map->kind != Kind::map || map->value > 8) {
        return std::nullopt;
    }
    std::optional<std::string_view> found;
    for (std::uint64_t pair = 0; pair < map->value; ++pair) {
        const auto name = items.next();
        if (!name || name->kind != Kind::text) {
            return std::nullopt;
        }
        if (name->content != "authData") {
            if (!items.skip()) {
                return std::nullopt;
            }
            continue;
        }
        const auto data = items.next();
        if (!data || data->kind != Kind::bytes || found) {
            return std::nullopt;
        }
        found = data->content;
    }
    return items.rest().empty() ? found : std::nullopt;
}

} // namespace

base::Result<ClientData> read_client_data(std::string bytes) {
    if (bytes.size() > client_data_bytes_max) {
        return malformed();
    }
    auto read = json::read<ClientDataText>(bytes, json::Unknown::ignore);
    if (!read) {
        return malformed();
    }
    return ClientData{.type = std::move(read->type),
                      .challenge = std::move(read->challenge),
                      .origin = std::move(read->origin),
                      .cross_origin = read->crossOrigin.value_or(false),
                      .bytes = std::move(bytes)};
}

base::Result<Passkey> read_new_passkey(const ClientData& client,
                                       std::string_view attestation_object,
                                       const RelyingParty& party) {
    TRY(check_client(client, "webauthn.create", party));
    const auto data = authenticator_data_in(attestation_object);
    if (!data) {
        return malformed();
    }
    TRY_ASSIGN(const Header header, read_header(*data, party));
    // Section 6.5.1: AAGUID, length of the id, id, key.
    std::string_view rest = data->substr(header_bytes);
    if ((header.flags & has_credential) == 0 || rest.size() < aaguid_bytes + 2) {
        return malformed();
    }
    const std::size_t id_bytes =
        byte_at(rest, aaguid_bytes) * 256U + byte_at(rest, aaguid_bytes + 1);
    rest.remove_prefix(aaguid_bytes + 2);
    if (id_bytes == 0 || id_bytes > credential_id_bytes_max || rest.size() < id_bytes) {
        return malformed();
    }
    Passkey made{.credential_id = std::string(rest.substr(0, id_bytes)),
                 .cose_key = {},
                 .sign_count = header.count,
                 .backed_up = (header.flags & backed_up) != 0};
    rest.remove_prefix(id_bytes);
    TRY_ASSIGN(const ReadCoseKey key, read_cose_key(rest));
    made.cose_key = rest.substr(0, key.size);
    rest.remove_prefix(key.size);
    // Outputs of extensions may follow; none were asked for, none are read.
    if (!rest.empty() && (header.flags & has_extensions) == 0) {
        return malformed();
    }
    return made;
}

base::Result<PasskeyProof> check_passkey(const ClientData& client,
                                         std::string_view authenticator_data,
                                         std::string_view signature, std::string_view cose_key,
                                         const RelyingParty& party) {
    TRY(check_client(client, "webauthn.get", party));
    TRY_ASSIGN(const Header header, read_header(authenticator_data, party));
    TRY_ASSIGN(const ReadCoseKey key, read_cose_key(cose_key));
    // Steps 20 and 21: what is signed is the data and the hash of what the browser said.
    const base::Sha256 said = sha256(client.bytes);
    std::string message(authenticator_data);
    message.append(reinterpret_cast<const char*>(said.bytes.data()), said.bytes.size());
    if (!verify(key.key, message, signature)) {
        return base::fail(Fault::unauthenticated, "crypto.passkey_wrong_signature",
                          "Khóa đăng nhập không đúng. Hãy thử lại.",
                          "The passkey is wrong. Try again.");
    }
    return PasskeyProof{.sign_count = header.count, .backed_up = (header.flags & backed_up) != 0};
}

} // namespace crypto
