#include "media/confinement.hpp"

#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace media {

namespace {

// Values of the kernel's interface (Documentation/userspace-api/landlock.rst); Debian 12's headers
// end at version 2.
constexpr std::uint64_t fs_execute = 1ULL << 0U;
constexpr std::uint64_t fs_write_file = 1ULL << 1U;
constexpr std::uint64_t fs_read_file = 1ULL << 2U;
constexpr std::uint64_t fs_read_dir = 1ULL << 3U;
constexpr std::uint64_t fs_remove_file = 1ULL << 5U;
constexpr std::uint64_t fs_make_reg = 1ULL << 8U;
constexpr std::uint64_t fs_truncate = 1ULL << 14U;
constexpr std::uint64_t fs_all_version_1 = (1ULL << 13U) - 1;
constexpr std::uint64_t fs_refer = 1ULL << 13U;        // version 2
constexpr std::uint64_t fs_ioctl_device = 1ULL << 15U; // version 5
constexpr std::uint64_t net_all = 3;                   // version 4: bind and connect over TCP
constexpr std::uint64_t scope_all = 3;                 // version 6: abstract sockets and signals
constexpr std::uint64_t fs_file_only = fs_execute | fs_write_file | fs_read_file | fs_truncate;

struct RulesetAttribute {
    std::uint64_t handled_fs = 0;
    std::uint64_t handled_net = 0;
    std::uint64_t scoped = 0;
};

struct [[gnu::packed]] PathBeneath {
    std::uint64_t allowed = 0;
    std::int32_t parent = -1;
};

long create_ruleset(const RulesetAttribute* attribute, std::size_t size, std::uint32_t flags) {
    return syscall(444, attribute, size, flags);
}

bool allow(int ruleset, const std::string& path, std::uint64_t access) {
    const int handle = open(path.c_str(), O_PATH | O_CLOEXEC);
    if (handle < 0) {
        return false;
    }
    struct stat status{};
    if (fstat(handle, &status) == 0 && !S_ISDIR(status.st_mode)) {
        access &= fs_file_only;
    }
    const PathBeneath rule{.allowed = access, .parent = handle};
    const bool added = syscall(445, ruleset, 1, &rule, 0) == 0;
    close(handle);
    return added;
}

RulesetAttribute everything_of(int version) {
    RulesetAttribute attribute;
    attribute.handled_fs = fs_all_version_1;
    attribute.handled_fs |= version >= 2 ? fs_refer : 0;
    attribute.handled_fs |= version >= 3 ? fs_truncate : 0;
    attribute.handled_fs |= version >= 5 ? fs_ioctl_device : 0;
    attribute.handled_net = version >= 4 ? net_all : 0;
    attribute.scoped = version >= 6 ? scope_all : 0;
    return attribute;
}

std::size_t attribute_size(int version) {
    return version >= 6 ? 24 : version >= 4 ? 16 : 8;
}

bool limit(__rlimit_resource resource, std::uint64_t value) {
    const rlimit both{.rlim_cur = value, .rlim_max = value};
    return setrlimit(resource, &both) == 0;
}

} // namespace

bool leave_network() {
    // As an ordinary user only inside a new user namespace; as root also where those are switched
    // off.
    return unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC) == 0 ||
           unshare(CLONE_NEWNET | CLONE_NEWIPC) == 0;
}

bool drop_capabilities() {
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    for (int capability = 0; capability < 64; ++capability) {
        // Fails for numbers the kernel does not know, and for an ordinary user, who has none to
        // drop.
        prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    }
    __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    __user_cap_data_struct none[2]{};
    return syscall(SYS_capset, &header, none) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

bool limit_resources(const Confinement& confinement) {
    const std::uint64_t cpu = confinement.cpu_seconds_max;
    // The soft limit ends the child with SIGXCPU, which tells us why; the hard one a second later
    // in any case.
    const rlimit cpu_limit{.rlim_cur = cpu, .rlim_max = cpu + 1};
    return limit(RLIMIT_CORE, 0) && (cpu == 0 || setrlimit(RLIMIT_CPU, &cpu_limit) == 0) &&
           limit(RLIMIT_FSIZE, confinement.file_bytes_max) &&
           limit(RLIMIT_NOFILE, confinement.open_files_max) && limit(RLIMIT_MEMLOCK, 0) &&
           (confinement.memory_bytes_max == 0 || limit(RLIMIT_AS, confinement.memory_bytes_max));
}

int limit_files(const Confinement& confinement) {
    const long version = create_ruleset(nullptr, 0, 1);
    if (version <= 0) {
        return 0;
    }
    const RulesetAttribute attribute = everything_of(static_cast<int>(version));
    const auto ruleset =
        static_cast<int>(create_ruleset(&attribute, attribute_size(static_cast<int>(version)), 0));
    if (ruleset < 0) {
        return 0;
    }
    constexpr std::uint64_t read_only = fs_read_file | fs_read_dir;
    // Libraries and read-only tables of the system; what is missing on a machine is not needed
    // there.
    for (const char* path : {"/usr", "/lib", "/lib64", "/lib32", "/etc/ld.so.cache"}) {
        (void)allow(ruleset, path, read_only | fs_execute);
    }
    (void)allow(ruleset, "/dev/null", fs_read_file | fs_write_file | fs_truncate);
    (void)allow(ruleset, "/dev/urandom", fs_read_file);
    bool all = allow(ruleset, confinement.program, fs_read_file | fs_execute);
    for (const std::string& path : confinement.readable) {
        all = allow(ruleset, path, read_only) && all;
    }
    if (!confinement.writable.empty()) {
        const std::uint64_t write =
            fs_write_file | fs_make_reg | fs_remove_file | (version >= 3 ? fs_truncate : 0);
        all = allow(ruleset, confinement.writable, read_only | write) && all;
    }
    const bool restricted = syscall(446, ruleset, 0) == 0;
    close(ruleset);
    return all && restricted ? static_cast<int>(version) : -1;
}

} // namespace media
