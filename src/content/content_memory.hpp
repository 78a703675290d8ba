#pragma once

#include "base/text.hpp"
#include "content/bulletin_search.hpp"
#include "content/content_unit_of_work.hpp"
#include "content/offered_below.hpp"

#include <algorithm>
#include <map>

namespace content {

/// Bulletins in memory, for tests of use cases. Not for several threads.
class MemoryContent final : public ContentUnitOfWork, public BulletinStore {
public:
    std::vector<std::string> recorded; ///< actions, in order
    int rules_read = 0;                ///< how often a rule was asked for, outside of changes

    base::Result<void>
    change(const std::function<base::Result<void>(ContentTransaction&)>& body) override {
        Transaction transaction(tables_);
        auto outcome = body(transaction);
        if (outcome) {
            tables_ = transaction.tables;
            recorded.insert(recorded.end(), transaction.recorded.begin(),
                            transaction.recorded.end());
        }
        return outcome;
    }
    base::Result<std::optional<Bulletin>> find(const BulletinId& id) override {
        const auto found = tables_.bulletins.find(id);
        return found == tables_.bulletins.end() ? std::nullopt : std::optional(found->second);
    }
    base::Result<std::vector<Bulletin>> list(const BulletinFilter& filter) override {
        const auto words = search_words(filter.search);
        std::vector<Bulletin> hits;
        std::vector<Bulletin> in_text;
        for (auto at = tables_.bulletins.rbegin(); at != tables_.bulletins.rend(); ++at) {
            const SearchHit hit = search_hit(search_terms(at->second), words);
            if (hit != SearchHit::none && matches(filter, at->second)) {
                (hit == SearchHit::in_title ? hits : in_text).push_back(at->second);
            }
        }
        hits.insert(hits.end(), in_text.begin(), in_text.end());
        std::vector<Bulletin> found;
        bool begun = !filter.after;
        for (const Bulletin& bulletin : hits) {
            if (begun && found.size() < filter.limit) {
                found.push_back(bulletin);
            }
            begun = begun || bulletin.id == *filter.after;
        }
        return found;
    }
    base::Result<std::vector<BulletinVersion>> history(const BulletinId& id) override {
        return tables_.versions[id];
    }
    base::Result<std::optional<Bulletin>> as_of(const BulletinId& id,
                                                std::int64_t version) override {
        const auto found = tables_.documents.find({id, version});
        return found == tables_.documents.end() ? std::nullopt : std::optional(found->second);
    }
    base::Result<ApprovalRule> approval_rule(const area::AreaPath& area) override {
        ++rules_read;
        return nearest_rule(tables_, area);
    }

private:
    struct Tables {
        std::map<BulletinId, Bulletin> bulletins;
        std::map<BulletinId, std::vector<BulletinVersion>> versions;
        std::map<std::pair<BulletinId, std::int64_t>, Bulletin> documents;
        std::map<area::AreaPath, ApprovalRule> rules;
    };

    static ApprovalRule nearest_rule(const Tables& tables, const area::AreaPath& area) {
        ApprovalRule nearest;
        nearest.area = area;
        for (const auto& [path, rule] : tables.rules) { // a parent stands before its children
            if (path.covers(area)) {
                nearest = rule;
            }
        }
        return nearest;
    }
    static bool matches(const BulletinFilter& filter, const Bulletin& bulletin) {
        const BulletinBody& body = bulletin.body;
        const auto covers = [&](const area::AreaPath& area) { return area.covers(body.area); };
        const bool seen = filter.from_above ? is_offered(bulletin, filter.visible)
                                            : std::ranges::any_of(filter.visible, covers);
        return seen && (!filter.area || covers(*filter.area)) &&
               (!filter.state || *filter.state == bulletin.state) &&
               (!filter.class_ || *filter.class_ == body.class_) &&
               (filter.field.empty() || base::fold(filter.field) == base::fold(body.field)) &&
               (!filter.author || *filter.author == bulletin.author.user) &&
               (!filter.valid_on || *filter.valid_on <= body.valid_to) &&
               (!filter.valid_until || body.valid_from <= *filter.valid_until);
    }

    struct Transaction final : ContentTransaction {
        explicit Transaction(Tables copy) : tables(std::move(copy)) {}

        base::Result<Bulletin> load(const BulletinId& id) override {
            const auto found = tables.bulletins.find(id);
            if (found == tables.bulletins.end()) {
                return base::fail(base::Fault::not_found, "content.not_found", "không có", "none");
            }
            return found->second;
        }
        base::Result<void> insert(const Bulletin& bulletin) override {
            if (tables.bulletins.contains(bulletin.id)) {
                return base::fail(base::Fault::conflict, "content.already_exists", "đã có",
                                  "exists");
            }
            return update(bulletin);
        }
        base::Result<void> update(const Bulletin& bulletin) override {
            tables.bulletins[bulletin.id] = bulletin;
            tables.versions[bulletin.id].push_back({bulletin.version, bulletin.state,
                                                    bulletin.changed_by, bulletin.changed_at,
                                                    bulletin.reason, comment_of(bulletin)});
            tables.documents[{bulletin.id, bulletin.version}] = bulletin;
            return {};
        }
        base::Result<ApprovalRule> approval_rule(const area::AreaPath& area) override {
            return nearest_rule(tables, area);
        }
        base::Result<void> save_rule(const ApprovalRule& rule, const rights::Actor&) override {
            const auto present = tables.rules.find(rule.area);
            const std::int64_t version =
                present == tables.rules.end() ? 0 : present->second.version;
            if (version + 1 != rule.version) {
                return base::fail(base::Fault::conflict, "content.changed_meanwhile", "đã đổi",
                                  "changed");
            }
            tables.rules[rule.area] = rule;
            return {};
        }
        void record(const BulletinChange& change, const rights::Actor&) override {
            recorded.push_back(change.action);
        }

        Tables tables;
        std::vector<std::string> recorded;
    };

    Tables tables_;
};

} // namespace content
