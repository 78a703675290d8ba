#include "keys/key_files.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "crypto/certificate_authority.hpp"

#include <fstream>

namespace keys {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view sealed_mark = "sealed:";

base::Failure missing(const fs::path& file) {
    return base::fail(base::Fault::unavailable, "keys.missing",
                      "Thiếu khóa ký " + file.string() +
                          ". Hãy khôi phục thư mục khóa từ bản sao lưu.",
                      "The signing key " + file.string() +
                          " is missing. Restore the folder of keys from a backup.");
}

base::Failure unreadable(const fs::path& file) {
    return base::fail(base::Fault::unavailable, "keys.unreadable",
                      "Không đọc được khóa ký " + file.string() +
                          ": tệp hỏng, hoặc không phải khóa chủ này. Hãy khôi phục từ bản sao lưu.",
                      "The signing key " + file.string() +
                          " cannot be read: the file is damaged, or the master key is another. "
                          "Restore it from a backup.");
}

} // namespace

KeyFiles::KeyFiles(fs::path folder, std::optional<crypto::MasterKey> master, base::Random& random)
    : folder_(std::move(folder)), master_(std::move(master)), random_(random) {}

fs::path KeyFiles::path_of(const std::string& keyid) const {
    return folder_ / ("sign-" + keyid + ".key");
}

base::Result<void> KeyFiles::store(const crypto::KeyPair& key) const {
    const std::string seed = base::to_base64(key.seed());
    const std::string content =
        master_ ? std::string(sealed_mark) + master_->seal(seed, random_) : seed;
    return crypto::write_private_file(path_of(crypto::key_id(key.public_key())), content + "\n");
}

base::Result<crypto::KeyPair> KeyFiles::load(const std::string& keyid) const {
    const fs::path file = path_of(keyid);
    if (!fs::exists(file)) {
        return missing(file);
    }
    TRY_ASSIGN(crypto::KeyPair key, read(file));
    if (crypto::key_id(key.public_key()) != keyid) {
        return unreadable(file);
    }
    return key;
}

base::Result<crypto::KeyPair> KeyFiles::read(const fs::path& file) const {
    std::ifstream stream(file);
    std::string line;
    std::getline(stream, line);
    std::string text(base::trim(line));
    const bool sealed = text.starts_with(sealed_mark);
    if (sealed && !master_) {
        return base::fail(base::Fault::unavailable, "keys.master_key_needed",
                          "Khóa ký " + file.string() +
                              " đã được mã hóa. Hãy chỉ ra khóa chủ ở keys.master_key_file.",
                          "The signing key " + file.string() +
                              " is sealed. Name the master key in keys.master_key_file.");
    }
    if (sealed) {
        auto opened = master_->open(text.substr(sealed_mark.size()));
        if (!opened) {
            return unreadable(file);
        }
        text = std::move(*opened);
    }
    auto seed = base::from_base64(text);
    auto key = seed ? crypto::KeyPair::from_seed(*seed) : base::fail(seed.error());
    if (!key) {
        return unreadable(file);
    }
    if (!sealed && master_ && file == path_of(crypto::key_id(key->public_key()))) {
        TRY(store(*key));
    }
    return key;
}

void KeyFiles::remove(const std::string& keyid) const {
    std::error_code ignored;
    fs::remove(path_of(keyid), ignored);
}

base::Result<std::optional<crypto::KeyPair>> KeyFiles::load_single() const {
    const fs::path file = folder_ / "issuing.key";
    if (!fs::exists(file)) {
        return std::optional<crypto::KeyPair>();
    }
    TRY_ASSIGN(crypto::KeyPair key, read(file));
    return std::optional<crypto::KeyPair>(std::move(key));
}

} // namespace keys
