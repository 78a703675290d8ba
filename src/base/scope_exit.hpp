#pragma once

#include <utility>

namespace base {

/// Runs the function when the scope ends, however it ends. The function must not throw.
template <class Function>
class ScopeExit {
public:
    explicit ScopeExit(Function function) : function_(std::move(function)) {}
    ScopeExit(const ScopeExit&) = delete;
    ScopeExit& operator=(const ScopeExit&) = delete;
    ~ScopeExit() { function_(); }

private:
    Function function_;
};

} // namespace base
