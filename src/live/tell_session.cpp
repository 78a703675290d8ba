#include "live/tell_session.hpp"

#include "devices/live_events.hpp"
#include "http/event_hub.hpp"

namespace live {

void tell_session(LiveDesk& desk, const Session& session) {
    desk.broadcast.events.publish(devices::live_channel, "live.changed",
                                  R"({"id":")" + base::to_text(session.id) + R"(","area":")" +
                                      area::to_text(session.area) + R"("})");
}

} // namespace live
