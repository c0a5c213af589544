#include "runtime/cancellation.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <utility>

namespace caravan::runtime {

bool is_cancellation(std::exception_ptr failure) {
  try {
    std::rethrow_exception(std::move(failure));
  } catch (const boost::system::system_error& error) {
    return error.code() == boost::asio::error::operation_aborted;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace caravan::runtime
