#include "http/web_config_route.hpp"

#include <memory>
#include <utility>

namespace caravan::http {
namespace {

boost::asio::awaitable<Response> answer(std::shared_ptr<const std::string> json) {
  co_return Response{200,
                     {{"Content-Type", "application/json"},
                      {"Cache-Control", "no-store"},
                      {"Cross-Origin-Resource-Policy", "same-origin"}},
                     {},
                     std::move(json)};
}

}  // namespace

Handler web_config_route(std::string json) {
  const auto shared = std::make_shared<const std::string>(std::move(json));
  return [shared](const Request&) { return answer(shared); };
}

}  // namespace caravan::http
