#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <charconv>
#include <cstdint>
#include <iostream>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sqlite/sqlite_acceptance.hpp"
#include "adapters/sqlite/sqlite_accounts.hpp"
#include "adapters/sqlite/sqlite_chats.hpp"
#include "adapters/sqlite/sqlite_log.hpp"
#include "bench/crowd.hpp"
#include "identity/password_hasher.hpp"
#include "runtime/run_to_end.hpp"

// Fills a data directory for `caravan bench --crowd`: accounts, direct chats between them, and messages with
// their deliveries, through the adapters of the embedded store but without HTTP. Every hop has done its work.
//
// Message n goes to chat n modulo the number of chats: the messages of one chat lie far apart, the worst case
// for whoever reads a page of them.
namespace caravan {
namespace {

namespace asio = boost::asio;

constexpr std::int64_t kSenders = 4096;  // at once, so that a commit holds thousands of messages

template <class T>
T get(ports::Task<ports::Result<T>> call) {
  return runtime::run_to_end(std::move(call)).value();
}

struct Size {
  std::uint32_t users = 0, chats = 0;
  std::int64_t messages = 0;
};

class Loader {
 public:
  Loader(const std::string& directory, std::string crowd, Size size)
      : database_({.directory = directory,
                   .writer_cache_bytes = std::size_t{1} << 30,
                   .writer = {.group_max = kSenders, .checkpoint_wal_pages = 65'536}},
                  clock_, random_, metrics_),
        crowd_(std::move(crowd)),
        size_(size) {}

  void load() {
    make_accounts();
    make_chats();
    // A consumer that is known and behind nothing lets messages be fanned out at once.
    sqlite::SqliteFanOutStage fan_out(database_, clock_, "fan_out");
    get(fan_out.next(1, clock_.now()));
    send_all();
    sqlite::SqliteAggregateStage aggregate(database_, clock_, "aggregate");
    get(aggregate.done(database_.topics().chat_deliveries.committed));
  }

 private:
  void make_accounts() {
    sqlite::SqliteAccounts accounts(database_);
    identity::PasswordHasher hasher({});
    // One hash for all: a server tells no difference, and a thousand would take a minute.
    const auto hash = get(hasher.hash(std::string(bench::Crowd::kPassword)));
    for (std::uint32_t n = 0; n < size_.users; ++n)
      people_.push_back(get(accounts.create(crowd_ + '-' + std::to_string(n), hash)));
    std::cerr << people_.size() << " accounts\n";
  }

  void make_chats() {
    sqlite::SqliteChats chats(database_);
    asio::io_context loop;
    const auto pairs = bench::spread_pairs(size_.users, size_.chats);
    chats_.resize(pairs.size());
    for (std::size_t n = 0; n < pairs.size(); ++n) {
      const auto& [one, other] = pairs[n];
      chats_[n] = {{new_id()}, domain::ChatKind::direct, "", {people_[one], people_[other]}};
      asio::co_spawn(loop, make_chat(chats, chats_[n]), rethrow);
      if (n % kSenders != kSenders - 1) continue;
      loop.run();
      loop.restart();
    }
    loop.run();
    std::cerr << chats_.size() << " chats\n";
  }

  static asio::awaitable<void> make_chat(ports::Chats& chats, domain::Chat chat) {
    (co_await chats.create(std::move(chat))).value();
  }

  void send_all() {
    sqlite::SqliteAcceptance acceptance(database_, {});
    asio::io_context loop;
    for (std::int64_t i = 0; i < kSenders; ++i)
      asio::co_spawn(loop, send_while_left(acceptance), rethrow);
    loop.run();
    std::cerr << size_.messages << " messages\n";
  }

  asio::awaitable<void> send_while_left(ports::Acceptance& acceptance) {
    while (sent_ < size_.messages) {
      const auto n = sent_++;
      const auto& chat = chats_[static_cast<std::size_t>(n) % chats_.size()];
      const auto round = n / static_cast<std::int64_t>(chats_.size());
      const auto& [from, to] = std::pair(chat.members[round % 2].id, chat.members[1 - round % 2].id);
      domain::Draft draft{{new_id()}, chat.id, from, to, "message " + std::to_string(n) + kRest};
      (co_await acceptance.accept(std::move(draft), ports::IdOrigin::sender)).value();
      if ((n + 1) % 500'000 == 0) std::cerr << n + 1 << " of " << size_.messages << " messages\n";
    }
  }

  static void rethrow(std::exception_ptr failure) {
    if (failure) std::rethrow_exception(failure);
  }

  domain::Uuid new_id() {
    const auto now = std::chrono::floor<std::chrono::milliseconds>(clock_.wall().time_since_epoch());
    return domain::Uuid::v7(static_cast<std::uint64_t>(now.count()), random_.next(), random_.next());
  }

  static constexpr const char* kRest = ": as long as people's messages are on average, give or take";

  runtime::SystemClock clock_;
  runtime::SystemRandom random_;
  observe::Metrics metrics_;
  sqlite::Database database_;
  std::string crowd_;
  Size size_;
  std::vector<domain::Account> people_;
  std::vector<domain::Chat> chats_;
  std::int64_t sent_ = 0;
};

template <class Number>
Number number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size())
    throw std::invalid_argument("not a number: " + std::string(text));
  return value;
}

void load(std::span<const char* const> arguments) {
  if (arguments.size() != 5)
    throw std::invalid_argument("usage: load_store DIRECTORY CROWD USERS CHATS MESSAGES");
  const Size size{number<std::uint32_t>(arguments[2]), number<std::uint32_t>(arguments[3]),
                  number<std::int64_t>(arguments[4])};
  Loader(arguments[0], arguments[1], size).load();
}

}  // namespace
}  // namespace caravan

int main(int argument_count, char** arguments) {
  try {
    caravan::load({arguments + 1, static_cast<std::size_t>(argument_count - 1)});
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "load_store: " << error.what() << '\n';
    return 1;
  }
}
