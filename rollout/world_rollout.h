// A policy in a tool world: its calls are parsed and executed, results come back as tool messages, an answer ends the
// turn. Every way to end has a name; nothing that a policy says stops the program. Knows no scores.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "chat/call_parser.h"
#include "chat/ledger.h"
#include "chat/message.h"
#include "env/environment.h"
#include "rollout/ending.h"
#include "rollout/episode.h"

namespace rollout {

struct RolloutLimits {
  int64_t turns = 32;       // user messages that are answered
  int64_t steps = 20;       // replies with calls, in one turn
  int64_t calls = 64;       // in one reply
  int64_t tokens = 32'768;  // sampled, in the whole rollout
  // Unreadable replies that are answered with what is wrong with them; the next one ends the rollout.
  int64_t malformed = 0;
  double wall_s = 0;  // of the whole rollout, as EpisodeOptions::time_limit_s counts it; 0: no limit
};

struct RolloutTask {
  // What the first reply answers, ready for the template: tools of the world or, for Python's form, a system message
  // that lists them (chat::in_prompt_form), and the first user message.
  chat::Conversation conversation;
  std::vector<std::string> next_turns;  // what the user says after each answer
  std::unique_ptr<env::Environment> world;
  uint64_t seed = 0;
};

// One reply and what came of it.
struct RolloutStep {
  size_t turn = 0;
  size_t message = 0;  // of the reply, in the conversation
  std::vector<chat::ToolCall> calls;
  std::vector<env::ToolResult> results;  // of each call that was executed
  chat::CallError error = chat::CallError::none;
  int64_t prompt_tokens = 0;
  int64_t tokens = 0;
};

struct Rollout {
  // Replies stand as they were said, calls and reasoning in the content; Mistral's, whose templates want it so, with
  // their calls and ids apart.
  chat::Conversation conversation;
  std::vector<RolloutStep> steps;
  Ending ending = Ending::answer;
  std::string detail;     // which limit, what is malformed, what failed; empty for an answer
  bool finished = false;  // false: cancelled
  int64_t sampled_tokens = 0;
  std::vector<chat::Ledger> ledgers;
  std::unique_ptr<env::Environment> world;  // as it was left
};

struct RolloutOptions {
  chat::CallForm form = chat::CallForm::hermes;
  RolloutLimits limits;
  EpisodeOptions episode;  // seeds: taken from the tasks; time_limit_s: from the limits
  EpisodeCallbacks callbacks;
};

// All tasks at once; results in their order.
std::vector<Rollout> run_rollouts(const Player& player, std::vector<RolloutTask> tasks, const RolloutOptions& options);

}  // namespace rollout
