#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace caravan::bench {

// Just enough of RFC 6455 for a reader: what a server that does not fragment its messages sends.
enum class Opcode { text = 1, close = 8, ping = 9, pong = 10 };

struct Frame {
  Opcode opcode = Opcode::text;
  std::string_view payload;
};

// A client's frame; the payload has at most 65,535 bytes.
std::string client_frame(Opcode opcode, std::string_view payload);

class FrameReader {
 public:
  void append(std::string_view bytes) { buffer_ += bytes; }
  // The next whole frame, valid until `append`. Throws `std::runtime_error` for frames that it does not know
  // or that are larger than 16 MiB.
  std::optional<Frame> next();
  // Forgets frames that were taken, and the memory that large ones needed: idle readers are many.
  void compact();

 private:
  std::string buffer_;
  std::size_t begin_ = 0;
};

}  // namespace caravan::bench
