#include "wire/auth_bodies.hpp"

#include <utility>

#include "wire/json_body.hpp"
#include "wire/json_text.hpp"

namespace caravan::wire {
namespace {

void append(std::string& out, const domain::Account& account) {
  out += R"({"id":)";
  out += account.id.to_string();
  out += R"(,"username":)";
  append_json_string(out, account.username);
  out += '}';
}

}  // namespace

Parsed<NewUser> parse_new_user(std::string_view json) {
  JsonBody body(json);
  auto username = body.required_text("username");
  auto password = body.required_text("password");
  if (body.refused()) return body.take_problems();
  return NewUser{*std::move(username), *std::move(password)};
}

std::string encode(const domain::Account& account) {
  std::string json;
  append(json, account);
  return json;
}

std::string encode(std::span<const domain::Account> accounts) {
  std::string json = "[";
  for (const auto& account : accounts) {
    if (json.size() > 1) json += ',';
    append(json, account);
  }
  return json + ']';
}

std::string encode(const Login& login) {
  std::string json = R"({"access_token":)";
  append_json_string(json, login.access_token);
  json += R"(,"token_type":"Bearer","id":")" + login.account.id.to_string() + R"(","username":)";
  append_json_string(json, login.account.username);
  if (login.administrator) json += R"(,"administrator":true)";
  return json + '}';
}

std::string encode_healthy() {
  return R"({"status":"ok"})";
}

}  // namespace caravan::wire
