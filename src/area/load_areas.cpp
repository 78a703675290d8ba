#include "area/load_areas.hpp"

#include "base/ensure.hpp"
#include "base/try.hpp"
#include "crypto/digest.hpp"

namespace area {

namespace {

using storage::Connection;
using storage::Transaction;

struct Stored {
    std::string label;
    std::string sha256;
    std::string content;
};

constexpr std::string_view latest_sql =
    "select label, sha256, content from area_catalogue order by label desc limit 1";

std::optional<Stored> latest(Connection& connection) {
    const auto rows = connection.query(latest_sql, {});
    if (rows.empty()) {
        return std::nullopt;
    }
    return Stored{rows.front().text("label"), rows.front().text("sha256"),
                  rows.front().text("content")};
}

base::Result<void> require_sound(const Catalogue& catalogue) {
    const auto problems = check_catalogue(catalogue);
    if (problems.empty()) {
        return {};
    }
    base::Error error = base::refuse(
        base::Fault::invalid, "area.unsound_catalogue",
        "Danh mục địa bàn có chỗ không khớp. Hãy sửa các lỗi được nêu rồi nạp lại.",
        "The list of areas does not hold together. Mend what is named, then load it again.");
    for (const std::string& problem : problems) {
        error.fields.push_back({"", {problem, problem}});
    }
    return base::fail(std::move(error));
}

/// ISO days compare like their texts.
base::Result<bool> is_news(const std::optional<Stored>& newest, const std::string& built_in_label,
                           const Stored& given) {
    if (newest && newest->sha256 == given.sha256) {
        return false;
    }
    const std::string& in_use =
        newest && newest->label > built_in_label ? newest->label : built_in_label;
    if (given.label <= in_use) {
        return base::fail(
            base::Fault::conflict, "area.old_catalogue",
            "Danh mục này (" + given.label + ") không mới hơn danh mục đang dùng (" + in_use + ").",
            "This list (" + given.label + ") is not newer than the one in use (" + in_use + ").");
    }
    return true;
}

const Catalogue& built_in() {
    static const Catalogue catalogue = [] {
        auto read = read_catalogue(built_in_catalogue());
        ENSURE(read.has_value());
        return std::move(*read);
    }();
    return catalogue;
}

} // namespace

base::Result<LoadReport> load_areas(storage::Database& database, std::string_view text,
                                    base::Instant now) {
    TRY_ASSIGN(const Catalogue catalogue, read_catalogue(text));
    TRY(require_sound(catalogue));
    const Stored given{base::to_text(catalogue.label), base::to_text(crypto::sha256(text)),
                       std::string(text)};
    const std::string built_in_label = base::to_text(built_in().label);
    TRY_ASSIGN(const bool stored,
               database.write([&](Transaction& transaction) -> base::Result<bool> {
                   TRY_ASSIGN(const bool news, is_news(latest(transaction), built_in_label, given));
                   if (news) {
                       transaction.execute("insert into area_catalogue (label, content, sha256, "
                                           "loaded_at) values ($1, $2, $3, $4)",
                                           {given.label, given.content, given.sha256, now});
                   }
                   return news;
               }));
    return LoadReport{.label = catalogue.label,
                      .counts = count_units(catalogue, catalogue.label),
                      .formers = catalogue.formers.size(),
                      .stored = stored};
}

base::Result<std::shared_ptr<const Directory>> open_directory(storage::Database& database) {
    TRY_ASSIGN(const std::optional<Stored> newest,
               database.read([](Connection& connection) -> base::Result<std::optional<Stored>> {
                   return latest(connection);
               }));
    if (newest && newest->label > base::to_text(built_in().label)) {
        TRY_ASSIGN(Catalogue catalogue, read_catalogue(newest->content));
        return std::make_shared<const Directory>(std::move(catalogue));
    }
    return std::make_shared<const Directory>(built_in());
}

} // namespace area
