#include "broadcast/sounded.hpp"

#include "json/described.hpp"

namespace broadcast {

BOOST_DESCRIBE_STRUCT(Sounded, (), (run, bulletin, at))

std::string write_sounded(const Sounded& sounded) {
    return json::write(sounded);
}

base::Result<Sounded> read_sounded(std::string_view payload) {
    return json::read<Sounded>(payload);
}

} // namespace broadcast
