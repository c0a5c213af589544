#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/message.hpp"

namespace caravan::bench {

// The time at which a message was due, inside its body, so that whoever reads it anywhere knows how long it
// took. Of a fixed length: a prepared request is stamped where it stands.
using Due = std::chrono::steady_clock::time_point;

inline constexpr std::string_view kStampMark = "caravan-bench:";
inline constexpr std::size_t kStampDigits = 20;

// The body of a message that is not stamped yet.
std::string blank_stamp();
// Writes the time over the first stamp in `text`, which must hold one.
void write_stamp(std::string& text, Due due);

// The id of a message in a prepared request, in whose place `write_id` puts that of one send.
domain::MessageId blank_id();
void write_id(std::string& text, domain::MessageId id);

// Reads one stamp off `text`: moves it behind the stamp, and is false when there is none.
bool take_stamp(std::string_view& text, Due& due);

}  // namespace caravan::bench
