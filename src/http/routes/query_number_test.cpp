#include "http/routes/query_number.hpp"

#include <gtest/gtest.h>

namespace caravan::http {
namespace {

struct Answer {
  std::int64_t number;
  std::string problem;
  friend bool operator==(const Answer&, const Answer&) = default;
};

Answer limit_in(std::string_view query) {
  Request request;
  request.query = query;
  std::vector<Invalid> problems;
  const auto number = query_number(request, "limit", {1, 200, 50}, problems);
  return {number, problems.empty() ? "" : problems.front().location.back() + ' ' + problems.front().type};
}

TEST(QueryNumber, IsReadWithinItsRange) {
  EXPECT_EQ(limit_in("limit=1"), (Answer{1, ""}));
  EXPECT_EQ(limit_in("other=1&limit=%32%300"), (Answer{200, ""}));
  EXPECT_EQ(limit_in(""), (Answer{50, ""}));
}

TEST(QueryNumber, IsRefusedOutsideOfIt) {
  for (const char* query : {"limit=0", "limit=-1", "limit=-99999999999999999999"})
    EXPECT_EQ(limit_in(query), (Answer{50, "limit greater_than_equal"})) << query;
  for (const char* query : {"limit=201", "limit=99999999999999999999"})
    EXPECT_EQ(limit_in(query), (Answer{50, "limit less_than_equal"})) << query;
}

TEST(QueryNumber, MustBeANumberAndNothingElse) {
  for (const char* query : {"limit=", "limit=x", "limit=1x", "limit=%201", "limit=%2B1", "limit=1.0",
                            "limit=99999999999999999999x"})
    EXPECT_EQ(limit_in(query), (Answer{50, "limit int_parsing"})) << query;
}

}  // namespace
}  // namespace caravan::http
