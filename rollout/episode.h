// Many conversations with one policy at once, each at its own pace: while one takes its reply and asks again, the
// policy goes on with the others. What a reply means and what follows it is the conversation's own affair (Episode).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "chat/call_form.h"
#include "chat/constraint/token_constraint.h"
#include "chat/ledger.h"
#include "chat/message.h"
#include "chat/renderer.h"
#include "chat/tokenizer.h"
#include "rollout/clock.h"
#include "rollout/policy.h"
#include "rollout/reply.h"

namespace rollout {

// The other side of a policy: asks, takes the reply, says whether it asks again.
class Episode {
 public:
  virtual ~Episode() = default;
  virtual const chat::Conversation& conversation() const = 0;
  // Tokens that the next reply may have; the caller's own limit holds, too.
  virtual int64_t reply_limit() const { return INT32_MAX; }
  // What the next reply may call; those that the system message lists are in no other place.
  virtual std::span<const chat::ToolSpec> tools() const { return conversation().tools; }
  // The reply becomes the next message of the conversation. False: the episode is over, as it is after a reply that is
  // out of time.
  virtual bool take_reply(const Reply& reply) = 0;
};

// Who answers, and how text and tokens meet.
struct Player {
  model::Policy& policy;
  const chat::Tokenizer& tokenizer;
  const chat::Renderer& renderer;
};

struct EpisodeOptions {
  model::SamplingParams params;  // stop_ids: empty: those of the renderer; seed: not read
  std::vector<uint64_t> seeds;   // by episode; missing ones are 0. Every reply of an episode has its own stream
  chat::Thinking thinking = chat::Thinking::on;
  // What replies with these tools are held to; may be empty, and may return nullptr: nothing.
  std::function<std::shared_ptr<const chat::constraint::TokenConstraint>(std::span<const chat::ToolSpec> tools)>
      constraint = {};
  // How replies write calls: a mark that is a special token stays in their text.
  chat::CallForm calls = chat::CallForm::none;
  bool keep_ledgers = true;
  // Wall time of an episode, from its first sampled token on, with its calls and the waiting between its replies; 0: no
  // limit. A reply that is under way then is handed over as far as it came (Reply::out_of_time), perhaps empty.
  double time_limit_s = 0;
  WallClock clock = steady_seconds;
};

struct EpisodeCallbacks {
  std::function<void(size_t episode)> on_done;  // as soon as it is over; may be empty
  std::function<bool()> cancelled;              // polled at every step of the policy; may be empty
};

struct EpisodeRun {
  std::vector<std::vector<chat::Ledger>> ledgers;  // by episode; empty where they are not kept
  std::vector<bool> finished;                      // false: cancelled before its end
};

// Results in the order of the episodes whatever the timing. Throws what the renderer, an episode or a callback throws.
EpisodeRun run_episodes(const Player& player, std::span<Episode* const> episodes, const EpisodeOptions& options,
                        const EpisodeCallbacks& callbacks = {});

// Plays episodes, whoever answers; `seeds`, one an episode, name their random streams. For callers that want no
// ledgers.
using PlayEpisodes = std::function<void(std::span<Episode* const> episodes, std::span<const uint64_t> seeds,
                                        const EpisodeCallbacks& callbacks)>;

// With a policy, as run_episodes does; `options` without seeds. What `player` refers to must outlive the function.
PlayEpisodes play_with(const Player& player, EpisodeOptions options);

}  // namespace rollout
