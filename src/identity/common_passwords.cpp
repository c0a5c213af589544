#include "identity/common_passwords.hpp"

#include <algorithm>

#include "text/normal_form.hpp"

namespace caravan::identity {
namespace {

#include "identity/common_passwords_data.inc"

}  // namespace

bool is_common_password(std::string_view password) {
  const auto folded = text::folded(password);
  return folded && std::ranges::binary_search(kCommonPasswords, std::string_view(*folded));
}

}  // namespace caravan::identity
