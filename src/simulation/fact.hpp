#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

/// What happened, as somebody outside saw it. One line of JSON each in a file of facts.
namespace simulation {

enum class FactKind : std::uint8_t {
    quiet,     ///< nothing but an emergency may sound from `at` until `until`
    ordered,   ///< the server accepted run `run`; it may begin until `until`; `class_`;
               ///< `state` is `command` when an officer ordered it at once
    targeted,  ///< ... and it is for `device`
    sentence,  ///< a sentence of `run` begins at `position_ms`: after it gave way it goes on there
    sounded,   ///< `device` sounded `ms` of `run` from `position_ms` on, the first sample at `at`
    recorded,  ///< the server holds a proof of `ms` of `run` on `device`
    answered,  ///< `device` ended command `run`, which is no sound, with `state` as in `settled`
    settled,   ///< at the end the server says `state` of `run` on `device`
    shown,     ///< the server shows `device` in condition `state`; unreachable since `until`
    programme, ///< `device` took up the programme of version `ms`
    lost,      ///< `ms` events of `device` were never told
    healed,    ///< from here on nothing is broken, and everybody had time to tell everything
};

struct Fact {
    base::Instant at;
    FactKind kind = FactKind::healed;
    std::string device;
    std::string run;
    std::string class_;
    std::string state;
    std::int64_t position_ms = 0;
    std::int64_t ms = 0;
    base::Instant until;
};

/// One line without the line feed; members that are empty or 0 are written as well.
[[nodiscard]] std::string write_fact(const Fact& fact);
/// Refuses what is not such a line (`json.malformed`, `json.wrong_members`).
[[nodiscard]] base::Result<Fact> read_fact(std::string_view line);

} // namespace simulation
