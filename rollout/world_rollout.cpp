#include "rollout/world_rollout.h"

#include <utility>

#include "core/format.h"
#include "env/bfcl/worlds/service_failure.h"

namespace rollout {
namespace {

using chat::CallError;
using chat::CallForm;

// An expression that is no call list is an answer ("42") unless it is written like one.
bool is_answer(const chat::ParsedCalls& parsed, CallForm form, std::string_view text) {
  if (parsed.error == CallError::no_call) return true;
  if (form != CallForm::python || parsed.error != CallError::not_a_call_list) return false;
  const size_t begin = text.find_first_not_of("` \t\r\n");
  return begin == std::string_view::npos || text[begin] != '[';
}

class WorldEpisode final : public Episode {
 public:
  WorldEpisode(RolloutTask task, const RolloutOptions& options)
      : limits_(options.limits), form_(options.form), next_turns_(std::move(task.next_turns)) {
    out_.conversation = std::move(task.conversation);
    out_.world = std::move(task.world);
  }

  const chat::Conversation& conversation() const override { return out_.conversation; }
  int64_t reply_limit() const override { return limits_.tokens - out_.sampled_tokens; }
  std::span<const chat::ToolSpec> tools() const override { return out_.world->tools(); }
  bool take_reply(const Reply& reply) override;

  Rollout take() { return std::move(out_); }

 private:
  bool end(Ending ending, std::string detail = {}) {
    out_.ending = ending;
    out_.detail = std::move(detail);
    return false;
  }
  bool next_turn();
  bool unreadable(const chat::ParsedCalls& parsed);
  bool execute(chat::ParsedCalls parsed);
  chat::Message& add(chat::Role role, std::string content) {
    chat::Message& message = out_.conversation.messages.emplace_back();
    message.role = role;
    message.content = std::move(content);
    return message;
  }

  RolloutLimits limits_;
  CallForm form_;
  std::vector<std::string> next_turns_;
  size_t turn_ = 0;
  int64_t steps_in_turn_ = 0;
  int64_t malformed_ = 0;
  size_t ids_ = 0;  // of calls, so far
  Rollout out_;
};

bool WorldEpisode::take_reply(const Reply& reply) {
  if (!reply.failure.empty()) return end(Ending::endpoint, reply.failure);
  const std::string too_long = core::format("{} s of wall time are used up", limits_.wall_s);
  if (reply.out_of_time && reply.tokens == 0) return end(Ending::time_limit, too_long);
  if (reply.overflow) {
    return end(Ending::context, core::format("the prompt of {} tokens does not fit", reply.prompt_tokens));
  }
  out_.sampled_tokens += static_cast<int64_t>(reply.tokens);
  RolloutStep& step = out_.steps.emplace_back();
  step.turn = turn_;
  step.message = out_.conversation.messages.size();
  step.prompt_tokens = static_cast<int64_t>(reply.prompt_tokens);
  step.tokens = static_cast<int64_t>(reply.tokens);
  add(chat::Role::assistant, reply.text);
  if (reply.out_of_time) return end(Ending::time_limit, too_long);
  if (reply.finish == model::FinishReason::context) {
    return end(Ending::context, core::format("the reply was cut off after {} tokens", reply.tokens));
  }
  if (reply.finish == model::FinishReason::length) {
    return end(Ending::limit, core::format("the reply was cut off after {} tokens", reply.tokens));
  }
  chat::ParsedCalls parsed = chat::parse_calls(form_, reply.text);
  if (parsed.ok()) return execute(std::move(parsed));
  step.error = parsed.error;
  return is_answer(parsed, form_, reply.text) ? next_turn() : unreadable(parsed);
}

bool WorldEpisode::next_turn() {
  if (turn_ == next_turns_.size()) return end(Ending::answer);
  if (static_cast<int64_t>(turn_) + 1 >= limits_.turns) {
    return end(Ending::limit, core::format("{} of {} turns were played", turn_ + 1, next_turns_.size() + 1));
  }
  add(chat::Role::user, std::move(next_turns_[turn_++]));
  steps_in_turn_ = 0;
  return reply_limit() > 0 || end(Ending::limit, core::format("{} tokens are used up", limits_.tokens));
}

bool WorldEpisode::unreadable(const chat::ParsedCalls& parsed) {
  if (++malformed_ > limits_.malformed) return end(Ending::malformed, parsed.message);
  if (reply_limit() <= 0) return end(Ending::limit, core::format("{} tokens are used up", limits_.tokens));
  // Mistral's templates take no result without a call.
  add(form_ == CallForm::mistral ? chat::Role::user : chat::Role::tool,
      "Error: the calls cannot be read: " + parsed.message);
  return true;
}

bool WorldEpisode::execute(chat::ParsedCalls parsed) {
  if (static_cast<int64_t>(parsed.calls.size()) > limits_.calls) {
    return end(Ending::tool_limit, core::format("{} calls in one reply", parsed.calls.size()));
  }
  RolloutStep& step = out_.steps.back();
  step.calls = std::move(parsed.calls);
  if (form_ == CallForm::mistral) {
    chat::complete_call_ids(step.calls, ids_);
    chat::Message& said = out_.conversation.messages.back();
    said.content = std::move(parsed.text);
    said.tool_calls = step.calls;
  }
  try {
    for (const chat::ToolCall& call : step.calls) {
      env::ToolResult result = out_.world->call(call);
      chat::Message& message = add(chat::Role::tool, result.text);
      message.name = call.name;
      if (form_ == CallForm::mistral) message.tool_call_id = call.id;
      step.results.push_back(std::move(result));
    }
  } catch (const env::bfcl::ServiceFailure& failure) {
    return end(Ending::endpoint, failure.what());
  }
  if (++steps_in_turn_ >= limits_.steps) {
    return end(Ending::tool_limit, core::format("{} replies with calls in turn {}", steps_in_turn_, turn_ + 1));
  }
  return reply_limit() > 0 || end(Ending::limit, core::format("{} tokens are used up", limits_.tokens));
}

}  // namespace

std::vector<Rollout> run_rollouts(const Player& player, std::vector<RolloutTask> tasks, const RolloutOptions& options) {
  EpisodeOptions episode_options = options.episode;
  episode_options.seeds.clear();
  episode_options.calls = options.form;
  episode_options.time_limit_s = options.limits.wall_s;
  std::vector<WorldEpisode> episodes;
  episodes.reserve(tasks.size());
  std::vector<Episode*> pointers;
  for (RolloutTask& task : tasks) {
    episode_options.seeds.push_back(task.seed);
    pointers.push_back(&episodes.emplace_back(std::move(task), options));
  }
  EpisodeRun run = run_episodes(player, pointers, episode_options, options.callbacks);
  std::vector<Rollout> rollouts;
  for (size_t i = 0; i < episodes.size(); ++i) {
    Rollout& rollout = rollouts.emplace_back(episodes[i].take());
    rollout.finished = run.finished[i];
    rollout.ledgers = std::move(run.ledgers[i]);
  }
  return rollouts;
}

}  // namespace rollout
