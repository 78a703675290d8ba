#include "storage/database.hpp"

#include <spdlog/spdlog.h>

#include <thread>

namespace storage {

namespace {

using base::Fault;

base::Error unavailable() {
    return base::refuse(Fault::unavailable, "storage.unavailable",
                        "Cơ sở dữ liệu đang bận hoặc không mở được. Hãy thử lại sau ít phút.",
                        "The database is busy or cannot be reached. Try again in a few minutes.");
}

base::Error broken() {
    return base::refuse(
        Fault::unavailable, "storage.broken",
        "Cơ sở dữ liệu không khớp với phiên bản chương trình. Hãy báo người quản trị máy chủ.",
        "The database does not fit this version of the program. Tell the server's administrator.");
}

} // namespace

bool Database::await_peers(std::chrono::milliseconds longest) {
    std::this_thread::sleep_for(longest);
    return false;
}

base::Error to_error(const DatabaseError& error) {
    switch (error.fault()) {
    case DatabaseFault::unique:
        return base::refuse(Fault::conflict, "storage.already_exists",
                            "Mục này đã có rồi. Hãy tải lại trang để xem.",
                            "This already exists. Reload the page to see it.");
    case DatabaseFault::foreign_key:
        return base::refuse(
            Fault::conflict, "storage.reference",
            "Mục này liên quan tới một mục không còn, hoặc vẫn đang được mục khác dùng.",
            "This refers to something that is gone, or something else still uses it.");
    case DatabaseFault::outcome_unknown:
        spdlog::error("storage: outcome of a commit is unknown: {}", error.what());
        return base::refuse(Fault::unavailable, "storage.outcome_unknown",
                            "Mất kết nối khi đang lưu, chưa rõ đã lưu hay chưa. Hãy tải lại trang "
                            "trước khi làm lại.",
                            "The connection was lost while saving. Reload to see whether it was "
                            "saved, then go on.");
    case DatabaseFault::check:
    case DatabaseFault::programming:
        spdlog::error("storage: statement and schema disagree: {}", error.what());
        return broken();
    case DatabaseFault::serialization:
    case DatabaseFault::unavailable:
        break;
    }
    spdlog::error("storage: {}", error.what());
    return unavailable();
}

} // namespace storage
