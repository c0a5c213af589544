#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "adapters/firestore/document.hpp"
#include "ports/task.hpp"

namespace google::firestore::v1 {
class BatchWriteRequest;
}

namespace caravan::firestore {

// Requests to one Firestore database over gRPC, whose headers only client.cpp knows. Thread-safe. It connects
// by itself, and again after a break.
class Client {
 public:
  struct Options {
    std::string project;  // Google Cloud's name for it
    std::string database = "(default)";
    std::string address = "firestore.googleapis.com:443";
    // "host:port" of an emulator, which takes the place of the address, and neither TLS nor credentials.
    std::string emulator = {};
    // A service account's JSON key. Empty: what the environment offers, which is the file that
    // GOOGLE_APPLICATION_CREDENTIALS names, or the identity of the machine or of its workload.
    std::string credentials_file = {};
    std::string authorities_file = {};  // PEM, trusted for TLS; empty: the machine's own
    std::chrono::milliseconds request_timeout{10'000};
  };

  // Throws `std::invalid_argument` for options that can never work, credentials that cannot be read among
  // them.
  explicit Client(Options options);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  // Cancels what is under way and waits until it is answered.
  ~Client();

  // One request each, answered in order. When the request itself fails, every part has its status; one of
  // writes that is refused for what is in it goes again in halves, until the bad document stands alone.
  // UNAUTHENTICATED is answered after another try with credentials that were read anew.
  ports::Task<std::vector<Written>> write(std::vector<Write> writes);  // of different documents
  ports::Task<std::vector<Found>> read(std::vector<Read> reads);

 private:
  class Connections;
  struct Call;
  struct WriteCall;
  struct ReadCall;
  using WriteRequest = std::shared_ptr<const google::firestore::v1::BatchWriteRequest>;

  ports::Task<std::vector<Written>> write_in_parts(WriteRequest request);
  template <class OneCall, class Answers, class Stub, class Request>
  ports::Task<Answers> ask_once(const std::shared_ptr<Stub>& stub, const Request& request);
  template <class OneCall, class Answers, class Request>
  ports::Task<Answers> ask_twice(Request request);

  std::unique_ptr<Connections> connections_;
};

}  // namespace caravan::firestore
