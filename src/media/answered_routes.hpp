#pragma once

#include "http/message.hpp"

namespace media {

/// A handler from work that returns a base::Result<Response>; a refusal is answered as a problem.
template <class Work>
http::Handler answering(Work work) {
    return [work](const http::Request& request) {
        auto response = work(request);
        return response ? std::move(*response) : http::problem_response(response.error(), request);
    };
}

} // namespace media
