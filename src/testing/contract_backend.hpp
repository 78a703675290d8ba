#pragma once

#include "testing/temporary_database.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace testing_support {

/// One kind of store that a contract is run against: a double in memory, or SQL on an engine.
template <class Backend>
struct BackendKind {
    std::string name;
    /// nullptr with the reason in `why` when it cannot be had on this machine.
    std::function<std::unique_ptr<Backend>(std::string& why)> open;
};

/// The double `Memory`, then `Sql`, which is made from an Engine, on SQLite and PostgreSQL.
template <class Backend, class Memory, class Sql>
std::vector<BackendKind<Backend>> backend_kinds() {
    const auto sql = [](std::string name, Engine engine) {
        return BackendKind<Backend>{std::move(name),
                                    [engine](std::string& why) -> std::unique_ptr<Backend> {
                                        if (const auto missing = why_missing(engine)) {
                                            why = *missing;
                                            return nullptr;
                                        }
                                        return std::make_unique<Sql>(engine);
                                    }};
    };
    return {{"memory", [](std::string&) { return std::make_unique<Memory>(); }},
            sql("sqlite", Engine::sqlite),
            sql("postgres", Engine::postgres)};
}

} // namespace testing_support
