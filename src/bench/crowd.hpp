#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/ids.hpp"

namespace caravan::bench {

struct Person {
  domain::UserId id;
  std::string token;
};

struct Conversation {
  domain::ChatId id;
  std::uint32_t one = 0, other = 0;  // positions in the crowd's people
};

// The first `count` pairs of `people`, spread evenly: everybody is in about as many as everybody else.
// Requires count <= people * (people - 1) / 2.
std::vector<std::pair<std::uint32_t, std::uint32_t>> spread_pairs(std::uint32_t people, std::uint32_t count);

// The accounts and direct chats of a run: NAME-0, NAME-1, … and the pairs of `spread_pairs`. Those that exist
// are used as they are, so two runs with one name share them, and with different names they do not meet.
class Crowd {
 public:
  static constexpr std::string_view kPassword = "correct-horse-battery";  // of every account

  Crowd(boost::asio::ip::tcp::endpoint server, std::string authority, std::string name);

  // Throw `std::runtime_error` when the server refuses; the text says what and, where it is known, what to
  // set.
  boost::asio::awaitable<void> sign_up(std::uint32_t people);
  boost::asio::awaitable<void> open_chats(std::uint32_t count);
  // Sends ten messages to each chat, so that its newest page is full.
  boost::asio::awaitable<void> fill_pages();

  const std::vector<Person>& people() const { return people_; }
  const std::vector<Conversation>& chats() const { return chats_; }

  // One for each member of each chat: a send of a stamped message, with a blank id or none.
  std::vector<std::string> send_requests(bool own_ids) const;
  // One for each member of each chat: its newest ten messages.
  std::vector<std::string> page_requests() const;

 private:
  boost::asio::awaitable<void> sign_up_next();
  boost::asio::awaitable<void> open_next(const std::vector<std::pair<std::uint32_t, std::uint32_t>>& pairs);
  boost::asio::awaitable<void> send_next(const std::vector<std::string>& requests, std::size_t count);

  boost::asio::ip::tcp::endpoint server_;
  std::string authority_, name_;
  std::vector<Person> people_;
  std::vector<Conversation> chats_;
  std::size_t next_ = 0;  // whom the next free worker takes
};

}  // namespace caravan::bench
