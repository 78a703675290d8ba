#include "testing/postgres_server.hpp"

#include "base/ensure.hpp"

#include <libpq-fe.h>

#include <csignal>
#include <memory>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace testing_support {

namespace {

namespace fs = std::filesystem;

constexpr const char* programs = "/usr/lib/postgresql/15/bin/";
constexpr std::chrono::seconds start_deadline{30};

struct Account {
    uid_t user = 0;
    gid_t group = 0;
};

/// PostgreSQL refuses to run as root; then the account of Debian's package, or nobody, runs it.
Account unprivileged() {
    if (::geteuid() != 0) {
        return {::geteuid(), ::getegid()};
    }
    for (const char* name : {"postgres", "nobody"}) {
        if (const passwd* found = ::getpwnam(name)) {
            return {found->pw_uid, found->pw_gid};
        }
    }
    throw std::runtime_error("no unprivileged account to run PostgreSQL");
}

/// Starts the program under the account, its output into `log`. It is killed when this program
/// ends.
pid_t spawn(const std::vector<std::string>& arguments, Account account, const fs::path& log) {
    std::vector<char*> raw;
    for (const std::string& argument : arguments) {
        raw.push_back(const_cast<char*>(argument.c_str()));
    }
    raw.push_back(nullptr);
    const std::string folder = log.parent_path().string();
    const std::string log_path = log.string();
    const pid_t child = ::fork();
    if (child != 0) {
        return child;
    }
    const int out = ::open(log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(out, STDERR_FILENO);
    if (::geteuid() == 0 && (::setgroups(0, nullptr) != 0 || ::setgid(account.group) != 0 ||
                             ::setuid(account.user) != 0)) {
        ::_exit(126);
    }
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (::chdir(folder.c_str()) == 0) {
        ::execv(raw[0], raw.data());
    }
    ::_exit(127);
}

using Connection = std::unique_ptr<PGconn, void (*)(PGconn*)>;

Connection connect(const std::string& url) {
    return {PQconnectdb(url.c_str()), PQfinish};
}

} // namespace

bool PostgresServer::is_installed() {
    return fs::exists(std::string(programs) + "postgres") &&
           fs::exists(std::string(programs) + "initdb");
}

PostgresServer& PostgresServer::instance() {
    static PostgresServer server;
    return server;
}

PostgresServer::PostgresServer() {
    if (!is_installed()) {
        throw std::runtime_error("PostgreSQL 15 is not installed (apt install postgresql-15)");
    }
    const Account account = unprivileged();
    if (::geteuid() == 0 && ::chown(folder_.path().c_str(), account.user, account.group) != 0) {
        throw std::runtime_error("cannot give the temporary folder away");
    }
    const fs::path cluster = folder_.path() / "cluster";
    const pid_t initdb = spawn({std::string(programs) + "initdb", "-D", cluster, "-U", "nguon",
                                "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"},
                               account, folder_.path() / "initdb.log");
    int status = 0;
    if (::waitpid(initdb, &status, 0) != initdb || status != 0) {
        throw std::runtime_error("initdb failed, see " + (folder_.path() / "initdb.log").string());
    }
    server_ =
        spawn({std::string(programs) + "postgres", "-D", cluster, "-c", "listen_addresses=", "-c",
               "unix_socket_directories=" + folder_.path().string(), "-c", "fsync=off", "-c",
               "shared_buffers=16MB", "-c", "max_connections=100"},
              account, folder_.path() / "postgres.log");
    const auto deadline = std::chrono::steady_clock::now() + start_deadline;
    while (PQping(url("postgres").c_str()) != PQPING_OK) {
        if (std::chrono::steady_clock::now() > deadline) {
            throw std::runtime_error("PostgreSQL did not start");
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

PostgresServer::~PostgresServer() {
    if (server_ > 0) {
        ::kill(server_, SIGQUIT);
        ::waitpid(server_, nullptr, 0);
    }
}

std::string PostgresServer::url(const std::string& database) const {
    return "postgres:///" + database + "?user=nguon&host=" + folder_.path().string();
}

std::string PostgresServer::database_name(const std::string& url) {
    const auto start = url.rfind("/", url.find('?')) + 1;
    return url.substr(start, url.find('?') - start);
}

void PostgresServer::command(const std::string& sql) const {
    const Connection connection = connect(url("postgres"));
    PGresult* result = PQexec(connection.get(), sql.c_str());
    const bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    if (!done) {
        throw std::runtime_error(sql + ": " + PQerrorMessage(connection.get()));
    }
}

std::string PostgresServer::create_database(const std::string& from) {
    const std::string name = "test" + std::to_string(++count_);
    command("create database " + name + " template " + from);
    return url(name);
}

void PostgresServer::drop_database(const std::string& name) {
    command("drop database if exists " + name + " with (force)");
}

} // namespace testing_support
