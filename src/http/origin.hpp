#pragma once

#include <string>
#include <string_view>
#include <vector>

// Where a web page comes from, as browsers say it in the Origin header: "https://chat.example.org:8443".
namespace caravan::http {

// Whether a page of `origin` is one of the server that was reached as `host`. The port of a scheme may be
// written or not. Of a server that was reached by TLS no http page is its own: anybody on the way could have
// written it. Where no proxy says so, it is not known, and either scheme is taken.
bool is_own_origin(std::string_view origin, std::string_view host, bool came_by_tls);

// Whether `origin` is on the list, exactly, in whatever case.
bool lists_origin(const std::vector<std::string>& list, std::string_view origin);

}  // namespace caravan::http
