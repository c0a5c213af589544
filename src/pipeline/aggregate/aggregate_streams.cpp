#include "pipeline/aggregate/aggregate_streams.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace caravan::aggregate {

AggregateStreams::AggregateStreams(Options options, const domain::WindowPolicy& policy,
                                   ports::StreamStage& stage, runtime::Clock& clock, runtime::Random& random,
                                   observe::Metrics& metrics)
    : options_(std::move(options)),
      windows_(policy, options_.windows),
      stage_(stage),
      clock_(clock),
      retries_("aggregate", options_.retry, clock, random, metrics),
      handover_(options_.handover, stage, clock, retries_, metrics),
      messages_(metrics.counter("caravan_aggregate_messages_total", "Messages put into windows")),
      open_windows_(metrics.gauge("caravan_aggregate_open_windows", "Windows with messages that wait")) {}

ports::Task<void> AggregateStreams::run() {
  for (;;) {
    co_await read();
    handover_.advance();
    auto batches = windows_.take_ready(clock_.now());
    open_windows_.Set(static_cast<double>(windows_.open()));
    if (!batches.empty())
      co_await handover_.append_and_commit(std::move(batches), windows_.settled());
    else
      co_await handover_.settle(windows_.settled());
  }
}

ports::Task<void> AggregateStreams::read() {
  auto messages = co_await stage_.next(options_.messages_max, next_deadline());
  if (!messages) {
    co_await retries_.wait_after(messages.error());
    co_return;
  }
  if (!messages->empty()) retries_.reset();
  const auto now = clock_.now();
  for (auto& [offset, message, place] : *messages) {
    const domain::Stream stream{message.chat, message.from};
    windows_.add(stream, std::make_shared<const domain::Message>(std::move(message)), offset, place, now);
    messages_.Increment();
  }
}

runtime::SteadyTime AggregateStreams::next_deadline() const {
  return std::min(windows_.next_deadline(), handover_.next_deadline(windows_.settled()));
}

}  // namespace caravan::aggregate
