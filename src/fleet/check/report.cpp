#include "fleet/check/report.hpp"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>

namespace fleet::check {

namespace {

std::string_view word_of(Verdict verdict) {
    switch (verdict) {
    case Verdict::kept:
        return "kept";
    case Verdict::broken:
        return "BROKEN";
    case Verdict::not_tested:
        break;
    }
    return "not tested";
}

} // namespace

void Report::add(Finding finding) {
    const bool tell_more = finding.verdict != Verdict::kept && !finding.seen.empty();
    fmt::print("{:<6} {:<10} {}{}{}\n", finding.rule, word_of(finding.verdict), finding.what,
               tell_more ? ": " : "", tell_more ? finding.seen : "");
    std::fflush(stdout);
    findings_.push_back(std::move(finding));
}

bool Report::all_kept() const {
    return !findings_.empty() && std::ranges::none_of(findings_, [](const Finding& finding) {
        return finding.verdict == Verdict::broken;
    });
}

std::string Report::summary() const {
    const auto count = [&](Verdict verdict) {
        return std::ranges::count(findings_, verdict, &Finding::verdict);
    };
    return fmt::format("{} kept, {} broken, {} not tested", count(Verdict::kept),
                       count(Verdict::broken), count(Verdict::not_tested));
}

} // namespace fleet::check
