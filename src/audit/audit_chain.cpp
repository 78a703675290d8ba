#include "audit/audit_chain.hpp"

#include "crypto/digest.hpp"

namespace audit {

namespace {

void put(std::string& bytes, std::string_view field) {
    bytes += std::to_string(field.size());
    bytes += ':';
    bytes += field;
    bytes += '\n';
}

} // namespace

base::Sha256 link_hash(const LoggedEntry& entry) {
    std::string bytes = "nguon-audit-1\n";
    put(bytes, std::to_string(entry.seq));
    put(bytes, std::to_string(entry.at.ms));
    for (const std::string* field :
         {&entry.actor, &entry.actor_name, &entry.action, &entry.entity, &entry.area,
          &entry.before_hash, &entry.after_hash, &entry.note}) {
        put(bytes, *field);
    }
    put(bytes, base::to_text(entry.prev_hash));
    return crypto::sha256(bytes);
}

} // namespace audit
