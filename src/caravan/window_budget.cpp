#include "caravan/window_budget.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>

#include "caravan/module_options.hpp"
#include "costs/prices.hpp"

namespace caravan {
namespace {

// Ids, people and time of one entry; what Firestore sends around the entries.
constexpr std::size_t kEntryBytesBesideBody = 96;
constexpr std::size_t kDocumentBytesBesideEntries = 256;

std::size_t entry_bytes(const domain::Batch& batch) {
  return std::accumulate(batch.messages.begin(), batch.messages.end(), std::size_t{0},
                         [](std::size_t sum, const domain::SharedMessage& message) {
                           return sum + message->body.size() + kEntryBytesBesideBody;
                         });
}

}  // namespace

domain::WaitBudget::Options wait_budget_options(const config::Settings& settings) {
  const bool costs = settings.backend.feed == config::FeedBackend::firestore;
  return {.dollars_per_month = costs ? settings.budget.usd_per_month : 0,
          .wait_min = settings.aggregate.window,
          .wait_max = std::max(settings.budget.wait_max, settings.aggregate.window)};
}

std::function<double(const domain::Batch&)> expected_dollars(const config::Settings& settings) {
  if (settings.backend.feed != config::FeedBackend::firestore) return {};
  const auto& document = settings.firestore;
  return [prices = prices(settings.prices), windows = document.batches_max,
          bytes_max = document.entries_bytes_max,
          listeners = settings.costs.listeners_per_reader](const domain::Batch& batch) {
    // The ring is taken to hold windows like this one.
    const auto bytes = std::min(windows * entry_bytes(batch), bytes_max) + kDocumentBytesBesideEntries;
    return costs::dollars(prices,
                          {.reads = listeners, .writes = 1, .deletes = 0, .bytes_out = listeners * bytes});
  };
}

}  // namespace caravan
