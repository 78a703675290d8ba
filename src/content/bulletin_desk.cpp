#include "content/bulletin_desk.hpp"

#include "base/try.hpp"
#include "rights/policy.hpp"

namespace content {

base::Failure not_found() {
    return base::fail(base::Fault::not_found, "content.not_found",
                      "Không có bản tin này, hoặc bạn không được xem.",
                      "There is no such bulletin, or you may not see it.");
}

base::Result<Bulletin> load_seen(ContentTransaction& transaction, const rights::Actor& actor,
                                 const BulletinId& id, const SeenVersion& seen) {
    TRY_ASSIGN(Bulletin bulletin, transaction.load(id));
    if (!rights::allows(actor, rights::Permission::read_bulletins, bulletin.body.area)) {
        return not_found();
    }
    if (seen && *seen != bulletin.version) {
        const std::string time =
            base::to_text(base::to_local(bulletin.changed_at).time).substr(0, 5);
        const std::string& name = bulletin.changed_by.name;
        return base::fail(base::Fault::conflict, "content.changed_meanwhile",
                          name + " vừa thay đổi bản tin này lúc " + time +
                              ". Hãy mở lại để xem bản mới.",
                          name + " changed this bulletin at " + time + ". Read it again.");
    }
    return bulletin;
}

} // namespace content
