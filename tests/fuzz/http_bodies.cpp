#include <stdexcept>
#include <string>

#include "fuzz/fuzz_target.hpp"
#include "wire/auth_bodies.hpp"
#include "wire/chat_bodies.hpp"
#include "wire/problem_bodies.hpp"
#include "wire/web_manifest.hpp"

// One input as every kind of request body. What is taken survives being written and read again; what is
// refused has reasons.
namespace caravan::fuzz {
namespace {

constexpr std::size_t kMembersMax = 100;

template <class T>
bool taken(const wire::Parsed<T>& parsed) {
  if (parsed) return true;
  expect(!parsed.error().list.empty(), "a refusal has reasons");
  expect(!wire::validation_problem_body(parsed.error().list).empty(), "a refusal has a body");
  return false;
}

void try_message(std::string_view input) {
  const auto parsed = wire::parse_new_message(input);
  if (!taken(parsed)) return;
  const domain::Message stored{.id = parsed->id.value_or(domain::MessageId{}),
                               .chat = parsed->chat,
                               .from = parsed->from,
                               .to = parsed->to,
                               .body = parsed->body,
                               .time = domain::TimeUuid::at({}, 0)};
  const auto again = wire::parse_new_message(wire::encode(stored));
  expect(again.has_value(), "an encoded message parses");
  expect(again->id == stored.id && again->chat == stored.chat && again->from == stored.from &&
             again->to == stored.to && again->body == stored.body,
         "a message survives encoding");
}

void try_chat(std::string_view input) {
  const auto parsed = wire::parse_new_chat(input, kMembersMax);
  if (!taken(parsed)) return;
  domain::Chat chat{.id = {}, .kind = parsed->kind, .name = parsed->name, .members = {}};
  for (const auto id : parsed->members)
    chat.members.push_back({id, "somebody"});
  const auto again = wire::parse_new_chat(wire::encode(chat), kMembersMax);
  expect(again.has_value(), "an encoded chat parses");
  expect(again->kind == parsed->kind && again->name == parsed->name && again->members == parsed->members,
         "a chat survives encoding");
}

void try_user(std::string_view input) {
  const auto parsed = wire::parse_new_user(input);
  if (!taken(parsed)) return;
  // Unknown fields are ignored, so an account with a password beside it is a new user.
  auto json = wire::encode(domain::Account{{1}, parsed->username});
  json.pop_back();
  const auto again = wire::parse_new_user(json + R"(,"password":"a password"})");
  expect(again.has_value() && again->username == parsed->username, "a username survives encoding");
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    encoded += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return encoded;
}

void try_login(std::string_view input) {
  const auto parsed = wire::parse_login_form(input);
  if (!taken(parsed)) return;
  const auto again = wire::parse_login_form("username=" + percent_encoded(parsed->username) +
                                            "&password=" + percent_encoded(parsed->password));
  expect(again.has_value() && again->username == parsed->username && again->password == parsed->password,
         "a login survives encoding");
}

void try_multipart(std::string_view input) {
  taken(wire::parse_login_multipart(input, "b"));
}

void try_manifest(std::string_view input) {
  try {
    for (const auto& file : wire::parse_web_manifest(input).files)
      expect(file.path.starts_with('/') && file.path.find("/../") == std::string::npos,
             "a file's path stays inside");
  } catch (const std::invalid_argument&) {
    // The documented answer to a bad manifest.
  }
}

}  // namespace
}  // namespace caravan::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace caravan::fuzz;
  const auto input = text_of(data, size);
  try_message(input);
  try_chat(input);
  try_user(input);
  try_login(input);
  try_multipart(input);
  try_manifest(input);
  return 0;
}
