#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace caravan::wire {

// The fields of a `multipart/form-data` body (RFC 7578), in their order, with their values as sent: any
// bytes. What a part says beside its name counts for nothing. Nothing when the body is not as its `boundary`
// says, or a part has no name. Thread-safe.
std::optional<std::vector<std::pair<std::string, std::string>>> parse_multipart_form(
    std::string_view body, std::string_view boundary);

}  // namespace caravan::wire
