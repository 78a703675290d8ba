#include "content/render_job.hpp"

#include "crypto/digest.hpp"

#include <algorithm>

namespace content {

base::Result<std::vector<LanguageVariant>>
variants_to_render(const Bulletin& bulletin, const std::optional<std::string>& language) {
    std::vector<LanguageVariant> wanted;
    for (const LanguageVariant& variant : bulletin.body.variants) {
        const bool sounds = variant.source != VariantSource::text;
        const bool chosen =
            language ? variant.language == *language : rendering_of(bulletin, variant) == nullptr;
        if (sounds && chosen) {
            wanted.push_back(variant);
        }
    }
    if (!wanted.empty()) {
        return wanted;
    }
    if (language) {
        return base::fail(base::Fault::invalid, "content.no_such_language",
                          "Bản tin không có phần âm thanh cho ngôn ngữ này.",
                          "The bulletin has no sounding variant in this language.");
    }
    return base::fail(base::Fault::conflict, "content.rendered_already",
                      "Bản tin đã có đủ âm thanh. Muốn dựng lại, hãy chọn một ngôn ngữ.",
                      "The bulletin has all its sound. Name a language to make it again.");
}

base::Sha256 render_digest(const BulletinId& bulletin,
                           const std::vector<LanguageVariant>& variants) {
    std::string text = base::to_text(bulletin);
    for (const LanguageVariant& variant : variants) {
        text += "\n" + variant.language + " " + base::to_hex(variant_digest(variant).bytes);
    }
    return crypto::sha256(text);
}

RenderJob take_up(RenderJob job, base::Instant now, base::Millis claim_length) {
    if (job.attempts >= render_attempts_max) {
        return failed(std::move(job),
                      base::refuse(base::Fault::unavailable, "content.render_given_up",
                                   "Máy chủ đã thử dựng âm thanh nhiều lần mà không xong. Hãy "
                                   "dựng lại; nếu vẫn lỗi, báo người quản trị hệ thống.",
                                   "Making the sound was tried several times without success. "
                                   "Try again; if it still fails, tell the administrator."),
                      now);
    }
    ++job.attempts;
    job.state = RenderState::working;
    return progressed(std::move(job), 0, now, claim_length);
}

RenderJob progressed(RenderJob job, std::int64_t done, base::Instant now,
                     base::Millis claim_length) {
    job.sentences_done = std::clamp<std::int64_t>(done, 0, job.sentences_total);
    job.changed_at = now;
    job.claimed_until = now + claim_length;
    return job;
}

RenderJob finished(RenderJob job, base::Instant now) {
    job.state = RenderState::done;
    job.sentences_done = job.sentences_total;
    job.changed_at = now;
    job.claimed_until.reset();
    return job;
}

RenderJob failed(RenderJob job, const base::Error& why, base::Instant now) {
    job.state = RenderState::failed;
    job.failure = RenderFailure{why.code, why.message.vi, why.message.en};
    job.changed_at = now;
    job.claimed_until.reset();
    return job;
}

RenderJob given_back(RenderJob job, base::Instant now) {
    job.state = RenderState::waiting;
    job.attempts = std::max<std::int64_t>(job.attempts - 1, 0);
    job.changed_at = now;
    job.claimed_until.reset();
    return job;
}

base::Result<RenderJob> cancelled(RenderJob job, base::Instant now) {
    if (!job.is_open()) {
        return base::fail(base::Fault::conflict, "content.render_over",
                          "Việc dựng âm thanh này đã kết thúc, không còn gì để hủy.",
                          "This rendering is over; there is nothing to cancel.");
    }
    job.state = RenderState::cancelled;
    job.changed_at = now;
    job.claimed_until.reset();
    return job;
}

rights::Actor requester(const RenderJob& job) {
    return {.user = job.requested_by.user,
            .name = job.requested_by.name,
            .grants = {{rights::Role::composer, job.area}},
            .second_factor_at = {}};
}

} // namespace content
