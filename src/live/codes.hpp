#pragma once

#include <string_view>

// The codes of the Centrifugo client protocol that this server uses. Numbers and texts are the protocol's.
namespace caravan::live {

// Why a connection ends: code and reason of the WebSocket close frame. Clients reconnect on 3000 to 3499 and
// stay away on 3500 to 3999.
struct Disconnect {
  int code;
  std::string_view reason;

  friend bool operator==(const Disconnect&, const Disconnect&) = default;
};

constexpr Disconnect kConnectionClosed{3000, "connection closed"};  // by the client; never sent
constexpr Disconnect kShutdown{3001, "shutdown"};
constexpr Disconnect kServerError{3004, "internal server error"};
constexpr Disconnect kExpired{3005, "connection expired"};
constexpr Disconnect kSlow{3008, "slow"};
constexpr Disconnect kInsufficientState{3010, "insufficient state"};
constexpr Disconnect kNoPong{3012, "no pong"};
constexpr Disconnect kInvalidToken{3500, "invalid token"};
constexpr Disconnect kBadRequest{3501, "bad request"};
constexpr Disconnect kStale{3502, "stale"};
constexpr Disconnect kConnectionLimit{3504, "connection limit"};
constexpr Disconnect kTooManyErrors{3506, "too many errors"};
constexpr Disconnect kNotAvailable{3508, "not available"};

// What a command is answered when it cannot be done; the connection goes on.
struct CommandError {
  int code;
  std::string_view message;
};

constexpr CommandError kUnknownChannel{102, "unknown channel"};
constexpr CommandError kPermissionDenied{103, "permission denied"};
constexpr CommandError kMethodNotFound{104, "method not found"};
constexpr CommandError kAlreadySubscribed{105, "already subscribed"};
constexpr CommandError kCommandNotAvailable{108, "not available"};
constexpr CommandError kTokenExpired{109, "token expired"};

}  // namespace caravan::live
