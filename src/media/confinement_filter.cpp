#include "media/confinement.hpp"

#include <array>
#include <cerrno>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace media {

namespace {

// What compute programs of the system (ffmpeg, espeak-ng, pdftotext, onnxruntime) use. Anything
// else answers EPERM. Names, not numbers: a call that this processor does not have is skipped.
constexpr std::array allowed_calls{
    // memory and threads
    "brk", "mmap", "mmap2", "munmap", "mprotect", "mremap", "madvise", "msync", "mincore",
    "membarrier", "futex", "futex_time64", "futex_waitv", "set_robust_list", "get_robust_list",
    "set_tid_address", "rseq", "arch_prctl", "set_thread_area", "sched_yield", "sched_getaffinity",
    "sched_setaffinity", "sched_getparam", "sched_getscheduler", "sched_get_priority_max",
    "sched_get_priority_min", "getpriority", "getcpu", "prctl",
    // files: which ones, Landlock and the descriptors decide
    "read", "readv", "pread64", "preadv", "preadv2", "write", "writev", "pwrite64", "pwritev",
    "pwritev2", "open", "openat", "openat2", "creat", "close", "close_range", "lseek", "_llseek",
    "stat", "stat64", "lstat", "lstat64", "fstat", "fstat64", "fstatat64", "newfstatat", "statx",
    "statfs", "statfs64", "fstatfs", "fstatfs64", "access", "faccessat", "faccessat2", "readlink",
    "readlinkat", "getdents", "getdents64", "getcwd", "chdir", "fchdir", "dup", "dup2", "dup3",
    "fcntl", "fcntl64", "ftruncate", "ftruncate64", "fallocate", "fadvise64", "fadvise64_64",
    "fsync", "fdatasync", "flock", "unlink", "unlinkat", "umask", "pipe", "pipe2", "poll", "ppoll",
    "ppoll_time64", "select", "_newselect", "pselect6", "pselect6_time64", "epoll_create",
    "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "epoll_pwait2", "eventfd2",
    "copy_file_range", "sendfile", "sendfile64", "splice",
    // time
    "clock_gettime", "clock_gettime64", "clock_getres", "clock_getres_time64", "clock_nanosleep",
    "clock_nanosleep_time64", "nanosleep", "gettimeofday", "time", "times", "alarm", "setitimer",
    "getitimer",
    // itself
    "execve", "exit", "exit_group", "restart_syscall", "rt_sigaction", "rt_sigprocmask",
    "rt_sigreturn", "sigreturn", "rt_sigpending", "rt_sigtimedwait", "sigaltstack", "getpid",
    "gettid", "getppid", "getpgrp", "getpgid", "getuid", "getuid32", "geteuid", "geteuid32",
    "getgid", "getgid32", "getegid", "getegid32", "getgroups", "getresuid", "getresgid",
    "getrlimit", "ugetrlimit", "getrusage", "uname", "sysinfo", "getrandom"};

bool allow_by_name(scmp_filter_ctx filter) {
    for (const char* name : allowed_calls) {
        const int number = seccomp_syscall_resolve_name(name);
        if (number == __NR_SCMP_ERROR || number < 0) {
            continue;
        }
        if (seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number, 0, nullptr) != 0) {
            return false;
        }
    }
    return true;
}

bool allow_when(scmp_filter_ctx filter, int call, scmp_arg_cmp condition) {
    return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, &condition) == 0;
}

bool allow_with_conditions(scmp_filter_ctx filter) {
    const scmp_arg_cmp itself{
        .arg = 0, .op = SCMP_CMP_EQ, .datum_a = static_cast<scmp_datum_t>(getpid()), .datum_b = 0};
    // Threads of its own, never another process. clone3 hides its flags from filters; "no such
    // call" makes the C library fall back to clone.
    bool ok = allow_when(
        filter, SCMP_SYS(clone),
        {.arg = 0, .op = SCMP_CMP_MASKED_EQ, .datum_a = CLONE_THREAD, .datum_b = CLONE_THREAD});
    ok &= seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0, nullptr) == 0;
    // abort() signals itself.
    ok &= allow_when(filter, SCMP_SYS(tgkill), itself);
    ok &= allow_when(filter, SCMP_SYS(kill), itself);
    // Only reading its own limits.
    ok &= allow_when(filter, SCMP_SYS(prlimit64),
                     {.arg = 2, .op = SCMP_CMP_EQ, .datum_a = 0, .datum_b = 0});
    for (const scmp_datum_t request : {TCGETS + 0UL, FIONREAD + 0UL, TIOCGWINSZ + 0UL}) {
        ok &= allow_when(filter, SCMP_SYS(ioctl),
                         {.arg = 1, .op = SCMP_CMP_EQ, .datum_a = request, .datum_b = 0});
    }
    return ok;
}

} // namespace

bool filter_system_calls() {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (filter == nullptr) {
        return false;
    }
    const bool loaded =
        allow_by_name(filter) && allow_with_conditions(filter) && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return loaded;
}

} // namespace media
