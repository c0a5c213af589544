#include "http/request_parser.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstring>
#include <optional>
#include <utility>

#include "http/text.hpp"

namespace caravan::http {
namespace {

// Most requests fit in the first size; what grew over the second is given back when the request is done, so
// that an idle connection stays small.
constexpr std::size_t kFirstBytes = 2 * 1024;
constexpr std::size_t kKeptBytes = 8 * 1024;
// A read into less than this would cost more system calls than it saves memory.
constexpr std::size_t kSpaceMin = 512;

// What stands in a request once, or two servers could each believe another one. Host and the lengths have
// rules of their own.
constexpr std::array<std::string_view, 6> kGivenOnce = {
    "authorization", "content-type", "expect", "origin", "sec-websocket-key", "sec-websocket-version"};

bool is_visible(char letter) {
  return letter > ' ' && letter < '\x7f';
}

struct Target {
  std::optional<std::string_view> authority;  // of the absolute form: http://host/path
  std::string_view origin_form;               // the path and the query
};

Target split_target(std::string_view target) {
  if (target.starts_with('/') || target == "*") return {std::nullopt, target};
  target.remove_prefix(target.find("://") + 3);
  const auto end = std::min(target.find_first_of("/?"), target.size());
  return {target.substr(0, end), target.substr(end)};
}

}  // namespace

// llhttp calls back in C; `data` is the parser. A result other than 0 stops it.
struct RequestParserCallbacks {
  static RequestParser& self(llhttp_t* parser) { return *static_cast<RequestParser*>(parser->data); }

  static int on_method(llhttp_t* parser, const char* at, std::size_t size) {
    self(parser).extend(self(parser).method_, at, size);
    return 0;
  }
  static int on_url(llhttp_t* parser, const char* at, std::size_t size) {
    self(parser).extend(self(parser).target_, at, size);
    return 0;
  }
  static int on_header_field(llhttp_t* parser, const char* at, std::size_t size) {
    auto& me = self(parser);
    if (me.state_ != RequestParser::State::head) return 0;  // trailers are dropped
    // A name that came in two reads goes on; a value (even an empty one) ends it.
    const bool is_new = me.headers_.empty() || me.headers_.back().value.at != 0;
    if (is_new && me.headers_.size() == me.limits_.headers_max) {
      me.refuse(431, "Too many headers");
      return HPE_USER;
    }
    if (is_new) me.headers_.emplace_back();
    me.extend(me.headers_.back().name, at, size);
    return 0;
  }
  static int on_header_value(llhttp_t* parser, const char* at, std::size_t size) {
    auto& me = self(parser);
    if (me.state_ == RequestParser::State::head) me.extend(me.headers_.back().value, at, size);
    return 0;
  }
  static int on_headers_complete(llhttp_t* parser) {
    auto& me = self(parser);
    me.asks_for_upgrade_ = parser->upgrade != 0;
    // Whether the connection leaves HTTP is the router's to say, not the client's.
    parser->upgrade = 0;
    me.state_ = RequestParser::State::body;
    return HPE_PAUSED;
  }
  static int on_body(llhttp_t* parser, const char* at, std::size_t size) {
    return self(parser).add_body(at, size);
  }
  // The last chunk is empty, and trailers follow.
  static int on_chunk_header(llhttp_t* parser) {
    if (parser->content_length != 0) return 0;
    self(parser).in_trailers_ = true;
    return HPE_PAUSED;
  }
  static int on_message_complete(llhttp_t* parser) {
    self(parser).state_ = RequestParser::State::complete;
    return HPE_PAUSED;
  }

  static const llhttp_settings_t* settings() {
    static const llhttp_settings_t all = [] {
      llhttp_settings_t made;
      llhttp_settings_init(&made);
      made.on_method = on_method;
      made.on_url = on_url;
      made.on_header_field = on_header_field;
      made.on_header_value = on_header_value;
      made.on_headers_complete = on_headers_complete;
      made.on_body = on_body;
      made.on_chunk_header = on_chunk_header;
      made.on_message_complete = on_message_complete;
      return made;
    }();
    return &all;
  }
};

RequestParser::RequestParser(const Limits& limits) : limits_(limits) {
  start();
}

void RequestParser::start() {
  llhttp_init(&parser_, HTTP_REQUEST, RequestParserCallbacks::settings());
  parser_.data = this;
  state_ = State::head;
  method_ = target_ = body_ = {};
  headers_.clear();
  keeps_alive_ = expects_continue_ = asks_for_upgrade_ = false;
  chunk_framing_bytes_ = 0;
  in_trailers_ = false;
  last_of_trailers_ = '\n';
}

std::span<char> RequestParser::space() {
  if (capacity_ - end_ < kSpaceMin && begin_ > 0) {
    std::memmove(buffer_.get(), base(), end_ - begin_);
    parsed_ -= begin_;
    end_ -= begin_;
    begin_ = 0;
  }
  if (capacity_ - end_ < kSpaceMin) {
    const std::size_t larger = std::max(kFirstBytes, 2 * capacity_);
    auto grown = std::make_unique_for_overwrite<char[]>(larger);
    if (end_ > 0) std::memcpy(grown.get(), buffer_.get(), end_);
    buffer_ = std::move(grown);
    capacity_ = larger;
  }
  return {buffer_.get() + end_, capacity_ - end_};
}

void RequestParser::filled(std::size_t count) {
  end_ += count;
}

RequestParser::State RequestParser::advance() {
  while (state_ == State::head || state_ == State::body) {
    const bool in_head = state_ == State::head, in_trailers = in_trailers_;
    const std::size_t before = parsed_;
    const auto error = llhttp_execute(&parser_, buffer_.get() + parsed_, end_ - parsed_);
    if (error != HPE_OK && error != HPE_PAUSED) {
      if (state_ != State::refused) refuse(400, "Malformed request");
      break;
    }
    parsed_ =
        error == HPE_OK ? end_ : static_cast<std::size_t>(llhttp_get_error_pos(&parser_) - buffer_.get());
    if (!in_head) count_framing(parsed_ - before);
    if (in_trailers) examine_trailers({buffer_.get() + before, parsed_ - before});
    if (error == HPE_OK) {
      if (in_head) check_head_growth();
      take_back_chunk_framing();
      break;
    }
    llhttp_resume(&parser_);
    if (in_head) examine_head();
    if (state_ == State::complete) finish();
  }
  return state_;
}

void RequestParser::next() {
  begin_ = parsed_;
  if (begin_ == end_) {
    begin_ = parsed_ = end_ = 0;
    if (capacity_ > kKeptBytes) {
      buffer_.reset();
      capacity_ = 0;
    }
  }
  start();
}

void RequestParser::extend(Slice& slice, const char* at, std::size_t size) {
  if (slice.size == 0) slice.at = static_cast<std::uint32_t>(at - base());
  slice.size += static_cast<std::uint32_t>(size);
}

void RequestParser::refuse(int status, std::string_view detail) {
  state_ = State::refused;
  refusal_ = {status, detail};
}

void RequestParser::examine_head() {
  if (parsed_ - begin_ > limits_.head_bytes_max) return refuse(431, "Request head is too large");
  if (target_.size > limits_.target_bytes_max) return refuse(414, "Request target is too long");
  if (parser_.http_major != 1) return refuse(505, "HTTP version is not supported");
  keeps_alive_ = llhttp_should_keep_alive(&parser_) != 0;
  body_.at = static_cast<std::uint32_t>(parsed_ - begin_);
  examine_lines();
  if (state_ != State::refused) examine_target();
  if (state_ != State::refused) examine_headers();
  if (state_ != State::refused && parser_.content_length > limits_.body_bytes_max)
    refuse(413, "Request body is too large");
}

void RequestParser::examine_lines() {
  const std::string_view head(base(), parsed_ - begin_);
  // One empty line may stand before a request (RFC 9112, 2.2), and single spaces inside its first line.
  const auto before_method = head.substr(0, method_.at);
  const bool starts_well = before_method.empty() || before_method == "\r\n";
  const bool has_single_spaces = target_.at == method_.at + method_.size + 1 &&
                                 head.substr(target_.at + target_.size).starts_with(" HTTP/");
  if (!starts_well || !has_single_spaces) return refuse(400, "Malformed request line");
  for (auto end = head.find('\n'); end != std::string_view::npos; end = head.find('\n', end + 1)) {
    // llhttp ends a line at a line feed alone, too, where others go on.
    if (end == 0 || head[end - 1] != '\r') return refuse(400, "A line ends without a carriage return");
    // llhttp unfolds what a continuation line holds; others take such a line for a header of its own.
    if (end + 1 < head.size() && (head[end + 1] == ' ' || head[end + 1] == '\t'))
      return refuse(400, "Folded headers are not supported");
  }
}

void RequestParser::examine_target() {
  const auto target = view(target_);
  if (!std::all_of(target.begin(), target.end(), is_visible) || target.find('#') != std::string_view::npos)
    return refuse(400, "Malformed request target");
  if (parser_.method == HTTP_CONNECT) return refuse(405, "Method Not Allowed");
}

void RequestParser::examine_headers() {
  int hosts = 0, codings = 0;
  std::bitset<kGivenOnce.size()> given;
  for (const auto& [name_slice, value_slice] : headers_) {
    const auto name = view(name_slice), value = trim(view(value_slice));
    if (name.empty()) return refuse(400, "Header without a name");
    for (std::size_t i = 0; i < kGivenOnce.size(); ++i) {
      if (!equals_ignoring_case(name, kGivenOnce[i])) continue;
      if (given[i]) return refuse(400, "A header that may be given once is given twice");
      given.set(i);
    }
    if (equals_ignoring_case(name, "host")) {
      ++hosts;
      examine_host(value);
    } else if (equals_ignoring_case(name, "transfer-encoding")) {
      if (++codings > 1 || !equals_ignoring_case(value, "chunked"))
        return refuse(400, "Transfer-Encoding is not supported");
    } else if (equals_ignoring_case(name, "expect")) {
      if (!equals_ignoring_case(value, "100-continue")) return refuse(417, "Expectation Failed");
      expects_continue_ = !is_http_1_0();
    }
  }
  if (state_ == State::refused) return;
  if (hosts > 1 || (hosts == 0 && !is_http_1_0())) return refuse(400, "Exactly one Host header is required");
  if (codings > 0 && is_http_1_0()) return refuse(400, "Transfer-Encoding is not supported");
}

void RequestParser::examine_host(std::string_view host) {
  constexpr std::string_view kNotInHosts = " \t\"#,/<>?@\\^`{|}";
  const bool good = std::all_of(host.begin(), host.end(), is_visible) &&
                    host.find_first_of(kNotInHosts) == std::string_view::npos;
  if (!good) return refuse(400, "Malformed Host header");
  // One proxy routes by the target, the next by the header.
  const auto named = split_target(view(target_)).authority;
  if (named && !equals_ignoring_case(*named, host)) refuse(400, "Host differs from the request target");
}

void RequestParser::check_head_growth() {
  if (target_.size > limits_.target_bytes_max) {
    refuse(414, "Request target is too long");
  } else if (end_ - begin_ > limits_.head_bytes_max) {
    refuse(431, "Request head is too large");
  }
}

void RequestParser::count_framing(std::size_t bytes) {
  chunk_framing_bytes_ += bytes;
  if (chunk_framing_bytes_ > body_.size + limits_.chunk_framing_bytes_max)
    refuse(413, "Request body is too large");
}

// As in the head, a line feed alone ends no line.
void RequestParser::examine_trailers(std::string_view bytes) {
  for (const char byte : bytes) {
    if (byte == '\n' && last_of_trailers_ != '\r') refuse(400, "A line ends without a carriage return");
    last_of_trailers_ = byte;
  }
}

int RequestParser::add_body(const char* at, std::size_t size) {
  if (body_.size + size > limits_.body_bytes_max) {
    refuse(413, "Request body is too large");
    return HPE_USER;
  }
  // A chunked body is decoded in place: data only ever moves towards the front, over framing already read.
  char* const to = buffer_.get() + begin_ + body_.at + body_.size;
  if (to != at) std::memmove(to, at, size);
  body_.size += static_cast<std::uint32_t>(size);
  return 0;
}

void RequestParser::take_back_chunk_framing() {
  if (state_ == State::body) parsed_ = end_ = begin_ + body_.at + body_.size;
}

void RequestParser::finish() {
  request_.method = view(method_);
  const auto target = split_target(view(target_)).origin_form;
  const auto mark = target.find('?');
  request_.path = mark == 0 || target.empty() ? std::string_view("/") : target.substr(0, mark);
  request_.query = mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
  request_.headers.clear();
  for (const auto& [name, value] : headers_)
    request_.headers.emplace_back(view(name), trim(view(value)));
  request_.body = view(body_);
  request_.path_parameters.clear();
}

}  // namespace caravan::http
