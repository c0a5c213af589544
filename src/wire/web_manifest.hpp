#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace caravan::wire {

// One file of the web UI. Beside it lie its precompressed forms: `<path>.br` for "br", `<path>.gz` for
// "gzip".
struct WebFile {
  std::string path;  // from the folder's root: "/docs/index.html"; never leads out of it
  std::string type;  // the Content-Type
  std::string etag;  // with its quotes
  bool immutable = false;
  std::vector<std::string> encodings;
  std::string csp;  // the manifest's unless the file has its own
};

// What the web UI's build writes about itself (`manifest.json`):
// {"v":1,"csp":"…","files":[{"path":"/index.html","type":"text/html; charset=utf-8","etag":"\"…\"",
//   "immutable":false,"encodings":["br","gzip"],"csp":"…"}]}; `immutable`, `encodings` and both `csp` may be
// missing.
struct WebManifest {
  std::vector<WebFile> files;
};

// Throws `std::invalid_argument` that says what is wrong, and in which file's entry.
WebManifest parse_web_manifest(std::string_view json);

}  // namespace caravan::wire
