#include "crypto/dsse.hpp"

#include "base/hash.hpp"
#include "base/try.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <optional>

namespace crypto {

namespace {

struct NamedSignature {
    std::string keyid;
    Signature signature;
};

struct Envelope {
    std::string payload_type;
    std::string payload;
    std::vector<NamedSignature> signatures;
};

base::Failure bad_envelope() {
    return base::fail(base::Fault::invalid, "crypto.bad_envelope",
                      "Dữ liệu không phải là một gói đã ký (DSSE).",
                      "This is not a signed envelope (DSSE).");
}

/// DSSE lets a sender choose either base64 alphabet.
std::optional<std::string> decode(std::string_view text) {
    std::string standard(text);
    std::ranges::replace(standard, '-', '+');
    std::ranges::replace(standard, '_', '/');
    auto bytes = base::from_base64(standard);
    if (!bytes) {
        return std::nullopt;
    }
    return std::move(*bytes);
}

std::optional<std::string> text_member(const boost::json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    if (value == nullptr || !value->is_string()) {
        return std::nullopt;
    }
    return std::string(value->get_string());
}

std::optional<NamedSignature> read_signature(const boost::json::value& value) {
    const auto* object = value.if_object();
    if (object == nullptr) {
        return std::nullopt;
    }
    const auto text = text_member(*object, "sig");
    const auto bytes = text ? decode(*text) : std::nullopt;
    NamedSignature named{text_member(*object, "keyid").value_or(""), {}};
    if (!bytes || bytes->size() != named.signature.bytes.size()) {
        return std::nullopt;
    }
    std::ranges::copy(*bytes, named.signature.bytes.begin());
    return named;
}

base::Result<Envelope> read_envelope(std::string_view text) {
    boost::json::error_code error;
    boost::json::parse_options options;
    options.max_depth = 8;
    const auto value = boost::json::parse(text, error, {}, options);
    const auto* object = error ? nullptr : value.if_object();
    if (object == nullptr) {
        return bad_envelope();
    }
    const auto type = text_member(*object, "payloadType");
    const auto encoded = text_member(*object, "payload");
    auto payload = encoded ? decode(*encoded) : std::nullopt;
    const auto* list = object->if_contains("signatures");
    if (!type || !payload || list == nullptr || !list->is_array() || list->get_array().empty()) {
        return bad_envelope();
    }
    Envelope envelope{*type, std::move(*payload), {}};
    for (const auto& entry : list->get_array()) {
        // A signature of another algorithm has another length: it is passed over, as DSSE asks of
        // unknown ones.
        if (auto named = read_signature(entry)) {
            envelope.signatures.push_back(std::move(*named));
        }
    }
    return envelope;
}

} // namespace

std::string pre_authentication_encoding(std::string_view payload_type, std::string_view payload) {
    // DSSE v1, protocol.md: "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body.
    std::string encoded = "DSSEv1 ";
    encoded += std::to_string(payload_type.size());
    encoded += ' ';
    encoded += payload_type;
    encoded += ' ';
    encoded += std::to_string(payload.size());
    encoded += ' ';
    encoded += payload;
    return encoded;
}

std::string seal(std::string_view payload_type, std::string_view payload, const KeyPair& signer) {
    const Signature signature = signer.sign(pre_authentication_encoding(payload_type, payload));
    const std::string_view bytes(reinterpret_cast<const char*>(signature.bytes.data()),
                                 signature.bytes.size());
    const boost::json::value envelope = {
        {"payloadType", payload_type},
        {"payload", base::to_base64(payload)},
        {"signatures", boost::json::array{{{"keyid", key_id(signer.public_key())},
                                           {"sig", base::to_base64(bytes)}}}},
    };
    return boost::json::serialize(envelope);
}

base::Result<Opened> open(std::string_view envelope, const std::vector<TrustedKey>& trusted) {
    if (envelope.size() > envelope_bytes_max) {
        return base::fail(base::Fault::too_large, "crypto.envelope_too_large",
                          "Gói đã ký lớn hơn 8 MiB.", "The signed envelope is over 8 MiB.");
    }
    TRY_ASSIGN(Envelope read, read_envelope(envelope));
    const std::string signed_bytes = pre_authentication_encoding(read.payload_type, read.payload);
    bool trusted_key_named = false;
    for (const auto& [keyid, signature] : read.signatures) {
        for (const TrustedKey& candidate : trusted) {
            // The key id is a hint only: without one, every trusted key is tried.
            if (!keyid.empty() && keyid != candidate.keyid) {
                continue;
            }
            trusted_key_named = true;
            if (verify(candidate.key, signed_bytes, signature)) {
                return Opened{std::move(read.payload_type), std::move(read.payload),
                              candidate.keyid};
            }
        }
    }
    if (!trusted_key_named) {
        return base::fail(base::Fault::forbidden, "crypto.untrusted",
                          "Gói không được ký bằng khóa nào mà thiết bị tin cậy.",
                          "No trusted key has signed this envelope.");
    }
    return base::fail(base::Fault::forbidden, "crypto.bad_signature",
                      "Chữ ký không khớp nội dung: gói đã bị sửa hoặc giả mạo.",
                      "The signature does not match: the envelope was altered or forged.");
}

} // namespace crypto
