// Plays episodes with a served model: up to `concurrency` requests at once, tries again what may go well another time,
// and hands over what cannot be had as a failed reply. Knows no benchmark and no verdicts.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "chat/message.h"
#include "core/http_client.h"
#include "rollout/endpoint/endpoint_config.h"
#include "rollout/endpoint/wire.h"
#include "rollout/episode.h"

namespace rollout::endpoint {

// For the api `completions`.
struct PromptForm {
  std::function<std::string(const chat::Conversation&)> render;
  std::function<int64_t(const std::string& prompt)> count_tokens;  // empty: no tokenizer at hand
};

struct EndpointCounts {
  size_t requests = 0;
  size_t retries = 0;   // of them
  size_t failures = 0;  // episodes that ended without a reply
};

class Endpoint {
 public:
  // Reads the key. Throws core::Error(usage) as check_endpoint and read_api_key do.
  Endpoint(EndpointConfig config, const Sampling& sampling, PromptForm prompt_form = {});

  // Each episode's requests follow one another; which episodes are open together depends on timing, what they are asked
  // does not. `seeds`, one an episode, give the jitter of waiting times and, with
  // Sampling::send_seed, the seed of each request. Episodes that are cancelled stay unfinished.
  // Throws what an episode or a callback throws, and core::Error(environment) where no request can succeed: the address
  // or the key is wrong, or nothing was ever answered and either nobody can be reached or all have failed.
  void play(std::span<Episode* const> episodes, std::span<const uint64_t> seeds, const EpisodeCallbacks& callbacks);

  const EndpointCounts& counts() const { return counts_; }

 private:
  using Clock = std::chrono::steady_clock;
  class Play;

  core::HttpRequest request_for(const chat::Conversation& conversation, std::optional<int64_t> seed) const;
  bool gave_up() const { return config_.give_up_after > 0 && failed_in_row_ >= config_.give_up_after; }
  void note_trouble(const std::string& trouble);
  // Throws where nothing can be expected of the server any more.
  void note_failure(const core::HttpAnswer& answer, const std::string& trouble);

  EndpointConfig config_;
  std::string url_;
  bool sends_seed_;
  RequestForm form_;
  PromptForm prompt_form_;
  std::vector<std::string> headers_;
  EndpointCounts counts_;
  bool answered_ = false;      // a request has been answered at least once
  int64_t failed_in_row_ = 0;  // episodes that failed since the last answer
  std::string last_trouble_;
  std::set<std::string> noted_;  // kinds of trouble
};

// The reference's room for a reply: what the prompt leaves of the context, at most 4096 (base_oss_handler.py).
int64_t completion_room(int64_t context_length, int64_t prompt_tokens);

}  // namespace rollout::endpoint
