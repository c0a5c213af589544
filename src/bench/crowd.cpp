#include "bench/crowd.hpp"

#include <boost/asio/this_coro.hpp>
#include <stdexcept>
#include <string_view>

#include "bench/http_client.hpp"
#include "bench/stamp.hpp"
#include "bench/workers.hpp"
#include "wire/client_bodies.hpp"

namespace caravan::bench {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kForm = "application/x-www-form-urlencoded";
// Enough to keep the server's password threads busy, few enough not to fill their queue.
constexpr std::uint32_t kWorkers = 4;
constexpr std::uint32_t kSenders = 16;
constexpr std::size_t kPageMessages = 10;
constexpr auto kSetUpLongest = 10min;

constexpr int kTaken = 409;   // the username
constexpr int kExists = 422;  // the pair's chat; its id is in the answer

void expect(int status, const Answer& answer, std::string_view what) {
  if (answer.status == status) return;
  std::string text = std::string(what) + " was answered " + std::to_string(answer.status) + ": " +
                     std::string(answer.body.substr(0, 200));
  if (answer.status == 429) text += "; serve with --set guard.enabled=false";
  throw std::runtime_error(text);
}

template <class T>
T value_of(wire::Parsed<T> parsed, std::string_view what) {
  if (!parsed) throw std::runtime_error(std::string(what) + " was answered with a body of an unknown form");
  return *std::move(parsed);
}

}  // namespace

std::vector<std::pair<std::uint32_t, std::uint32_t>> spread_pairs(std::uint32_t people, std::uint32_t count) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  for (std::uint32_t distance = 1; distance <= people / 2; ++distance) {
    // Half-way round, both ends of a pair name it.
    const std::uint32_t starts = 2 * distance == people ? people / 2 : people;
    for (std::uint32_t one = 0; one < starts && pairs.size() < count; ++one)
      pairs.emplace_back(one, (one + distance) % people);
  }
  return pairs;
}

Crowd::Crowd(asio::ip::tcp::endpoint server, std::string authority, std::string name)
    : server_(std::move(server)), authority_(std::move(authority)), name_(std::move(name)) {}

asio::awaitable<void> Crowd::sign_up(std::uint32_t people) {
  people_.resize(people);
  next_ = 0;
  Workers workers(co_await asio::this_coro::executor);
  for (std::uint32_t n = 0; n < kWorkers; ++n)
    workers.spawn("sign up", sign_up_next());
  const bool done = co_await workers.join(std::chrono::steady_clock::now() + kSetUpLongest);
  if (!done) throw std::runtime_error("the accounts were not made within ten minutes");
}

asio::awaitable<void> Crowd::sign_up_next() {
  HttpClient client(co_await asio::this_coro::executor, server_);
  while (next_ < people_.size()) {
    Person& person = people_[next_];
    const std::string name = name_ + '-' + std::to_string(next_++);
    const auto account = wire::encode(wire::NewUser{name, std::string(kPassword)});
    const auto sign_up = request_text("POST", "/auth/api/v1/users/", authority_, {}, kJson, account);
    const Answer signed_up = co_await client.exchange(sign_up);
    if (signed_up.status != kTaken) expect(201, signed_up, "a sign-up");
    const auto form = "username=" + name + "&password=" + std::string(kPassword);
    const auto log_in = request_text("POST", "/auth/api/v1/login/", authority_, {}, kForm, form);
    const Answer answer = co_await client.exchange(log_in);
    expect(200, answer, "a login");
    auto login = value_of(wire::parse_login_answer(answer.body), "a login");
    person = {login.user, std::move(login.access_token)};
  }
}

asio::awaitable<void> Crowd::open_chats(std::uint32_t count) {
  const auto pairs = spread_pairs(static_cast<std::uint32_t>(people_.size()), count);
  chats_.resize(pairs.size());
  next_ = 0;
  Workers workers(co_await asio::this_coro::executor);
  for (std::uint32_t n = 0; n < kWorkers; ++n)
    workers.spawn("open a chat", open_next(pairs));
  const bool done = co_await workers.join(std::chrono::steady_clock::now() + kSetUpLongest);
  if (!done) throw std::runtime_error("the chats were not made within ten minutes");
}

asio::awaitable<void> Crowd::open_next(const std::vector<std::pair<std::uint32_t, std::uint32_t>>& pairs) {
  HttpClient client(co_await asio::this_coro::executor, server_);
  while (next_ < pairs.size()) {
    const auto position = next_++;
    const auto [one, other] = pairs[position];
    const auto body = wire::encode_direct_chat(people_[one].id, people_[other].id);
    const auto request =
        request_text("POST", "/chat/api/v1/chat/", authority_, people_[one].token, kJson, body);
    const Answer answer = co_await client.exchange(request);
    if (answer.status != kExists) expect(201, answer, "a new chat");
    chats_[position] = {value_of(wire::parse_chat_answer(answer.body), "a new chat"), one, other};
  }
}

asio::awaitable<void> Crowd::fill_pages() {
  const auto requests = send_requests(false);
  next_ = 0;
  Workers workers(co_await asio::this_coro::executor);
  for (std::uint32_t n = 0; n < kSenders; ++n)
    workers.spawn("fill pages", send_next(requests, chats_.size() * kPageMessages));
  const bool done = co_await workers.join(std::chrono::steady_clock::now() + kSetUpLongest);
  if (!done) throw std::runtime_error("the pages were not filled within ten minutes");
}

asio::awaitable<void> Crowd::send_next(const std::vector<std::string>& requests, std::size_t count) {
  HttpClient client(co_await asio::this_coro::executor, server_);
  while (next_ < count)
    expect(201, co_await client.exchange(requests[next_++ % requests.size()]), "a message");
}

std::vector<std::string> Crowd::send_requests(bool own_ids) const {
  const auto id = own_ids ? std::optional(blank_id()) : std::nullopt;
  std::vector<std::string> requests;
  for (const auto& chat : chats_)
    for (const auto& [from, to] : {std::pair(chat.one, chat.other), std::pair(chat.other, chat.one)}) {
      const auto body =
          wire::encode(wire::NewMessage{id, chat.id, people_[from].id, people_[to].id, blank_stamp()});
      requests.push_back(
          request_text("POST", "/chat/api/v1/messaging/", authority_, people_[from].token, kJson, body));
    }
  return requests;
}

std::vector<std::string> Crowd::page_requests() const {
  std::vector<std::string> requests;
  for (const auto& chat : chats_)
    for (const auto reader : {chat.one, chat.other})
      requests.push_back(request_text("GET",
                                      "/chat/api/v1/chat/" + chat.id.to_string() + "/messages/?quantity=10",
                                      authority_, people_[reader].token));
  return requests;
}

}  // namespace caravan::bench
