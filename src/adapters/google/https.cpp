#include "adapters/google/https.hpp"

#include <curl/curl.h>
#include <memory>
#include <new>
#include <string_view>

namespace caravan::google {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// libcurl's own state of the process. It must be made before there are threads that use it.
struct Curl {
  Curl() { curl_global_init(CURL_GLOBAL_DEFAULT); }
  ~Curl() { curl_global_cleanup(); }
};

struct FreeHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, FreeList>;

// One for each thread: it keeps its connections for the next request.
CURL* fresh_handle() {
  thread_local const std::unique_ptr<CURL, FreeHandle> handle(curl_easy_init());
  if (!handle) throw std::bad_alloc();
  curl_easy_reset(handle.get());
  return handle.get();
}

List list_of(const std::vector<std::string>& lines) {
  List list;
  for (const auto& line : lines) {
    auto* const longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    list.release();
    list.reset(longer);
  }
  return list;
}

struct Sink {
  std::string text;
  std::size_t bytes_max;
};

// Taking less than what came ends the request.
std::size_t take(char* bytes, std::size_t, std::size_t count, void* user) {
  auto& sink = *static_cast<Sink*>(user);
  if (count > sink.bytes_max - sink.text.size()) return 0;
  sink.text.append(bytes, count);
  return count;
}

void describe(CURL* handle, const Https::Request& request) {
  curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  if (request.direct) curl_easy_setopt(handle, CURLOPT_PROXY, "");
  if (request.body.empty()) return;
  curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.data());
  curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
}

ports::Error unavailable(const Https::Request& request, std::string_view why) {
  return {ports::Errc::unavailable, request.url + ": " + std::string(why)};
}

ports::Result<Https::Answer> perform(const Https::Request& request, milliseconds left,
                                     std::size_t bytes_max) {
  CURL* const handle = fresh_handle();
  const List headers = list_of(request.headers);
  Sink sink{{}, bytes_max};
  char why[CURL_ERROR_SIZE] = "";
  describe(handle, request);
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, why);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &take);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &sink);

  const CURLcode code = curl_easy_perform(handle);
  // libcurl's own words for it name a number that differs from time to time.
  if (code == CURLE_OPERATION_TIMEDOUT) return unavailable(request, "no answer in time");
  if (code != CURLE_OK) return unavailable(request, *why ? why : curl_easy_strerror(code));
  Https::Answer answer{0, std::move(sink.text)};
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

runtime::BlockingPool::Options pool_options(const Https::Options& options) {
  static const Curl curl;
  return {.name = "google", .threads = options.threads, .queue_max = options.queue_max};
}

}  // namespace

Https::Https(const Options& options) : options_(options), pool_(pool_options(options)) {}

ports::Task<ports::Result<Https::Answer>> Https::ask(Request request) {
  const auto deadline = steady_clock::now() + options_.deadline;
  auto job = [request = std::move(request), deadline,
              bytes_max = options_.answer_bytes_max]() -> ports::Result<Answer> {
    const auto left = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now());
    if (left.count() <= 0) return unavailable(request, "no thread was free in time");
    return perform(request, left, bytes_max);
  };
  auto answer = co_await pool_.run(std::move(job));
  if (!answer) co_return ports::Error{ports::Errc::overloaded, "too many requests to Google wait"};
  co_return *std::move(answer);
}

}  // namespace caravan::google
