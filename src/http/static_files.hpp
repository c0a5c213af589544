#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "http/router.hpp"
#include "wire/web_manifest.hpp"

namespace caravan::http {

// The web UI: a folder of files with a `manifest.json`, held in memory. A path is looked up in a table of
// exactly these files, so nothing else can ever be reached. Const after construction, so thread-safe.
class StaticFiles {
 public:
  struct Options {
    std::size_t bytes_max = 64 * 1024 * 1024;  // of all files in all their encodings
    // Other origins that pages may connect to. They are added to connect-src of each page's
    // Content-Security-Policy, which the build of the web UI cannot know.
    std::vector<std::string> connect_sources = {};
  };

  // Throws `std::runtime_error` when a file is missing or all are too large, `std::invalid_argument` for a
  // bad manifest, and for a policy without the connect-src that sources are to be added to.
  StaticFiles(const std::filesystem::path& root, Options options);

  // "/" and "/docs/" are their index.html; "/docs" is redirected there. 304 when the client has the file
  // already. For what is not there: /404.html to whoever takes HTML, else the 404 of the API.
  Response serve(const Request& request) const;
  // For `Router::set_fallback`; this object must outlive it.
  Handler handler() const;

 private:
  // The same file in one encoding is a representation of its own, with its own ETag.
  struct Variant {
    std::string coding;  // empty: as it is
    std::string etag;
    std::vector<std::pair<std::string, std::string>> headers;
    std::shared_ptr<const std::string> content;
  };
  struct File {
    std::vector<std::string> codings;
    std::vector<Variant> variants;  // the first is the file as it is
  };

  const File* find(const std::string& path) const;
  static const Variant& choose(const File& file, const Request& request);
  Response not_found(const Request& request) const;

  std::unordered_map<std::string, File> files_;
};

}  // namespace caravan::http
