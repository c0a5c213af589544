#pragma once

#include <boost/asio/awaitable.hpp>

namespace caravan::ports {

// What an asynchronous port call returns. It resumes on the executor of the coroutine that awaits it. When
// that coroutine is cancelled the call throws `boost::system::system_error(operation_aborted)`; work already
// handed to a store may still be done.
template <class T>
using Task = boost::asio::awaitable<T>;

}  // namespace caravan::ports
