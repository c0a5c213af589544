#include "bench/frames.hpp"

#include <cstdint>
#include <stdexcept>

namespace caravan::bench {
namespace {

constexpr std::uint8_t kFinal = 0x80, kMasked = 0x80, kTwoBytes = 126, kEightBytes = 127;
constexpr std::size_t kPayloadBytesMax = std::size_t{16} << 20;

Opcode known(std::uint8_t first_byte) {
  switch (first_byte) {
    case kFinal | 1:
    case kFinal | 8:
    case kFinal | 9:
    case kFinal | 10:
      return static_cast<Opcode>(first_byte & 0x0f);
    default:
      throw std::runtime_error("the target sent a WebSocket frame of an unknown kind");
  }
}

}  // namespace

std::string client_frame(Opcode opcode, std::string_view payload) {
  std::string frame{static_cast<char>(kFinal | static_cast<std::uint8_t>(opcode))};
  if (payload.size() < kTwoBytes) {
    frame += static_cast<char>(kMasked | payload.size());
  } else {
    frame += static_cast<char>(kMasked | kTwoBytes);
    frame += static_cast<char>(payload.size() >> 8);
    frame += static_cast<char>(payload.size() & 0xff);
  }
  // A mask of zeros is a mask, and costs nothing.
  return frame.append(4, '\0').append(payload);
}

std::optional<Frame> FrameReader::next() {
  const auto available = std::string_view(buffer_).substr(begin_);
  const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(available[at]); };
  if (available.size() < 2) return std::nullopt;
  const auto opcode = known(byte(0));
  const std::size_t extended = byte(1) == kTwoBytes ? 2 : byte(1) == kEightBytes ? 8 : 0;
  const std::size_t head = 2 + extended;
  if (available.size() < head) return std::nullopt;
  std::uint64_t length = extended == 0 ? byte(1) : 0;
  for (std::size_t at = 2; at < head; ++at)
    length = length << 8 | byte(at);
  if (length > kPayloadBytesMax) throw std::runtime_error("the target sent a WebSocket frame above 16 MiB");
  if (available.size() < head + length) return std::nullopt;
  begin_ += head + length;
  return Frame{opcode, available.substr(head, length)};
}

void FrameReader::compact() {
  buffer_.erase(0, begin_);
  begin_ = 0;
  if (buffer_.empty()) buffer_.shrink_to_fit();
}

}  // namespace caravan::bench
