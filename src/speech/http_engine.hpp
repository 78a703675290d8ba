#pragma once

#include "speech/tts_engine.hpp"

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace speech {

/// A speech service of the organisation, by configuration. In `url`, `body` and the headers
/// `{text}`, `{voice}` and `{rate}` are replaced: the text as a JSON string content in the body and
/// percent-encoded in the address. The service must answer with a WAV file of 16-bit PCM.
struct HttpEngineSettings {
    std::string url; ///< https://, or http:// inside the own network
    std::string method = "POST";
    std::string body = R"({"text":"{text}","voice":"{voice}","speed":{rate}})";
    std::vector<std::string> headers; ///< "Authorization: Bearer …"
    std::vector<Voice> voices;
    /// What each voice is called at the service; absent: its id.
    std::map<std::string, std::string> names;
    std::string version = "1"; ///< change it when the service sounds different
    std::chrono::milliseconds longest{20'000};
};

/// One line of a configuration: "id|name for people|region|name at the service"; the last two may
/// be left out. `speech.bad_voice_line` when it is something else.
[[nodiscard]] base::Result<void> add_http_voice(HttpEngineSettings& settings,
                                                std::string_view line);

/// Calls the service for each sentence. Redirects are not followed; addresses other than http and
/// https are refused.
class HttpEngine final : public TtsEngine {
public:
    explicit HttpEngine(HttpEngineSettings settings) : settings_(std::move(settings)) {}
    [[nodiscard]] std::vector<Voice> voices() const override;
    [[nodiscard]] std::string version() const override;
    [[nodiscard]] base::Result<Speech> synthesise(const SpeechRequest& request,
                                                  const std::stop_token& stop) override;

private:
    HttpEngineSettings settings_;
};

} // namespace speech
