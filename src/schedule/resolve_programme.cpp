#include "schedule/resolve_programme.hpp"

#include "base/try.hpp"
#include "content/bulletin_life.hpp"
#include "content/content_store_sql.hpp"
#include "schedule/schedule_record.hpp"

#include <algorithm>

namespace schedule {

namespace {

PlannedItem to_sound(const content::MediaFile& file, ItemKind kind, std::string title) {
    return {.sha256 = file.sha256,
            .size_bytes = static_cast<std::uint64_t>(file.size_bytes),
            .duration_ms = file.duration_ms,
            .kind = kind,
            .title = std::move(title)};
}

/// The bulletin in all its languages, one behind the other, as many times as the item repeats.
void add_bulletin(ResolvedProgramme& resolved, const ProgrammeItem& item,
                  const content::Bulletin& bulletin,
                  const std::vector<content::Rendering>& renderings) {
    for (std::int32_t i = 0; i < item.repeats; ++i) {
        for (const content::Rendering& rendering : renderings) {
            SoundingItem sounding;
            sounding.sound = to_sound(rendering.audio, ItemKind::bulletin, bulletin.body.title);
            sounding.sound.bulletin = bulletin.id;
            sounding.sound.sentences_ms = rendering.sentences_ms;
            sounding.valid_from = bulletin.body.valid_from;
            sounding.valid_to = bulletin.body.valid_to;
            sounding.not_before = bulletin.body.miss.not_before;
            sounding.not_after = bulletin.body.miss.not_after;
            resolved.items.push_back(std::move(sounding));
        }
    }
}

} // namespace

ResolvedProgramme resolve(Programme programme, const FindBulletin& find) {
    ResolvedProgramme resolved{std::move(programme), {}};
    for (const ProgrammeItem& item : resolved.programme.items) {
        if (item.media) {
            resolved.items.push_back(
                {.sound = to_sound(*item.media, item.kind, item.title), .repeats = item.repeats});
        }
        if (item.station) {
            SoundingItem relayed;
            relayed.sound.kind = ItemKind::relay;
            relayed.sound.station = item.station;
            relayed.sound.title = item.title;
            relayed.sound.duration_ms = 60'000LL * item.minutes.value_or(0);
            resolved.items.push_back(std::move(relayed));
        }
        if (!item.bulletin) {
            continue;
        }
        if (const auto bulletin = find(*item.bulletin)) {
            if (const auto sound = content::approved_sound(*bulletin)) {
                add_bulletin(resolved, item, *bulletin, *sound);
            }
        }
    }
    return resolved;
}

base::Result<ResolvedProgramme> resolve_strictly(Programme programme, const FindBulletin& find) {
    // Who may plan a relay as priority is asked of rights.
    auto most_urgent =
        is_relay(programme) ? content::BroadcastClass::priority : content::BroadcastClass::ordinary;
    for (const ProgrammeItem& item : programme.items) {
        if (!item.bulletin) {
            continue;
        }
        const auto bulletin = find(*item.bulletin);
        if (!bulletin) {
            return base::fail(base::Fault::invalid, "schedule.no_such_bulletin",
                              "Không có bản tin đã chọn.", "The chosen bulletin does not exist.");
        }
        TRY(content::approved_sound(*bulletin));
        most_urgent = std::max(most_urgent, bulletin->body.class_);
    }
    if (programme.class_ > most_urgent) {
        return base::fail(base::Fault::forbidden, "schedule.class_not_approved",
                          "Chương trình ưu tiên hoặc khẩn cấp phải có bản tin đã duyệt ở mức đó.",
                          "An urgent programme needs a bulletin that was approved as urgent.");
    }
    return resolve(std::move(programme), find);
}

std::vector<base::Sha256> media_of(const ResolvedProgramme& programme) {
    std::vector<base::Sha256> files;
    for (const SoundingItem& item : programme.items) {
        if (item.sound.kind != ItemKind::relay) {
            files.push_back(item.sound.sha256);
        }
    }
    std::ranges::sort(files);
    const auto doubles = std::ranges::unique(files);
    files.erase(doubles.begin(), doubles.end());
    return files;
}

FindBulletin finder(storage::Connection& connection) {
    return [&connection](const content::BulletinId& id) {
        return content::find_bulletin(connection, id);
    };
}

PlanInputs load_inputs(storage::Connection& connection, const std::vector<area::AreaPath>& places) {
    PlanInputs inputs{{}, RuleBook(all_rules(connection)), input_changes(connection)};
    for (Programme& programme : programmes_near(connection, places)) {
        inputs.programmes.push_back(resolve(std::move(programme), finder(connection)));
    }
    return inputs;
}

} // namespace schedule
