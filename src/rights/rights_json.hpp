#pragma once

#include "rights/policy.hpp"

#include <boost/describe/enum.hpp>

/// How roles and permissions are spelled in JSON and in SQL.
namespace rights {

BOOST_DESCRIBE_ENUM(Role, administrator, composer, approver, operator_, technician,
                    feedback_handler, report_viewer, emergency_issuer)
BOOST_DESCRIBE_ENUM(Permission, read_bulletins, write_bulletins, approve_bulletins, read_schedule,
                    write_schedule, stop_everything, raise_emergency, read_devices, write_devices,
                    operate_devices, read_media, write_media, write_dictionary, read_proofs,
                    read_audit, manage_users, manage_settings)

} // namespace rights
