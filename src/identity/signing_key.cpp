#include "identity/signing_key.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <stdexcept>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace caravan::identity {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;
constexpr std::size_t kFileBytesMax = 64 * 1024;
constexpr int kSecretWords = 4;  // of 64 bits

[[noreturn]] void fail(const fs::path& path, const std::string& what) {
  throw std::runtime_error("signing key " + path.string() + ": " + what);
}
[[noreturn]] void fail_with_errno(const fs::path& path, const std::string& what) {
  const int error = errno;
  fail(path, what + ": " + std::strerror(error));
}

class File {
 public:
  File(const fs::path& path, int flags, mode_t mode = 0)
      : fd_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  explicit operator bool() const { return fd_ >= 0; }
  int fd() const { return fd_; }

 private:
  int fd_;
};

void refuse_unless_private(const File& file, const fs::path& path) {
  struct stat status {};
  if (::fstat(file.fd(), &status) != 0) fail_with_errno(path, "cannot be examined");
  if (!S_ISREG(status.st_mode)) fail(path, "is not a regular file");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    fail(path, "others than its owner may use it; run: chmod 600 " + path.string());
}

// None when there is no such file.
std::optional<std::string> read_private_file(const fs::path& path) {
  const File file(path, O_RDONLY);
  if (!file && errno == ENOENT) return std::nullopt;
  if (!file) fail_with_errno(path, "cannot be opened");
  refuse_unless_private(file, path);
  std::string text(kFileBytesMax, '\0');
  const ssize_t length = ::read(file.fd(), text.data(), text.size());
  if (length < 0) fail_with_errno(path, "cannot be read");
  text.resize(static_cast<std::size_t>(length));
  return text;
}

std::string new_secret(runtime::Random& random) {
  std::string text;
  for (int word = 0; word < kSecretWords; ++word) {
    char hex[17];
    std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(random.next()));
    text += hex;
  }
  return text;
}

void sync(const fs::path& path, int flags) {
  const File file(path, flags);
  if (!file || ::fsync(file.fd()) != 0) fail_with_errno(path, "cannot be made durable");
}

void write_private_file(const fs::path& path, const std::string& text) {
  const File file(path, O_WRONLY | O_CREAT | O_EXCL, kOwnerOnly);
  if (!file) fail_with_errno(path, "cannot be created");
  if (::write(file.fd(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
      ::fsync(file.fd()) != 0)
    fail_with_errno(path, "cannot be written");
}

// A hard link appears whole, and fails where a file is already: whoever comes second takes the first one's.
void create_private_file(const fs::path& path, const std::string& text, runtime::Random& random) {
  const fs::path draft = path.string() + ".new-" + std::to_string(random.next());
  write_private_file(draft, text);
  const bool linked = ::link(draft.c_str(), path.c_str()) == 0;
  const int error = errno;
  ::unlink(draft.c_str());
  errno = error;
  if (!linked && error != EEXIST) fail_with_errno(path, "cannot be created");
  sync(path.parent_path().empty() ? fs::path(".") : path.parent_path(), O_RDONLY | O_DIRECTORY);
}

}  // namespace

auth_validator::Issuer issuer_with_secret(const fs::path& path, runtime::Random& random) {
  auto secret = read_private_file(path);
  if (!secret) {
    create_private_file(path, new_secret(random) + '\n', random);
    secret = read_private_file(path);
    if (!secret) fail(path, "disappeared as soon as it was made");
  }
  if (secret->ends_with('\n')) secret->pop_back();
  try {
    return auth_validator::Issuer::hs256(*secret);
  } catch (const std::invalid_argument& error) {
    fail(path, error.what());
  }
}

auth_validator::Issuer issuer_with_private_key(const fs::path& path) {
  const auto pem = read_private_file(path);
  if (!pem) fail(path, "does not exist");
  try {
    return auth_validator::Issuer::from_private_pem(*pem);
  } catch (const std::invalid_argument& error) {
    fail(path, error.what());
  }
}

}  // namespace caravan::identity
