#include "http/idempotency_memory.hpp"

#include "http/idempotency_contract.hpp"

namespace http {

INSTANTIATE_TEST_SUITE_P(Memory, IdempotencyStoreContract,
                         testing::Values([]() -> std::unique_ptr<IdempotencyStore> {
                             return std::make_unique<IdempotencyMemory>();
                         }));

namespace {

TEST(KeptReply, a_reply_survives_being_kept) {
    Response response = json_response(201, "{\"bản\":1}");
    response.headers.emplace("Location", "/api/v1/things/1");
    const Response again = replay(keep_reply(response));
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.body, response.body);
    EXPECT_EQ(again.headers.find("location")->second, "/api/v1/things/1");
    EXPECT_EQ(again.headers.find("Idempotency-Replayed")->second, "true");
}

} // namespace

} // namespace http
