#include "device_protocol/messages_described.hpp"
#include "fleet/roster.hpp"
#include "player/state_files.hpp"

#include "base/try.hpp"

namespace fleet {

BOOST_DESCRIBE_STRUCT(Member, (), (device, token, serial))
BOOST_DESCRIBE_STRUCT(Roster, (), (server, brokers, ca_certificate, issuers, key_set, devices))
BOOST_DESCRIBE_STRUCT(OpenClaim, (), (serial, code))

namespace {

/// Of fifteen thousand devices, with room.
constexpr std::size_t roster_bytes_max = std::size_t{16} * 1024 * 1024;

struct Claims {
    std::vector<OpenClaim> claims;
};
BOOST_DESCRIBE_STRUCT(Claims, (), (claims))

base::Result<std::string> read_text(const std::filesystem::path& file) {
    if (auto text = player::read_file(file)) {
        return *text;
    }
    return base::fail(base::Fault::not_found, "fleet.no_file",
                      "Không đọc được tệp " + file.string() + ".",
                      "The file " + file.string() + " cannot be read.");
}

} // namespace

base::Result<Roster> load_roster(const std::filesystem::path& file) {
    TRY_ASSIGN(const std::string text, read_text(file));
    return json::read<Roster>(text, json::Unknown::ignore, {.bytes_max = roster_bytes_max});
}

base::Result<void> save_roster(const std::filesystem::path& file, const Roster& roster) {
    return player::write_atomically(file, json::write(roster));
}

base::Result<std::vector<OpenClaim>> load_claims(const std::filesystem::path& file) {
    TRY_ASSIGN(const std::string text, read_text(file));
    TRY_ASSIGN(const Claims read,
               json::read<Claims>(text, json::Unknown::refuse, {.bytes_max = roster_bytes_max}));
    return read.claims;
}

} // namespace fleet
