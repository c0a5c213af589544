#include "http/routes/chat_routes.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "http/media_type.hpp"
#include "http/problem.hpp"
#include "http/routes/guarded_read.hpp"
#include "http/routes/query_number.hpp"
#include "wire/auth_bodies.hpp"
#include "wire/chat_bodies.hpp"

namespace caravan::http {
namespace {

constexpr NumberRange kQuantity{.min = 1, .max = 20, .otherwise = 10};
constexpr NumberRange kLimit{.min = 1, .max = 200, .otherwise = 50};
constexpr NumberRange kUserCursor{.min = 0, .max = kUserIdMax, .otherwise = 0};
constexpr const char* kExists = "There is a chat for this users";

Response chat_not_found() {
  return problem(404, "chat ID is not found");
}
Response no_such_pages() {
  return problem(404, "there are not pages for the given time");
}

Response refused(chats::CreateRefusal refusal) {
  switch (refusal) {
    case chats::CreateRefusal::not_a_member:
      return problem(401, "User is not authorized to do this action");
    case chats::CreateRefusal::unknown_user:
      return problem(404, "User not found");
    case chats::CreateRefusal::wrong_count:
      return validation_problem({{{"body", "users_id"}, "too few or too many users", "value_error"}});
    case chats::CreateRefusal::repeated_member:
      return validation_problem({{{"body", "users_id"}, "each user may be named once", "value_error"}});
  }
  return problem(500, "Internal Server Error");
}

struct Answer {
  Response operator()(const domain::Chat& chat) const { return Response::json(201, wire::encode(chat)); }
  Response operator()(const chats::AlreadyThere& existing) const {
    return Response::json(422, wire::encode_chat_exists(kExists, existing.chat));
  }
  Response operator()(chats::CreateRefusal refusal) const { return refused(refusal); }
  Response operator()(const ports::Error& error) const { return store_problem(error); }
};

// A cursor of the query: absent, a TimeUUID, or text that can be no page's time.
struct Cursor {
  bool valid = true;
  std::optional<domain::TimeUuid> time;

  static Cursor of(const Request& request, std::string_view name) {
    const auto text = request.query_parameter(name);
    if (!text) return {};
    const auto time = domain::TimeUuid::parse(*text);
    return {time.has_value(), time};
  }
};

}  // namespace

void ChatRoutes::add_to(Router& router) {
  using Read = ports::Task<Response> (ChatRoutes::*)(const Request&);
  const auto read = [this](Read method) {
    return guarded_read(authentication_, guard_, std::bind_front(method, this));
  };
  router.add("POST", "/chat/api/v1/chat/", std::bind_front(&ChatRoutes::create, this));
  router.add("GET", "/chat/api/v1/chat/", read(&ChatRoutes::list));
  router.add("GET", "/chat/api/v1/chat/{chat_id}/", read(&ChatRoutes::show));
  router.add("GET", "/chat/api/v1/chat/{chat_id}/members/", read(&ChatRoutes::list_members));
  router.add("GET", "/chat/api/v1/chat/{chat_id}/messages/", read(&ChatRoutes::page));
  // The short form has never had a slash at its end; with one it means the same.
  router.add_exact("GET", "/chat/{chat_id}", read(&ChatRoutes::page));
  router.add_exact("GET", "/chat/{chat_id}/", read(&ChatRoutes::page));
}

ports::Task<Response> ChatRoutes::create(const Request& request) {
  auto caller = authentication_.caller_of(request);
  if (!caller) co_return std::move(caller.error());
  if (!has_media_type(request, "application/json")) co_return unsupported_media_type();
  auto body = wire::parse_new_chat(request.body, creation_.group_members_max());
  if (!body) co_return validation_problem(body.error().list);

  chats::NewChat chat{*caller, body->kind, std::move(body->name), std::move(body->members)};
  const auto outcome = co_await creation_.create(std::move(chat));
  co_return std::visit(Answer{}, outcome);
}

ports::Task<Response> ChatRoutes::list(const Request& request) {
  auto caller = authentication_.caller_of(request);
  if (!caller) co_return std::move(caller.error());
  std::vector<Invalid> problems;
  const auto limit = query_number(request, "limit", kLimit, problems);
  if (!problems.empty()) co_return validation_problem(problems);

  ports::ChatListQuery query;
  query.count_max = static_cast<std::size_t>(limit);
  if (const auto text = request.query_parameter("before")) {
    query.before = domain::ChatId::parse(*text);
    if (!query.before) co_return chat_not_found();
    const auto before = co_await members_.of(*query.before);
    if (!before && before.error().code != ports::Errc::not_found) co_return store_problem(before.error());
    if (!before || !(*before)->has_member(*caller)) co_return chat_not_found();
  }
  const auto chats = co_await reading_.list(*caller, std::move(query));
  if (!chats) co_return store_problem(chats.error());
  co_return Response::json(200, wire::encode(*chats));
}

ports::Task<Response> ChatRoutes::show(const Request& request) {
  auto caller = authentication_.caller_of(request);
  if (!caller) co_return std::move(caller.error());
  const auto chat = domain::ChatId::parse(request.path_parameters[0]);
  if (!chat) co_return chat_not_found();
  const auto summary = co_await reading_.summary(*caller, *chat);
  if (summary) co_return Response::json(200, wire::encode(*summary));
  if (summary.error().code == ports::Errc::not_found) co_return chat_not_found();
  co_return store_problem(summary.error());
}

ports::Task<Response> ChatRoutes::list_members(const Request& request) {
  auto caller = authentication_.caller_of(request);
  if (!caller) co_return std::move(caller.error());
  const auto chat = domain::ChatId::parse(request.path_parameters[0]);
  if (!chat) co_return chat_not_found();
  std::vector<Invalid> problems;
  const auto limit = query_number(request, "limit", kLimit, problems);
  const auto after = query_number(request, "after", kUserCursor, problems);
  if (!problems.empty()) co_return validation_problem(problems);
  chats::MembersRequest wanted{*caller, *chat, std::nullopt, static_cast<std::size_t>(limit)};
  if (after > 0) wanted.after = domain::UserId{after};
  const auto members = co_await reading_.members(wanted);
  if (members) co_return Response::json(200, wire::encode(*members));
  if (members.error().code == ports::Errc::not_found) co_return chat_not_found();
  co_return store_problem(members.error());
}

ports::Task<Response> ChatRoutes::page(const Request& request) {
  auto caller = authentication_.caller_of(request);
  if (!caller) co_return std::move(caller.error());
  const auto chat = domain::ChatId::parse(request.path_parameters[0]);
  if (!chat) co_return chat_not_found();
  std::vector<Invalid> problems;
  const auto quantity = query_number(request, "quantity", kQuantity, problems);
  if (!problems.empty())
    co_return problem(422, "quantity param must be greater than 0 and lower or equals than 20");
  const auto before = Cursor::of(request, "time"), after = Cursor::of(request, "after");
  if (before.time && after.time)
    co_return validation_problem({{{"query", "after"}, "give either time or after", "value_error"}});

  chats::PageRequest page{*caller, *chat, static_cast<std::size_t>(quantity), before.time, after.time};
  const bool time_is_valid = before.valid && after.valid;
  // A time that cannot be is told to members only: to others the chat does not exist.
  if (!time_is_valid) page.count_max = 0;
  const auto messages = co_await reading_.page(page);
  if (!messages && messages.error().code == ports::Errc::not_found) co_return chat_not_found();
  if (!messages) co_return store_problem(messages.error());
  if (!time_is_valid) co_return no_such_pages();
  co_return Response::json(200, wire::encode(*messages));
}

}  // namespace caravan::http
