#pragma once

#include "alarms/alarm_store.hpp"

#include <algorithm>
#include <map>

namespace alarms {

/// Alarms in memory, for tests of use cases. Not for several threads.
class MemoryAlarms final : public AlarmUnitOfWork, public AlarmStore {
public:
    std::vector<std::string> recorded; ///< actions, in order

    base::Result<void>
    change(const std::function<base::Result<void>(AlarmTransaction&)>& body) override {
        Transaction transaction(tables_);
        auto outcome = body(transaction);
        if (outcome) {
            tables_ = transaction.tables;
            std::ranges::move(transaction.recorded, std::back_inserter(recorded));
        }
        return outcome;
    }
    base::Result<std::vector<Alarm>> standing_or_cleared_since(base::Instant since) override {
        std::vector<Alarm> found;
        for (const auto& [id, alarm] : tables_.alarms) {
            if (!alarm.cleared_at || *alarm.cleared_at >= since) {
                found.push_back(alarm);
            }
        }
        return found;
    }
    base::Result<std::optional<Alarm>> find(const AlarmId& id) override {
        const auto found = tables_.alarms.find(id);
        return found == tables_.alarms.end() ? std::nullopt : std::optional(found->second);
    }
    base::Result<std::vector<Alarm>> list(const AlarmFilter& filter) override {
        std::vector<Alarm> found;
        for (auto at = tables_.alarms.rbegin();
             at != tables_.alarms.rend() && found.size() < filter.limit; ++at) {
            if (matches(filter, at->second)) {
                found.push_back(at->second);
            }
        }
        return found;
    }
    base::Result<std::vector<Contact>>
    contacts(const std::vector<area::AreaPath>& within) override {
        std::vector<Contact> found;
        for (const auto& [id, contact] : tables_.contacts) {
            const auto covers = [&](const area::AreaPath& area) {
                return area.covers(contact.area);
            };
            if (std::ranges::any_of(within, covers)) {
                found.push_back(contact);
            }
        }
        return found;
    }
    base::Result<std::vector<Notice>> notices_of(const AlarmId& alarm) override {
        std::vector<Notice> found;
        for (const auto& [id, notice] : tables_.notices) {
            if (notice.alarm == alarm) {
                found.push_back(notice);
            }
        }
        return found;
    }
    base::Result<std::vector<Notice>> due_notices(base::Instant now, unsigned limit) override {
        std::vector<Notice> found;
        for (const auto& [id, notice] : tables_.notices) {
            if (notice.next_at && *notice.next_at <= now) {
                found.push_back(notice);
            }
        }
        std::ranges::sort(
            found, {}, [](const Notice& notice) { return std::pair(*notice.next_at, notice.id); });
        found.resize(std::min<std::size_t>(found.size(), limit));
        return found;
    }

private:
    struct Tables {
        std::map<AlarmId, Alarm> alarms;
        std::map<ContactId, Contact> contacts;
        std::map<NoticeId, Notice> notices;
    };

    static bool matches(const AlarmFilter& filter, const Alarm& alarm) {
        const auto covers = [&](const area::AreaPath& area) { return area.covers(alarm.area); };
        return std::ranges::any_of(filter.visible, covers) &&
               (!filter.area || covers(*filter.area)) &&
               (!filter.state || *filter.state == state_of(alarm)) &&
               (!filter.kind || *filter.kind == alarm.kind) &&
               (!filter.device || *filter.device == alarm.device) &&
               (!filter.after || alarm.id < *filter.after);
    }

    struct Transaction final : AlarmTransaction {
        explicit Transaction(Tables copy) : tables(std::move(copy)) {}

        base::Result<void> insert(const Alarm& alarm) override {
            for (const auto& [id, other] : tables.alarms) {
                if (!other.cleared_at && !alarm.cleared_at && other.device == alarm.device &&
                    other.kind == alarm.kind) {
                    return base::fail(base::Fault::conflict, "alarms.already_standing", "đã có",
                                      "stands");
                }
            }
            tables.alarms[alarm.id] = alarm;
            return {};
        }
        base::Result<void> save(const Alarm& alarm) override {
            const auto found = tables.alarms.find(alarm.id);
            if (found == tables.alarms.end() || found->second.version + 1 != alarm.version) {
                return base::fail(base::Fault::conflict, "alarms.changed_meanwhile", "đã đổi",
                                  "changed");
            }
            found->second = alarm;
            return {};
        }
        base::Result<std::vector<Contact>> contacts_of(const area::AreaPath& area) override {
            std::vector<Contact> found;
            for (const auto& [id, contact] : tables.contacts) {
                if (contact.area == area) {
                    found.push_back(contact);
                }
            }
            return found;
        }
        base::Result<void> insert_contact(const Contact& contact) override {
            tables.contacts[contact.id] = contact;
            return {};
        }
        base::Result<bool> remove_contact(const ContactId& id) override {
            return tables.contacts.erase(id) == 1;
        }
        base::Result<void> put_notice(const Notice& notice) override {
            tables.notices[notice.id] = notice;
            return {};
        }
        void record(const RecordedChange& change, const rights::Actor&) override {
            recorded.push_back(change.action);
        }

        Tables tables;
        std::vector<std::string> recorded;
    };

    Tables tables_;
};

} // namespace alarms
