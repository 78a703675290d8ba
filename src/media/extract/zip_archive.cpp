#include "media/extract/zip_archive.hpp"

#include "media/extract/block_builder.hpp"

#include <algorithm>
#include <zip.h>

namespace media {

namespace {

constexpr zip_int64_t entries_max = 5000;
constexpr std::uint64_t entry_bytes_max = 64ULL << 20U;
constexpr std::size_t piece_bytes = 1U << 16U;

} // namespace

struct ZipArchive::Handle {
    zip_t* zip = nullptr;

    Handle() = default;
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() {
        if (zip != nullptr) {
            zip_discard(zip);
        }
    }
};

ZipArchive::ZipArchive(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
ZipArchive::ZipArchive(ZipArchive&&) noexcept = default;
ZipArchive& ZipArchive::operator=(ZipArchive&&) noexcept = default;
ZipArchive::~ZipArchive() = default;

base::Result<ZipArchive> ZipArchive::open(std::string_view bytes) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    if (source == nullptr) {
        return base::fail(document_broken());
    }
    auto handle = std::make_unique<Handle>();
    handle->zip = zip_open_from_source(source, ZIP_RDONLY, &error);
    zip_error_fini(&error);
    if (handle->zip == nullptr) {
        zip_source_free(source);
        return base::fail(document_broken());
    }
    if (zip_get_num_entries(handle->zip, 0) > entries_max) {
        return base::fail(document_too_large());
    }
    return ZipArchive(std::move(handle));
}

bool ZipArchive::has(const std::string& name) const {
    return zip_name_locate(handle_->zip, name.c_str(), 0) >= 0;
}

bool ZipArchive::has_below(std::string_view prefix) const {
    const zip_int64_t count = zip_get_num_entries(handle_->zip, 0);
    for (zip_int64_t i = 0; i < count; ++i) {
        const char* name = zip_get_name(handle_->zip, static_cast<zip_uint64_t>(i), 0);
        if (name != nullptr && std::string_view(name).starts_with(prefix)) {
            return true;
        }
    }
    return false;
}

base::Result<std::string> ZipArchive::read(const std::string& name) const {
    const zip_int64_t index = zip_name_locate(handle_->zip, name.c_str(), 0);
    if (index < 0) {
        return std::string();
    }
    zip_stat_t status;
    zip_stat_init(&status);
    if (zip_stat_index(handle_->zip, static_cast<zip_uint64_t>(index), 0, &status) == 0 &&
        (status.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 &&
        status.encryption_method != ZIP_EM_NONE) {
        return base::fail(document_encrypted());
    }
    zip_file_t* file = zip_fopen_index(handle_->zip, static_cast<zip_uint64_t>(index), 0);
    if (file == nullptr) {
        return base::fail(document_broken());
    }
    // The size in the directory may lie; what really comes out is counted.
    std::string content;
    zip_int64_t got = 0;
    do {
        const std::size_t filled = content.size();
        content.resize(filled + piece_bytes);
        got = zip_fread(file, content.data() + filled, piece_bytes);
        content.resize(filled + static_cast<std::size_t>(std::max<zip_int64_t>(got, 0)));
    } while (got > 0 && content.size() <= entry_bytes_max);
    zip_fclose(file);
    if (got < 0) {
        return base::fail(document_broken());
    }
    if (content.size() > entry_bytes_max) {
        return base::fail(document_too_large());
    }
    return content;
}

} // namespace media
