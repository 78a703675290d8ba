#pragma once

#include "rights/actor.hpp"

namespace identity {

using UserId = rights::UserId;
using SessionId = base::Id<struct SessionTag>;
using TokenId = base::Id<struct ApiTokenTag>;
/// An organisation of R5 (Phòng Văn hóa – Xã hội, Trung tâm Dịch vụ tổng hợp, Sở …), seated in one
/// area.
using UnitId = base::Id<struct UnitTag>;

} // namespace identity
