#pragma once

#include "simulation/fact.hpp"

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace simulation {

/// A promise of the design (section 2) that the facts break.
struct Violation {
    std::string promise; ///< stable word, e.g. `sounded_twice`
    std::string detail;  ///< device, run and instants, for people
};

/// Reads facts in the order in which they became known and says which promises they break:
///
/// `sounded_twice`       a device sounded the same stretch of a run again, other than the sentence
///                       in which it gave way to another run
/// `sounded_late`        a run began after the instant until which it might
/// `sounded_unordered`   something sounded that nobody ordered for that device
/// `sounded_in_quiet`    anything but an emergency sounded in quiet hours
/// `two_at_once`         a device sounded two runs at the same time
/// `proof_lost`          it sounded, everything is healed, and the server has no proof
/// `proof_doubled`       the server holds two proofs of one run of one device
/// `proof_false`         a proof of more than sounded
/// `order_lost`          healed, and the server knows nothing of a command that it accepted
/// `not_settled`         healed, and the server still does not know how an order ended
/// `settled_falsely`     the server says done without a sound, or not done of a whole one
/// `answer_lost`         healed, and the server knows another end of a command than its device
/// `silent_shown_online` unreachable for more than 90 s, and shown as online
/// `programme_went_back` a device took up an older programme than it had
/// `event_lost`          a device's event was never told
class Checker {
public:
    void take(const Fact& fact);
    [[nodiscard]] const std::vector<Violation>& violations() const { return violations_; }

private:
    struct Stretch {
        base::Instant at;
        std::int64_t position_ms = 0;
        std::int64_t ms = 0;
    };
    struct Errand { ///< one run on one device
        bool targeted = false;
        std::vector<Stretch> stretches;
        std::optional<std::int64_t> recorded_ms;
        std::optional<std::string> answered; ///< by the device, the first time
        std::optional<std::string> settled;
        [[nodiscard]] std::int64_t sounded_ms() const;
    };
    struct Run {
        bool commanded = false; ///< by an officer at once, not by the programme
        std::string class_;
        base::Instant until;
        std::set<std::int64_t> sentences_ms;
    };
    struct Span {
        base::Instant from;
        base::Instant to;
        std::string run; ///< that sounded
    };

    void take_sounded(const Fact& fact);
    [[nodiscard]] bool resumes_at_sentence(const Errand& errand, const Fact& fact) const;
    void check_healed(base::Instant at);
    void break_promise(std::string promise, const Fact& fact, std::string detail);

    std::map<std::string, Run> runs_;
    std::map<std::pair<std::string, std::string>, Errand> errands_; ///< device, run
    std::map<std::string, Span> last_sound_;                        ///< by device
    std::map<std::string, std::int64_t> programmes_;                ///< by device
    std::vector<Span> quiet_;
    std::vector<Violation> violations_;
};

} // namespace simulation
