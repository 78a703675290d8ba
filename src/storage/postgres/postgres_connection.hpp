#pragma once

#include "storage/database.hpp"

#include <map>
#include <memory>

struct pg_conn;
struct pg_result;

namespace storage {

/// One connection to PostgreSQL by libpq. Used by one thread at a time; PostgresDatabase sees to
/// that. Statements stay prepared on the server, by text and parameter types.
class PostgresConnection final : public Transaction {
public:
    /// Throws DatabaseError(unavailable) when the server cannot be reached within 5 s.
    explicit PostgresConnection(const std::string& url);
    ~PostgresConnection() override;
    PostgresConnection(const PostgresConnection&) = delete;
    PostgresConnection& operator=(const PostgresConnection&) = delete;

    Rows query(std::string_view sql, const Parameters& parameters) override;
    std::int64_t execute(std::string_view sql, const Parameters& parameters) override;
    void run_script(std::string_view sql) override;
    [[nodiscard]] std::string_view dialect() const override { return "postgres"; }
    using Transaction::take_outbox_mark;

    /// Throws `outcome_unknown` when the connection is lost before the server has answered.
    void commit();
    /// Never throws; a connection that cannot roll back is no longer usable.
    void roll_back() noexcept;
    [[nodiscard]] bool is_usable() const;
    /// Waits for a notification on the channel, at most so long. False on time-out.
    bool wait_for_notification(std::chrono::milliseconds longest);

private:
    struct CloseConnection {
        void operator()(pg_conn* connection) const;
    };
    struct ClearResult {
        void operator()(pg_result* result) const;
    };
    using Result = std::unique_ptr<pg_result, ClearResult>;

    Result run(std::string_view sql, const Parameters& parameters);
    const std::string& prepare(std::string_view sql, const Parameters& parameters);
    void check(const Result& result, std::string_view sql) const;

    std::unique_ptr<pg_conn, CloseConnection> connection_;
    std::map<std::string, std::string> statements_; ///< types and text → name on the server
    std::uint64_t statements_made_ = 0;
};

} // namespace storage
