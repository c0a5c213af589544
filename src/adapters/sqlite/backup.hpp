#pragma once

#include <filesystem>

#include "runtime/random.hpp"

namespace caravan::sqlite {

// Copies the store in `directory` into the new file `file` (mode 0600), as it is at one moment, beside a
// server that goes on. On stable storage when it returns. Throws `UnusableStore` or `std::system_error`, and
// leaves no file then.
void back_up(const std::filesystem::path& directory, const std::filesystem::path& file);

// Makes the store in `directory`, which must have none, of what `back_up` wrote. Readers of the lost store
// are told to read history (offsets begin a new epoch), and none of its accounts' ids is given to somebody
// else. Throws `UnusableStore` or `std::system_error`, and leaves no store then.
void restore(const std::filesystem::path& file, const std::filesystem::path& directory,
             runtime::Random& random);

}  // namespace caravan::sqlite
