#include "caravan/health.hpp"

namespace caravan {
namespace {

// A store that answers may well say that nothing is there.
template <class T>
ports::Task<bool> has_answered(ports::Task<ports::Result<T>> question) {
  const auto answer = co_await std::move(question);
  co_return answer || answer.error().code == ports::Errc::not_found;
}

ports::Task<bool> yes() {
  co_return true;
}

}  // namespace

http::HealthProbe serves() {
  return yes;
}

http::HealthProbe answers(ports::Accounts& accounts) {
  return [&accounts] { return has_answered(accounts.find(domain::UserId{1})); };
}

http::HealthProbe answers(ports::Chats& chats) {
  return [&chats] { return has_answered(chats.find(domain::ChatId{})); };
}

}  // namespace caravan
