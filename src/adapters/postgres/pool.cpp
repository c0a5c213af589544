#include "adapters/postgres/pool.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <utility>

namespace caravan::postgres {

namespace asio = boost::asio;
using boost::system::system_error;

// Answers what is left when the pool no longer runs.
class Pool::Ending {
 public:
  explicit Ending(Pool& pool) : pool_(pool) {}
  Ending(const Ending&) = delete;
  Ending& operator=(const Ending&) = delete;
  ~Ending() { pool_.end(); }

 private:
  Pool& pool_;
};

Pool::Pool(const ConnectionSettings& settings, std::span<const Statement* const> statements, Options options,
           runtime::Clock& clock, runtime::Random& random, observe::Metrics& metrics)
    : options_(options),
      clock_(clock),
      waiting_gauge_(metrics.gauge("caravan_postgres_waiting_calls", "Calls that wait for a connection")),
      refused_(metrics.counter("caravan_postgres_refused_calls_total", "Calls that the full queue refused")),
      overdue_(
          metrics.counter("caravan_postgres_overdue_calls_total", "Calls that were not answered in time")) {
  for (std::size_t i = 0; i < options.connections; ++i)
    links_.push_back(
        std::make_unique<Link>(settings, statements, options.link, clock, random, metrics, changed_));
}

ports::Task<void> Pool::run(ports::Task<void> gate) {
  const Ending ending(*this);
  const auto executor = co_await asio::this_coro::executor;
  std::exception_ptr failure;
  runtime::TaskGroup tasks(executor, [&](const std::string&, std::exception_ptr thrown) {
    if (!failure) failure = thrown;
    tasks.cancel();
  });
  tasks.spawn("postgres.dispatch", dispatch());
  tasks.spawn("postgres.connect", connect_after(std::move(gate), tasks));
  try {
    co_await tasks.join();
  } catch (const system_error&) {
    // We are cancelled, and so are they.
    tasks.cancel();
  }
  co_await asio::this_coro::reset_cancellation_state();
  co_await tasks.join();
  if (failure) std::rethrow_exception(failure);
  throw system_error(asio::error::operation_aborted);
}

void Pool::hold(ports::Error why) {
  held_ = std::move(why);
  changed_.set();
}

ports::Task<void> Pool::connect_after(ports::Task<void> gate, runtime::TaskGroup& tasks) {
  co_await std::move(gate);
  held_.reset();
  for (const auto& link : links_)
    tasks.spawn("postgres.link", link->run());
}

void Pool::close(ports::Error why) {
  const std::lock_guard lock(mutex_);
  closed_ = std::move(why);
}

ports::Task<ports::Result<Rows>> Pool::call(const Statement& statement, std::vector<Parameter> parameters) {
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(ports::Result<Rows>)>(
      [this, &statement](auto handler, std::vector<Parameter> given) {
        using Handler = decltype(handler);
        offer(
            std::make_shared<CallOf<Handler>>(statement, std::move(given), clock_.now(), std::move(handler)));
      },
      boost::asio::use_awaitable, std::move(parameters));
}

void Pool::offer(std::shared_ptr<Call> call) {
  std::optional<ports::Error> refusal;
  {
    const std::lock_guard lock(mutex_);
    refusal = closed_;
    if (!refusal && waiting_count_ >= options_.queue_max)
      refusal = ports::Error{ports::Errc::overloaded, "too many calls wait for PostgreSQL"};
    if (!refusal) {
      ++waiting_count_;
      offered_.push_back(std::move(call));
    }
  }
  if (!refusal) return changed_.set();
  if (refusal->code == ports::Errc::overloaded) refused_.Increment();
  call->answer(std::move(*refusal));
}

ports::Task<void> Pool::dispatch() {
  for (;;) {
    take_offered();
    answer_overdue();
    answer_when_down();
    send_waiting();
    waiting_gauge_.Set(static_cast<double>(waiting_.size()));
    const auto next = unanswered_.empty() ? runtime::SteadyTime::max()
                                          : unanswered_.front()->accepted + options_.call_timeout;
    co_await clock_.wait(changed_, next);
  }
}

void Pool::take_offered() {
  const std::lock_guard lock(mutex_);
  for (auto& call : offered_) {
    waiting_.push_back(call);
    unanswered_.push_back(std::move(call));
  }
  offered_.clear();
}

void Pool::answer_overdue() {
  const auto latest = clock_.now() - options_.call_timeout;
  bool some_are = false;
  while (!unanswered_.empty()) {
    auto& call = *unanswered_.front();
    if (!call.is_answered()) {
      if (call.accepted > latest) break;
      some_are = true;
      overdue_.Increment();
      give_up(call, {ports::Errc::unavailable, "PostgreSQL did not answer in time"});
    }
    unanswered_.pop_front();
  }
  if (some_are)
    waiting_count_ -= std::erase_if(waiting_, [](const auto& call) { return call->is_answered(); });
}

void Pool::answer_when_down() {
  const auto why = down();
  if (!why) return;
  for (const auto& call : waiting_)
    call->answer(*why);
  waiting_count_ -= waiting_.size();
  waiting_.clear();
}

void Pool::send_waiting() {
  while (!waiting_.empty()) {
    auto* const link = freest();
    if (link == nullptr) return;
    // A link that could not send has no room any more, so that the next turn takes another.
    if (!link->send(waiting_.front())) continue;
    waiting_.pop_front();
    --waiting_count_;
  }
}

Link* Pool::freest() {
  Link* best = nullptr;
  for (const auto& link : links_)
    if (link->has_room() && (best == nullptr || link->in_flight() < best->in_flight())) best = link.get();
  return best;
}

std::optional<ports::Error> Pool::down() const {
  if (held_) return held_;
  const auto failed = [](const auto& link) { return !link->is_up() && link->failure(); };
  if (!std::ranges::all_of(links_, failed)) return std::nullopt;
  return links_.front()->failure();
}

void Pool::end() {
  const ports::Error stopped{ports::Errc::stopped, "this process is shutting down"};
  close(stopped);
  take_offered();
  for (const auto& call : unanswered_)
    give_up(*call, stopped);
  unanswered_.clear();
  waiting_.clear();
  waiting_count_ = 0;
  for (const auto& link : links_)
    link->close();
}

void Pool::give_up(Call& call, ports::Error why) {
  // What the server may have done is not to be called undone.
  if (call.sent && call.statement.writes) why.code = ports::Errc::uncertain;
  call.answer(std::move(why));
}

}  // namespace caravan::postgres
