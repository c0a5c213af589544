#pragma once

#include <set>

#include "attention.hpp"
#include "history_reading.hpp"
#include "machine.hpp"

namespace caravan::simulation {

// A device that listens in the feed and has no socket. It follows the contract of api/firestore.md: says that
// it is there, listens, reads histories, and again after each gap. Now and then, as after a message of one's
// own, it fetches what waits. It goes away with a word or without one.
class FeedReader {
 public:
  FeedReader(World& world, Machine& machine, const Population& population, domain::UserId user);
  ~FeedReader() { detach(); }
  FeedReader(const FeedReader&) = delete;
  FeedReader& operator=(const FeedReader&) = delete;

  // Comes again whenever it went; until it is dropped.
  ports::Task<void> run();

  domain::UserId user() const { return user_; }
  const std::set<domain::MessageKey>& seen() const { return view_.seen; }
  // The run is over.
  const Attention& attention_until(runtime::SteadyTime now) {
    attention_.end(now);
    return attention_;
  }

 private:
  ports::Task<void> stay_away();
  ports::Task<bool> say_presence();
  ports::Task<void> listen();
  ports::Task<void> renew();
  ports::Task<void> fetch();
  ports::Task<void> read_histories();
  ports::Task<void> look();
  void attach();
  void detach();
  ports::Task<void> pause(std::chrono::microseconds least, std::chrono::microseconds most);

  World& world_;
  Machine& machine_;
  SeededRandom random_;
  const domain::UserId user_;
  const domain::ListenerId listener_;
  HistoryReading history_;
  const Bounds bounds_;
  runtime::AutoResetEvent changed_;
  bool attached_ = false;
  std::int64_t document_newest_ = 0;
  std::int64_t newest_ = 0;  // it has every delivery up to it; 0: it does not know
  runtime::SteadyTime heard_until_;
  runtime::SteadyTime say_again_;
  View view_;
  Attention attention_;
};

}  // namespace caravan::simulation
