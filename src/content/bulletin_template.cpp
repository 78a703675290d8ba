#include "content/bulletin_template.hpp"

#include "base/text.hpp"
#include "base/try.hpp"

#include <algorithm>
#include <functional>

namespace content {

namespace {

constexpr std::size_t blank_bytes_max = 60;
constexpr int valid_days = 14;

/// Calls `text` with what stands between blanks and `blank` with the name of each. Braces that hold
/// nothing or too much are text.
void read_blanks(std::string_view from, const std::function<void(std::string_view)>& text,
                 const std::function<void(std::string_view)>& blank) {
    while (!from.empty()) {
        const std::size_t open = from.find('{');
        const std::size_t close =
            open == std::string_view::npos ? open : from.find_first_of("{}", open + 1);
        if (close == std::string_view::npos) {
            text(from);
            return;
        }
        const std::string_view name = base::trim(from.substr(open + 1, close - open - 1));
        if (from[close] == '{' || name.empty() || name.size() > blank_bytes_max) {
            text(from.substr(0, close));
            from.remove_prefix(close);
            continue;
        }
        text(from.substr(0, open));
        blank(name);
        from.remove_prefix(close + 1);
    }
}

std::string filled(std::string_view text, const Blanks& blanks) {
    std::string out;
    read_blanks(
        text, [&](std::string_view piece) { out += piece; },
        [&](std::string_view name) {
            const auto found = blanks.find(std::string(name));
            out += found == blanks.end() || found->second.empty() ? "{" + std::string(name) + "}"
                                                                  : found->second;
        });
    return out;
}

} // namespace

base::Result<TemplateBody> check_template(TemplateBody body) {
    for (LanguageVariant& variant : body.variants) {
        variant.recording.reset();
        if (variant.source == VariantSource::recording) {
            variant.source = VariantSource::speech;
        }
    }
    BulletinBody like_a_bulletin{.title = std::move(body.title),
                                 .class_ = body.class_,
                                 .field = std::move(body.field),
                                 .area = body.area,
                                 .targets = std::move(body.targets),
                                 .variants = std::move(body.variants)};
    TRY_ASSIGN(BulletinBody checked, check_body(std::move(like_a_bulletin)));
    auto name = base::to_nfc(base::trim(body.name));
    if (!name || name->empty() || base::code_points(*name) > 100 ||
        name->find_first_of("\n\r\t") != std::string::npos) {
        return base::fail(base::Fault::invalid, "content.bad_template_name",
                          "Tên mẫu phải có từ 1 đến 100 ký tự và nằm trên một dòng.",
                          "A template's name has 1 to 100 characters on one line.");
    }
    body.name = std::move(*name);
    body.title = std::move(checked.title);
    body.field = std::move(checked.field);
    body.targets = std::move(checked.targets);
    body.variants = std::move(checked.variants);
    std::erase_if(body.variants,
                  [](const LanguageVariant& variant) { return variant.blocks.empty(); });
    return body;
}

std::vector<std::string> blanks_of(const TemplateBody& body) {
    std::vector<std::string> names;
    const auto collect = [&](std::string_view text) {
        read_blanks(
            text, [](std::string_view) {},
            [&](std::string_view name) {
                if (std::ranges::find(names, name) == names.end()) {
                    names.emplace_back(name);
                }
            });
    };
    collect(body.title);
    for (const LanguageVariant& variant : body.variants) {
        for (const TextBlock& block : variant.blocks) {
            collect(block.text);
        }
    }
    return names;
}

base::Result<BulletinBody> body_from_template(const TemplateBody& body, const area::AreaPath& area,
                                              base::LocalDate today, const Blanks& blanks) {
    if (!body.area.covers(area)) {
        return base::fail(base::Fault::invalid, "content.template_elsewhere",
                          "Mẫu này của đơn vị khác. Hãy chọn mẫu của đơn vị mình hoặc cấp trên.",
                          "The template belongs to a unit that does not cover the area.");
    }
    BulletinBody made{.title = filled(body.title, blanks),
                      .class_ = body.class_,
                      .field = body.field,
                      .area = area,
                      .valid_from = today,
                      .valid_to = base::add_days(today, valid_days),
                      .targets = body.targets,
                      .variants = body.variants};
    if (area != body.area) {
        made.targets = {.areas = {area}};
    }
    for (LanguageVariant& variant : made.variants) {
        for (TextBlock& block : variant.blocks) {
            block.text = filled(block.text, blanks);
        }
    }
    return made;
}

} // namespace content
