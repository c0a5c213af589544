#include "http/response_head.hpp"

#include <array>
#include <bitset>
#include <charconv>
#include <chrono>
#include <ctime>

#include "http/text.hpp"

namespace caravan::http {
namespace {

std::string_view reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 204:
      return "No Content";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 426:
      return "Upgrade Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "";  // the phrase is optional, only the space before it is not
  }
}

struct Field {
  std::string_view name, value;
};

// What an answer carries unless its handler says otherwise: it is for this reader alone, its type is not
// guessed, and shown as a page it may load nothing and stand in no other page.
constexpr std::array<Field, 4> kUsual{
    {{"Cache-Control", "no-store"},
     {"X-Content-Type-Options", "nosniff"},
     {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
     {"Referrer-Policy", "no-referrer"}}};

void append_number(std::string& out, std::size_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ");
  const auto start = out.size();
  out.append(value).append("\r\n");
  // A value made from what somebody sent must not become a header of its own.
  for (auto at = start; at < out.size() - 2; ++at)
    if (static_cast<unsigned char>(out[at]) < ' ') out[at] = ' ';
}

}  // namespace

std::string http_date(runtime::SystemTime time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  // Not by strftime: names of days and months follow the locale there.
  char rest[32];
  const auto size = std::strftime(rest, sizeof rest, " %Y %H:%M:%S GMT", &parts);
  std::string date = kDays[parts.tm_wday];
  date += parts.tm_mday < 10 ? ", 0" : ", ";
  date += std::to_string(parts.tm_mday) + ' ' + kMonths[parts.tm_mon];
  return date.append(rest, size);
}

void append_head(std::string& out, const Response& response, const ResponseHead& head) {
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::size_t>(response.status));
  out.append(" ").append(reason(response.status)).append("\r\n");
  out.append("Date: ").append(head.date).append("\r\n");
  std::bitset<kUsual.size()> given;
  for (const auto& [name, value] : response.headers) {
    append_field(out, name, value);
    for (std::size_t i = 0; i < kUsual.size(); ++i)
      if (equals_ignoring_case(name, kUsual[i].name)) given.set(i);
  }
  for (std::size_t i = 0; i < kUsual.size(); ++i)
    if (!given[i]) out.append(kUsual[i].name).append(": ").append(kUsual[i].value).append("\r\n");
  out.append("X-Request-Id: ").append(head.request_id).append("\r\n");
  if (!has_no_body(response.status)) {
    out += "Content-Length: ";
    append_number(out, head.body_bytes);
    out += "\r\n";
  }
  switch (head.connection) {
    case ResponseHead::Connection::keep_alive:
      break;
    case ResponseHead::Connection::keep_alive_http_1_0:
      out += "Connection: keep-alive\r\n";
      break;
    case ResponseHead::Connection::close:
      out += "Connection: close\r\n";
      break;
  }
  out += "\r\n";
}

}  // namespace caravan::http
