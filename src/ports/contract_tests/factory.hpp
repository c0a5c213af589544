#pragma once

#include <memory>
#include <ostream>

namespace caravan::ports::contract {

// How a suite gets a fresh adapter over an empty store. Instantiate a suite in the adapter's own tests:
//   INSTANTIATE_TEST_SUITE_P(Memory, AccountsContract, testing::Values(Factory<…>{"memory", make}));
template <class Subject>
struct Factory {
  const char* adapter;
  std::unique_ptr<Subject> (*make)();

  friend void PrintTo(const Factory& factory, std::ostream* out) { *out << factory.adapter; }
};

}  // namespace caravan::ports::contract
