#include "bench/answer_reader.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

namespace caravan::bench {
namespace {

TEST(AnswerReader, ReadsAnAnswerHoweverItArrives) {
  const std::string_view text =
      "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\ncontent-length:  11\r\n\r\nhello\r\n\r\nab";
  AnswerReader reader;
  for (std::size_t size = 1; size < text.size(); ++size) {
    reader.buffer() += text[size - 1];
    EXPECT_FALSE(reader.answer()) << size;
  }
  reader.buffer() += text.back();
  const auto answer = reader.answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 201);
  EXPECT_EQ(answer->body, "hello\r\n\r\nab");
  EXPECT_TRUE(answer->keeps_connection);
}

TEST(AnswerReader, StartsAnewWhenCleared) {
  AnswerReader reader;
  reader.buffer() = "HTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
  ASSERT_TRUE(reader.answer());
  EXPECT_FALSE(reader.answer()->keeps_connection);
  reader.clear();
  EXPECT_FALSE(reader.answer());
  reader.buffer() = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  ASSERT_TRUE(reader.answer());
  EXPECT_EQ(reader.answer()->body, "ok");
}

TEST(AnswerReader, RefusesWhatItCannotRead) {
  for (const auto* text : {"SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 abc\r\nContent-Length: 1\r\n\r\n",
                           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                           "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"}) {
    AnswerReader reader;
    reader.buffer() = text;
    EXPECT_THROW(reader.answer(), std::runtime_error) << text;
  }
}

}  // namespace
}  // namespace caravan::bench
