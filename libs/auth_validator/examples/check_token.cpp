// Reads tokens from standard input, one a line, and says whose they are.
//
//   check_token hs256 FILE       FILE holds the shared secret
//   check_token rs256|eddsa FILE FILE holds the JSON Web Key Set of the auth role
#include <auth_validator/validator.hpp>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

namespace {

std::string read_file(const char* path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(std::string("cannot read ") + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string without_newline(std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

auth_validator::VerificationKeys read_keys(std::string_view algorithm, const char* path) {
  using auth_validator::VerificationKeys;
  if (algorithm == "hs256") return VerificationKeys::hs256(without_newline(read_file(path)));
  if (algorithm == "rs256")
    return VerificationKeys::from_jwks(read_file(path), auth_validator::Algorithm::rs256);
  if (algorithm == "eddsa")
    return VerificationKeys::from_jwks(read_file(path), auth_validator::Algorithm::eddsa);
  throw std::invalid_argument("the algorithm is hs256, rs256 or eddsa");
}

bool report(const auth_validator::Validation& validation) {
  if (const auto* identity = std::get_if<auth_validator::Identity>(&validation)) {
    std::cout << "user " << identity->user_id << '\n';
    return true;
  }
  std::cout << "refused: " << to_string(std::get<auth_validator::Failure>(validation)) << '\n';
  return false;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 3) throw std::invalid_argument("usage: check_token hs256|rs256|eddsa FILE");
  const auth_validator::Validator validator(read_keys(argv[1], argv[2]));
  bool all_valid = true;
  for (std::string token; std::getline(std::cin, token);)
    all_valid &= report(validator.validate(token));
  return all_valid ? 0 : 1;
} catch (const std::exception& error) {
  std::cerr << "check_token: " << error.what() << '\n';
  return 2;
}
