#pragma once

#include "storage/value.hpp"

#include <string>
#include <vector>

namespace storage {

/// The `where` of a list whose filters are not always there: conditions joined by `and`, parameters
/// numbered as they come. Texts from outside enter as parameters only.
class Conditions {
public:
    /// `sql` is ours and has one `?`, where the parameter goes: `state = ?`.
    void add(std::string sql, Parameter value);
    /// A condition without parameter.
    void add(std::string sql);
    /// Rows whose `column` is one of these paths or lies below one ("91" covers "91/31069"). A path
    /// that is empty covers everything; no path at all covers nothing.
    void add_within(const std::string& column, const std::vector<std::string>& paths);

    /// `true` in SQL when there is no condition.
    [[nodiscard]] std::string text() const { return text_.empty() ? "1 = 1" : text_; }
    [[nodiscard]] const Parameters& parameters() const { return parameters_; }
    /// Adds a parameter used outside of the conditions; returns its name, `$3`.
    [[nodiscard]] std::string parameter(Parameter value);

private:
    std::string text_;
    Parameters parameters_;
};

} // namespace storage
