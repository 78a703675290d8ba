#pragma once

#include "media/descriptor.hpp"
#include "media/s3_client.hpp"

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

namespace media {

/// The fake as a child process; it ends when its standard input does.
class FakeS3 {
public:
    FakeS3() {
        int in[2];
        int out[2];
        if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) {
            std::abort();
        }
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, in[0], 0);
        posix_spawn_file_actions_adddup2(&actions, out[1], 1);
        std::string script = NGUON_SOURCE_DIR "/tests/s3/fake_s3.py";
        std::string python = "/usr/bin/python3";
        std::string flag = "-B";
        char* arguments[] = {python.data(), flag.data(), script.data(), nullptr};
        if (posix_spawn(&process_, python.c_str(), &actions, nullptr, arguments, environ) != 0) {
            std::abort();
        }
        posix_spawn_file_actions_destroy(&actions);
        close(in[0]);
        close(out[1]);
        input_ = Descriptor(in[1]);
        std::FILE* lines = fdopen(out[0], "r");
        if (std::fscanf(lines, "%d", &port_) != 1) {
            std::abort();
        }
        std::fclose(lines);
    }
    FakeS3(const FakeS3&) = delete;
    FakeS3& operator=(const FakeS3&) = delete;
    ~FakeS3() {
        input_.reset();
        waitpid(process_, nullptr, 0);
    }

    [[nodiscard]] S3Options options() const {
        S3Options options;
        options.endpoint = "http://127.0.0.1:" + std::to_string(port_);
        options.bucket = "nguon";
        options.region = "vn-south-1";
        options.access_key = "test-key";
        options.secret_key = "test-secret";
        options.first_retry = std::chrono::milliseconds(1);
        return options;
    }
    void fail_next(int status, int times) const {
        const std::string line = "curl -s -X PUT 'http://127.0.0.1:" + std::to_string(port_) +
                                 "/_fault?status=" + std::to_string(status) +
                                 "&times=" + std::to_string(times) + "'";
        if (std::system(line.c_str()) != 0) {
            std::abort();
        }
    }

private:
    pid_t process_ = 0;
    Descriptor input_;
    int port_ = 0;
};

} // namespace media
