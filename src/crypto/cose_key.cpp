#include "crypto/cose_key.hpp"

#include "crypto/cbor_items.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <map>
#include <memory>

namespace crypto {

namespace {

using Kind = CborItem::Kind;

// Labels of RFC 9052 section 7.1 and RFC 9053 section 7; the negative ones depend on the type.
constexpr std::int64_t label_type = 1;
constexpr std::int64_t label_algorithm = 3;
constexpr std::int64_t label_curve_or_modulus = -1;
constexpr std::int64_t label_x_or_exponent = -2;
constexpr std::int64_t label_y = -3;
constexpr std::int64_t type_okp = 1;
constexpr std::int64_t type_ec2 = 2;
constexpr std::int64_t type_rsa = 3;
constexpr std::int64_t curve_p256 = 1;
constexpr std::int64_t curve_ed25519 = 6;
constexpr std::size_t labels_max = 8;
constexpr std::size_t modulus_bytes_min = 256;
constexpr std::size_t modulus_bytes_max = 512;

base::Failure bad_key() {
    return base::fail(base::Fault::invalid, "crypto.bad_passkey",
                      "Khóa đăng nhập này không đúng dạng. Hãy thử lại hoặc dùng thiết bị khác.",
                      "This passkey is malformed. Try again, or use another device.");
}

std::optional<std::int64_t> integer_of(const CborItem& item) {
    if (item.value > 65'535) {
        return std::nullopt;
    }
    const auto value = static_cast<std::int64_t>(item.value);
    if (item.kind == Kind::unsigned_integer) {
        return value;
    }
    return item.kind == Kind::negative_integer ? std::optional(-1 - value) : std::nullopt;
}

/// A flat map of labels to numbers and bytes.
class Members {
public:
    bool read(CborItems& items) {
        const auto map = items.next();
        if (!map || map->kind != Kind::map || map->value > labels_max) {
            return false;
        }
        for (std::uint64_t pair = 0; pair < map->value; ++pair) {
            const auto label = items.next();
            const auto value = items.next();
            const auto name = label ? integer_of(*label) : std::nullopt;
            if (!name || !value || !values_.emplace(*name, *value).second) {
                return false;
            }
        }
        return true;
    }
    [[nodiscard]] std::optional<std::int64_t> number(std::int64_t label) const {
        const auto found = values_.find(label);
        return found == values_.end() ? std::nullopt : integer_of(found->second);
    }
    /// Empty when absent.
    [[nodiscard]] std::string bytes(std::int64_t label) const {
        const auto found = values_.find(label);
        return found == values_.end() || found->second.kind != Kind::bytes
                   ? std::string()
                   : std::string(found->second.content);
    }

private:
    std::map<std::int64_t, CborItem> values_;
};

std::optional<CoseKey> key_of(const Members& members) {
    const auto type = members.number(label_type);
    const auto algorithm = members.number(label_algorithm);
    const auto curve = members.number(label_curve_or_modulus);
    CoseKey key{.algorithm = CoseAlgorithm::es256,
                .first = members.bytes(label_x_or_exponent),
                .second = members.bytes(label_y)};
    if (type == type_ec2 && algorithm == static_cast<std::int64_t>(CoseAlgorithm::es256)) {
        const bool whole = curve == curve_p256 && key.first.size() == 32 && key.second.size() == 32;
        return whole ? std::optional(key) : std::nullopt;
    }
    if (type == type_okp && algorithm == static_cast<std::int64_t>(CoseAlgorithm::eddsa)) {
        key.algorithm = CoseAlgorithm::eddsa;
        const bool whole = curve == curve_ed25519 && key.first.size() == 32 && key.second.empty();
        return whole ? std::optional(key) : std::nullopt;
    }
    if (type == type_rsa && algorithm == static_cast<std::int64_t>(CoseAlgorithm::rs256)) {
        key.algorithm = CoseAlgorithm::rs256;
        key.second = std::move(key.first);
        key.first = members.bytes(label_curve_or_modulus);
        const bool whole = key.first.size() >= modulus_bytes_min &&
                           key.first.size() <= modulus_bytes_max && !key.second.empty() &&
                           key.second.size() <= 4;
        return whole ? std::optional(key) : std::nullopt;
    }
    return std::nullopt;
}

struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    void operator()(OSSL_PARAM_BLD* builder) const { OSSL_PARAM_BLD_free(builder); }
    void operator()(OSSL_PARAM* parameters) const { OSSL_PARAM_free(parameters); }
    void operator()(BIGNUM* number) const { BN_free(number); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

const unsigned char* as_bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

Owned<EVP_PKEY> from_parameters(const char* type, OSSL_PARAM_BLD* builder) {
    const Owned<OSSL_PARAM> parameters(OSSL_PARAM_BLD_to_param(builder));
    const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* made = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
        return nullptr;
    }
    return Owned<EVP_PKEY>(made);
}

Owned<EVP_PKEY> p256(const CoseKey& key) {
    const std::string point = '\x04' + key.first + key.second;
    const Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
    if (!builder ||
        OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) !=
            1 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                         point.size()) != 1) {
        return nullptr;
    }
    return from_parameters("EC", builder.get());
}

Owned<EVP_PKEY> rsa(const CoseKey& key) {
    const auto number = [](const std::string& bytes) {
        return Owned<BIGNUM>(BN_bin2bn(as_bytes(bytes), static_cast<int>(bytes.size()), nullptr));
    };
    const Owned<BIGNUM> modulus = number(key.first);
    const Owned<BIGNUM> exponent = number(key.second);
    const Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
    if (!builder || !modulus || !exponent ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1) {
        return nullptr;
    }
    return from_parameters("RSA", builder.get());
}

Owned<EVP_PKEY> openssl_key(const CoseKey& key) {
    switch (key.algorithm) {
    case CoseAlgorithm::es256:
        return p256(key);
    case CoseAlgorithm::eddsa:
        return Owned<EVP_PKEY>(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr,
                                                           as_bytes(key.first), key.first.size()));
    case CoseAlgorithm::rs256:
        return rsa(key);
    }
    return nullptr;
}

} // namespace

base::Result<ReadCoseKey> read_cose_key(std::string_view bytes) {
    CborItems items(bytes);
    Members members;
    if (!members.read(items)) {
        return bad_key();
    }
    auto key = key_of(members);
    if (!key) {
        return bad_key();
    }
    return ReadCoseKey{.key = *std::move(key), .size = bytes.size() - items.rest().size()};
}

bool verify(const CoseKey& key, std::string_view message, std::string_view signature) {
    const Owned<EVP_PKEY> known = openssl_key(key);
    const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    // Ed25519 hashes by itself.
    const EVP_MD* digest = key.algorithm == CoseAlgorithm::eddsa ? nullptr : EVP_sha256();
    return known && context &&
           EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, known.get()) == 1 &&
           EVP_DigestVerify(context.get(), as_bytes(signature), signature.size(), as_bytes(message),
                            message.size()) == 1;
}

} // namespace crypto
