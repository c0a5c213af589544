#include "wire/multipart_form.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace caravan::wire {
namespace {

using testing::ElementsAre;
using testing::Pair;

const std::string kTwo =
    "--b\r\nContent-Disposition: form-data; name=\"username\"\r\n\r\nada\r\n"
    "--b\r\ncontent-disposition: form-data; name=\"password\"; filename=\"x\"\r\nContent-Type: "
    "text/plain\r\n\r\n"
    "correct\r\n\r\nhorse--b\r\n--b--\r\nepilogue";

TEST(MultipartForm, HoldsEachFieldAsItWasSent) {
  const auto fields = parse_multipart_form(kTwo, "b");
  ASSERT_TRUE(fields);
  EXPECT_THAT(*fields, ElementsAre(Pair("username", "ada"), Pair("password", "correct\r\n\r\nhorse--b")));
}

TEST(MultipartForm, MayHoldNothing) {
  EXPECT_THAT(parse_multipart_form("--b--", "b").value(), testing::IsEmpty());
}

TEST(MultipartForm, IsRefusedUnlessItIsWhole) {
  for (std::size_t size = 0; size < kTwo.find("\r\nepilogue"); ++size)
    EXPECT_FALSE(parse_multipart_form(std::string_view(kTwo).substr(0, size), "b")) << size;
}

TEST(MultipartForm, IsRefusedWhenItIsNotAsItsBoundarySays) {
  EXPECT_FALSE(parse_multipart_form(kTwo, ""));
  EXPECT_FALSE(parse_multipart_form(kTwo, "c"));
  EXPECT_FALSE(parse_multipart_form("--" + std::string(71, 'b') + "--", std::string(71, 'b')));
  for (const auto* body : {"--b\r\n\r\nx\r\n--b--", "--b\r\nContent-Type: a\r\n\r\nx\r\n--b--",
                           "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--",
                           "--b\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--b--", "--bx--",
                           "--b\nContent-Disposition: form-data; name=\"a\"\n\nx\n--b--"})
    EXPECT_FALSE(parse_multipart_form(body, "b")) << body;
}

}  // namespace
}  // namespace caravan::wire
