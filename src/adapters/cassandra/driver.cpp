#include "adapters/cassandra/driver.hpp"

#include <chrono>
#include <stdexcept>

namespace caravan::cassandra {

namespace {

// For the driver's own threads, which never block.
constexpr std::chrono::milliseconds kCloseTimeout{1'000};

}  // namespace

struct Driver::Request {
  Driver& driver;
  std::shared_ptr<Pending> pending;
  std::size_t index;
};

Driver::Driver(std::size_t io_threads) : client_(cql_open(static_cast<std::uint32_t>(io_threads))) {
  if (client_ == nullptr) throw std::runtime_error("the Cassandra driver could not start its threads");
}

Driver::~Driver() {
  statements_.clear();
  cql_close(client_, static_cast<std::uint32_t>(kCloseTimeout.count()));
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return under_way_ == 0; });
}

std::size_t Driver::under_way() const {
  const std::lock_guard lock(mutex_);
  return under_way_;
}

void Driver::drain(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  idle_.wait_for(lock, patience, [this] { return under_way_ == 0; });
}

void* Driver::request(std::shared_ptr<Pending> pending, std::size_t index) {
  const std::lock_guard lock(mutex_);
  ++under_way_;
  return new Request{*this, std::move(pending), index};
}

void Driver::done(void* context, cql_result* owned) {
  const std::unique_ptr<Request> request(static_cast<Request*>(context));
  request->pending->answer(request->index, owned);
  // Dropped before the count falls: when it is zero nothing of this object's time is left.
  request->pending.reset();
  // Told with the lock held: the driver may be gone as soon as it is free.
  const std::lock_guard lock(request->driver.mutex_);
  if (--request->driver.under_way_ == 0) request->driver.idle_.notify_all();
}

ports::Task<Answer> Driver::connect(const cql_config& config) {
  auto answers = co_await answers_to(1, [this, &config](std::shared_ptr<Pending> pending) {
    cql_connect(client_, &config, &done, request(std::move(pending), 0));
  });
  co_return std::move(answers.front());
}

ports::Task<Answer> Driver::query(const std::string& cql) {
  auto answers = co_await answers_to(1, [this, &cql](std::shared_ptr<Pending> pending) {
    cql_query(client_, cql.c_str(), &done, request(std::move(pending), 0));
  });
  co_return std::move(answers.front());
}

ports::Task<Answer> Driver::prepare(Statement statement, const std::string& cql, std::uint32_t flags,
                                    std::uint16_t consistency) {
  auto answers = co_await answers_to(1, [this, &cql, flags, consistency](std::shared_ptr<Pending> pending) {
    cql_prepare(client_, cql.c_str(), flags, consistency, &done, request(std::move(pending), 0));
  });
  statements_.at(static_cast<std::size_t>(statement)).reset(answers.front().take_statement());
  co_return std::move(answers.front());
}

cql_bound Driver::bind(const Call& call, std::vector<cql_value>& values) const {
  const auto first = values.size();
  for (const auto& value : call.values)
    values.push_back(value.view());
  return {statements_.at(static_cast<std::size_t>(call.statement)).get(), values.data() + first,
          call.values.size()};
}

ports::Task<Answers> Driver::execute(std::vector<Call> calls) {
  if (calls.empty()) co_return Answers{};
  co_return co_await answers_to(calls.size(), [this, &calls](std::shared_ptr<Pending> pending) {
    std::vector<cql_value> values;
    values.reserve(calls.front().values.size());
    for (std::size_t i = 0; i < calls.size(); ++i) {
      values.clear();
      const auto bound = bind(calls[i], values);
      cql_execute(client_, &bound, &done, request(pending, i));
    }
  });
}

ports::Task<Answer> Driver::execute_batch(std::vector<Call> calls) {
  auto answers = co_await answers_to(1, [this, &calls](std::shared_ptr<Pending> pending) {
    std::size_t count = 0;
    for (const auto& call : calls)
      count += call.values.size();
    std::vector<cql_value> values;
    values.reserve(count);  // the rows point into it
    std::vector<cql_bound> rows;
    rows.reserve(calls.size());
    for (const auto& call : calls)
      rows.push_back(bind(call, values));
    cql_execute_batch(client_, rows.data(), rows.size(), &done, request(std::move(pending), 0));
  });
  co_return std::move(answers.front());
}

}  // namespace caravan::cassandra
