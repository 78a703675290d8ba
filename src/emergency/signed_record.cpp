#include "emergency/signed_record.hpp"

#include "base/try.hpp"
#include "crypto/dsse.hpp"
#include "device_protocol/signed_message.hpp"
#include "emergency/emergency_json.hpp"
#include "json/described.hpp"

namespace emergency {

namespace {

struct Record {
    std::int32_t v = 1;
    std::string node;
    base::Instant made_at;
    std::string title;
    Emergency emergency;
    std::vector<DevicePart> devices;
};
BOOST_DESCRIBE_STRUCT(Record, (), (v, node, made_at, title, emergency, devices))

constexpr json::Limits record_limits{.bytes_max = 8U << 20U, .depth_max = 16};

} // namespace

std::string write_record(const Emergency& emergency, const std::vector<DevicePart>& parts,
                         std::string_view node, base::Instant made_at) {
    const Record record{.node = std::string(node),
                        .made_at = made_at,
                        .title = shown_title(emergency),
                        .emergency = emergency,
                        .devices = parts};
    return json::write(record);
}

std::string sign_record(const EmergencyDesk& desk, std::string_view record) {
    return crypto::seal(record_type, record,
                        *desk.broadcast.signers.signer(keys::Purpose::ordinary));
}

base::Result<CheckedRecord> check_record(const EmergencyDesk& desk, std::string_view envelope) {
    TRY_ASSIGN(const crypto::Opened opened,
               crypto::open(envelope, device_protocol::readable_keys(
                                          desk.broadcast.signers.past_and_present())));
    if (opened.payload_type != record_type) {
        return base::fail(base::Fault::invalid, "emergency.not_a_record",
                          "Tệp này không phải biên bản khẩn cấp.",
                          "This is not the record of an emergency.");
    }
    TRY_ASSIGN(const Record record,
               json::read<Record>(opened.payload, json::Unknown::ignore, record_limits));
    return CheckedRecord{.keyid = opened.keyid,
                         .emergency = base::to_text(record.emergency.id),
                         .title = record.title,
                         .made_at = record.made_at};
}

} // namespace emergency
