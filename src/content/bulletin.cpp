#include "content/bulletin.hpp"

#include "crypto/digest.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace content {

namespace {

/// A text in which no two different lists of parts look alike: each part stands behind its length
/// (netstrings). Its hash is what people approve, so the order of the parts never changes; a new
/// part is added at the end.
class CanonicalText {
public:
    CanonicalText& add(std::string_view part) {
        text_ += std::to_string(part.size());
        text_ += ':';
        text_ += part;
        text_ += ',';
        return *this;
    }
    CanonicalText& add(std::int64_t number) { return add(std::to_string(number)); }
    CanonicalText& add(const base::Sha256& hash) { return add(base::to_text(hash)); }
    CanonicalText& add(const MediaFile& file) {
        return add(file.sha256).add(file.size_bytes).add(file.duration_ms);
    }
    template <class T>
    CanonicalText& add(const std::optional<T>& part) {
        add(std::int64_t{part ? 1 : 0});
        return part ? add(*part) : *this;
    }
    CanonicalText& add(base::Instant at) { return add(at.ms); }
    [[nodiscard]] base::Sha256 digest() const { return crypto::sha256(text_); }

private:
    std::string text_;
};

void add_targets(CanonicalText& text, const Targets& targets) {
    text.add(static_cast<std::int64_t>(targets.areas.size()));
    for (const auto& area : targets.areas) {
        text.add(area::to_text(area));
    }
    text.add(static_cast<std::int64_t>(targets.groups.size()));
    for (const auto& group : targets.groups) {
        text.add(base::to_text(group));
    }
    text.add(static_cast<std::int64_t>(targets.devices.size()));
    for (const auto& device : targets.devices) {
        text.add(base::to_text(device));
    }
}

/// A hand's breadth: the hash must not hang on the last bit of a number that was written and read.
std::int64_t micro_degrees(double degrees) {
    return std::llround(degrees * 1e6);
}

void add_drawn(CanonicalText& text, const area::DrawnArea& drawn) {
    const auto add_point = [&](const area::Point& point) {
        text.add(micro_degrees(point.latitude)).add(micro_degrees(point.longitude));
    };
    text.add(area::to_text(drawn.within)).add(static_cast<std::int64_t>(drawn.circles.size()));
    for (const area::Circle& circle : drawn.circles) {
        add_point(circle.centre);
        text.add(std::int64_t{circle.metres});
    }
    text.add(static_cast<std::int64_t>(drawn.polygons.size()));
    for (const area::Polygon& polygon : drawn.polygons) {
        text.add(static_cast<std::int64_t>(polygon.size()));
        std::ranges::for_each(polygon, add_point);
    }
}

} // namespace

base::Sha256 variant_digest(const LanguageVariant& variant) {
    CanonicalText text;
    text.add("variant 1").add(variant.language).add(static_cast<std::int64_t>(variant.source));
    text.add(variant.voice).add(variant.recording);
    for (const TextBlock& block : variant.blocks) {
        text.add(static_cast<std::int64_t>(block.kind)).add(std::int64_t{block.level});
        text.add(block.marker).add(block.text);
    }
    return text.digest();
}

base::Sha256 content_digest(const Bulletin& bulletin) {
    const BulletinBody& body = bulletin.body;
    CanonicalText text;
    text.add("bulletin 1").add(base::to_text(bulletin.id)).add(body.title);
    text.add(static_cast<std::int64_t>(body.class_)).add(body.field).add(area::to_text(body.area));
    text.add(base::to_text(body.valid_from)).add(base::to_text(body.valid_to));
    add_targets(text, body.targets);
    text.add(static_cast<std::int64_t>(body.variants.size()));
    for (const LanguageVariant& variant : body.variants) {
        text.add(variant_digest(variant));
        const Rendering* rendering = rendering_of(bulletin, variant);
        text.add(rendering != nullptr ? std::optional(rendering->audio) : std::nullopt);
    }
    text.add(static_cast<std::int64_t>(body.attachments.size()));
    for (const Attachment& attachment : body.attachments) {
        text.add(attachment.name).add(attachment.content_type).add(attachment.file);
    }
    text.add(body.source_document_number);
    text.add(body.miss.not_before).add(body.miss.not_after);
    text.add(static_cast<std::int64_t>(body.miss.on_miss));
    if (body.targets.drawn) {
        add_drawn(text.add("drawn"), *body.targets.drawn);
    }
    return text.digest();
}

const Rendering* rendering_of(const Bulletin& bulletin, const LanguageVariant& variant) {
    const base::Sha256 digest = variant_digest(variant);
    const auto found = std::ranges::find_if(bulletin.renderings, [&](const Rendering& rendering) {
        return rendering.language == variant.language && rendering.variant_digest == digest;
    });
    return found == bulletin.renderings.end() ? nullptr : &*found;
}

std::vector<base::Sha256> media_of(const Bulletin& bulletin) {
    std::vector<base::Sha256> files;
    for (const LanguageVariant& variant : bulletin.body.variants) {
        if (variant.recording) {
            files.push_back(variant.recording->sha256);
        }
    }
    for (const Rendering& rendering : bulletin.renderings) {
        files.push_back(rendering.audio.sha256);
    }
    for (const Attachment& attachment : bulletin.body.attachments) {
        files.push_back(attachment.file.sha256);
    }
    std::ranges::sort(files);
    const auto rest = std::ranges::unique(files);
    files.erase(rest.begin(), rest.end());
    return files;
}

} // namespace content
