#include "http/problem.hpp"

#include <boost/json.hpp>

#include <gtest/gtest.h>

namespace http {

namespace {

base::Error error(base::Fault fault, std::string_view code = "content.not_a_draft") {
    return base::refuse(fault, code, "Chỉ sửa được bản nháp.", "Only a draft can be edited.");
}

boost::json::object json(const Response& response) {
    return boost::json::parse(response.body).as_object();
}

TEST(Problem, each_fault_has_its_status) {
    using base::Fault;
    for (const auto& [fault, status] :
         {std::pair{Fault::invalid, 400}, std::pair{Fault::unauthenticated, 401},
          std::pair{Fault::forbidden, 403}, std::pair{Fault::not_found, 404},
          std::pair{Fault::conflict, 409}, std::pair{Fault::too_large, 413},
          std::pair{Fault::too_many, 429}, std::pair{Fault::unavailable, 503}}) {
        const Response response = problem_response(error(fault), {});
        EXPECT_EQ(response.status, status);
        EXPECT_EQ(json(response).at("status").as_int64(), status);
    }
    EXPECT_EQ(problem_response(error(base::Fault::conflict, "http.changed_meanwhile"), {}).status,
              412);
    EXPECT_EQ(problem_response(error(base::Fault::conflict, "http.if_match_required"), {}).status,
              428);
    EXPECT_EQ(problem_response(error(base::Fault::conflict, "http.key_used_otherwise"), {}).status,
              422);
}

TEST(Problem, it_names_code_both_languages_fields_and_request) {
    base::Error wrong = error(base::Fault::invalid);
    wrong.fields.push_back({"/title", {"không được để trống", "must not be empty"}});
    Request request;
    request.id = "abc";
    const Response response = problem_response(wrong, request);
    EXPECT_EQ(response.headers.find("Content-Type")->second, "application/problem+json");
    const auto body = json(response);
    EXPECT_EQ(body.at("type"), "urn:nguon:problem:content.not_a_draft");
    EXPECT_EQ(body.at("code"), "content.not_a_draft");
    EXPECT_EQ(body.at("message").at("vi"), "Chỉ sửa được bản nháp.");
    EXPECT_EQ(body.at("message").at("en"), "Only a draft can be edited.");
    EXPECT_EQ(body.at("errors").at(0).at("pointer"), "/title");
    EXPECT_EQ(body.at("request"), "abc");
    EXPECT_EQ(body.at("title"), "Chỉ sửa được bản nháp.");
}

TEST(Problem, the_title_is_english_for_who_prefers_it) {
    Request request;
    request.headers.emplace("Accept-Language", "en");
    EXPECT_EQ(json(problem_response(error(base::Fault::conflict), request)).at("title"),
              "Only a draft can be edited.");
}

} // namespace

} // namespace http
