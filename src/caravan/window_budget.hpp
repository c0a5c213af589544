#pragma once

#include <functional>

#include "config/settings.hpp"
#include "domain/batch.hpp"
#include "domain/wait_budget.hpp"

// What windows may cost, from the settings.
namespace caravan {

domain::WaitBudget::Options wait_budget_options(const config::Settings& settings);

// What showing a batch is expected to cost in US dollars, before it is written: a write, and a read of the
// whole document by each listener. None when the feed costs nothing.
std::function<double(const domain::Batch&)> expected_dollars(const config::Settings& settings);

}  // namespace caravan
