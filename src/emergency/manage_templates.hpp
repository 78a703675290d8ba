#pragma once

#include "emergency/emergency_desk.hpp"
#include "emergency/emergency_template.hpp"
#include "rights/policy.hpp"

#include <functional>

namespace emergency {

/// Who may raise an emergency in a place may prepare its words there.
inline constexpr rights::Permission template_permission = rights::Permission::raise_emergency;

/// Needs the permission at the template's area, as all below.
[[nodiscard]] base::Result<Template> add_template(EmergencyDesk& desk, const rights::Actor& actor,
                                                  Template draft);
/// The area stays. `require` refuses a version that the caller has not seen.
[[nodiscard]] base::Result<Template>
edit_template(EmergencyDesk& desk, const rights::Actor& actor, Template draft,
              const std::function<base::Result<void>(std::int64_t version)>& require);
[[nodiscard]] base::Result<void> delete_template(EmergencyDesk& desk, const rights::Actor& actor,
                                                 const TemplateId& id);

} // namespace emergency
