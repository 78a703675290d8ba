#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// Conformance: what a rule of spec/device-protocol.md asks, and whether it was kept.
namespace fleet::check {

enum class Verdict : std::uint8_t { kept, broken, not_tested };

struct Finding {
    std::string rule; ///< "7.1"
    std::string what; ///< a sentence
    Verdict verdict = Verdict::not_tested;
    std::string seen; ///< what was seen instead, or why it was not tested
};

/// Grows as the check goes on.
class Report {
public:
    /// Prints the finding at once and keeps it.
    void add(Finding finding);
    void expect(const std::string& rule, const std::string& what, bool kept,
                const std::string& seen = "") {
        add({rule, what, kept ? Verdict::kept : Verdict::broken, seen});
    }
    void skip(const std::string& rule, const std::string& what, const std::string& why) {
        add({rule, what, Verdict::not_tested, why});
    }
    [[nodiscard]] bool all_kept() const;
    /// One line of counts.
    [[nodiscard]] std::string summary() const;

private:
    std::vector<Finding> findings_;
};

} // namespace fleet::check
