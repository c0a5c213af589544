#include "identity/sign_up.hpp"

#include <utility>

#include "identity/common_passwords.hpp"
#include "identity/normal_password.hpp"
#include "text/likeness.hpp"
#include "text/search_words.hpp"

namespace caravan::identity {
namespace {

std::string without_digits(std::string text) {
  std::erase_if(text, [](char c) { return c >= '0' && c <= '9'; });
  return text;
}

// Digits and signs around it make no other word of it.
bool is_the_name(const std::string& password, const std::string& username) {
  const auto letters = without_digits(username);
  return text::look_alike(password, username) ||
         (!letters.empty() && text::look_alike(without_digits(password), letters));
}

std::optional<PasswordFault> fault_of_password(const std::string& password, const std::string& username) {
  if (password.size() < password_bytes_min) return PasswordFault::too_short;
  if (password.size() > password_bytes_max) return PasswordFault::too_long;
  if (is_common_password(password)) return PasswordFault::too_common;
  if (is_the_name(password, username)) return PasswordFault::is_the_name;
  return std::nullopt;
}

}  // namespace

std::variant<SignUpForm, UnfitForm> check_sign_up(std::string_view username, std::string password) {
  auto name = parse_username(username);
  auto normal = normal_password(std::move(password));
  UnfitForm unfit{.username = name ? std::nullopt : std::optional(name.error()),
                  .username_is_reserved = name && is_reserved(*name),
                  .password = fault_of_password(normal, std::string(username))};
  if (unfit.username || unfit.username_is_reserved || unfit.password) return unfit;
  return SignUpForm{*std::move(name), std::move(normal)};
}

ports::Task<ports::Result<domain::Account>> SignUp::create(SignUpForm form, runtime::Share share) {
  ports::NewAccount account{.username = form.username,
                            .password_hash = {},
                            .likenesses = text::likenesses(form.username),
                            .words = text::name_words(form.username)};
  // A taken name is no secret, and not worth a hash.
  const auto taken = co_await accounts_.is_taken(account.username, account.likenesses);
  if (!taken) co_return taken.error();
  if (*taken) co_return ports::Error{ports::Errc::conflict, "the name is taken"};
  auto hash = co_await hasher_.hash(std::move(form.password), share);
  if (!hash) co_return hash.error();
  account.password_hash = *std::move(hash);
  co_return co_await accounts_.create(std::move(account));
}

}  // namespace caravan::identity
