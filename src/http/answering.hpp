#pragma once

#include "http/message.hpp"

#include <utility>

namespace http {

/// A handler that may refuse; the refusal becomes the problem document.
template <class Handle>
Handler answering(Handle handle) {
    return [handle = std::move(handle)](const Request& request) -> Response {
        base::Result<Response> response = handle(request);
        return response ? std::move(*response) : problem_response(response.error(), request);
    };
}

/// The same for a function of the routes' desk, which must outlive the handler.
template <class Desk>
Handler answering(Desk& desk, base::Result<Response> (*handle)(Desk&, const Request&)) {
    return answering([&desk, handle](const Request& request) { return handle(desk, request); });
}

} // namespace http
