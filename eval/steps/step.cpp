#include "eval/steps/step.h"

#include <algorithm>
#include <optional>

#include "chat/call_parser.h"
#include "chat/served_turns.h"
#include "core/error.h"
#include "core/format.h"
#include "core/hash.h"
#include "core/json.h"
#include "eval/reply_parts.h"

namespace eval::steps {
namespace {

using core::Dict;
using core::Value;

struct Trajectory {
  std::string id;
  std::string hash;
  chat::Conversation conversation;
  Dict metadata;
};

Trajectory read_trajectory(const Value& line) {
  Trajectory trajectory;
  trajectory.conversation = chat::conversation_from_json(line);
  const Dict& object = line.as_dict();
  if (const Value* metadata = object.find("metadata"); metadata != nullptr && metadata->is_dict()) {
    trajectory.metadata = metadata->as_dict();
  }
  const Value* id = object.find("id");
  if (id == nullptr) id = trajectory.metadata.find("id");
  if (id == nullptr || !id->is_string()) throw core::data_error("no id", "steps are sampled by the id of a trajectory");
  trajectory.id = id->as_string();
  trajectory.hash = core::sha256_hex(trajectory.id);
  return trajectory;
}

// "rounds": [{"kind": …, "messages": [first, end]}, …]; messages are counted without a system message.
std::string kind_of(const Trajectory& trajectory, size_t message) {
  const Value* rounds = trajectory.metadata.find("rounds");
  if (rounds == nullptr || !rounds->is_list()) return {};
  const auto& messages = trajectory.conversation.messages;
  if (messages.front().role == chat::Role::system) --message;
  for (const Value& round : rounds->as_list()) {
    const Value* kind = round.is_dict() ? round.as_dict().find("kind") : nullptr;
    const Value* range = round.is_dict() ? round.as_dict().find("messages") : nullptr;
    if (kind == nullptr || range == nullptr || range->as_list().size() != 2) continue;
    const auto first = static_cast<size_t>(range->as_list()[0].as_int());
    const auto end = static_cast<size_t>(range->as_list()[1].as_int());
    if (first <= message && message < end) return kind->as_string();
  }
  return {};
}

// Every reply of a trajectory.
std::vector<Step> all_steps(const Trajectory& trajectory) {
  const auto& messages = trajectory.conversation.messages;
  std::vector<chat::Conversation> served = chat::served_turns(trajectory.conversation);
  std::vector<Step> steps;
  for (chat::Conversation& turn : served) {
    Step step;
    const size_t index = turn.messages.size() - 1;
    const chat::Message& reply = messages[index];
    step.id = core::format("{}/{}", trajectory.id, index);
    step.kind = kind_of(trajectory, index);
    if (!reply.tool_calls.empty()) {
      step.in_text = false;
      step.gold = reply.tool_calls;
      step.gold_text = chat::format_hermes_calls(reply.tool_calls);
    } else {
      step.gold_text = split_reply(reply.content).content;
      step.gold = chat::parse_python_calls(step.gold_text).calls;
    }
    turn.messages.pop_back();
    step.asked = std::move(turn);
    steps.push_back(std::move(step));
  }
  // A reply without calls is read as the others.
  const bool in_text = std::ranges::all_of(steps, &Step::in_text);
  for (Step& step : steps) step.in_text = in_text;
  return steps;
}

// One of the steps with or without calls, by hash.
std::optional<Step> choose(const std::vector<Step>& steps, bool calls, const Trajectory& trajectory) {
  std::vector<const Step*> eligible;
  for (const Step& step : steps) {
    if (step.gold.empty() != calls) eligible.push_back(&step);
  }
  if (eligible.empty()) return std::nullopt;
  const uint64_t hash = core::hash64(trajectory.id + (calls ? "/call" : "/text"));
  return *eligible[hash % eligible.size()];
}

}  // namespace

std::vector<Step> draw_steps(const core::fs::path& path, const StepSample& sample) {
  std::vector<Trajectory> trajectories;
  core::for_each_jsonl(path, [&](Value&& line, size_t number) {
    try {
      trajectories.push_back(read_trajectory(line));
    } catch (const core::Error& error) {
      throw core::data_error(core::format("{}:{}: {}", path.string(), number, error.what()), error.hint());
    }
  });
  std::ranges::sort(trajectories, {}, &Trajectory::hash);
  if (sample.trajectories >= 0 && trajectories.size() > static_cast<size_t>(sample.trajectories)) {
    trajectories.resize(static_cast<size_t>(sample.trajectories));
  }
  std::vector<Step> drawn;
  for (const Trajectory& trajectory : trajectories) {
    const std::vector<Step> steps = all_steps(trajectory);
    if (auto step = choose(steps, true, trajectory)) drawn.push_back(std::move(*step));
    const double place = static_cast<double>(core::hash64(trajectory.id) >> 11) * 0x1p-53;
    if (place >= sample.text_share) continue;
    if (auto step = choose(steps, false, trajectory)) drawn.push_back(std::move(*step));
  }
  if (drawn.empty()) {
    throw core::data_error(core::format("{}: no reply of an assistant", path.string()),
                           "give a file that `funreason synth` with source=trajectories wrote");
  }
  return drawn;
}

}  // namespace eval::steps
