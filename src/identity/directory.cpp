#include "identity/directory.hpp"

#include <algorithm>
#include <utility>

#include "text/search_words.hpp"

namespace caravan::identity {

ports::Task<ports::Result<domain::Account>> Directory::find(domain::UserId id) {
  return accounts_.find(id);
}

ports::Task<ports::Result<std::vector<domain::Account>>> Directory::list(Query query) {
  ports::AccountQuery wanted{.words = text::query_words(query.text, directory_words_max),
                             .after = query.after,
                             .count_max = std::min(query.count_max, directory_page_max)};
  if (wanted.words.empty() && !query.text.empty()) co_return std::vector<domain::Account>();
  co_return co_await accounts_.list(std::move(wanted));
}

}  // namespace caravan::identity
