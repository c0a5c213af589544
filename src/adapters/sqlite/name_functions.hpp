#pragma once

#include "adapters/sqlite/connection.hpp"

namespace caravan::sqlite {

// For the migration of names: caravan_likenesses(name) and caravan_name_words(name), each a JSON array.
void define_name_functions(Connection& connection);

}  // namespace caravan::sqlite
