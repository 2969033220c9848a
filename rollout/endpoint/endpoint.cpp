#include "rollout/endpoint/endpoint.h"

#include <algorithm>
#include <queue>
#include <utility>

#include "core/error.h"
#include "core/log.h"
#include "core/rng.h"
#include "rollout/endpoint/backoff.h"

namespace rollout::endpoint {
namespace {

// How long at most Ctrl-C goes unheard.
constexpr double kLongestPoll = 0.1;
constexpr int64_t kCompletionTokens = 4096;

core::HttpLimits http_limits(const EndpointConfig& config) {
  return {.timeout_s = config.timeout_s,
          .connect_timeout_s = config.connect_timeout_s,
          .body_bytes = static_cast<size_t>(config.max_answer_mb) << 20U,
          .ca_file = config.ca_file};
}

EndpointConfig checked(EndpointConfig config) {
  check_endpoint(config);
  return config;
}

}  // namespace

// One call of Endpoint::play.
class Endpoint::Play {
 public:
  Play(Endpoint& endpoint, std::span<Episode* const> episodes, std::span<const uint64_t> seeds,
       const EpisodeCallbacks& callbacks)
      : endpoint_(endpoint), episodes_(episodes), callbacks_(callbacks), slots_(episodes.size()) {
    for (size_t i = 0; i < episodes.size(); ++i) {
      const core::Rng own(i < seeds.size() ? seeds[i] : 0);
      slots_[i].stream = own.fork("retry");
      slots_[i].sampling = own.fork("sampling");
    }
  }

  // Dropping out of here, by an exception or a cancellation, drops what is open: the client is this play's alone.
  void run() {
    core::HttpClient http(http_limits(endpoint_.config_));
    http_ = &http;
    while (!cancelled()) {
      start_what_fits();
      if (active() == 0) return;
      for (auto& [episode, answer] : http.poll(poll_seconds())) take(episode, answer);
    }
  }

 private:
  struct Slot {
    core::Rng stream{0};
    core::Rng sampling{0};
    uint64_t request = 0;  // of this episode
    int64_t attempt = 0;   // of this request
  };
  struct Waiting {
    Clock::time_point due;
    size_t episode;
    bool operator>(const Waiting& other) const { return due > other.due; }
  };

  bool cancelled() const { return callbacks_.cancelled && callbacks_.cancelled(); }
  // An episode that waits for its next try keeps its place: a server that has enough gets no more.
  size_t active() const { return http_->open() + waiting_.size(); }

  double poll_seconds() const {
    if (waiting_.empty()) return kLongestPoll;
    const double until = std::chrono::duration<double>(waiting_.top().due - Clock::now()).count();
    return std::clamp(until, 0.0, kLongestPoll);
  }

  void start_what_fits() {
    while (!waiting_.empty() && (waiting_.top().due <= Clock::now() || endpoint_.gave_up())) {
      const size_t episode = waiting_.top().episode;
      waiting_.pop();
      start(episode);
    }
    while (next_ < episodes_.size() && active() < static_cast<size_t>(endpoint_.config_.concurrency) && !cancelled()) {
      start(next_++);
    }
  }

  // Of the next request; not negative and of 31 bits, which every server takes. A further try has the same.
  std::optional<int64_t> seed_of(const Slot& slot) const {
    if (!endpoint_.sends_seed_) return std::nullopt;
    return static_cast<int64_t>(slot.sampling.fork(slot.request).next() >> 33U);
  }

  void start(size_t episode) {
    if (endpoint_.gave_up()) {
      fail(episode, core::format("not asked, as {} entries before had failed one after the other; the last: {}",
                                 endpoint_.config_.give_up_after, endpoint_.last_trouble_));
      return;
    }
    ++endpoint_.counts_.requests;
    http_->send(episode, endpoint_.request_for(episodes_[episode]->conversation(), seed_of(slots_[episode])));
  }

  void take(size_t episode, const core::HttpAnswer& answer) {
    Received received = read_answer(answer);
    using Fate = Received::Fate;
    if (received.fate == Fate::hopeless) {
      throw core::environment_error(core::format("{}: {}", endpoint_.url_, received.trouble),
                                    "check endpoint.url, endpoint.model and endpoint.api_key_env; the same command "
                                    "continues where it was");
    }
    if (received.fate == Fate::retry && try_again(episode, answer, received.trouble)) return;
    if (received.fate == Fate::retry || received.fate == Fate::failed) {
      // A server that has answered and refuses this very request is alive.
      if (received.fate == Fate::failed && endpoint_.answered_) {
        endpoint_.failed_in_row_ = 0;
      } else {
        endpoint_.note_failure(answer, received.trouble);
      }
      fail(episode, received.trouble);
      return;
    }
    endpoint_.answered_ = true;
    endpoint_.failed_in_row_ = 0;
    if (received.fate == Fate::overflow) {
      received.reply.finish = model::FinishReason::context;
      received.reply.overflow = true;
    }
    deliver(episode, received.reply);
  }

  bool try_again(size_t episode, const core::HttpAnswer& answer, const std::string& trouble) {
    Slot& slot = slots_[episode];
    if (slot.attempt >= endpoint_.config_.retries || endpoint_.gave_up()) return false;
    ++slot.attempt;
    ++endpoint_.counts_.retries;
    endpoint_.note_trouble(trouble);
    const double seconds = backoff_seconds(endpoint_.config_.backoff_s, slot.attempt, answer.retry_after_s,
                                           slot.stream.fork(slot.request));
    waiting_.push(
        {Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds)), episode});
    return true;
  }

  void fail(size_t episode, const std::string& trouble) {
    ++endpoint_.counts_.failures;
    Reply reply;
    reply.failure = trouble;
    deliver(episode, reply);
  }

  void deliver(size_t episode, const Reply& reply) {
    Slot& slot = slots_[episode];
    ++slot.request;
    slot.attempt = 0;
    if (episodes_[episode]->take_reply(reply)) {
      start(episode);
    } else if (callbacks_.on_done) {
      callbacks_.on_done(episode);
    }
  }

  Endpoint& endpoint_;
  std::span<Episode* const> episodes_;
  const EpisodeCallbacks& callbacks_;
  std::vector<Slot> slots_;
  core::HttpClient* http_ = nullptr;
  std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> waiting_;
  size_t next_ = 0;  // episode that has not begun
};

Endpoint::Endpoint(EndpointConfig config, const Sampling& sampling, PromptForm prompt_form)
    : config_(checked(std::move(config))),
      url_(request_url(config_)),
      sends_seed_(sampling.send_seed),
      form_(config_, sampling),
      prompt_form_(std::move(prompt_form)),
      headers_(request_headers(read_api_key(config_))) {
  FR_CHECK(config_.is_chat() || prompt_form_.render, "completions need a renderer");
}

void Endpoint::play(std::span<Episode* const> episodes, std::span<const uint64_t> seeds,
                    const EpisodeCallbacks& callbacks) {
  Play(*this, episodes, seeds, callbacks).run();
}

core::HttpRequest Endpoint::request_for(const chat::Conversation& conversation, std::optional<int64_t> seed) const {
  core::HttpRequest request{.url = url_, .headers = headers_, .body = {}};
  if (config_.is_chat()) {
    request.body = form_.chat_body(conversation, seed);
    return request;
  }
  const std::string prompt = prompt_form_.render(conversation);
  int64_t room = config_.max_tokens > 0 ? config_.max_tokens : kCompletionTokens;
  if (config_.context_length > 0 && prompt_form_.count_tokens) {
    room = std::min(room, completion_room(config_.context_length, prompt_form_.count_tokens(prompt)));
  }
  request.body = form_.completion_body(prompt, room, seed);
  return request;
}

// Each kind of trouble is said once; its first words tell the kind.
void Endpoint::note_trouble(const std::string& trouble) {
  constexpr size_t kKind = 24;
  if (!noted_.insert(trouble.substr(0, kKind)).second) return;
  core::log_warning("{}: {}; trying again, {} times at most", url_, trouble, config_.retries);
}

void Endpoint::note_failure(const core::HttpAnswer& answer, const std::string& trouble) {
  ++failed_in_row_;
  last_trouble_ = trouble;
  if (answered_) {
    if (gave_up())
      core::log_warning("{}: {} entries failed one after the other; no more are asked", url_, failed_in_row_);
    return;
  }
  const std::string hint = "see that the server runs and endpoint.url is right; the same command continues";
  if (answer.trouble == core::HttpAnswer::Trouble::unreachable) {
    throw core::environment_error(core::format("{}: {}", url_, trouble), hint);
  }
  if (gave_up()) {
    throw core::environment_error(
        core::format("{}: {} entries failed and none was answered; the last: {}", url_, failed_in_row_, trouble), hint);
  }
}

int64_t completion_room(int64_t context_length, int64_t prompt_tokens) {
  constexpr int64_t kMargin = 2;
  // Where nothing is left the server is to say so itself.
  constexpr int64_t kHopeless = 1000;
  if (context_length < prompt_tokens + kMargin) return kHopeless;
  return std::min(kCompletionTokens, context_length - prompt_tokens - kMargin);
}

}  // namespace rollout::endpoint
