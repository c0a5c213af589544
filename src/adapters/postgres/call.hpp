#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <utility>
#include <vector>

#include "adapters/postgres/rows.hpp"
#include "adapters/postgres/statement.hpp"
#include "ports/result.hpp"
#include "runtime/clock.hpp"

namespace caravan::postgres {

// One statement on its way to the server and back. Once it waits in the pool, only the pool's loop touches
// it.
class Call {
 public:
  Call(const Statement& statement, std::vector<Parameter> parameters, runtime::SteadyTime accepted)
      : statement(statement), parameters(std::move(parameters)), accepted(accepted) {}
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  virtual ~Call() = default;

  // The first answer counts.
  void answer(ports::Result<Rows> outcome) {
    if (!std::exchange(answered_, true)) deliver(std::move(outcome));
  }
  bool is_answered() const { return answered_; }

  const Statement& statement;
  const std::vector<Parameter> parameters;
  const runtime::SteadyTime accepted;
  bool sent = false;  // to the server, which may do it from then on

 private:
  virtual void deliver(ports::Result<Rows> outcome) = 0;

  bool answered_ = false;
};

// A call whose answer resumes an Asio operation on the operation's own executor.
template <class Handler>
class CallOf final : public Call {
 public:
  CallOf(const Statement& statement, std::vector<Parameter> parameters, runtime::SteadyTime accepted,
         Handler handler)
      : Call(statement, std::move(parameters), accepted),
        handler_(std::move(handler)),
        keep_alive_(boost::asio::prefer(boost::asio::get_associated_executor(handler_),
                                        boost::asio::execution::outstanding_work.tracked)) {}

 private:
  void deliver(ports::Result<Rows> outcome) override {
    auto executor = std::exchange(keep_alive_, {});
    boost::asio::post(executor, [handler = std::move(handler_), outcome = std::move(outcome)]() mutable {
      handler(std::move(outcome));
    });
  }

  Handler handler_;
  boost::asio::any_io_executor keep_alive_;  // the event loop must not run dry while the call is elsewhere
};

}  // namespace caravan::postgres
