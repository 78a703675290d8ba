#include "player/contact.hpp"

#include "base/try.hpp"
#include "player/command_contact.hpp"
#include "player/gpio_contact.hpp"

#include <charconv>
#include <vector>

namespace player {

namespace {

constexpr std::int64_t on_seconds_max = 60;
constexpr std::int64_t off_seconds_max = 250;
constexpr std::int64_t line_max = 4095;

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t cut = text.find(at);
        parts.push_back(text.substr(0, cut));
        if (cut == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(cut + 1);
    }
}

bool read_number(std::string_view text, std::int64_t& number, std::int64_t most) {
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, number);
    return error == std::errc() && end == last && number >= 0 && number <= most;
}

bool read_seconds(std::string_view text, std::string_view name, std::int64_t most,
                  base::Millis& delay) {
    std::int64_t seconds = 0;
    if (!text.starts_with(name) || !read_number(text.substr(name.size()), seconds, most)) {
        return false;
    }
    delay = std::chrono::seconds(seconds);
    return true;
}

bool read_where(std::string_view text, ContactSettings& settings) {
    constexpr std::string_view gpio = "gpio:";
    constexpr std::string_view command = "command:";
    if (text.starts_with(command)) {
        settings.kind = ContactSettings::Kind::command;
        settings.path = text.substr(command.size());
        return settings.path.starts_with('/');
    }
    const std::size_t cut = text.rfind(':');
    if (!text.starts_with(gpio) || cut < gpio.size()) {
        return false;
    }
    settings.path = text.substr(gpio.size(), cut - gpio.size());
    std::int64_t line = 0;
    const bool good = read_number(text.substr(cut + 1), line, line_max);
    settings.line = static_cast<std::uint32_t>(line);
    return good && settings.path.starts_with('/');
}

class OpenedContact final : public ContactLine {
public:
    explicit OpenedContact(ContactSettings settings) : settings_(std::move(settings)) {}

    base::Result<void> set(bool closed) override {
        if (!line_) {
            TRY_ASSIGN(line_, settings_.kind == ContactSettings::Kind::gpio
                                  ? open_gpio_contact(settings_)
                                  : open_command_contact(settings_));
        }
        auto outcome = line_->set(closed);
        if (!outcome) {
            line_.reset(); // the chip may have been pulled out
        }
        return outcome;
    }

private:
    const ContactSettings settings_;
    std::unique_ptr<ContactLine> line_;
};

} // namespace

base::Result<ContactSettings> parse_contact(std::string_view text) {
    ContactSettings settings;
    const auto parts = split(text, ',');
    bool good = read_where(parts.front(), settings);
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const bool is_gpio = settings.kind == ContactSettings::Kind::gpio;
        if (parts[i] == "low" && is_gpio) {
            settings.active_low = true;
            continue;
        }
        good = good && (read_seconds(parts[i], "on=", on_seconds_max, settings.on_delay) ||
                        read_seconds(parts[i], "off=", off_seconds_max, settings.off_delay));
    }
    if (!good) {
        return base::fail(
            base::Fault::invalid, "player.wrong_contact",
            "Tiếp điểm phải viết như gpio:/dev/gpiochip0:17,on=8,off=30 hoặc "
            "command:/đường/dẫn,on=2,off=10 (on tối đa 60 giây, off tối đa 250 giây).",
            "A contact is written like gpio:/dev/gpiochip0:17,on=8,off=30 or "
            "command:/path,on=2,off=10 (on at most 60 s, off at most 250 s).");
    }
    return settings;
}

std::unique_ptr<ContactLine> make_contact(ContactSettings settings) {
    return std::make_unique<OpenedContact>(std::move(settings));
}

} // namespace player
