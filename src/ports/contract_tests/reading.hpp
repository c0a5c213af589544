#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/system/system_error.hpp>
#include <chrono>
#include <cstddef>
#include <utility>
#include <vector>

#include "ports/contract_tests/samples.hpp"
#include "ports/contract_tests/subjects.hpp"

// Reading a log that may be at the other end of a network, where what was appended is there after a moment
// only.
namespace caravan::ports::contract {

template <class Reader>
using RecordsOf = typename decltype(std::declval<Reader&>().next(0, SteadyTime{}))::value_type::value_type;

template <class Reader>
Task<void> collect(Reader& reader, std::size_t count, std::size_t together, SteadyTime deadline,
                   RecordsOf<Reader>& records) {
  while (records.size() < count) {
    auto more = co_await reader.next(together, deadline);
    for (auto& logged : more.value())
      records.push_back(std::move(logged));
  }
}

// What came until there were `count` records or `patience` of real time had passed; asks for `together` at
// once.
template <class Reader>
RecordsOf<Reader> read_within(std::chrono::milliseconds patience, LogSubject& log, Reader& reader,
                              std::size_t count, std::size_t together) {
  RecordsOf<Reader> records;
  boost::asio::io_context loop;
  boost::asio::cancellation_signal stop;
  const auto deadline = log.clock().now() + std::chrono::hours(24);
  auto collected =
      boost::asio::co_spawn(loop, collect(reader, count, together, deadline, records),
                            boost::asio::bind_cancellation_slot(stop.slot(), boost::asio::use_future));
  loop.run_for(patience);
  if (!loop.stopped()) stop.emit(boost::asio::cancellation_type::terminal);
  loop.run();
  try {
    collected.get();
  } catch (const boost::system::system_error&) {
    // Out of patience: what came is the answer.
  }
  return records;
}

// The next `count` records, or fewer when they do not come.
template <class Reader>
RecordsOf<Reader> read(LogSubject& log, Reader& reader, std::size_t count, std::size_t together = 100) {
  return read_within(std::chrono::seconds(30), log, reader, count, together);
}

// What is left to read, in a test that expects nothing.
template <class Reader>
RecordsOf<Reader> rest(LogSubject& log, Reader& reader) {
  if (log.settling().count() == 0) return get(reader.next(100, log.clock().now()));
  return read_within(log.settling(), log, reader, 1, 100);
}

}  // namespace caravan::ports::contract
