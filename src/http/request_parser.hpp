#pragma once

#include <cstddef>
#include <cstdint>
#include <llhttp.h>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.hpp"

namespace caravan::http {

// Turns one connection's bytes into requests, without any I/O: read into `space()`, say `filled(n)`, then
// `advance()` until it is `complete`; `next()` goes on to the request behind it.
//
// It refuses whatever two servers could understand differently (request smuggling): what llhttp's strict
// parser already refuses, and lines that end in a line feed alone, obsolete line folding, blanks where one is
// due, a missing or second Host or one that differs from an absolute target, a second Authorization, Origin
// or Content-Type, and every transfer coding but a lone "chunked". Not thread-safe.
class RequestParser {
 public:
  struct Limits {
    std::size_t head_bytes_max = 16 * 1024;   // request line and headers; more is 431
    std::size_t target_bytes_max = 8 * 1024;  // more is 414
    std::size_t headers_max = 100;            // more is 431
    std::size_t body_bytes_max = 64 * 1024;   // decoded; more is 413
    // What a chunked body may spend beside its data: sizes, extensions, trailers. More is 413.
    std::size_t chunk_framing_bytes_max = 64 * 1024;
  };

  enum class State {
    head,      // needs more bytes of the request line or the headers
    body,      // the head is whole and good; needs more bytes of the body
    complete,  // `request()` is there
    refused,   // answer `refusal()` and close: nothing behind it can be trusted
  };

  struct Refusal {
    int status = 400;
    std::string_view detail;  // static text
  };

  // `limits` must outlive the parser.
  explicit RequestParser(const Limits& limits);
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  // Where the next bytes go; never empty. Ends the validity of all views into the request.
  std::span<char> space();
  void filled(std::size_t count);
  State advance();
  // Drops the complete request and what its views point into; bytes behind it stay.
  void next();

  State state() const { return state_; }
  // True when no byte of the next request is here.
  bool is_idle() const { return state_ == State::head && begin_ == end_; }
  // Views into the buffer, until `space()` or `next()`. The caller adds whom it comes from.
  Request& request() { return request_; }
  const Refusal& refusal() const { return refusal_; }

  // About the current request, once its head is whole:
  bool keeps_alive() const { return keeps_alive_; }
  bool is_http_1_0() const { return parser_.http_minor == 0; }
  bool expects_continue() const { return expects_continue_; }
  bool asks_for_upgrade() const { return asks_for_upgrade_; }  // `Connection: upgrade` with some `Upgrade:`
  std::string_view target() const { return view(target_); }
  // Bytes behind the complete request.
  std::string_view unread() const { return {buffer_.get() + parsed_, end_ - parsed_}; }

 private:
  // Places are relative to the request's first byte, so that the buffer may move.
  struct Slice {
    std::uint32_t at = 0, size = 0;
  };
  struct Header {
    Slice name, value;
  };
  friend struct RequestParserCallbacks;

  const char* base() const { return buffer_.get() + begin_; }
  std::string_view view(Slice slice) const { return {base() + slice.at, slice.size}; }
  void extend(Slice& slice, const char* at, std::size_t size);
  void start();
  void refuse(int status, std::string_view detail);
  void examine_head();
  void examine_lines();
  void examine_target();
  void examine_headers();
  void examine_host(std::string_view host);
  void check_head_growth();
  void count_framing(std::size_t bytes);
  void examine_trailers(std::string_view bytes);
  int add_body(const char* at, std::size_t size);
  void take_back_chunk_framing();
  void finish();

  const Limits& limits_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;   // the current request's first byte
  std::size_t parsed_ = 0;  // llhttp has seen everything before
  std::size_t end_ = 0;

  llhttp_t parser_;
  State state_ = State::head;
  Refusal refusal_;
  Slice method_, target_, body_;
  std::vector<Header> headers_;
  bool keeps_alive_ = false, expects_continue_ = false, asks_for_upgrade_ = false;
  std::size_t chunk_framing_bytes_ = 0;
  bool in_trailers_ = false;
  char last_of_trailers_ = '\n';  // the byte before the next one
  Request request_;
};

}  // namespace caravan::http
