#pragma once

#include "devices/device.hpp"
#include "live/run_sessions.hpp"

/// Steps that the use cases of this folder share: whoever opens or ends a session, an officer or
/// the plan.
namespace live {

[[nodiscard]] base::Failure session_not_found();

/// The nearest place that covers all of them.
[[nodiscard]] area::AreaPath common_area(const std::vector<devices::Device>& targets);

/// Takes the devices from whom the session stands above, and tells them to sound it: its `run`.
/// `live.devices_taken`.
[[nodiscard]] base::Result<void> take_devices(LiveDesk& desk, storage::Transaction& transaction,
                                              const rights::Actor& actor,
                                              const std::vector<Session>& others, Session& session);

/// Stores what was opened, with its entry in the audit log.
void store_opened(LiveDesk& desk, storage::Transaction& transaction, const rights::Actor& actor,
                  const Session& session);

/// Puts the recording into the media library, where the job takes it up.
[[nodiscard]] base::Result<std::optional<media::MediaFileId>>
archive(LiveDesk& desk, storage::Transaction& transaction, const Session& session,
        const std::optional<media::StoredBlob>& blob);

void note_in_audit(LiveDesk& desk, storage::Transaction& transaction, const rights::Actor& actor,
                   std::string action, const Session& session);

struct Ending {
    EndReason reason = EndReason::by_owner;
    std::string by_name;
};

/// The devices hear the end from the stream, after the last word, and those who lost it from the
/// address that is gone. Whom somebody else ends falls silent at once, by command.
[[nodiscard]] base::Result<Session> end_session(LiveDesk& desk, const rights::Actor& actor,
                                                const SessionId& id, const Ending& ending);

} // namespace live
