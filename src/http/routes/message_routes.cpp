#include "http/routes/message_routes.hpp"

#include <functional>
#include <utility>

#include "http/media_type.hpp"
#include "http/problem.hpp"
#include "wire/chat_bodies.hpp"

namespace caravan::http {
namespace {

Response refused(accept::Refusal refusal) {
  switch (refusal) {
    case accept::Refusal::not_authorized:
      return problem(401, "User is not authorized to do this action");
    case accept::Refusal::empty_body:
      return problem(400, "The message body is empty");
    case accept::Refusal::body_too_large:
      return problem(413, "The message body is too large");
    case accept::Refusal::id_taken:
      return problem(409, "This message_id was used for another message");
  }
  return problem(500, "Internal Server Error");
}

struct Answer {
  Response operator()(const domain::Message& message) const {
    return Response::json(201, wire::encode(message));
  }
  Response operator()(accept::Refusal refusal) const { return refused(refusal); }
  Response operator()(const ports::Error& error) const { return store_problem(error); }
};

}  // namespace

void MessageRoutes::add_to(Router& router) {
  router.add("POST", "/chat/api/v1/messaging/", std::bind_front(&MessageRoutes::send, this));
}

ports::Task<Response> MessageRoutes::send(const Request& request) {
  auto caller = authentication_.caller_of(request);
  if (!caller) co_return std::move(caller.error());
  if (!has_media_type(request, "application/json")) co_return unsupported_media_type();
  auto body = wire::parse_new_message(request.body);
  if (!body) co_return validation_problem(body.error().list);

  const auto verdict = guard_.send(*caller, body->chat);
  if (!verdict.allowed) co_return too_many_requests(verdict.reason, verdict.retry_after);

  accept::Send send{*caller, body->id, body->chat, body->from, body->to, std::move(body->body)};
  const auto outcome = co_await acceptance_.send(std::move(send));
  co_return std::visit(Answer{}, outcome);
}

}  // namespace caravan::http
