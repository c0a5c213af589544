#include "pipeline/accept/store_then_log.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "observe/log.hpp"

namespace caravan::accept {

namespace asio = boost::asio;

namespace {

[[noreturn]] void stop_the_process(const std::string& task, std::exception_ptr failure) {
  observe::log(observe::Level::error, "accept.task_failed", {{"task", task}});
  std::rethrow_exception(std::move(failure));
}

domain::WallTime wall_time(const runtime::Clock& clock) {
  return std::chrono::time_point_cast<domain::TimeUuidTicks>(clock.wall());
}

}  // namespace

StoreThenLog::StoreThenLog(Options options, ports::MessageStore& store, ports::MessageLog& log,
                           NotedChats& unpublished, runtime::Clock& clock, runtime::Random& random,
                           observe::Metrics& metrics)
    : options_(options),
      store_(store),
      log_(log),
      unpublished_(unpublished),
      clock_(clock),
      lanes_(options.lanes, random.next()),
      floor_deadline_(clock.now() + options.floor_timeout),
      floor_known_(options.floor_timeout.count() == 0),
      logged_(metrics.counter("caravan_accept_log_total", "Accepted messages by where they went from history",
                              {{"to", "log"}})),
      noted_(metrics.counter("caravan_accept_log_total", "Accepted messages by where they went from history",
                             {{"to", "unpublished"}})),
      unbelievable_(metrics.counter("caravan_accept_unbelievable_times_total",
                                    "Times of other nodes too far ahead of this clock to follow")),
      tasks_(&stop_the_process) {}

ports::Task<ports::Result<domain::Message>> StoreThenLog::accept(domain::Draft draft,
                                                                 ports::IdOrigin origin) {
  if (!floor_known_) co_await wait_for_floor();
  const auto executor = co_await asio::this_coro::executor;
  auto begin = [&](const Sender& sender) {
    const auto queued = lanes_.add(draft, origin, sender, wall_time(clock_));
    if (queued == ChatLanes::Queued::refused)
      sender->set_value(ports::Error{ports::Errc::overloaded, "too many messages wait to be stored"});
    if (queued == ChatLanes::Queued::first) start_drive(executor, draft.chat);
  };
  auto outcome = co_await runtime::promised<ChatLanes::Outcome>(std::move(begin));
  co_return *std::move(outcome);
}

// A task of its own: it works for others as well, and its caller may be cancelled. A lane without its task
// would hold its chat up for ever, so want of memory here ends the process.
void StoreThenLog::start_drive(const asio::any_io_executor& executor, domain::ChatId chat) noexcept {
  tasks_.spawn("store messages of a chat", executor, drive(chat));
}

ports::Task<void> StoreThenLog::drive(domain::ChatId chat) {
  for (auto group = lanes_.next(chat); !group.empty(); group = lanes_.next(chat)) {
    const auto count = group.size();
    co_await store_group(std::move(group));
    lanes_.done(count);
  }
}

ports::Task<void> StoreThenLog::store_group(ChatLanes::Group group) {
  const auto executor = co_await asio::this_coro::executor;
  std::vector<ports::NewMessage> messages;
  messages.reserve(group.size());
  for (auto& entry : group)
    messages.push_back(std::move(entry.message));
  const auto chat = messages.front().message.chat;
  auto stored = co_await store_.store(std::move(messages));
  co_await wait_for_noted(chat);
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (stored[i])
      tasks_.spawn("publish a message", executor, publish(*std::move(stored[i]), std::move(group[i].sender)));
    else
      group[i].sender->set_value(std::move(stored[i]).error());
  }
  // Behind their beginnings: each has handed its record to the log before the next group is stored.
  co_await asio::post(executor, asio::use_awaitable);
}

// What was noted goes first, and while the log takes messages the relay brings it there in a moment. Noting
// these too would keep a busy chat on the long way for ever.
ports::Task<void> StoreThenLog::wait_for_noted(domain::ChatId chat) {
  if (!unpublished_.has(chat) || is_paused(log_.part_of(chat))) co_return;
  co_await unpublished_.wait_for_relay(chat, clock_, clock_.now() + options_.log_timeout);
}

ports::Task<void> StoreThenLog::publish(domain::Message message, Sender sender) {
  auto outcome = co_await published(std::move(message));
  sender->set_value(std::move(outcome));
}

ports::Task<ports::Result<domain::Message>> StoreThenLog::published(domain::Message message) {
  const bool in_log = co_await appended(message);
  if (in_log) {
    logged_.Increment();
    co_return message;
  }
  const auto noted = co_await unpublished_.add(message);
  // It is in history, but nothing would bring it to the log: the same id, sent again, finds it and does the
  // rest.
  if (!noted)
    co_return ports::Error{ports::Errc::uncertain, "stored, and not yet published: " + noted.error().detail};
  noted_.Increment();
  co_return message;
}

ports::Task<bool> StoreThenLog::appended(domain::Message message) {
  const auto part = log_.part_of(message.chat);
  if (is_paused(part) || unpublished_.has(message.chat)) co_return false;
  const auto appended = co_await log_.append(std::move(message), clock_.now() + options_.log_timeout);
  if (appended) {
    failures_.succeeded(clock_.now());
    co_return true;
  }
  pause(part);
  failures_.failed(clock_.now(), {{"detail", appended.error().detail}});
  co_return false;
}

bool StoreThenLog::is_paused(std::size_t part) {
  const std::lock_guard lock(mutex_);
  const auto found = paused_until_.find(part);
  return found != paused_until_.end() && clock_.now() < found->second;
}

void StoreThenLog::pause(std::size_t part) {
  const std::lock_guard lock(mutex_);
  paused_until_[part] = clock_.now() + options_.log_pause;
}

ports::Task<void> StoreThenLog::wait_for_floor() {
  runtime::BroadcastEvent::Waiter known(floor_);
  while (!floor_known_ && clock_.now() < floor_deadline_)
    co_await clock_.wait(known.event(), floor_deadline_);
  if (!floor_known_.exchange(true)) {
    observe::log(observe::Level::warn, "accept.newest_times_not_known");
    floor_.set();
  }
}

void StoreThenLog::floor_is_known() {
  floor_known_ = true;
  floor_.set();
}

void StoreThenLog::see(domain::WallTime time) {
  if (time > clock_.wall() + options_.clock_skew_max) return unbelievable_.Increment();
  lanes_.pass(time);
}

ports::Task<void> StoreThenLog::finish(runtime::SteadyTime deadline) {
  co_await tasks_.join_until(clock_, deadline);
  tasks_.cancel();
}

}  // namespace caravan::accept
