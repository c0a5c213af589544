#include "http/routes/auth_routes.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "http/media_type.hpp"
#include "http/problem.hpp"
#include "http/routes/guarded_read.hpp"
#include "http/routes/query_number.hpp"
#include "observe/log.hpp"
#include "text/normal_form.hpp"
#include "wire/auth_bodies.hpp"
#include "wire/count_characters.hpp"
#include "wire/name_fault.hpp"

namespace caravan::http {
namespace {

using Answer = boost::asio::awaitable<Response>;

constexpr std::size_t kSearchCharactersMax = 64;

struct Problem {
  std::string_view message, type;
};

Problem problem_of(identity::PasswordFault fault) {
  switch (fault) {
    case identity::PasswordFault::too_short:
      return {"The password should have at least 8 bytes", "string_too_short"};
    case identity::PasswordFault::too_long:
      return {"The password should have at most 1024 bytes", "string_too_long"};
    case identity::PasswordFault::too_common:
      return {"The password is one of those that are tried first: choose another one", "password_common"};
    case identity::PasswordFault::is_the_name:
      return {"The password should not be the username", "password_is_username"};
  }
  return {"The password cannot be used", "value_error"};
}

Response unfit(const identity::UnfitForm& form) {
  std::vector<Invalid> problems;
  if (form.username)
    problems.push_back({{"body", "username"},
                        text::sentence("The username", *form.username, identity::username_bounds),
                        std::string(wire::type_of(*form.username))});
  if (form.username_is_reserved)
    problems.push_back(
        {{"body", "username"}, "The username is reserved: choose another one", "username_reserved"});
  if (form.password) {
    const auto [message, type] = problem_of(*form.password);
    problems.push_back({{"body", "password"}, std::string(message), std::string(type)});
  }
  return validation_problem(problems);
}

Response refused(const guard::Verdict& verdict) {
  return too_many_requests(verdict.reason, verdict.retry_after);
}

guard::Source source_of(const Request& request) {
  return {request.client, request.client_is_exempt};
}

// For who looks into an attack afterwards. Never the name that was typed: people type passwords there.
void note(std::string_view event, const Request& request, const domain::UserId* user) {
  const observe::Field address("address", request.client), id("request_id", request.id);
  if (user)
    observe::log(observe::Level::info, event, {{"user", *user}, address, id});
  else
    observe::log(observe::Level::info, event, {address, id});
}

// Whose turn it is where passwords are hashed, which costs the most of all that strangers can ask for.
runtime::Share share_of(const guard::Source& source, bool is_known) {
  return {std::hash<guard::AddressPrefix>{}(guard::AddressPrefix::of(source.address)), is_known};
}

// Nothing for a body of another type than the two that the OAuth 2 grant is sent in.
std::optional<wire::Parsed<wire::LoginForm>> login_form_of(const Request& request) {
  if (has_media_type(request, "application/x-www-form-urlencoded"))
    return wire::parse_login_form(request.body);
  if (has_media_type(request, "multipart/form-data"))
    return wire::parse_login_multipart(request.body, media_type_parameter(request, "boundary"));
  return std::nullopt;
}

class AuthRoutes {
 public:
  explicit AuthRoutes(AuthServices services)
      : services_(std::move(services)), jwks_(services_.tokens.jwks().value_or("")) {}

  Answer create_user(const Request& request) const {
    if (!has_media_type(request, "application/json")) co_return unsupported_media_type();
    auto user = wire::parse_new_user(request.body);
    if (!user) co_return validation_problem(user.error().list);
    auto checked = identity::check_sign_up(user->username, std::move(user->password));
    if (const auto* faults = std::get_if<identity::UnfitForm>(&checked)) co_return unfit(*faults);
    const auto source = source_of(request);
    if (const auto verdict = services_.guard.sign_up(source); !verdict.allowed) co_return refused(verdict);

    auto form = std::get<identity::SignUpForm>(std::move(checked));
    const auto account = co_await services_.sign_up.create(std::move(form), share_of(source, false));
    if (account) {
      note("account.created", request, &account->id);
      co_return Response::json(201, wire::encode(*account));
    }
    services_.guard.forgive_sign_up(source);
    if (account.error().code == ports::Errc::conflict)
      co_return problem(409, "User with this username already exits");
    co_return store_problem(account.error());
  }

  Answer log_in(const Request& request) const {
    auto parsed = login_form_of(request);
    if (!parsed) co_return unsupported_media_type();
    if (!*parsed) co_return validation_problem(parsed->error().list);
    wire::LoginForm form = std::move(parsed->value());
    const guard::Source source = source_of(request);
    // Every way to write one name is the same account to the guard.
    const std::string name = text::normal_form_c(form.username).value_or(form.username);
    if (const auto verdict = services_.guard.log_in(name, source); !verdict.allowed)
      co_return refused(verdict);

    const auto share = share_of(source, services_.guard.knows(name, source));
    auto account = co_await services_.log_in.check(name, std::move(form.password), share);
    if (!account) {
      services_.guard.forgive_login(name, source);
      co_return store_problem(account.error());
    }
    if (!*account) {
      note("login.failed", request, nullptr);
      co_return problem(400, "Incorrect username or password");
    }
    services_.guard.log_in_succeeded(name, source);
    note("login.succeeded", request, &(*account)->id);
    co_return logged_in(**std::move(account));
  }

  Answer list_users(const Request& request) const {
    if (const auto caller = services_.authentication.caller_of(request); !caller) co_return caller.error();
    std::vector<Invalid> problems;
    identity::Directory::Query query;
    query.text = request.query_parameter("query").value_or("");
    if (wire::count_characters(query.text) > kSearchCharactersMax)
      problems.push_back({{"query", "query"}, "String should have at most 64 characters", "string_too_long"});
    query.after.value = query_number(request, "after", {0, kUserIdMax, 0}, problems);
    constexpr auto page_max = static_cast<std::int64_t>(identity::directory_page_max);
    query.count_max = static_cast<std::size_t>(query_number(request, "limit", {1, page_max, 50}, problems));
    if (!problems.empty()) co_return validation_problem(problems);

    const auto accounts = co_await services_.directory.list(std::move(query));
    if (!accounts) co_return store_problem(accounts.error());
    co_return Response::json(200, wire::encode(*accounts));
  }

  Answer get_user(const Request& request) const {
    if (const auto caller = services_.authentication.caller_of(request); !caller) co_return caller.error();
    const auto id = domain::UserId::parse(request.path_parameters.front());
    if (!id || id->value > kUserIdMax)
      co_return validation_problem({{{"path", "id"}, "Input should be a user's id", "user_id"}});

    const auto account = co_await services_.directory.find(*id);
    if (account) co_return Response::json(200, wire::encode(*account));
    if (account.error().code == ports::Errc::not_found) co_return problem(404, "User not found");
    co_return store_problem(account.error());
  }

  // With a secret key there is nothing to publish.
  Answer publish_keys(const Request&) const {
    if (jwks_.empty()) co_return problem(404, "Not Found");
    co_return Response::json(200, jwks_);
  }

 private:
  Response logged_in(domain::Account account) const {
    std::string token = services_.tokens.issue(account);
    const bool administrator = services_.administrators.include(account);
    auto response =
        Response::json(200, wire::encode(wire::Login{std::move(token), std::move(account), administrator}));
    response.headers.emplace_back("Cache-Control", "no-store");  // RFC 6749 section 5.1
    return response;
  }

  const AuthServices services_;
  const std::string jwks_;
};

}  // namespace

void add_auth_routes(Router& router, AuthServices services) {
  // Shared by its handlers and so as old as the router, which outlives every request that runs one.
  const auto& authentication = services.authentication;
  auto& guard = services.guard;
  const auto routes = std::make_shared<const AuthRoutes>(std::move(services));
  using Method = Answer (AuthRoutes::*)(const Request&) const;
  const auto to = [&routes](Method method) -> Handler {
    return [routes, method](const Request& request) { return ((*routes).*method)(request); };
  };
  router.add("POST", "/auth/api/v1/users/", to(&AuthRoutes::create_user));
  router.add("GET", "/auth/api/v1/users/", guarded_read(authentication, guard, to(&AuthRoutes::list_users)));
  router.add_exact("GET", "/auth/api/v1/users/{id}", to(&AuthRoutes::get_user));
  router.add("GET", "/auth/api/v1/users/{id}/", to(&AuthRoutes::get_user));
  router.add("POST", "/auth/api/v1/login/", to(&AuthRoutes::log_in));
  router.add_exact("GET", "/auth/.well-known/jwks.json", to(&AuthRoutes::publish_keys));
}

}  // namespace caravan::http
