#include "adapters/firestore/client.hpp"

#include <algorithm>
#include <condition_variable>
#include <fstream>
#include <google/firestore/v1/firestore.grpc.pb.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/security/credentials.h>
#include <iterator>
#include <map>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "adapters/firestore/protocol.hpp"
#include "observe/log.hpp"
#include "runtime/promise.hpp"

namespace caravan::firestore {

using Stub = v1::Firestore::Stub;

namespace {

template <class Answers>
using Waiting = std::shared_ptr<runtime::Promise<Answers>>;

// A connection that broke is tried again soon: the library's own longest pause is two minutes.
constexpr int kReconnectFirstMs = 100;
constexpr int kReconnectLongestMs = 5'000;
// A peer that went without a word is found out by these, not by the kernel's quarter of an hour.
constexpr int kKeepaliveMs = 60'000;
constexpr int kKeepaliveTimeoutMs = 20'000;

std::string content_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in.good() && text.empty()) throw std::invalid_argument("cannot read " + file);
  return text;
}

std::shared_ptr<grpc::ChannelCredentials> credentials_of(const Client::Options& options) {
  if (!options.emulator.empty()) return grpc::InsecureChannelCredentials();
  if (options.credentials_file.empty()) {
    auto found = grpc::GoogleDefaultCredentials();
    if (!found) throw std::invalid_argument("no Google credentials in this environment");
    return found;
  }
  grpc::SslCredentialsOptions tls;
  if (!options.authorities_file.empty()) tls.pem_root_certs = content_of(options.authorities_file);
  // Firestore takes tokens that the key's owner signs; nobody else is asked for one.
  auto key = grpc::ServiceAccountJWTAccessCredentials(content_of(options.credentials_file));
  if (!key) throw std::invalid_argument(options.credentials_file + " holds no service account's key");
  return grpc::CompositeChannelCredentials(grpc::SslCredentials(tls), key);
}

std::shared_ptr<Stub> connect(const Client::Options& options) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kReconnectFirstMs);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kReconnectLongestMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kReconnectLongestMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  // The name server is not asked how to talk to Firestore.
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
  // Connections are shared by channels alike, and a renewed one must not get the old one's back.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  const auto& address = options.emulator.empty() ? options.address : options.emulator;
  return v1::Firestore::NewStub(grpc::CreateCustomChannel(address, credentials_of(options), arguments));
}

Status to_status(const grpc::Status& status) {
  return {static_cast<Code>(status.error_code()), status.error_message()};
}

Client::Options checked(Client::Options options) {
  if (options.project.empty()) throw std::invalid_argument("Firestore needs a project");
  if (options.database.empty()) throw std::invalid_argument("Firestore needs a database");
  return options;
}

}  // namespace

// One request, as the library needs it until it is answered.
struct Client::Call {
  virtual ~Call() = default;

  std::shared_ptr<Stub> stub;
  grpc::ClientContext context;
};

// The connection in use, and the requests under way on it.
//
// A connection must not end on one of the library's own threads, for which it waits then. So a request, which
// holds its connection, is not destroyed by its answer but by whoever comes next.
class Client::Connections {
 public:
  explicit Connections(Options options)
      : options_(checked(std::move(options))),
        database_("projects/" + options_.project + "/databases/" + options_.database),
        root_(database_ + "/documents/"),
        stub_(connect(options_)) {}
  ~Connections() {
    std::unique_lock lock(mutex_);
    std::vector<Call*> cancelled;
    for (const auto& [call, owner] : under_way_)
      cancelled.push_back(call);
    // A request may end within its cancellation, which takes the lock.
    lock.unlock();
    for (auto* const call : cancelled)
      call->context.TryCancel();
    lock.lock();
    idle_.wait(lock, [this] { return under_way_.empty(); });
  }

  std::shared_ptr<Stub> stub() const {
    const std::lock_guard lock(mutex_);
    return stub_;
  }
  const std::string& database() const { return database_; }
  const std::string& root() const { return root_; }

  // Takes the place of `used` by a connection with credentials that are read anew, unless somebody did.
  void renew(const std::shared_ptr<Stub>& used) {
    const std::lock_guard lock(mutex_);
    if (stub_ != used) return;
    try {
      stub_ = connect(options_);
    } catch (const std::invalid_argument& error) {
      observe::log(observe::Level::error, "firestore.credentials_not_renewed", {{"detail", error.what()}});
    }
  }

  // Keeps the call until it has ended; it is about to be started. Not on a thread of the library.
  void begin(std::unique_ptr<Call> call) {
    auto& context = call->context;
    context.set_deadline(std::chrono::system_clock::now() + options_.request_timeout);
    // Firestore routes by these, which the bodies only repeat.
    context.AddMetadata("google-cloud-resource-prefix", database_);
    context.AddMetadata("x-goog-request-params", "database=" + database_);
    if (!options_.emulator.empty()) context.AddMetadata("authorization", "Bearer owner");
    std::vector<std::unique_ptr<Call>> ended;
    const std::lock_guard lock(mutex_);
    ended.swap(ended_);
    auto* const key = call.get();
    under_way_.emplace(key, std::move(call));
  }
  void end(Call& call) {
    // Told with the lock held: the client may be gone as soon as it is free.
    const std::lock_guard lock(mutex_);
    const auto found = under_way_.find(&call);
    ended_.push_back(std::move(found->second));
    under_way_.erase(found);
    if (under_way_.empty()) idle_.notify_all();
  }

 private:
  const Options options_;
  const std::string database_;
  const std::string root_;
  mutable std::mutex mutex_;
  std::condition_variable idle_;
  std::shared_ptr<Stub> stub_;
  std::map<Call*, std::unique_ptr<Call>> under_way_;
  std::vector<std::unique_ptr<Call>> ended_;
};

struct Client::WriteCall final : Call {
  WriteCall(Connections& owner, Waiting<std::vector<Written>> who,
            std::shared_ptr<const v1::BatchWriteRequest> what)
      : connections(owner), waiting(std::move(who)), request(std::move(what)) {}

  void start() {
    stub->async()->BatchWrite(&context, request.get(), &response, [this](const grpc::Status& status) {
      waiting->set_value(answers(status));
      connections.end(*this);
    });
  }

  std::vector<Written> answers(const grpc::Status& status) const {
    auto written = outcomes(*request, response);
    if (!status.ok())
      for (auto& one : written)
        one.status = to_status(status);
    return written;
  }

  Connections& connections;
  Waiting<std::vector<Written>> waiting;
  std::shared_ptr<const v1::BatchWriteRequest> request;
  v1::BatchWriteResponse response;
};

// The library answers a reading document by document, in any order.
struct Client::ReadCall final : Call, grpc::ClientReadReactor<v1::BatchGetDocumentsResponse> {
  ReadCall(Connections& owner, Waiting<std::vector<Found>> who,
           std::shared_ptr<const v1::BatchGetDocumentsRequest> what)
      : connections(owner), waiting(std::move(who)), request(std::move(what)) {}

  void start() {
    stub->async()->BatchGetDocuments(&context, request.get(), this);
    StartRead(&response);
    StartCall();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    if (response.has_found())
      documents.insert_or_assign(response.found().name(), to_document(response.found()));
    else if (!response.missing().empty())
      documents.insert_or_assign(response.missing(), std::nullopt);
    StartRead(&response);
  }

  void OnDone(const grpc::Status& status) override {
    waiting->set_value(answers(status));
    connections.end(*this);
  }

  std::vector<Found> answers(const grpc::Status& status) {
    std::vector<Found> answers;
    for (const auto& name : request->documents()) {
      const auto known = documents.find(name);
      if (known != documents.end())
        answers.push_back({{}, std::move(known->second)});
      else if (!status.ok())
        answers.push_back({to_status(status)});
      else
        answers.push_back({{Code::unknown, "Firestore did not answer for this document"}});
    }
    return answers;
  }

  Connections& connections;
  Waiting<std::vector<Found>> waiting;
  std::shared_ptr<const v1::BatchGetDocumentsRequest> request;
  v1::BatchGetDocumentsResponse response;
  std::map<std::string, std::optional<Document>> documents;
};

namespace {

// The request as a whole: when it was a single write's status, the others are done.
template <class Answers>
bool is_whole_request(const Answers& answers, Code code) {
  if (answers.empty()) return false;
  const auto& status = answers.front().status;
  return status.scope == Scope::request && status.code == code;
}

}  // namespace

Client::Client(Options options) : connections_(std::make_unique<Connections>(std::move(options))) {}
Client::~Client() = default;

template <class OneCall, class Answers, class Stub, class Request>
ports::Task<Answers> Client::ask_once(const std::shared_ptr<Stub>& stub, const Request& request) {
  const auto begin = [this, &stub, &request](Waiting<Answers> waiting) {
    auto call = std::make_unique<OneCall>(*connections_, std::move(waiting), request);
    call->stub = stub;
    auto& started = *call;
    connections_->begin(std::move(call));
    started.start();
  };
  return runtime::promised<Answers>(begin);
}

template <class OneCall, class Answers, class Request>
ports::Task<Answers> Client::ask_twice(Request request) {
  const auto stub = connections_->stub();
  auto answers = co_await ask_once<OneCall, Answers>(stub, request);
  if (!is_whole_request(answers, Code::unauthenticated)) co_return std::move(answers);
  connections_->renew(stub);
  const auto renewed = connections_->stub();
  co_return co_await ask_once<OneCall, Answers>(renewed, request);
}

ports::Task<std::vector<Written>> Client::write(std::vector<Write> writes) {
  return write_in_parts(write_request(connections_->database(), connections_->root(), std::move(writes)));
}

// One document that cannot be taken has the whole request refused, and the answer does not say which it is.
ports::Task<std::vector<Written>> Client::write_in_parts(WriteRequest request) {
  auto written = co_await ask_twice<WriteCall, std::vector<Written>>(request);
  const int count = request->writes_size();
  if (count == 1 || !is_whole_request(written, Code::invalid_argument)) co_return std::move(written);
  auto first = part_of(*request, 0, count / 2), second = part_of(*request, count / 2, count);
  written = co_await write_in_parts(std::move(first));
  auto rest = co_await write_in_parts(std::move(second));
  std::ranges::move(rest, std::back_inserter(written));
  co_return std::move(written);
}

ports::Task<std::vector<Found>> Client::read(std::vector<Read> reads) {
  return ask_twice<ReadCall, std::vector<Found>>(
      read_request(connections_->database(), connections_->root(), reads));
}

}  // namespace caravan::firestore
