// Goal: every limit of the sandbox really holds. Method: small Python and shell programs play the
// hostile decoder; each test lets one of them try one thing that it must not be able to do.
#include "media/sandbox_process.hpp"

#include <array>
#include <atomic>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <gtest/gtest.h>
#include <thread>
#include <unistd.h>

namespace media {
namespace {

class SandboxTest : public testing::Test {
protected:
    void SetUp() override {
        auto pattern = (std::filesystem::temp_directory_path() / "nguon-sandbox-XXXXXX").string();
        directory_ = mkdtemp(pattern.data());
        std::filesystem::create_directory(directory_ / "out");
    }
    void TearDown() override { std::filesystem::remove_all(directory_); }

    SandboxCommand python(const std::string& program) {
        SandboxCommand command;
        command.program = "/usr/bin/python3";
        command.arguments = {"-I", "-S", "-c", program};
        command.limits.wall_max = std::chrono::seconds(20);
        return command;
    }
    SandboxOutcome run(const SandboxCommand& command, std::stop_token stop = {}) {
        auto outcome = sandbox_.run(command, std::move(stop));
        EXPECT_TRUE(outcome.has_value()) << outcome.error().message.en;
        return outcome.value_or(SandboxOutcome{.end = SandboxEnd::crashed});
    }
    std::filesystem::path write_file(const std::string& name, const std::string& text) {
        std::ofstream(directory_ / name) << text;
        return directory_ / name;
    }

    std::filesystem::path directory_;
    ProcessSandbox sandbox_{find_own_program("nguon-sandbox").value()};
};

TEST_F(SandboxTest, a_well_behaved_program_gets_its_input_and_gives_its_output) {
    auto command = python("import sys; sys.stdout.write(sys.stdin.read().upper())");
    command.input = "xin chào";
    const auto outcome = run(command);
    EXPECT_TRUE(outcome.ok()) << outcome.error_output;
    EXPECT_EQ(outcome.output, "XIN CHÀO");
}

TEST_F(SandboxTest, a_pipe_can_be_its_input_and_is_read_while_it_is_filled) {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
    auto command = python("import sys\n"
                          "for line in sys.stdin:\n"
                          "    sys.stdout.write(line.upper()); sys.stdout.flush()");
    command.input_descriptor = ends[0];
    std::string heard;
    // The second line is sent only after the first has come back.
    ASSERT_EQ(write(ends[1], "xin\n", 4), 4);
    command.on_output = [&](std::string_view bytes) {
        heard += bytes;
        if (heard == "XIN\n") {
            EXPECT_EQ(write(ends[1], "moi\n", 4), 4);
        } else if (heard == "XIN\nMOI\n") {
            close(ends[1]);
        }
        return true;
    };
    EXPECT_TRUE(run(command).ok());
    EXPECT_EQ(heard, "XIN\nMOI\n");
    close(ends[0]);
}

TEST_F(SandboxTest, exit_code_and_error_output_reach_the_caller) {
    const auto outcome = run(python("import sys; sys.stderr.write('broken\\n'); sys.exit(3)"));
    EXPECT_EQ(outcome.end, SandboxEnd::exited);
    EXPECT_EQ(outcome.exit_code, 3);
    EXPECT_EQ(outcome.error_output, "broken\n");
    EXPECT_EQ(explain(outcome).code, "media.broken");
}

TEST_F(SandboxTest, the_environment_and_the_descriptors_of_the_server_are_not_handed_down) {
    setenv("NGUON_TEST_SECRET", "do-not-leak", 1);
    const int open_here = open("/etc/hostname", O_RDONLY);
    const auto outcome = run(python("import os\n"
                                    "print(sorted(os.environ))\n"
                                    "def alive(n):\n"
                                    "  try: os.fstat(n); return True\n"
                                    "  except OSError: return False\n"
                                    "print([n for n in range(3, 64) if alive(n)])"));
    close(open_here);
    unsetenv("NGUON_TEST_SECRET");
    EXPECT_EQ(outcome.output, "['LANG']\n[]\n") << outcome.error_output;
}

TEST_F(SandboxTest, no_socket_of_any_kind_can_be_opened) {
    const auto outcome =
        run(python("import socket\n"
                   "for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, 16):\n"
                   "  for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):\n"
                   "    try: socket.socket(family, kind); print('opened', family, kind)\n"
                   "    except PermissionError: pass\n"
                   "try: socket.socketpair(); print('pair')\n"
                   "except PermissionError: print('refused')"));
    EXPECT_EQ(outcome.output, "refused\n") << outcome.error_output;
}

TEST_F(SandboxTest, it_reads_the_given_file_and_no_other) {
    const auto given = write_file("given.txt", "given");
    const auto other = write_file("other.txt", "other");
    auto command = python("import sys\n"
                          "for path in sys.argv[1:]:\n"
                          "  try: print(len(open(path).read()) > 0)\n"
                          "  except OSError as e: print(type(e).__name__)");
    command.arguments.insert(command.arguments.end(),
                             {given, other, "/etc/passwd", "/proc/1/environ"});
    command.readable = {given};
    const auto outcome = run(command);
    if (outcome.protection.landlock_version == 0) {
        GTEST_SKIP() << "this kernel has no Landlock: file access is limited by permissions alone";
    }
    EXPECT_EQ(outcome.output, "True\nPermissionError\nPermissionError\nPermissionError\n");
}

TEST_F(SandboxTest, it_writes_into_its_own_directory_and_nowhere_else) {
    const auto given = write_file("given.txt", "given");
    auto command = python("import os, sys\n"
                          "open('result.bin', 'w').write('made')\n"
                          "for path in sys.argv[1:]:\n"
                          "  try: open(path, 'w').write('x'); print('written')\n"
                          "  except OSError as e: print(type(e).__name__)\n"
                          "for act in (lambda: os.symlink('/etc', 'link'), lambda: os.mkdir('d'),\n"
                          "            lambda: os.rename('result.bin', 'r2'), lambda: "
                          "os.chmod('result.bin', 0o777)):\n"
                          "  try: act(); print('done')\n"
                          "  except OSError as e: print(type(e).__name__)");
    command.arguments.insert(command.arguments.end(), {given, directory_ / "new.txt"});
    command.readable = {given};
    command.writable_directory = directory_ / "out";
    command.limits.file_bytes_max = 1000;
    const auto outcome = run(command);
    if (outcome.protection.landlock_version == 0) {
        GTEST_SKIP() << "this kernel has no Landlock: file access is limited by permissions alone";
    }
    EXPECT_EQ(outcome.output, "PermissionError\nPermissionError\nPermissionError\nPermissionError\n"
                              "PermissionError\nPermissionError\n")
        << outcome.error_output;
    EXPECT_TRUE(std::filesystem::exists(directory_ / "out/result.bin"));
    EXPECT_EQ(std::filesystem::file_size(given), 5U);
}

TEST_F(SandboxTest, it_starts_no_process_and_signals_and_traces_nobody) {
    auto command = python(
        "import ctypes, os, sys\n"
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "def attempt(act):\n"
        "  try: act(); print('done')\n"
        "  except OSError as e: print(type(e).__name__)\n"
        "attempt(os.fork)\n"
        "attempt(lambda: os.kill(int(sys.argv[1]), 0))\n"
        "attempt(os.setsid)\n"
        "for name, args in (('ptrace', (16, 1, 0, 0)), ('mount', (b'a', b'/', b'tmpfs', 0, 0)),\n"
        "                   ('unshare', (0x10000000,)), ('personality', (0x0040000,))):\n"
        "  print(getattr(libc, name)(*args), ctypes.get_errno())");
    command.arguments.push_back(std::to_string(getpid()));
    EXPECT_EQ(run(command).output,
              "PermissionError\nPermissionError\nPermissionError\n-1 1\n-1 1\n-1 1\n-1 1\n");
}

TEST_F(SandboxTest, it_holds_no_capability_and_can_gain_none) {
    auto command = python(
        "for line in open('/proc/self/status'):\n"
        "  if line.split(':')[0] in ('CapEff', 'CapPrm', 'CapBnd', 'NoNewPrivs', 'Seccomp'):\n"
        "    print(line.split()[0], int(line.split()[1], 16))");
    command.readable = {"/proc"};
    const auto outcome = run(command);
    const bool root = geteuid() == 0;
    EXPECT_NE(outcome.output.find("CapPrm: 0\nCapEff: 0\n"), std::string::npos) << outcome.output;
    EXPECT_NE(outcome.output.find("NoNewPrivs: 1\nSeccomp: 2\n"), std::string::npos);
    EXPECT_TRUE(!root || outcome.output.find("CapBnd: 0\n") != std::string::npos);
}

TEST_F(SandboxTest, threads_of_its_own_are_allowed) {
    EXPECT_EQ(run(python("import threading\n"
                         "t = threading.Thread(target=lambda: print('ran')); t.start(); t.join()"))
                  .output,
              "ran\n");
}

TEST_F(SandboxTest, a_memory_bomb_meets_its_limit) {
    auto command = python("b = []\nwhile True: b.append(bytearray(16 << 20))");
    command.limits.memory_bytes_max = 256U << 20U;
    const auto outcome = run(command);
    EXPECT_FALSE(outcome.ok());
    EXPECT_NE(outcome.end, SandboxEnd::out_of_time);
}

TEST_F(SandboxTest, an_endless_loop_is_ended_by_processor_time) {
    auto command = python("while True: pass");
    command.limits.cpu_max = std::chrono::seconds(1);
    const auto outcome = run(command);
    EXPECT_EQ(outcome.end, SandboxEnd::out_of_cpu);
    EXPECT_EQ(explain(outcome).code, "media.too_slow");
}

TEST_F(SandboxTest, an_idle_program_is_ended_by_wall_time) {
    auto command = python("import time; time.sleep(600)");
    command.limits.wall_max = std::chrono::milliseconds(300);
    EXPECT_EQ(run(command).end, SandboxEnd::out_of_time);
}

TEST_F(SandboxTest, a_flood_of_output_is_cut) {
    auto command = python("import sys\nwhile True: sys.stdout.write('x' * 65536)");
    command.limits.output_bytes_max = 1U << 20U;
    const auto outcome = run(command);
    EXPECT_EQ(outcome.end, SandboxEnd::output_too_large);
    EXPECT_LE(outcome.output.size(), 1U << 20U);
    EXPECT_EQ(explain(outcome).code, "media.too_much_output");
}

TEST_F(SandboxTest, a_flood_on_standard_error_keeps_only_the_end) {
    const auto outcome = run(python("import sys\nsys.stderr.write('x' * 1000000 + 'the end')"));
    EXPECT_TRUE(outcome.ok());
    EXPECT_TRUE(outcome.error_output.ends_with("the end"));
    EXPECT_LE(outcome.error_output.size(), 8192U);
}

TEST_F(SandboxTest, one_huge_file_and_many_small_files_are_both_cut) {
    auto one = python("import signal\n"
                      "signal.signal(signal.SIGXFSZ, signal.SIG_DFL)\n"
                      "f = open('huge', 'wb')\nwhile True: f.write(b'x' * 65536)");
    one.writable_directory = directory_ / "out";
    one.limits.file_bytes_max = 1U << 20U;
    EXPECT_EQ(run(one).end, SandboxEnd::output_too_large);
    auto many = python("n = 0\nwhile True:\n  n += 1\n  open(f'f{n}', 'wb').write(b'x' * 65536)");
    many.writable_directory = directory_ / "out";
    many.limits.file_bytes_max = 2U << 20U;
    EXPECT_EQ(run(many).end, SandboxEnd::output_too_large);
}

TEST_F(SandboxTest, cancelling_ends_it_at_once) {
    std::stop_source stop;
    auto command = python("import sys, time\nprint('up', flush=True)\ntime.sleep(600)");
    command.on_output = [&](std::string_view) {
        stop.request_stop();
        return true;
    };
    EXPECT_EQ(run(command, stop.get_token()).end, SandboxEnd::cancelled);
}

TEST_F(SandboxTest, a_reader_that_has_enough_ends_it) {
    auto command = python("import sys\nwhile True: sys.stdout.write('x' * 65536)");
    command.on_output = [](std::string_view) { return false; };
    EXPECT_EQ(run(command).end, SandboxEnd::stopped);
}

TEST_F(SandboxTest, a_crash_is_told_apart_from_a_refusal) {
    const auto outcome = run(python("import os; os.abort()"));
    EXPECT_EQ(outcome.end, SandboxEnd::crashed);
    EXPECT_EQ(outcome.signal, SIGABRT);
}

TEST_F(SandboxTest, a_missing_program_or_launcher_is_the_servers_fault_not_the_files) {
    SandboxCommand command;
    command.program = "/usr/bin/no-such-program";
    const auto missing = sandbox_.run(command, {});
    ASSERT_FALSE(missing.has_value());
    EXPECT_EQ(missing.error().code, "media.sandbox_unavailable");
    ProcessSandbox without("/usr/bin/no-such-launcher");
    const auto outcome = without.run(python("pass"), {});
    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().fault, base::Fault::unavailable);
}

TEST_F(SandboxTest, many_runs_at_once_do_not_disturb_each_other) {
    std::vector<std::jthread> threads;
    std::atomic<int> right = 0;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&, i] {
            const auto outcome = run(python("print(" + std::to_string(i) + " * 7)"));
            right += outcome.output == std::to_string(i * 7) + "\n" ? 1 : 0;
        });
    }
    threads.clear();
    EXPECT_EQ(right.load(), 8);
}

} // namespace
} // namespace media
