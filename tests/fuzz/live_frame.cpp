#include <algorithm>
#include <simdjson.h>
#include <string>
#include <utility>

#include "fuzz/fuzz_target.hpp"
#include "live/session.hpp"

// One client's conversation: frames with a zero byte between them. An empty frame stands for time that
// passes.
namespace caravan::fuzz {
namespace {

using namespace std::chrono_literals;
using live::Session;

constexpr domain::UserId kUser{2};

const Session::Options kOptions{.outgoing_bytes_max = 2048, .outgoing_frames_max = 16, .errors_max = 8};

class Conversation {
 public:
  void on_segment(std::string_view frame) {
    if (frame.empty()) {
      pass();
    } else {
      session_.on_frame(frame, now_);
      static_cast<void>(wire::decode_command(frame));
    }
    join_when_asked();
    publish();
    take_frames();
  }

  bool is_over() const { return session_.disconnected().has_value(); }

 private:
  std::variant<live::Bearer, live::TokenFailure> check(std::string_view token) const {
    if (token == "old") return live::TokenFailure::expired;
    if (token != "2") return live::TokenFailure::invalid;
    return live::Bearer{kUser, now_.wall + 10min};
  }

  void pass() {
    const auto deadline = session_.next_deadline();
    expect(deadline != runtime::SteadyTime::max(), "an open session has a deadline");
    const auto wait = std::max(deadline - now_.steady, runtime::SteadyTime::duration(0));
    now_.steady += wait;
    now_.wall += std::chrono::duration_cast<runtime::SystemTime::duration>(wait);
    session_.on_timer(now_);
    expect(is_over() || session_.next_deadline() > now_.steady, "a timer moves on");
  }

  void join_when_asked() {
    const auto join = session_.take_join();
    if (!join) return;
    expect(join->user == kUser, "only the token's user joins");
    const auto from = join->from ? join->from->offset : 0;
    session_.on_joined(
        {.epoch = "e", .resume = from, .covered = 0, .recovered = join->from.has_value(), .publications = {}},
        now_);
    joined_ = true;
  }

  void publish() {
    if (!joined_) return;
    const auto frame = std::make_shared<const std::string>(wire::encode_push(kUser, {}, ++offset_));
    session_.on_publication({offset_, frame});
  }

  void take_frames() {
    std::size_t count = 0;
    for (const auto& frame : session_.take_frames(1 << 20)) {
      expect(!parser_.parse(*frame).error(), "every frame is JSON");
      ++count;
    }
    expect(count <= kOptions.outgoing_frames_max + 1, "what waits for a client is bounded");
  }

  live::Instant now_{runtime::SteadyTime(1h), runtime::SystemTime(24h * 365 * 56)};
  live::TokenCheck check_token_ = [this](std::string_view token) { return check(token); };
  Session session_{kOptions, check_token_, domain::Uuid{}, now_};
  simdjson::dom::parser parser_;
  bool joined_ = false;
  ports::Offset offset_ = 0;
};

}  // namespace
}  // namespace caravan::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace caravan::fuzz;
  auto rest = text_of(data, size);
  Conversation conversation;
  while (!rest.empty() && !conversation.is_over()) {
    const auto end = rest.find('\0');
    conversation.on_segment(rest.substr(0, end));
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
  }
  return 0;
}
