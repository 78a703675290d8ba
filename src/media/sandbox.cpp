#include "media/sandbox.hpp"

#include <algorithm>
#include <cctype>

namespace media {

namespace {

bool mentions_memory(std::string_view text) {
    constexpr std::string_view signs[] = {"annot allocate memory", "bad_alloc", "ut of memory",
                                          "memory exhausted"};
    return std::ranges::any_of(
        signs, [&](std::string_view sign) { return text.find(sign) != std::string_view::npos; });
}

} // namespace

base::Error explain(const SandboxOutcome& outcome) {
    using base::Fault;
    using base::refuse;
    switch (outcome.end) {
    case SandboxEnd::cancelled:
    case SandboxEnd::stopped:
        return refuse(Fault::conflict, "media.cancelled",
                      "Việc xử lý tệp đã được dừng theo yêu cầu.",
                      "Processing of the file was cancelled.");
    case SandboxEnd::out_of_cpu:
    case SandboxEnd::out_of_time:
        return refuse(
            Fault::too_large, "media.too_slow",
            "Tệp cần quá nhiều thời gian để xử lý nên đã bị dừng. Hãy chia nhỏ tệp hoặc lưu lại "
            "ở định dạng khác rồi thử lại.",
            "The file takes too long to process. Split it or save it in another format.");
    case SandboxEnd::output_too_large:
        return refuse(
            Fault::too_large, "media.too_much_output",
            "Tệp mở ra quá lớn so với giới hạn nên đã bị dừng. Hãy chia nhỏ tệp rồi thử lại.",
            "The file unfolds to more than the limit. Split it and try again.");
    case SandboxEnd::exited:
    case SandboxEnd::crashed:
        break;
    }
    if (mentions_memory(outcome.error_output)) {
        return refuse(
            Fault::too_large, "media.too_much_memory",
            "Tệp cần quá nhiều bộ nhớ để xử lý nên đã bị dừng. Hãy chia nhỏ tệp hoặc lưu lại ở "
            "định dạng khác.",
            "The file needs too much memory. Split it or save it in another format.");
    }
    return refuse(
        Fault::invalid, "media.broken",
        "Tệp bị hỏng hoặc không đúng định dạng nên không đọc được. Hãy mở lại trên máy của "
        "bạn, lưu thành tệp mới rồi tải lên lần nữa.",
        "The file is broken or not what it claims to be. Save it anew and upload it again.");
}

} // namespace media
