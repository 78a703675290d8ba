#include "broadcast/issuing_key.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "crypto/certificate_authority.hpp"

#include <fstream>

namespace broadcast {

base::Result<crypto::KeyPair> load_or_make_issuing_key(const std::filesystem::path& file,
                                                       base::Random& random) {
    if (!std::filesystem::exists(file)) {
        crypto::KeyPair fresh = crypto::KeyPair::generate(random);
        TRY(crypto::write_private_file(file, base::to_base64(fresh.seed()) + "\n"));
        return fresh;
    }
    std::ifstream stream(file);
    std::string text;
    std::getline(stream, text);
    auto seed = base::from_base64(base::trim(text));
    auto key = seed ? crypto::KeyPair::from_seed(*seed) : base::fail(seed.error());
    if (!key) {
        return base::fail(base::Fault::unavailable, "broadcast.key_unreadable",
                          "Không đọc được khóa ký lệnh " + file.string() +
                              ". Hãy khôi phục tệp này từ bản sao lưu; khóa mới sẽ bị mọi thiết bị "
                              "từ chối.",
                          "The issuing key " + file.string() +
                              " cannot be read. Restore the file from a backup; every device would "
                              "refuse a new key.");
    }
    return key;
}

device_protocol::TrustedIssuer describe_issuer(const crypto::KeyPair& key,
                                               device_protocol::Tier tier) {
    using device_protocol::Right;
    return {.keyid = crypto::key_id(key.public_key()),
            .key = crypto::to_text(key.public_key()),
            .tier = tier,
            .rights = {Right::desired, Right::manifest, Right::play, Right::emergency,
                       Right::volume, Right::report}};
}

} // namespace broadcast
