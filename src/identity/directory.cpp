#include "identity/directory.hpp"

#include <algorithm>
#include <utility>

#include "identity/normal_form.hpp"

namespace caravan::identity {

ports::Task<ports::Result<domain::Account>> Directory::find(domain::UserId id) {
  return accounts_.find(id);
}

ports::Task<ports::Result<std::vector<domain::Account>>> Directory::list(ports::AccountQuery query) {
  auto contains = normal_form_c(query.contains);
  if (!contains) co_return std::vector<domain::Account>();
  query.contains = *std::move(contains);
  query.count_max = std::min(query.count_max, directory_page_max);
  co_return co_await accounts_.list(std::move(query));
}

}  // namespace caravan::identity
