#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace caravan::postgres {

// One kind of request. Lives as long as the program.
struct Statement {
  const char* name;  // in metrics, and under which each connection prepares it
  const char* sql;   // its parameters are $1, $2, …
  bool writes = false;
  // When the best plan depends on the parameters, they are worth a plan of their own at each use.
  bool prepared = true;
};

// One value of a statement's parameters.
class Parameter {
 public:
  Parameter(std::int64_t number) : bytes_(std::to_string(number)) {}
  // Goes as it is, since libpq's text form would end at the first zero byte.
  Parameter(std::string text) : bytes_(std::move(text)), binary_(true) {}

  const std::string& bytes() const { return bytes_; }
  int format() const { return binary_ ? 1 : 0; }

 private:
  std::string bytes_;
  bool binary_ = false;
};

}  // namespace caravan::postgres
