#include "bench/frames.hpp"

#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace caravan::bench {
namespace {

std::string server_frame(char first, std::string_view length, std::string_view payload) {
  return std::string(1, first).append(length).append(payload);
}

TEST(Frames, AClientsFrameIsMasked) {
  using namespace std::string_view_literals;
  EXPECT_EQ(client_frame(Opcode::text, "hi"), "\x81\x82\0\0\0\0hi"sv);
  EXPECT_EQ(client_frame(Opcode::pong, ""), "\x8a\x80\0\0\0\0"sv);
  EXPECT_EQ(client_frame(Opcode::text, std::string(300, 'x')).substr(0, 4), "\x81\xfe\x01\x2c"sv);
}

TEST(Frames, AreReadHoweverTheyArrive) {
  using namespace std::string_view_literals;
  const std::string bytes = server_frame('\x81', "\x02", "hi") + server_frame('\x89', "\x00"sv, "") +
                            server_frame('\x81', "\x7e\x01\x2c"sv, std::string(300, 'x')) +
                            server_frame('\x81', "\x7f\0\0\0\0\0\x01\0\0"sv, std::string(65'536, 'y'));
  for (const std::size_t step : {std::size_t{1}, std::size_t{7}, bytes.size()}) {
    FrameReader reader;
    std::vector<std::string> payloads;
    std::vector<Opcode> opcodes;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      reader.append(std::string_view(bytes).substr(at, step));
      while (const auto frame = reader.next()) {
        payloads.emplace_back(frame->payload);
        opcodes.push_back(frame->opcode);
      }
      reader.compact();
    }
    EXPECT_EQ(payloads, (std::vector<std::string>{"hi", "", std::string(300, 'x'), std::string(65'536, 'y')}))
        << step;
    EXPECT_EQ(opcodes, (std::vector{Opcode::text, Opcode::ping, Opcode::text, Opcode::text})) << step;
  }
}

TEST(Frames, FragmentsAndHugeFramesAreRefused) {
  using namespace std::string_view_literals;
  FrameReader fragment;
  fragment.append("\x01\x02hi");
  EXPECT_THROW(fragment.next(), std::runtime_error);
  FrameReader huge;
  huge.append("\x81\x7f\x01\0\0\0\0\0\0\0"sv);
  EXPECT_THROW(huge.next(), std::runtime_error);
}

}  // namespace
}  // namespace caravan::bench
