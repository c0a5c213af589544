#pragma once

#include <cstddef>
#include <string>

#include "domain/message.hpp"

// How a message and its ids stand in every contract's JSON.
namespace caravan::wire {

// Longer than everything of an encoded message but its body.
inline constexpr std::size_t message_bytes_beside_body = 320;

void append_uuid(std::string& out, const domain::Uuid& uuid);  // without quotes
void append_user(std::string& out, domain::UserId user);       // as a string
// All fields with commas between them, without the braces, so that others may stand beside them.
void append_message_fields(std::string& out, const domain::Message& message);

}  // namespace caravan::wire
