#include "player/gpio_contact.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/gpio.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace player {

namespace {

constexpr std::string_view consumer = "nguon-player";

base::Failure gpio_failed(const std::string& path, int error) {
    const std::string why = path + ": " + std::strerror(error);
    return base::fail(base::Fault::unavailable, "player.contact",
                      "Không điều khiển được tiếp điểm " + why + ".",
                      "The contact cannot be switched: " + why + ".");
}

class GpioContact final : public ContactLine {
public:
    GpioContact(std::string path, int line) : path_(std::move(path)), line_(line) {}
    GpioContact(const GpioContact&) = delete;
    GpioContact& operator=(const GpioContact&) = delete;
    ~GpioContact() override { ::close(line_); }

    base::Result<void> set(bool closed) override {
        gpio_v2_line_values values{};
        values.mask = 1;
        values.bits = closed ? 1U : 0U;
        if (::ioctl(line_, GPIO_V2_LINE_SET_VALUES_IOCTL, &values) != 0) {
            return gpio_failed(path_, errno);
        }
        return {};
    }

private:
    std::string path_;
    int line_;
};

} // namespace

base::Result<std::unique_ptr<ContactLine>> open_gpio_contact(const ContactSettings& settings) {
    const int chip = ::open(settings.path.c_str(), O_RDWR | O_CLOEXEC);
    if (chip < 0) {
        return gpio_failed(settings.path, errno);
    }
    gpio_v2_line_request request{};
    request.offsets[0] = settings.line;
    request.num_lines = 1;
    request.config.flags = static_cast<std::uint64_t>(GPIO_V2_LINE_FLAG_OUTPUT);
    if (settings.active_low) {
        request.config.flags |= static_cast<std::uint64_t>(GPIO_V2_LINE_FLAG_ACTIVE_LOW);
    }
    consumer.copy(request.consumer, sizeof(request.consumer) - 1);
    const int outcome = ::ioctl(chip, GPIO_V2_GET_LINE_IOCTL, &request);
    const int error = errno;
    ::close(chip);
    if (outcome != 0) {
        return gpio_failed(settings.path, error);
    }
    return std::make_unique<GpioContact>(settings.path, request.fd);
}

} // namespace player
