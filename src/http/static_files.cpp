#include "http/static_files.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "http/content_coding.hpp"
#include "http/problem.hpp"
#include "http/text.hpp"
#include "wire/percent_encoding.hpp"

namespace caravan::http {

namespace asio = boost::asio;

namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

// Reads files until their sum exceeds what memory they may take.
class Reader {
 public:
  Reader(std::filesystem::path root, std::size_t bytes_max)
      : root_(std::move(root)), bytes_max_(bytes_max), bytes_left_(bytes_max) {}

  std::string read(const std::string& path) {
    const auto file = root_ / path.substr(1);
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    if (!error && size > bytes_left_)
      throw std::runtime_error("web files: more than " + std::to_string(bytes_max_) + " bytes in " +
                               root_.string());
    std::string content(error ? 0 : size, '\0');
    std::ifstream in(file, std::ios::binary);
    if (error || !in.read(content.data(), static_cast<std::streamsize>(size)))
      throw std::runtime_error("web files: cannot read " + file.string());
    bytes_left_ -= content.size();
    return content;
  }

 private:
  const std::filesystem::path root_;
  const std::size_t bytes_max_;
  std::size_t bytes_left_;
};

// `"abc"` → `"abc-br"`
std::string etag_of(const wire::WebFile& file, const std::string& coding) {
  if (coding.empty()) return file.etag;
  return file.etag.substr(0, file.etag.size() - 1) + '-' + coding + '"';
}

// The policy with `sources` at the end of its connect-src.
std::string allow_connections(std::string policy, const std::vector<std::string>& sources) {
  if (sources.empty() || policy.empty()) return policy;
  const auto directive = policy.starts_with("connect-src ") ? 0 : policy.find("; connect-src ");
  if (directive == std::string::npos)
    throw std::invalid_argument("web manifest: a policy has no connect-src, which needs other origins: " +
                                policy);
  std::string added;
  for (const auto& source : sources)
    added.append(" ").append(source);
  const auto end = policy.find(';', directive + 1);
  return policy.insert(std::min(end, policy.size()), added);
}

Headers headers_of(const wire::WebFile& file, const std::string& coding, const std::string& etag) {
  Headers headers{{"Content-Type", file.type},
                  {"ETag", etag},
                  {"Cache-Control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache"},
                  {"Cross-Origin-Resource-Policy", "same-origin"}};
  if (!coding.empty()) headers.emplace_back("Content-Encoding", coding);
  if (!file.encodings.empty()) headers.emplace_back("Vary", "Accept-Encoding");
  // A script that a worker runs is held to the policy that it came with.
  const auto& policy = file.csp.empty() ? "default-src 'self'; frame-ancestors 'none'" : file.csp;
  headers.emplace_back("Content-Security-Policy", policy);
  if (!file.type.starts_with("text/html")) return headers;
  // Google takes a browser's key from the site that it was made for, and knows the site by this header.
  headers.emplace_back("Referrer-Policy", "strict-origin-when-cross-origin");
  headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
  headers.emplace_back("X-Frame-Options", "DENY");
  headers.emplace_back("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  return headers;
}

// If-None-Match compares weakly (RFC 9110, 13.1.2).
bool names_etag(std::string_view list, std::string_view etag) {
  while (!list.empty()) {
    auto named = trim(take_until(list, ','));
    if (named.starts_with("W/")) named.remove_prefix(2);
    if (named == etag || named == "*") return true;
  }
  return false;
}

asio::awaitable<Response> ready(Response response) {
  co_return response;
}

}  // namespace

StaticFiles::StaticFiles(const std::filesystem::path& root, Options options) {
  Reader reader(root, options.bytes_max);
  for (auto& listed : wire::parse_web_manifest(reader.read("/manifest.json")).files) {
    File file;
    listed.csp = allow_connections(std::move(listed.csp), options.connect_sources);
    file.codings = listed.encodings;
    std::vector<std::string> codings{""};
    codings.insert(codings.end(), listed.encodings.begin(), listed.encodings.end());
    for (const auto& coding : codings) {
      const auto* extension = coding == "br" ? ".br" : coding == "gzip" ? ".gz" : "";
      const auto etag = etag_of(listed, coding);
      file.variants.push_back({coding, etag, headers_of(listed, coding, etag),
                               std::make_shared<const std::string>(reader.read(listed.path + extension))});
    }
    files_.insert_or_assign(listed.path, std::move(file));
  }
}

Handler StaticFiles::handler() const {
  return [this](const Request& request) { return ready(serve(request)); };
}

Response StaticFiles::serve(const Request& request) const {
  const auto path = wire::percent_decode(request.path);
  if (!path) return not_found(request);
  const auto* file = find(path->ends_with('/') ? *path + "index.html" : *path);
  if (file == nullptr && find(*path + "/index.html") != nullptr) return redirect_to_slash(request);
  if (file == nullptr) return not_found(request);
  if (request.method != "GET" && request.method != "HEAD") return method_not_allowed("GET, HEAD");

  const auto& variant = choose(*file, request);
  const auto known = request.header("if-none-match");
  if (known && names_etag(*known, variant.etag)) return {304, variant.headers, {}, nullptr};
  return {200, variant.headers, {}, variant.content};
}

const StaticFiles::File* StaticFiles::find(const std::string& path) const {
  const auto found = files_.find(path);
  return found == files_.end() ? nullptr : &found->second;
}

const StaticFiles::Variant& StaticFiles::choose(const File& file, const Request& request) {
  const auto coding = choose_coding(request.header("accept-encoding").value_or(""), file.codings);
  return *std::find_if(file.variants.begin(), file.variants.end(),
                       [coding](const Variant& variant) { return variant.coding == coding; });
}

Response StaticFiles::not_found(const Request& request) const {
  const auto* page = find("/404.html");
  const bool takes_html = request.header("accept").value_or("").find("text/html") != std::string_view::npos;
  if (page == nullptr || !takes_html) return problem(404, "Not Found");
  const auto& variant = choose(*page, request);
  return {404, variant.headers, {}, variant.content};
}

}  // namespace caravan::http
