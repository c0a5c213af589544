#include "bench/answer_reader.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <stdexcept>

namespace caravan::bench {
namespace {

constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::string_view kStatusLine = "HTTP/1.1 ";

bool same_name(std::string_view one, std::string_view lower_case) {
  return std::ranges::equal(
      one, lower_case, [](unsigned char left, unsigned char right) { return std::tolower(left) == right; });
}

std::string_view without_spaces(std::string_view text) {
  while (text.starts_with(' '))
    text.remove_prefix(1);
  while (text.ends_with(' '))
    text.remove_suffix(1);
  return text;
}

template <class Number>
Number number_in(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    throw std::runtime_error("the target's answer is no HTTP/1.1");
  return number;
}

}  // namespace

std::optional<Answer> AnswerReader::answer() {
  if (body_begin_ == 0) {
    const auto head_end = buffer_.find(kHeadEnd);
    if (head_end == buffer_.npos) return std::nullopt;
    read_head(head_end);
  }
  if (buffer_.size() < body_begin_ + body_bytes_) return std::nullopt;
  answer_.body = std::string_view(buffer_).substr(body_begin_, body_bytes_);
  return answer_;
}

void AnswerReader::read_head(std::size_t head_end) {
  std::string_view head = std::string_view(buffer_).substr(0, head_end);
  if (!head.starts_with(kStatusLine)) throw std::runtime_error("the target's answer is no HTTP/1.1");
  answer_ = {.status = number_in<int>(head.substr(kStatusLine.size(), 3))};
  std::optional<std::size_t> length;
  while (true) {
    const auto line_end = head.find("\r\n");
    if (line_end == head.npos) break;
    head.remove_prefix(line_end + 2);
    const auto line = head.substr(0, head.find("\r\n"));
    const auto colon = line.find(':');
    if (colon == line.npos) continue;
    const auto value = without_spaces(line.substr(colon + 1));
    if (same_name(line.substr(0, colon), "content-length")) length = number_in<std::size_t>(value);
    if (same_name(line.substr(0, colon), "connection")) answer_.keeps_connection = !same_name(value, "close");
  }
  if (!length) throw std::runtime_error("the target's answer has no Content-Length");
  body_begin_ = head_end + kHeadEnd.size();
  body_bytes_ = *length;
}

void AnswerReader::clear() {
  buffer_.clear();
  body_begin_ = 0;
}

}  // namespace caravan::bench
