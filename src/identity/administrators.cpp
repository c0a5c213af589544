#include "identity/administrators.hpp"

#include <utility>

#include "text/normal_form.hpp"

namespace caravan::identity {

Administrators::Administrators(const std::vector<std::string>& usernames) {
  for (const auto& username : usernames)
    if (auto name = text::normal_form_c(username)) usernames_.insert(std::move(*name));
}

}  // namespace caravan::identity
