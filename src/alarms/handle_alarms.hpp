#pragma once

#include "alarms/alarm_desk.hpp"

namespace alarms {

// What people do with alarms and with those who are told of them.

/// Somebody has taken it on; it is not escalated any more. Asks for operate_devices at its area.
/// Somebody outside finds none (`alarms.not_found`). A second time keeps the first person and sets
/// the note; a cleared one is `alarms.cleared_already`.
[[nodiscard]] base::Result<Alarm> acknowledge(AlarmDesk& desk, const rights::Actor& actor,
                                              const AlarmId& id, std::string_view note);
[[nodiscard]] base::Result<Alarm> visible_alarm(AlarmDesk& desk, const rights::Actor& actor,
                                                const AlarmId& id);

struct NewContact {
    area::AreaPath area;
    Channel channel = Channel::email;
    std::string address;
};
/// Asks for manage_settings at the area, as all below. A web hook gets a secret, shown once.
/// Refuses `alarms.bad_address`, `alarms.mail_not_set_up`, `alarms.too_many_contacts`.
[[nodiscard]] base::Result<Contact> add_contact(AlarmDesk& desk, const AlarmRules& rules,
                                                const rights::Actor& actor,
                                                const NewContact& wanted);
[[nodiscard]] base::Result<std::vector<Contact>> managed_contacts(AlarmDesk& desk,
                                                                  const rights::Actor& actor);
[[nodiscard]] base::Result<void> remove_contact(AlarmDesk& desk, const rights::Actor& actor,
                                                const ContactId& id);

} // namespace alarms
