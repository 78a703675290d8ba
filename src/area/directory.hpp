#pragma once

#include "area/catalogue.hpp"

#include <map>
#include <memory>
#include <mutex>

namespace area {

/// A catalogue made ready to be asked. Immutable; safe to read from any thread. Pointers into it
/// live as long as it.
class Directory {
public:
    explicit Directory(Catalogue catalogue);
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;

    [[nodiscard]] const Catalogue& catalogue() const { return catalogue_; }
    /// The unit with this code, or of which it is an alias, on that day; null when there is none.
    [[nodiscard]] const Unit* find(const AreaCode& code, base::LocalDate day) const;
    /// All periods of a code, the earliest first.
    [[nodiscard]] std::vector<const Unit*> history(const AreaCode& code) const;
    /// Units directly below, by code; below nothing stand the provinces.
    [[nodiscard]] std::vector<const Unit*> children(const AreaCode& parent,
                                                    base::LocalDate day) const;
    /// The units before 1/7/2025 that became part of this one.
    [[nodiscard]] std::vector<const FormerUnit*> predecessors(const AreaCode& code) const;
    /// "91/31069".
    [[nodiscard]] AreaPath path_of(const Unit& unit) const;
    /// The legal document behind a unit; empty when the catalogue does not say.
    [[nodiscard]] std::string_view document_of(const Unit& unit) const;

    /// One name that search compares, folded and with its marks.
    struct Name {
        const Unit* unit = nullptr;
        const FormerUnit* former = nullptr; ///< null for the present name
        std::string folded;
        std::string lower; ///< as area::comparable
        std::string
            folded_place; ///< province, or former district and province with the present one
    };
    [[nodiscard]] const std::vector<Name>& names() const { return names_; }

private:
    void add_names();

    Catalogue catalogue_;
    std::multimap<AreaCode, const Unit*> by_code_;
    std::multimap<AreaCode, const Unit*> by_parent_;
    std::multimap<AreaCode, const FormerUnit*> by_successor_;
    std::map<AreaCode, AreaCode> aliases_;
    std::vector<Name> names_;
};

/// The directory in force now; an administrator may replace it while the server runs. Readers keep
/// the one they took. Safe to call from any thread.
class Areas {
public:
    explicit Areas(std::shared_ptr<const Directory> directory) : directory_(std::move(directory)) {}
    [[nodiscard]] std::shared_ptr<const Directory> directory() const {
        const std::lock_guard lock(mutex_);
        return directory_;
    }
    void replace(std::shared_ptr<const Directory> directory) {
        const std::lock_guard lock(mutex_);
        directory_ = std::move(directory);
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const Directory> directory_;
};

} // namespace area
