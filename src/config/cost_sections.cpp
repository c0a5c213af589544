#include "config/cost_sections.hpp"

#include "config/section.hpp"

namespace caravan::config {
namespace {

constexpr std::size_t kFreeMax = 1'000'000'000;

void price_options(std::vector<Option>& table) {
  Section prices(table, "prices", &Settings::prices, "aggregate, publish");
  prices.decimal("reads", &Prices::reads, {0, 1'000}, "US dollars for 100,000 documents read.");
  prices.decimal("writes", &Prices::writes, {0, 1'000}, "US dollars for 100,000 documents written.");
  prices.decimal("deletes", &Prices::deletes, {0, 1'000}, "US dollars for 100,000 documents deleted.");
  prices.decimal("gib_out", &Prices::gib_out, {0, 1'000}, "US dollars for a GiB sent to listeners.");
  prices.integer("free_reads", &Prices::free_reads, {0, kFreeMax},
                 "Reads of a day that cost nothing; 0 when other programs use them up.");
  prices.integer("free_writes", &Prices::free_writes, {0, kFreeMax}, "The same for writes.");
  prices.integer("free_deletes", &Prices::free_deletes, {0, kFreeMax}, "The same for deletes.");
  prices.decimal("free_gib_out", &Prices::free_gib_out, {0, 1'000'000},
                 "GiB sent out in a month that cost nothing.");
}

void budget_options(std::vector<Option>& table) {
  using namespace std::chrono_literals;
  Section budget(table, "budget", &Settings::budget, "aggregate");
  budget.decimal(
      "usd_per_month", &Budget::usd_per_month, {0, 10'000'000},
      "What all processes may spend on the feed in a month, at the prices of the section prices and "
      "beside what is free: windows of the adaptive policy grow and shrink so that it suffices. 0 "
      "is no budget.");
  budget.duration("wait_max", &Budget::wait_max, {10ms, 1h},
                  "How long windows may become; above it the budget is not kept. At least aggregate.window.");
}

void cost_options(std::vector<Option>& table) {
  Section costs(table, "costs", &Settings::costs, "publish");
  costs.integer("listeners_per_reader", &Costs::listeners_per_reader, {1, 16},
                "Devices and tabs that listen to one reader's document at once, on average: each reads every "
                "write, which is inferred and not seen.");
  costs.integer("replayed_messages_max", &Costs::replayed_messages_max, {1, 1'000'000},
                "The latest messages that are remembered, 56 bytes each, to show administrators what other "
                "windows would cost.");
}

}  // namespace

void cost_sections(std::vector<Option>& table) {
  cost_options(table);
  price_options(table);
  budget_options(table);
}

}  // namespace caravan::config
