#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace caravan::bench {

struct Answer {
  int status = 0;
  std::string_view body;
  bool keeps_connection = true;
};

// Reads HTTP/1.1 answers with a Content-Length off one connection, one at a time. Light, because generator
// and server share a machine; it believes the server, so it is of no use against a hostile one.
class AnswerReader {
 public:
  // Bytes that the connection may write to next.
  std::string& buffer() { return buffer_; }
  // The answer once all of it is in the buffer; its body is valid until the buffer changes. Throws
  // `std::runtime_error` for what is no such answer.
  std::optional<Answer> answer();
  void clear();

 private:
  void read_head(std::size_t head_end);

  std::string buffer_;
  std::size_t body_begin_ = 0;  // 0 until the head was read
  std::size_t body_bytes_ = 0;
  Answer answer_;
};

}  // namespace caravan::bench
