#pragma once

#include "device_protocol/update_bundle.hpp"
#include "player/update_moment.hpp"

#include <filesystem>
#include <optional>

namespace player {

/// How an order ended, to be told once the program runs that stays.
struct EndedOrder {
    std::string order;
    std::string outcome; ///< as in the event
    std::string version;
    std::string reason;
};

/// What is known between starts. Empty names: the program of the package.
struct SlotHistory {
    std::string done_order; ///< the last order that ended
    /// The place that the confirmed program replaced; none when it is no longer whole.
    std::optional<std::string> former;
    std::optional<EndedOrder> untold;
};

/// Two places for programs, `a` and `b`, in one folder, and which of them runs: the link `current`,
/// changed in one step. Without the link the program of the package runs, so an empty folder is a
/// good beginning. Every change is forced to the disk in an order that leaves, after a loss of
/// power at any instant, a link to a whole program.
class ProgramSlots {
public:
    explicit ProgramSlots(std::filesystem::path folder) : folder_(std::move(folder)) {}

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
    /// `a`, `b`, or empty.
    [[nodiscard]] std::string current() const;
    [[nodiscard]] std::string other() const { return current() == "a" ? "b" : "a"; }
    [[nodiscard]] std::filesystem::path program_in(const std::string& slot) const;
    /// The version of what is in a slot, as its bundle says; nothing when it is not whole.
    [[nodiscard]] std::optional<std::string> version_in(const std::string& slot) const;
    /// Where the fetcher may collect the program of a bundle.
    [[nodiscard]] std::filesystem::path partial_for(const base::Sha256& program) const;

    /// Puts the fetched program into the place that does not run. Refuses
    /// `device_protocol.update_altered` (then the partial file is gone) and `player.disk`.
    [[nodiscard]] base::Result<void> install(const device_protocol::UpdateBundle& bundle,
                                             const std::string& envelope);
    /// True when the other place holds exactly this.
    [[nodiscard]] bool holds(const device_protocol::UpdateBundle& bundle,
                             const std::string& envelope) const;
    /// From now on the other place is what starts, on trial.
    [[nodiscard]] base::Result<void> begin_trial(const Trial& trial);
    /// Nothing when the program that it is of does not start now.
    [[nodiscard]] std::optional<Trial> trial() const;
    [[nodiscard]] base::Result<void> save_trial(const Trial& trial);
    /// It works.
    [[nodiscard]] base::Result<void> confirm(const Trial& trial);
    /// The former program is what starts; `outcome` is told by it.
    [[nodiscard]] base::Result<void> go_back(const std::string& slot, EndedOrder outcome);

    [[nodiscard]] SlotHistory history() const;
    [[nodiscard]] base::Result<void> save_history(const SlotHistory& history);

private:
    [[nodiscard]] base::Result<void> point_to(const std::string& slot);

    const std::filesystem::path folder_;
};

/// What the launcher decided.
struct Launch {
    std::string slot; ///< to be started; empty: the launcher itself is the program
    std::filesystem::path program;
};
/// Before each start: counts the starts of a trial, and goes back when there were too many (15.7).
[[nodiscard]] Launch choose_program(ProgramSlots& slots);
/// The chosen program cannot be started at all: goes back if it is on trial. Gives what to start
/// then.
[[nodiscard]] Launch after_failed_start(ProgramSlots& slots, const Launch& launch);

} // namespace player
