#pragma once

#include "app/foundation.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace app {

/// Where a running server listens.
struct Ports {
    std::uint16_t http = 0;
    std::uint16_t https = 0;
    std::uint16_t mqtt = 0;
};

/// The composition root: owns every part in order of dependency and lets them know each other.
/// Start once, stop once.
class Server {
public:
    /// The foundation must outlive the server.
    explicit Server(Foundation& foundation);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Returns when browsers and devices can connect. Errors name what to do.
    [[nodiscard]] base::Result<void> start();
    /// Lets running requests finish, then ends children and threads.
    void stop();

    [[nodiscard]] Ports ports() const;
    /// The one-time code that makes the first administrator; nothing when there is one already.
    [[nodiscard]] const std::optional<std::string>& setup_code() const;

    /// Where the routes and the API document in this program disagree, one sentence each; for the
    /// test that keeps them the same.
    [[nodiscard]] std::vector<std::string> api_differences() const;

private:
    class Parts;
    Foundation& foundation_;
    std::unique_ptr<Parts> parts_;
};

} // namespace app
