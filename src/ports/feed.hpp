#pragma once

#include "domain/batch.hpp"
#include "ports/result.hpp"
#include "ports/task.hpp"

namespace caravan::ports {

// The realtime store that readers listen to and that bills per write. Thread-safe.
class Feed {
 public:
  virtual ~Feed() = default;

  // Shows `batch` to its recipient. Idempotent: the same batch again changes nothing that a reader can see.
  // A retryable error means that the batch was not shown and may be tried again; any other that it never can
  // be.
  virtual Task<Result<void>> publish(domain::Batch batch) = 0;
};

}  // namespace caravan::ports
