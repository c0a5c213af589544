#include "adapters/sqlite/read_pool.hpp"

namespace caravan::sqlite {

ReadPool::ReadPool(const std::filesystem::path& file, Options options)
    : threads_({.name = "sqlite-read", .threads = options.threads, .queue_max = options.queue_max}) {
  for (std::size_t i = 0; i < options.threads; ++i)
    idle_.push_back(std::make_unique<Connection>(
        file, Connection::Options{Connection::Access::read_only, options.cache_bytes}));
}

ReadPool::Lease::Lease(ReadPool& owner) : pool(owner) {
  const std::lock_guard lock(pool.mutex_);
  connection = std::move(pool.idle_.back());
  pool.idle_.pop_back();
}

ReadPool::Lease::~Lease() {
  const std::lock_guard lock(pool.mutex_);
  pool.idle_.push_back(std::move(connection));
}

}  // namespace caravan::sqlite
