#include "player/program_slots.hpp"

#include "base/try.hpp"
#include "crypto/digest.hpp"
#include "device_protocol/messages_described.hpp"
#include "device_protocol/messages_json.hpp"
#include "player/state_files.hpp"

#include <spdlog/spdlog.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace player {

BOOST_DESCRIBE_STRUCT(Trial, (), (order, version, from, to, starts))
BOOST_DESCRIBE_STRUCT(EndedOrder, (), (order, outcome, version, reason))
BOOST_DESCRIBE_STRUCT(SlotHistory, (), (done_order, former, untold))

/// What a bundle's envelope says to somebody who verified it when it came.
struct KeptEnvelope {
    std::string payload;
};
BOOST_DESCRIBE_STRUCT(KeptEnvelope, (), (payload))

namespace {

namespace fs = std::filesystem;
using device_protocol::UpdateBundle;

template <class Document>
std::optional<Document> read_document(const fs::path& path) {
    const auto text = read_file(path);
    if (!text) {
        return std::nullopt;
    }
    auto read = json::read<Document>(*text, json::Unknown::ignore);
    return read ? std::optional(std::move(*read)) : std::nullopt;
}

base::Result<UpdateBundle> kept_bundle(const KeptEnvelope& kept) {
    TRY_ASSIGN(const std::string payload, base::from_base64(kept.payload));
    return device_protocol::read_message<UpdateBundle>(payload);
}

/// Makes a fetched file a program: its mode and its content are on the disk afterwards.
base::Result<void> make_program(const fs::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return disk_failure(file, "cannot open");
    }
    const bool done = ::fchmod(descriptor, 0755) == 0 && ::fsync(descriptor) == 0;
    ::close(descriptor);
    return done ? base::Result<void>() : disk_failure(file, "cannot write");
}

} // namespace

std::string ProgramSlots::current() const {
    std::error_code error;
    const fs::path target = fs::read_symlink(folder_ / "current", error);
    const std::string name = target.string();
    return !error && (name == "a" || name == "b") ? name : std::string();
}

fs::path ProgramSlots::program_in(const std::string& slot) const {
    return folder_ / slot / "program";
}

std::optional<std::string> ProgramSlots::version_in(const std::string& slot) const {
    const auto envelope = read_document<KeptEnvelope>(folder_ / slot / "bundle.dsse.json");
    if (!envelope) {
        return std::nullopt;
    }
    const auto bundle = kept_bundle(*envelope);
    return bundle ? std::optional(bundle->version) : std::nullopt;
}

fs::path ProgramSlots::partial_for(const base::Sha256& program) const {
    return folder_ / ("fetched-" + base::to_text(program) + ".part");
}

bool ProgramSlots::holds(const UpdateBundle& bundle, const std::string& envelope) const {
    if (read_file(folder_ / other() / "bundle.dsse.json") != envelope) {
        return false;
    }
    const auto program = read_file(program_in(other()));
    return program && device_protocol::check_program(bundle, *program);
}

base::Result<void> ProgramSlots::install(const UpdateBundle& bundle, const std::string& envelope) {
    const fs::path partial = partial_for(bundle.file.sha256);
    std::error_code ignored;
    {
        const auto program = read_file(partial);
        if (const auto whole = device_protocol::check_program(bundle, program.value_or(""));
            !whole) {
            fs::remove(partial, ignored);
            return whole;
        }
    }
    const std::string slot = other();
    SlotHistory known = history();
    if (known.former == slot) {
        known.former.reset(); // from now on it is not whole
        TRY(save_history(known));
    }
    const fs::path place = folder_ / slot;
    fs::remove_all(place, ignored);
    fs::create_directories(place, ignored);
    TRY(make_program(partial));
    if (::rename(partial.c_str(), program_in(slot).c_str()) != 0) {
        return disk_failure(program_in(slot), "cannot write");
    }
    sync_folder(place);
    sync_folder(folder_);
    // Last: a place with an envelope is whole.
    return write_atomically(place / "bundle.dsse.json", envelope);
}

base::Result<void> ProgramSlots::point_to(const std::string& slot) {
    const fs::path link = folder_ / "current";
    if (slot.empty()) {
        std::error_code ignored;
        fs::remove(link, ignored);
        sync_folder(folder_);
        return {};
    }
    const fs::path draft = folder_ / "current.new";
    ::unlink(draft.c_str());
    if (::symlink(slot.c_str(), draft.c_str()) != 0 || ::rename(draft.c_str(), link.c_str()) != 0) {
        return disk_failure(link, "cannot write");
    }
    sync_folder(folder_);
    return {};
}

base::Result<void> ProgramSlots::begin_trial(const Trial& trial) {
    // The trial first: a new program that starts without one would never go back.
    TRY(save_trial(trial));
    return point_to(trial.to);
}

std::optional<Trial> ProgramSlots::trial() const {
    auto trial = read_document<Trial>(folder_ / "trial.json");
    // Written, but the link was not changed any more: the order begins again.
    return trial && trial->to == current() ? trial : std::nullopt;
}

base::Result<void> ProgramSlots::save_trial(const Trial& trial) {
    return write_atomically(folder_ / "trial.json", json::write(trial));
}

base::Result<void> ProgramSlots::confirm(const Trial& trial) {
    SlotHistory known = history();
    known.done_order = trial.order;
    known.former = trial.from;
    known.untold = EndedOrder{trial.order, "updated", trial.version, {}};
    TRY(save_history(known));
    std::error_code ignored;
    fs::remove(folder_ / "trial.json", ignored);
    sync_folder(folder_);
    return {};
}

base::Result<void> ProgramSlots::go_back(const std::string& slot, EndedOrder outcome) {
    SlotHistory known = history();
    known.done_order = outcome.order;
    known.former.reset();
    known.untold = std::move(outcome);
    // The link first: after an end between, the trial is no trial any more and the order, which is
    // not noted as ended, begins again.
    TRY(point_to(slot));
    TRY(save_history(known));
    std::error_code ignored;
    fs::remove(folder_ / "trial.json", ignored);
    sync_folder(folder_);
    return {};
}

SlotHistory ProgramSlots::history() const {
    return read_document<SlotHistory>(folder_ / "history.json").value_or(SlotHistory{});
}

base::Result<void> ProgramSlots::save_history(const SlotHistory& history) {
    return write_atomically(folder_ / "history.json", json::write(history));
}

namespace {

Launch launch_of(const ProgramSlots& slots) {
    const std::string slot = slots.current();
    std::error_code error;
    const fs::path program = slots.program_in(slot);
    const bool there = !slot.empty() && fs::exists(program, error);
    return there ? Launch{slot, program} : Launch{};
}

void give_up(ProgramSlots& slots, const Trial& trial, const char* reason) {
    spdlog::error("the new program {} is given up: {}", trial.version, reason);
    const auto back =
        slots.go_back(trial.from, {trial.order, "rolled_back", trial.version, reason});
    if (!back) {
        spdlog::error("{}", back.error().message.en);
    }
}

} // namespace

Launch choose_program(ProgramSlots& slots) {
    if (auto trial = slots.trial()) {
        if (has_crashed_too_often(*trial)) {
            give_up(slots, *trial, "crashed");
        } else {
            ++trial->starts;
            // What cannot be counted is not tried: it could go on for ever.
            if (!slots.save_trial(*trial)) {
                give_up(slots, *trial, "no_room");
            }
        }
    }
    return launch_of(slots);
}

Launch after_failed_start(ProgramSlots& slots, const Launch& launch) {
    const auto trial = slots.trial();
    if (!trial || trial->to != launch.slot) {
        return {}; // the program of the package is always there
    }
    give_up(slots, *trial, "cannot_start");
    const Launch before = launch_of(slots);
    return before.slot == launch.slot ? Launch{} : before;
}

} // namespace player
