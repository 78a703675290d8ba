#include "base/error.hpp"

#include "base/result.hpp"

#include <utility>

namespace base {

Error::Error() = default;
Error::Error(const Error&) = default;
Error::Error(Error&&) noexcept = default;
Error& Error::operator=(const Error&) = default;
Error& Error::operator=(Error&&) noexcept = default;
Error::~Error() = default;

Error refuse(Fault fault, std::string_view code, std::string_view vi, std::string_view en) {
    Error error;
    error.fault = fault;
    error.code = code;
    error.message.vi = vi;
    error.message.en = en;
    return error;
}

Failure fail(Fault fault, std::string_view code, std::string_view vi, std::string_view en) {
    return Failure(refuse(fault, code, vi, en));
}

Failure fail(Error error) {
    return Failure(std::move(error));
}

} // namespace base
