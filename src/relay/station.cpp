#include "relay/station.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace relay {

namespace {

constexpr std::size_t name_max = 200;
constexpr std::size_t url_max = 500;
constexpr std::int32_t fm_lowest_khz = 65'000;
constexpr std::int32_t fm_highest_khz = 108'000;

} // namespace

bool is_stream_url(std::string_view url) {
    const auto printable = [](char c) { return c > ' ' && c < 0x7f && c != '\\' && c != '"'; };
    if (url.size() > url_max || !std::ranges::all_of(url, printable)) {
        return false;
    }
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (url.starts_with(scheme)) {
            const std::string_view rest = url.substr(scheme.size());
            const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
            return !authority.empty() && !authority.starts_with(':') &&
                   authority.find('@') == std::string_view::npos;
        }
    }
    return false;
}

base::Result<Station> check_station(Station draft) {
    base::Error error =
        base::refuse(base::Fault::invalid, "relay.wrong_station",
                     "Thông tin đài còn chỗ chưa đúng.", "Something in the station is wrong.");
    const auto wrong = [&](const char* pointer, const char* vi, const char* en) {
        error.fields.push_back({pointer, {vi, en}});
    };
    const auto name = base::to_nfc(draft.name);
    draft.name = name ? std::string(base::trim(*name)) : std::string();
    if (draft.name.empty() || base::code_points(draft.name) > name_max) {
        wrong("/name", "cần từ 1 đến 200 ký tự", "needs 1 to 200 characters");
    }
    if (draft.url.empty() && !draft.frequency_khz) {
        wrong("/url", "cần địa chỉ luồng hoặc tần số FM",
              "needs the address of a stream or an FM frequency");
    }
    if (!draft.url.empty() && !is_stream_url(draft.url)) {
        wrong("/url", "phải là địa chỉ http:// hoặc https:// không kèm mật khẩu",
              "must be an http:// or https:// address without a password");
    }
    if (draft.frequency_khz &&
        (*draft.frequency_khz < fm_lowest_khz || *draft.frequency_khz > fm_highest_khz)) {
        wrong("/frequency_khz", "phải từ 65000 đến 108000", "must be 65000 to 108000");
    }
    if (draft.fallbacks.size() > fallbacks_max) {
        wrong("/fallbacks", "nhiều nhất 4 nguồn dự phòng", "at most 4");
    }
    for (const Fallback& fallback : draft.fallbacks) {
        if (fallback.station.has_value() == fallback.media.has_value()) {
            wrong("/fallbacks", "mỗi nguồn dự phòng là một đài hoặc một tệp âm thanh",
                  "each is a station or a sound of the library");
        }
        if (fallback.station && *fallback.station == draft.id) {
            wrong("/fallbacks", "đài không thể dự phòng cho chính nó",
                  "a station cannot stand in for itself");
        }
    }
    if (!error.fields.empty()) {
        return base::fail(std::move(error));
    }
    return draft;
}

} // namespace relay
