#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace caravan::text {

// Two texts that share one of these look alike, or differ in upper and lower case, in invisible characters or
// in what stands at their edges and is neither letter nor digit. By the skeletons of Unicode's UTS 39; one or
// two of them, distinct. They change with Unicode's tables, so whoever stores them must be able to make them
// anew. None for what is not UTF-8. Thread-safe.
std::vector<std::string> likenesses(std::string_view text);

// Whether two texts share one. Thread-safe.
bool look_alike(std::string_view one, std::string_view other);

}  // namespace caravan::text
