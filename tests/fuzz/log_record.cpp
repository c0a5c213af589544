#include <algorithm>
#include <string>

#include "fuzz/fuzz_target.hpp"
#include "wire/log_records.hpp"

// One input as a value of every topic. What decodes must encode, and decode again to the same.
namespace caravan::fuzz {
namespace {

bool same(const domain::SharedMessage& left, const domain::SharedMessage& right) {
  return *left == *right;
}
bool same(const domain::Message& left, const domain::Message& right) {
  return left == right;
}
bool same(const domain::Delivery& left, const domain::Delivery& right) {
  return left.recipient == right.recipient && same(left.message, right.message);
}
bool same(const domain::Batch& left, const domain::Batch& right) {
  return left.key == right.key &&
         std::equal(left.messages.begin(), left.messages.end(), right.messages.begin(), right.messages.end(),
                    [](const auto& one, const auto& other) { return same(one, other); });
}

template <class Record>
void try_record(std::string_view json, wire::Decoded<Record> (*decode)(std::string_view)) {
  const auto decoded = decode(json);
  if (const auto* malformed = std::get_if<wire::Malformed>(&decoded))
    return expect(!malformed->reason.empty(), "a refusal has a reason");
  const auto& record = std::get<Record>(decoded);
  const auto encoded = wire::encode_record(record);
  const auto again = decode(encoded);
  expect(std::holds_alternative<Record>(again), "an encoded record decodes");
  expect(same(std::get<Record>(again), record), "a record survives encoding");
  expect(wire::encode_record(std::get<Record>(again)) == encoded, "the encoding is canonical");
}

}  // namespace
}  // namespace caravan::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace caravan;
  const auto json = fuzz::text_of(data, size);
  fuzz::try_record<domain::Message>(json, wire::decode_message);
  fuzz::try_record<domain::Delivery>(json, wire::decode_delivery);
  fuzz::try_record<domain::Batch>(json, wire::decode_batch);
  return 0;
}
