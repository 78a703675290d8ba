#include "media/extract_text_child.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "media/content_type.hpp"
#include "media/extract/block_builder.hpp"
#include "media/extract/extract_json.hpp"
#include "media/sandbox_process.hpp"

#include <fstream>

namespace media {

namespace {

namespace fs = std::filesystem;
using base::fail;
using base::Fault;

#if __has_feature(address_sanitizer)
constexpr std::uint64_t own_child_memory_bytes_max =
    0; // AddressSanitizer reserves terabytes of address space
#else
constexpr std::uint64_t own_child_memory_bytes_max = 768ULL << 20U;
#endif

base::Error unknown_kind() {
    return base::refuse(
        Fault::invalid, "media.document_unknown_kind",
        "Không nhận ra loại tài liệu này. Hãy dùng tệp .docx, .odt, .pdf, .txt hoặc .md.",
        "This kind of document is not known. Use .docx, .odt, .pdf, .txt or .md.");
}

/// Word before 2007, and any Office file under a password, are the same kind of container; the name
/// of the stream inside tells them apart.
base::Error refuse_old_office(const fs::path& input) {
    std::ifstream stream(input, std::ios::binary);
    std::string bytes(1U << 20U, '\0');
    stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(stream.gcount()));
    std::string name;
    for (const char c : std::string_view("EncryptedPackage")) {
        name += c;
        name += '\0';
    }
    if (bytes.find(name) != std::string::npos) {
        return document_encrypted();
    }
    return base::refuse(
        Fault::invalid, "media.document_old_word",
        "Đây là tệp Word đời cũ (.doc). Hãy mở bằng Word hoặc LibreOffice, lưu thành .docx rồi tải "
        "lên lại.",
        "This is a Word file from before 2007. Save it as .docx and upload it again.");
}

bool named_markdown(const std::string& name) {
    const std::string lower = base::to_lower(name);
    return lower.ends_with(".md") || lower.ends_with(".markdown");
}

/// A parser that met a limit met a document made to be too much for it.
base::Error explain_document(const SandboxOutcome& outcome) {
    switch (outcome.end) {
    case SandboxEnd::cancelled:
    case SandboxEnd::stopped:
        return explain(outcome);
    case SandboxEnd::out_of_cpu:
    case SandboxEnd::out_of_time:
    case SandboxEnd::output_too_large:
        return document_too_large();
    case SandboxEnd::exited:
    case SandboxEnd::crashed:
        break;
    }
    return document_broken();
}

} // namespace

base::Result<ExtractPrograms> ExtractPrograms::find() {
    TRY_ASSIGN(fs::path extract, find_own_program("nguon-extract"));
    TRY_ASSIGN(fs::path pdftotext, find_system_program("pdftotext"));
    return ExtractPrograms{std::move(extract), std::move(pdftotext)};
}

base::Result<ImportedText> SandboxedTextExtractor::run_child(std::vector<std::string> arguments,
                                                             const fs::path* input,
                                                             std::string_view text,
                                                             std::stop_token stop) {
    SandboxCommand command;
    command.program = programs_.extract;
    command.arguments = std::move(arguments);
    command.input = text;
    if (input != nullptr) {
        command.arguments.push_back(input->string());
        command.readable = {*input};
    }
    command.limits = {.memory_bytes_max = own_child_memory_bytes_max,
                      .cpu_max = std::chrono::seconds(20),
                      .wall_max = std::chrono::seconds(60),
                      .output_bytes_max = 16U << 20U};
    TRY_ASSIGN(const SandboxOutcome outcome, sandbox_.run(command, std::move(stop)));
    if (!outcome.ok()) {
        return fail(explain_document(outcome));
    }
    return read_reply(outcome.output);
}

base::Result<std::string> SandboxedTextExtractor::pdf_to_text(const fs::path& input,
                                                              std::stop_token stop) {
    SandboxCommand command;
    command.program = programs_.pdftotext;
    // One page more than allowed shows that there are more.
    command.arguments = {"-enc",         "UTF-8", "-eol",
                         "unix",         "-l",    std::to_string(limits_.pages_max + 1),
                         input.string(), "-"};
    command.readable = {input};
    command.limits = {.memory_bytes_max = 768ULL << 20U,
                      .cpu_max = std::chrono::seconds(40),
                      .wall_max = std::chrono::seconds(120),
                      .output_bytes_max = limits_.text_bytes_max * 2};
    TRY_ASSIGN(SandboxOutcome outcome, sandbox_.run(command, std::move(stop)));
    if (outcome.ok()) {
        return std::move(outcome.output);
    }
    if (outcome.error_output.find("Incorrect password") != std::string::npos ||
        outcome.error_output.find("nsupported security handler") != std::string::npos) {
        return fail(document_encrypted());
    }
    return fail(explain_document(outcome));
}

base::Result<ImportedText> SandboxedTextExtractor::extract(const fs::path& input,
                                                           const std::string& file_name,
                                                           std::stop_token stop) {
    std::error_code error;
    const auto size = fs::file_size(input, error);
    if (error) {
        return fail(Fault::not_found, "media.file_missing",
                    "Không tìm thấy tệp cần xử lý. Hãy tải tệp lên lại.",
                    "The file does not exist.");
    }
    if (size > limits_.file_bytes_max) {
        return fail(document_too_large());
    }
    switch (sniff_file(input)) {
    case ContentType::empty:
        return fail(Fault::invalid, "media.document_empty",
                    "Tệp rỗng, không có chữ nào. Hãy chọn tệp khác.", "The file is empty.");
    case ContentType::pdf: {
        TRY_ASSIGN(const std::string text, pdf_to_text(input, stop));
        return run_child({"pdftext"}, nullptr, text, stop);
    }
    case ContentType::zip:
        return run_child({"zip"}, &input, {}, stop);
    case ContentType::ole:
        return fail(refuse_old_office(input));
    case ContentType::text:
        return run_child({named_markdown(file_name) ? "markdown" : "text"}, &input, {}, stop);
    case ContentType::unknown: {
        const std::string lower = base::to_lower(file_name);
        if (lower.ends_with(".txt") || named_markdown(file_name)) {
            return run_child({"text"}, &input, {}, stop); // says that it is not Unicode
        }
        return fail(unknown_kind());
    }
    default:
        return fail(unknown_kind());
    }
}

} // namespace media
