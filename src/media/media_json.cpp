#include "media/media_json.hpp"

#include "json/described.hpp"

namespace media {

namespace {

boost::json::object describe(const MediaFile& file) {
    boost::json::object object{{"id", base::to_text(file.id)},
                               {"area", area::to_text(file.area)},
                               {"name", file.name},
                               {"kind", json::enum_text(file.kind)},
                               {"state", json::enum_text(file.state)},
                               {"progress_percent", file.progress_percent},
                               {"media_type", file.media_type},
                               {"original_sha256", base::to_text(file.original)},
                               {"original_bytes", file.original_bytes}};
    if (file.cut) {
        object["cut"] = json::to_value(*file.cut);
    }
    if (file.sound) {
        boost::json::object sound{{"sha256", base::to_text(file.sound->rendition)},
                                  {"size_bytes", file.sound->rendition_bytes},
                                  {"duration_ms", file.sound->duration_ms},
                                  {"loudness_before", json::to_value(file.sound->before)},
                                  {"loudness_after", json::to_value(file.sound->after)}};
        if (!file.sound->peaks.empty()) {
            sound["peaks"] = boost::json::array(file.sound->peaks.begin(), file.sound->peaks.end());
        }
        object["sound"] = std::move(sound);
    }
    if (file.failure) {
        object["failure"] = json::to_value(*file.failure);
    }
    return object;
}

} // namespace

std::string media_file_json(const MediaFile& file, const std::vector<std::string>& abilities) {
    boost::json::object object = describe(file);
    object["created_by"] = base::to_text(file.created_by);
    object["created_by_name"] = file.created_by_name;
    object["created_at"] = file.created_at.ms;
    object["changed_at"] = file.changed_at.ms;
    object["version"] = file.version;
    object["abilities"] = boost::json::array(abilities.begin(), abilities.end());
    return json::to_text(object);
}

std::string media_file_audit(const MediaFile& file) {
    boost::json::object object = describe(file);
    if (file.sound) {
        object["sound"].as_object().erase("peaks");
    }
    return json::to_text(object);
}

std::string upload_json(const UploadStatus& status) {
    const Upload& upload = status.upload;
    return json::to_text(boost::json::object{{"id", base::to_text(upload.id)},
                                             {"area", area::to_text(upload.area)},
                                             {"name", upload.name},
                                             {"size_bytes", upload.size_bytes},
                                             {"received_bytes", status.received_bytes},
                                             {"created_at", upload.created_at.ms},
                                             {"expires_at", upload.expires_at.ms},
                                             {"completed", upload.completed}});
}

} // namespace media
