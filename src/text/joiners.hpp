#pragma once

#include <cstddef>
#include <string_view>

namespace caravan::text {

// Whether the joiner at that place does what its script needs it for: in scripts of India after a virama
// (RFC 5892, appendix A), in those that join their letters, such as the Arabic one, between two that would
// join, and between two pictograms that are drawn as one. Elsewhere it is not seen.
bool joins(std::u32string_view characters, std::size_t at);

// Whether the character there only asks for the coloured picture of the symbol before it.
bool chooses_picture(std::u32string_view characters, std::size_t at);

}  // namespace caravan::text
