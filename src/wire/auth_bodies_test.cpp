#include "wire/auth_bodies.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "wire/parsed_for_tests.hpp"

namespace caravan::wire {
namespace {

using domain::Account;
using domain::UserId;

TEST(NewUser, IsReadFromItsTwoFields) {
  const auto user = parse_new_user(R"({"password":"correct horse","username":"Zoë","unknown":[{}]})");
  ASSERT_TRUE(user);
  EXPECT_EQ(user->username, "Zoë");
  EXPECT_EQ(user->password, "correct horse");
}

TEST(NewUser, IsRefusedWithEveryProblem) {
  EXPECT_EQ(problems_of(parse_new_user("{}")), "body.username missing, body.password missing");
  EXPECT_EQ(problems_of(parse_new_user(R"({"username":1,"password":null})")),
            "body.username string_type, body.password string_type");
  EXPECT_EQ(problems_of(parse_new_user(R"({"username":"a\u0000b","password":"x"})")),
            "body.username string_null_character");
  EXPECT_EQ(problems_of(parse_new_user(R"({"username":"a","username":"b","password":"x"})")),
            "body.username duplicate_field");
}

TEST(NewUser, MustBeAJsonObject) {
  EXPECT_EQ(problems_of(parse_new_user("[]")), "body model_attributes_type");
  EXPECT_EQ(problems_of(parse_new_user("\"text\"")), "body model_attributes_type");
  const std::string deep = "{\"a\":" + std::string(100, '[') + std::string(100, ']') + "}";
  for (const std::string& text : {std::string(), std::string("{"), std::string("{}x"), deep,
                                  std::string("{\"username\":\"\xff\"}"), std::string(R"({"a":"\ud800"})")})
    EXPECT_EQ(problems_of(parse_new_user(text)), "body json_invalid") << text;
}

TEST(LoginForm, IsPercentDecoded) {
  const auto login =
      parse_login_form("username=Zo%C3%AB+A&password=%26%3D%25+b%2B&grant_type=password&scope=");
  ASSERT_TRUE(login);
  EXPECT_EQ(login->username, "Zoë A");
  EXPECT_EQ(login->password, "&=% b+");
  EXPECT_TRUE(parse_login_form("password=x&&username=a=b"));
}

TEST(LoginForm, IsRefusedWithEveryProblem) {
  EXPECT_EQ(problems_of(parse_login_form("")), "body.username missing, body.password missing");
  EXPECT_EQ(problems_of(parse_login_form("username=&password")),
            "body.username string_too_short, body.password string_too_short");
  EXPECT_EQ(problems_of(parse_login_form("username=a&username=b&password=x")),
            "body.username duplicate_field");
  EXPECT_EQ(problems_of(parse_login_form("username=a&password=x&grant_type=client_credentials")),
            "body.grant_type literal_error");
  EXPECT_EQ(problems_of(parse_login_form("username=" + std::string(257, 'a') +
                                         "&password=" + std::string(1025, 'a'))),
            "body.username string_too_long, body.password string_too_long");
}

TEST(LoginForm, MayBeMultipart) {
  const auto part = [](const std::string& name, const std::string& value) {
    return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  };
  const auto login =
      parse_login_multipart(part("username", "Zoë A") + part("password", "&=% b+") + "--b--\r\n", "b");
  ASSERT_TRUE(login);
  EXPECT_EQ(login->username, "Zoë A");
  EXPECT_EQ(login->password, "&=% b+");
  EXPECT_EQ(problems_of(parse_login_multipart(part("username", "a") + part("username", "b") + "--b--", "b")),
            "body.username duplicate_field, body.password missing");
  EXPECT_EQ(
      problems_of(parse_login_multipart(part("username", "\xff") + part("password", "x") + "--b--", "b")),
      "body form_invalid");
  EXPECT_EQ(problems_of(parse_login_multipart(part("username", "a"), "b")), "body form_invalid");
}

TEST(LoginForm, RefusesBrokenEscapesAndForeignEncodings) {
  for (const char* form : {"username=a%&password=x", "username=a%4&password=x", "username=a%4g&password=x",
                           "username=%ff&password=x", "username=a&password=x&%zz=1"})
    EXPECT_EQ(problems_of(parse_login_form(form)), "body form_invalid") << form;
}

TEST(AuthAnswers, AreEncodedAsTheContractSays) {
  const Account ada{UserId{1}, "a\"da"}, grace{UserId{2}, "Grace"};
  EXPECT_EQ(encode(ada), R"({"id":1,"username":"a\"da"})");
  EXPECT_EQ(encode(std::vector{ada, grace}), R"([{"id":1,"username":"a\"da"},{"id":2,"username":"Grace"}])");
  EXPECT_EQ(encode(std::vector<Account>{}), "[]");
  EXPECT_EQ(encode(Login{"a.b.c", grace}),
            R"({"access_token":"a.b.c","token_type":"Bearer","id":"2","username":"Grace"})");
  EXPECT_EQ(
      encode(Login{"a.b.c", grace, true}),
      R"({"access_token":"a.b.c","token_type":"Bearer","id":"2","username":"Grace","administrator":true})");
  EXPECT_EQ(encode_healthy(), R"({"status":"ok"})");
}

}  // namespace
}  // namespace caravan::wire
