#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "fuzz/fuzz_target.hpp"
#include "http/request_parser.hpp"

// The bytes of one connection. However they are cut into reads, the same requests must come out.
namespace caravan::fuzz {
namespace {

using http::RequestParser;
using State = RequestParser::State;

// Small, so that short inputs reach them.
constexpr RequestParser::Limits kLimits{.head_bytes_max = 512,
                                        .target_bytes_max = 128,
                                        .headers_max = 8,
                                        .body_bytes_max = 256,
                                        .chunk_framing_bytes_max = 128};

// What came of a connection, as text that can be compared.
struct Outcome {
  std::vector<std::string> requests;
  State end = State::head;
  int refusal = 0;
};

std::string describe(const RequestParser& parser, const http::Request& request) {
  std::string text;
  text.append(request.method).append(" ").append(request.path).append("?").append(request.query).append("\n");
  for (const auto& [name, value] : request.headers)
    text.append(name).append(": ").append(value).append("\n");
  text.append(request.body).append("\n");
  text += parser.keeps_alive() ? 'k' : 'c';
  text += parser.expects_continue() ? 'e' : '-';
  text += parser.asks_for_upgrade() ? 'u' : '-';
  return text;
}

void check(const http::Request& request) {
  expect(!request.method.empty(), "a request has a method");
  expect(request.path == "*" || request.path.starts_with('/'), "a path starts at the root");
  expect(request.path.find_first_of("? #") == std::string_view::npos, "a path ends before the query");
  expect(request.headers.size() <= kLimits.headers_max, "headers are bounded");
  expect(request.body.size() <= kLimits.body_bytes_max, "a body is bounded");
  for (const auto& [name, value] : request.headers) {
    expect(!name.empty() && name.find_first_of(" \t\r\n:") == std::string_view::npos, "a name is a token");
    expect(value.find_first_of("\r\n") == std::string_view::npos, "a value is on one line");
  }
  const bool sized = request.header("content-length").has_value();
  expect(!sized || !request.header("transfer-encoding"), "a body has one kind of framing");
  static_cast<void>(request.query_parameter("time"));
}

Outcome read_in_steps(std::string_view bytes, std::size_t step) {
  RequestParser parser(kLimits);
  Outcome outcome;
  for (;;) {
    outcome.end = parser.advance();
    if (outcome.end == State::complete) {
      check(parser.request());
      outcome.requests.push_back(describe(parser, parser.request()));
      if (!parser.keeps_alive()) return outcome;
      parser.next();
    } else if (outcome.end == State::refused) {
      outcome.refusal = parser.refusal().status;
      return outcome;
    } else if (bytes.empty()) {
      return outcome;
    } else {
      const auto space = parser.space();
      const auto count = std::min({step, bytes.size(), space.size()});
      std::memcpy(space.data(), bytes.data(), count);
      bytes.remove_prefix(count);
      parser.filled(count);
    }
  }
}

// With several things wrong, how much was seen at once decides which is named.
bool is_limit(int status) {
  return status == 413 || status == 414 || status == 431;
}

}  // namespace
}  // namespace caravan::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace caravan::fuzz;
  const auto bytes = text_of(data, size);
  const auto whole = read_in_steps(bytes, size + 1);
  for (const std::size_t step : {1, 7}) {
    const auto cut = read_in_steps(bytes, step);
    expect(cut.requests == whole.requests, "each cut gives the same requests");
    expect(cut.end == whole.end, "each cut ends the same way");
    expect(cut.refusal == whole.refusal || is_limit(cut.refusal) || is_limit(whole.refusal),
           "each cut is refused for the same reason");
  }
  return 0;
}
