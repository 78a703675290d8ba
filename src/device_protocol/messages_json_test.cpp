// Goal: the wire form of every message stays what spec/golden says, because devices in the field
// speak it. Method: write one full example of each, compare with the golden file, read it back,
// write it again.
#include "device_protocol/messages_json.hpp"
#include "device_protocol/sample_messages.hpp"
#include "device_protocol/sample_updates.hpp"
#include "testing/golden.hpp"

#include <gtest/gtest.h>

namespace device_protocol {

namespace {

template <class Message>
void expect_golden(const std::string& name, const Message& message) {
    const std::string text = write_message(message);
    EXPECT_EQ(testing_support::compare_golden("spec/golden/" + name + ".json", text + "\n"), "");
    const auto read = read_message<Message>(text);
    ASSERT_TRUE(read.has_value()) << name << ": " << read.error().code << " "
                                  << (read.error().fields.empty() ? ""
                                                                  : read.error().fields[0].pointer);
    EXPECT_EQ(write_message(*read), text);
}

TEST(Messages, each_has_the_form_of_its_golden_file) {
    expect_golden("hello", sample::hello());
    expect_golden("srv", ServerAnswer{1, 417, Welcome::accepted, sample::five_thirty, 60, 2000, 0,
                                      1'780'000'000'000, 4});
    expect_golden("state-on", StateNotice{true, 417});
    expect_golden("state-will", StateNotice{false, 417});
    expect_golden("hb", Heartbeat{417,
                                  sample::five_thirty,
                                  {ClockSource::ntp, 3},
                                  4,
                                  7,
                                  60,
                                  sample::id_of<RunId>(sample::run),
                                  86'400,
                                  3'900,
                                  18'000,
                                  Sensors{true, PartState::ok, PartState::fault, false, 120}});
    expect_golden("hb-plain", Heartbeat{.inc = 417,
                                        .at = sample::five_thirty,
                                        .clock = {ClockSource::none, {}},
                                        .volume_percent = 60});
    expect_golden("rep", ReportedState{417,
                                       12,
                                       7,
                                       2,
                                       1,
                                       sample::five_thirty + std::chrono::hours(158),
                                       {{"/quiet", "unsupported"}}});
    expect_golden("desired", sample::desired());
    expect_golden("manifest", sample::manifest());
    expect_golden("command-play", sample::play_command());
    expect_golden("evt", sample::events());
    expect_golden("claim-grant", sample::grant());
}

TEST(Messages, commands_and_acknowledgements_of_every_operation_have_golden_files) {
    Command stop = sample::play_command();
    stop.op = std::string(op_stop);
    stop.play.reset();
    stop.at.reset();
    stop.stop = StopArguments{sample::id_of<RunId>(sample::run)};
    expect_golden("command-stop", stop);
    Command live = sample::play_command();
    live.op = std::string(op_live);
    live.class_ = BroadcastClass::priority;
    live.at.reset();
    live.play.reset();
    live.live = LiveArguments{sample::id_of<RunId>("0197b2c4-1a00-8000-8000-0000000000aa"),
                              "0197b2c4-1a00-7000-8000-0000000000f1", 70};
    expect_golden("command-live", live);
    Command capture = live;
    capture.op = std::string(op_capture);
    capture.live.reset();
    capture.capture = CaptureArguments{.session = "0197b2c4-1a00-7000-8000-0000000000f1"};
    expect_golden("command-capture", capture);
    capture.capture->input = InputUse::monitor;
    expect_golden("command-capture-monitor", capture);
    Command volume = stop;
    volume.op = std::string(op_volume);
    volume.class_ = BroadcastClass::ordinary;
    volume.stop.reset();
    volume.target = {};
    volume.target.group = "cum-loa-so-1";
    volume.volume = VolumeArguments{35, sample::five_thirty + std::chrono::hours(2)};
    expect_golden("command-volume", volume);
    Command report = volume;
    report.op = std::string(op_report);
    report.volume.reset();
    report.target.group = "a-31069";
    report.report = ReportArguments{2'000};
    expect_golden("command-report", report);
    Command group = sample::play_command();
    group.target = {};
    group.target.group = "a-31069";
    group.play->repeats = 12;
    expect_golden("command-play-group", group);
    const auto cid = sample::id_of<CommandId>(sample::cid);
    expect_golden("ack-received",
                  Acknowledgement{417, cid, AckState::received, sample::five_thirty, {}, {}, {}});
    expect_golden("ack-done",
                  Acknowledgement{417, cid, AckState::done, sample::five_thirty, {}, {}, 10'000});
    expect_golden(
        "ack-duplicate",
        Acknowledgement{
            417, cid, AckState::duplicate, sample::five_thirty, "duplicate", AckState::done, {}});
    expect_golden(
        "ack-rejected",
        Acknowledgement{417, cid, AckState::rejected, sample::five_thirty, "unsupported", {}, {}});
}

TEST(Messages, a_claim_has_golden_files_with_proofs_that_anybody_can_compute) {
    const auto key = claim_key("7K3MWQ9X2D", "VT-000123");
    ClaimRequest request{1,
                         "VT-000123",
                         "nguon-player",
                         "00112233445566778899aabbccddeeff",
                         crypto::sha256("certificate"),
                         {}};
    request.proof = claim_request_proof(key, request);
    expect_golden("claim-request", request);
    const std::string grant = write_message(sample::grant());
    expect_golden("claim-reply", ClaimReply{grant, claim_reply_proof(key, request.nonce, grant)});
}

TEST(Messages, envelopes_have_golden_files_signed_by_a_published_key) {
    const auto key = sample::commune_key();
    const std::vector<TrustedIssuer> issuers{sample::commune_issuer()};
    const auto command = seal(sample::play_command(), key);
    EXPECT_EQ(testing_support::compare_golden("spec/golden/command-envelope.json", command + "\n"),
              "");
    EXPECT_EQ(write_message(open_command(command, issuers).value().message),
              write_message(sample::play_command()));
    const auto manifest = seal(sample::manifest(), key);
    EXPECT_EQ(
        testing_support::compare_golden("spec/golden/manifest-envelope.json", manifest + "\n"), "");
    EXPECT_EQ(open_manifest(manifest, issuers).value().issuer.tier, Tier::commune);
    const auto desired = seal(sample::desired(), key);
    EXPECT_EQ(testing_support::compare_golden("spec/golden/desired-envelope.json", desired + "\n"),
              "");
    EXPECT_EQ(open_desired(desired, issuers).value().message.version, 12);
}

TEST(Messages, a_set_of_keys_has_golden_files_signed_by_its_root) {
    const KeySet set = sample::key_set();
    expect_golden("key-set", set);
    const std::string envelope = seal(set, sample::key_from(0x40));
    EXPECT_EQ(testing_support::compare_golden("spec/golden/key-set-envelope.json", envelope + "\n"),
              "");
    expect_golden("key-chain", KeyChain{{envelope}});
    ClaimGrant grant = sample::grant();
    grant.issuers = set.issuers;
    grant.key_set = 1;
    expect_golden("claim-grant-with-key-set", grant);
    DesiredState desired = sample::desired();
    desired.key_set = 2;
    expect_golden("desired-with-key-set", desired);
}

TEST(Messages, an_update_has_golden_files_from_its_bundle_to_its_result) {
    expect_golden("update-bundle", sample::update_bundle());
    const std::string envelope = seal(sample::update_bundle(), sample::key_from('\x80'));
    EXPECT_EQ(
        testing_support::compare_golden("spec/golden/update-bundle-envelope.json", envelope + "\n"),
        "");
    KeySet set = sample::key_set();
    set.version = 2;
    set.release_keys = {sample::release_key()};
    expect_golden("key-set-with-release-keys", set);
    DesiredState desired = sample::desired();
    desired.update = sample::update_order();
    expect_golden("desired-with-update", desired);
    desired.update->back = true;
    expect_golden("desired-with-update-back", desired);
    expect_golden("rep-updating",
                  ReportedState{.inc = 417,
                                .desired_version = 13,
                                .manifest_version = 7,
                                .media_stored = 3,
                                .update = UpdateProgress{sample::update_order().order,
                                                         UpdatePhase::waiting}});
    Event result{.n = 5, .at = sample::five_thirty, .kind = "update"};
    result.update = UpdateResult{sample::update_order().order, UpdateOutcome::rolled_back, "1.4.0",
                                 "1.3.0", "trial_ended"};
    expect_golden("evt-update", EventBatch{417, 1'780'000'000'000, 1, {result}});
    Hello updatable = sample::hello();
    updatable.levels.emplace_back("update");
    updatable.platform = "linux-aarch64";
    expect_golden("hello-with-platform", updatable);
    Event answered{.n = 6, .at = sample::five_thirty, .kind = "answered"};
    answered.answered = Answered{CommandId::parse("0197b2c4-1a00-7000-8000-0000000000c4").value(),
                                 AckState::done, "nothing_to_stop"};
    expect_golden("evt-answered", EventBatch{417, 1'780'000'000'000, 1, {answered}});
}

TEST(Messages, an_envelope_of_one_kind_is_not_read_as_another) {
    const std::vector<TrustedIssuer> issuers{sample::commune_issuer()};
    const auto manifest = seal(sample::manifest(), sample::commune_key());
    EXPECT_EQ(open_command(manifest, issuers).error().code, "device_protocol.wrong_type");
    TrustedIssuer unreadable = sample::commune_issuer();
    unreadable.key = "none";
    EXPECT_EQ(open_manifest(manifest, {unreadable}).error().code, "crypto.untrusted");
}

TEST(Messages, a_member_of_a_later_revision_is_ignored) {
    EXPECT_TRUE(read_message<StateNotice>(R"({"on":true,"inc":1,"x-maker":{"a":[1]},"new":2})"));
    EXPECT_FALSE(read_message<StateNotice>(R"({"on":true})").has_value());
}

TEST(Messages, one_byte_over_eight_kibibytes_is_refused) {
    std::string text = R"({"on":true,"inc":1})";
    text.resize(message_bytes_max, ' ');
    EXPECT_TRUE(read_message<StateNotice>(text).has_value());
    EXPECT_EQ(read_message<StateNotice>(text + " ").error().code,
              "device_protocol.message_too_large");
}

template <class Message>
std::vector<std::string> pointers_of(const Message& message) {
    const auto read = read_message<Message>(write_message(message));
    std::vector<std::string> pointers;
    if (!read) {
        for (const auto& field : read.error().fields) {
            pointers.push_back(field.pointer);
        }
    }
    return pointers;
}

using Pointers = std::vector<std::string>;

TEST(Messages, ranges_of_a_manifest_are_checked) {
    Manifest manifest = sample::manifest();
    manifest.device = "Upper";
    manifest.version = 0;
    manifest.runs[0].items.clear();
    manifest.runs[0].not_after = manifest.runs[0].at - base::Millis(1);
    manifest.runs[1].run = manifest.runs[0].run;
    manifest.runs[1].volume_percent = 101;
    EXPECT_EQ(pointers_of(manifest),
              (Pointers{"/device", "/version", "/runs/0/not_after", "/runs/0/items",
                        "/runs/1/volume_percent", "/runs/1/run"}));
    Manifest unordered = sample::manifest();
    std::swap(unordered.runs[0], unordered.runs[1]);
    EXPECT_EQ(pointers_of(unordered), Pointers{"/runs/1/at"});
}

TEST(Messages, ranges_of_a_command_are_checked) {
    Command command = sample::play_command();
    command.seq = 0;
    command.expires_at = command.issued_at;
    command.target.all = true;
    command.play->items[0].size = 0;
    EXPECT_EQ(pointers_of(command),
              (Pointers{"/seq", "/expires_at", "/target", "/play/items/0/size"}));
    Command nobody = sample::play_command();
    nobody.target = {};
    EXPECT_EQ(pointers_of(nobody), Pointers{"/target"});
}

TEST(Messages, ranges_of_the_desired_state_are_checked) {
    DesiredState desired = sample::desired();
    desired.heartbeat_s = 4;
    desired.groups = {"Nhóm 1"};
    std::swap(desired.volume.levels[0], desired.volume.levels[1]);
    desired.quiet[0].to = desired.quiet[0].from;
    EXPECT_EQ(pointers_of(desired),
              (Pointers{"/groups", "/heartbeat_s", "/volume/levels", "/quiet/0"}));
}

TEST(Messages, an_event_must_carry_what_its_kind_says_and_unknown_kinds_pass) {
    EventBatch batch = sample::events();
    batch.events[0].refused.reset();
    EXPECT_EQ(pointers_of(batch), Pointers{"/refused"});
    batch.events = {Event{5, sample::five_thirty, "x-maker-door", {}, {}, {}}};
    EXPECT_EQ(pointers_of(batch), Pointers{});
    batch.events.push_back(batch.events[0]);
    EXPECT_EQ(pointers_of(batch), Pointers{"/events/1/n"});
    batch.events = {Event{.n = 5, .at = sample::five_thirty, .kind = "answered"}};
    EXPECT_EQ(pointers_of(batch), Pointers{"/answered"});
    batch.events[0].answered = Answered{.cid = sample::play_command().cid, .st = AckState::done};
    EXPECT_EQ(pointers_of(batch), Pointers{});
    batch.events[0].answered->st = AckState::received;
    EXPECT_EQ(pointers_of(batch), Pointers{"/answered/st"});
}

TEST(Claim, every_part_of_the_request_is_under_its_proof) {
    const auto key = claim_key("7K3MWQ9X2D", "VT-000123");
    const ClaimRequest request{1, "VT-000123", "m", "00112233445566778899aabbccddeeff", {}, {}};
    const auto proof = claim_request_proof(key, request);
    auto changed = request;
    changed.model = "n";
    EXPECT_NE(claim_request_proof(key, changed), proof);
    changed = request;
    changed.tls_certificate = crypto::sha256("");
    EXPECT_NE(claim_request_proof(key, changed), proof);
    EXPECT_NE(claim_request_proof(claim_key("7K3MWQ9X2E", "VT-000123"), request), proof);
    EXPECT_NE(claim_request_proof(claim_key("7K3MWQ9X2D", "VT-000124"), request), proof);
}

} // namespace

} // namespace device_protocol
