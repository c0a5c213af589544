#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "guard/address_prefix.hpp"

namespace caravan::http {

// Answers that their clients have not taken yet, in bytes: in all, and of one address (IPv6: of one /64).
// Thread-safe; shared by all event loops.
class UnreadAnswers {
 public:
  struct Options {
    std::size_t bytes_max = std::size_t{256} << 20;
    std::size_t bytes_per_address_max = std::size_t{32} << 20;
  };

  // Bytes that count as long as it lives.
  class Share {
   public:
    Share(Share&& other) noexcept
        : answers_(std::exchange(other.answers_, nullptr)), of_(other.of_), bytes_(other.bytes_) {}
    Share& operator=(Share&&) = delete;
    ~Share() {
      if (answers_ != nullptr) answers_->taken(of_, bytes_);
    }

   private:
    friend class UnreadAnswers;
    Share(UnreadAnswers& answers, guard::AddressPrefix of, std::size_t bytes)
        : answers_(&answers), of_(of), bytes_(bytes) {}
    UnreadAnswers* answers_;
    guard::AddressPrefix of_;
    std::size_t bytes_;
  };

  explicit UnreadAnswers(Options options) : options_(options) {}

  // Nothing when it would be too much.
  std::optional<Share> hold(const boost::asio::ip::address& client, std::size_t bytes);

 private:
  void taken(const guard::AddressPrefix& of, std::size_t bytes);

  const Options options_;
  std::mutex mutex_;
  std::size_t total_ = 0;
  std::map<guard::AddressPrefix, std::size_t> by_address_;
};

}  // namespace caravan::http
