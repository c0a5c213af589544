#include "caravan/window_budget.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>

#include "caravan/metering.hpp"
#include "caravan/module_options.hpp"
#include "caravan/roles.hpp"
#include "costs/prices.hpp"

namespace caravan {
namespace {

std::size_t entries_bytes(const domain::Batch& batch, std::size_t beside_body) {
  return std::accumulate(batch.messages.begin(), batch.messages.end(), std::size_t{0},
                         [beside_body](std::size_t sum, const domain::SharedMessage& message) {
                           return sum + message->body.size() + beside_body;
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
  if (!has_readers(settings)) return {};
  return [prices = prices(settings.prices), document = replay_options(settings)](const domain::Batch& batch) {
    // The ring is taken to hold windows like this one.
    const auto entries = document.batches_max * entries_bytes(batch, document.inbox_entry_bytes);
    const auto bytes = std::min(entries, document.entries_bytes_max) + document.document_bytes;
    return costs::dollars(
        prices,
        {.reads = document.listeners, .writes = 1, .deletes = 0, .bytes_out = document.listeners * bytes});
  };
}

}  // namespace caravan
