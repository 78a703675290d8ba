#include "simulation/fact.hpp"
#include "json/described.hpp"

namespace simulation {

BOOST_DESCRIBE_ENUM(FactKind, quiet, ordered, targeted, sentence, sounded, recorded, answered,
                    settled, shown, programme, lost, healed)
BOOST_DESCRIBE_STRUCT(Fact, (), (at, kind, device, run, class_, state, position_ms, ms, until))

std::string write_fact(const Fact& fact) {
    return json::write(fact);
}

base::Result<Fact> read_fact(std::string_view line) {
    return json::read<Fact>(line);
}

} // namespace simulation
