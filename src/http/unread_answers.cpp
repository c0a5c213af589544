#include "http/unread_answers.hpp"

namespace caravan::http {

std::optional<UnreadAnswers::Share> UnreadAnswers::hold(const boost::asio::ip::address& client,
                                                        std::size_t bytes) {
  const auto of = guard::AddressPrefix::of(client);
  const std::lock_guard lock(mutex_);
  const auto known = by_address_.find(of);
  const auto own = known == by_address_.end() ? 0 : known->second;
  if (total_ + bytes > options_.bytes_max || own + bytes > options_.bytes_per_address_max)
    return std::nullopt;
  by_address_[of] = own + bytes;
  total_ += bytes;
  return Share(*this, of, bytes);
}

void UnreadAnswers::taken(const guard::AddressPrefix& of, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  total_ -= bytes;
  const auto known = by_address_.find(of);
  known->second -= bytes;
  if (known->second == 0) by_address_.erase(known);
}

}  // namespace caravan::http
