#include "alarms/handle_alarms.hpp"

#include "alarms/tell_alarm_changed.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "crypto/token.hpp"
#include "rights/policy.hpp"

#include <algorithm>

namespace alarms {

namespace {

using base::Fault;
using rights::Permission;

constexpr std::size_t note_characters_max = 500;
constexpr std::size_t contacts_per_area_max = 20;

bool is_changed_meanwhile(const base::Result<Alarm>& outcome) {
    return !outcome && outcome.error().code == "alarms.changed_meanwhile";
}

base::Result<Alarm> take_on(AlarmDesk& desk, const rights::Actor& actor, const AlarmId& id,
                            const std::string& note) {
    TRY_ASSIGN(Alarm alarm, visible_alarm(desk, actor, id));
    TRY(rights::require(actor, Permission::operate_devices, alarm.area));
    if (alarm.cleared_at) {
        return base::fail(Fault::conflict, "alarms.cleared_already",
                          "Cảnh báo này đã tự hết. Không cần nhận xử lý nữa.",
                          "The alarm has cleared by itself; there is nothing to take on.");
    }
    if (!alarm.acknowledged_at) {
        alarm.acknowledged_at = desk.clock.now();
        alarm.acknowledged_by = base::to_text(actor.user);
        alarm.acknowledged_by_name = actor.name;
    }
    alarm.escalate_at.reset();
    alarm.note = note;
    ++alarm.version;
    TRY(desk.work.change([&](AlarmTransaction& transaction) -> base::Result<void> {
        TRY(transaction.save(alarm));
        transaction.record({.action = "alarms.acknowledge",
                            .entity = "alarm/" + base::to_text(alarm.id),
                            .area = alarm.area,
                            .note = note},
                           actor);
        return {};
    }));
    return alarm;
}

base::Failure no_such_contact() {
    return base::fail(Fault::not_found, "alarms.no_such_contact",
                      "Không có địa chỉ nhận này trong địa bàn của bạn.",
                      "There is no such contact in your area.");
}

} // namespace

base::Result<Alarm> visible_alarm(AlarmDesk& desk, const rights::Actor& actor, const AlarmId& id) {
    TRY_ASSIGN(auto alarm, desk.store.find(id));
    if (!alarm || !rights::allows(actor, Permission::read_devices, alarm->area)) {
        return base::fail(Fault::not_found, "alarms.not_found",
                          "Không có cảnh báo này, hoặc bạn không được xem.",
                          "There is no such alarm, or you may not see it.");
    }
    return *std::move(alarm);
}

base::Result<Alarm> acknowledge(AlarmDesk& desk, const rights::Actor& actor, const AlarmId& id,
                                std::string_view note) {
    TRY_ASSIGN(const std::string readable, base::to_nfc(note));
    const std::string kept(base::trim(readable));
    if (base::code_points(kept) > note_characters_max) {
        return base::fail(Fault::too_large, "alarms.note_too_long", "Ghi chú dài quá 500 ký tự.",
                          "The note is longer than 500 characters.");
    }
    // The watch may change the row between reading and writing; a person is not to see that.
    base::Result<Alarm> taken = take_on(desk, actor, id, kept);
    for (int again = 0; again < 3 && is_changed_meanwhile(taken); ++again) {
        taken = take_on(desk, actor, id, kept);
    }
    if (taken) {
        tell_alarm_changed(desk.events, *taken);
    }
    return taken;
}

base::Result<Contact> add_contact(AlarmDesk& desk, const AlarmRules& rules,
                                  const rights::Actor& actor, const NewContact& wanted) {
    TRY(rights::require(actor, Permission::manage_settings, wanted.area));
    TRY(check_address(wanted.channel, wanted.address, rules.private_web_hooks));
    if (wanted.channel == Channel::email && !rules.mail_is_set_up) {
        return base::fail(Fault::conflict, "alarms.mail_not_set_up",
                          "Máy chủ này chưa được cấu hình để gửi thư điện tử ([alarms] smtp_url).",
                          "This server is not set up to send e-mail ([alarms] smtp_url).");
    }
    const base::Instant now = desk.clock.now();
    const Contact contact{
        .id = ContactId::make(now, desk.random),
        .area = wanted.area,
        .channel = wanted.channel,
        .address = wanted.address,
        .secret = wanted.channel == Channel::web_hook ? crypto::random_token(desk.random) : "",
        .created_at = now};
    TRY(desk.work.change([&](AlarmTransaction& transaction) -> base::Result<void> {
        TRY_ASSIGN(const std::vector<Contact> present, transaction.contacts_of(contact.area));
        if (present.size() >= contacts_per_area_max) {
            return base::fail(Fault::conflict, "alarms.too_many_contacts",
                              "Một địa bàn có nhiều nhất 20 địa chỉ nhận cảnh báo.",
                              "An area has at most 20 contacts for alarms.");
        }
        TRY(transaction.insert_contact(contact));
        transaction.record({.action = "alarms.add_contact",
                            .entity = "alarm-contact/" + base::to_text(contact.id),
                            .area = contact.area,
                            .note = contact.address},
                           actor);
        return {};
    }));
    return contact;
}

base::Result<std::vector<Contact>> managed_contacts(AlarmDesk& desk, const rights::Actor& actor) {
    const auto areas = rights::areas_with(actor, Permission::manage_settings);
    if (areas.empty()) {
        TRY(rights::require(actor, Permission::manage_settings, {}));
    }
    return desk.store.contacts(areas);
}

base::Result<void> remove_contact(AlarmDesk& desk, const rights::Actor& actor,
                                  const ContactId& id) {
    TRY_ASSIGN(const std::vector<Contact> managed, managed_contacts(desk, actor));
    const auto found = std::ranges::find(managed, id, &Contact::id);
    if (found == managed.end()) {
        return no_such_contact();
    }
    return desk.work.change([&](AlarmTransaction& transaction) -> base::Result<void> {
        TRY_ASSIGN(const bool removed, transaction.remove_contact(id));
        if (!removed) {
            return no_such_contact();
        }
        transaction.record({.action = "alarms.remove_contact",
                            .entity = "alarm-contact/" + base::to_text(id),
                            .area = found->area,
                            .note = found->address},
                           actor);
        return {};
    });
}

} // namespace alarms
