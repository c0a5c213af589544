#include "bench/windows/run.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

namespace caravan::bench::windows {
namespace {

std::vector<Tally> deliver(Traffic& traffic, const std::vector<Way>& ways) {
  std::vector<std::unique_ptr<Deliveries>> all;
  for (const auto& way : ways)
    all.push_back(way());
  while (const auto arrival = traffic.next())
    for (const auto& deliveries : all)
      arrival->own ? deliveries->write_own(domain::SteadyTime{arrival->at}) : deliveries->add(*arrival);
  std::vector<Tally> tallies;
  for (const auto& deliveries : all)
    tallies.push_back(deliveries->finish());
  return tallies;
}

}  // namespace

std::vector<std::vector<Tally>> run(std::size_t readers, const TrafficOf& traffic_of,
                                    const std::vector<Way>& ways) {
  std::vector<std::vector<Tally>> tallies(readers);
  std::atomic<std::size_t> next_reader = 0;
  const auto work = [&] {
    for (std::size_t reader = next_reader++; reader < readers; reader = next_reader++)
      tallies[reader] = deliver(*traffic_of(reader), ways);
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i)
      threads.emplace_back(work);
  }
  return tallies;
}

}  // namespace caravan::bench::windows
