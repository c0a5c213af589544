#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace caravan::costs {

// Columns for a terminal: the first `left` of them begin at the left, the others end at the right.
class TextTable {
 public:
  TextTable(std::vector<std::string> head, std::size_t left) : rows_{std::move(head)}, left_(left) {}

  // As many cells as the head has.
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
  std::size_t left_;
};

// With so many digits behind the point.
std::string text_of(double value, int digits);
// Two digits that count, and cents of more than a dollar: "$0.0000012", "$12.35".
std::string text_of_dollars(double value);
std::string text_of_bytes(std::uint64_t value);
std::string text_of_seconds(double value);

}  // namespace caravan::costs
