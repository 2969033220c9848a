// The simulated worlds as fuzz targets. An input is calls in lines; whatever they are, each is answered, a copy of the
// world taken between them stays as it was, and the same calls on it give the same answers.
//   + at the beginning     play in the state with the long context
//   {"name": …, …}         a call as values, as an environment takes it
//   anything else          a call as text, as the benchmark's own evaluation executes it
#include <algorithm>
#include <span>
#include <utility>

#include "core/error.h"
#include "core/json.h"
#include "core/python_text.h"
#include "core/text.h"
#include "fuzz/call_texts.h"
#include "fuzz/target.h"
#include "fuzz/world_state.h"

namespace fuzz {
namespace {

using core::Rng;
using core::Value;
using env::bfcl::World;

constexpr size_t kMostCalls = 16;

struct Play {
  bool long_context = false;
  std::vector<std::string> calls;
};

Play read_play(std::string_view input) {
  Play play;
  play.long_context = input.starts_with('+');
  if (play.long_context) input.remove_prefix(1);
  play.calls = core::split(input, '\n');
  play.calls.resize(std::min(play.calls.size(), kMostCalls));
  return play;
}

// nullopt where it is none.
std::optional<Value> call_as_values(const std::string& text) {
  if (!text.starts_with('{')) return std::nullopt;
  try {
    Value call = core::parse_json(text);
    const Value* name = call.find("name");
    const Value* arguments = call.find("arguments");
    if (name != nullptr && name->is_string() && arguments != nullptr && arguments->is_dict()) return call;
  } catch (const core::Error&) {
    // then it is text
  }
  return std::nullopt;
}

env::bfcl::CallOutcome answer(World& world, const std::string& text) {
  const std::optional<Value> call = call_as_values(text);
  if (!call) return world.execute(text);
  env::bfcl::CallArguments arguments;
  for (const auto& [name, value] : call->at("arguments").as_dict()) {
    arguments.keywords.emplace_back(core::python_str(name), value);
  }
  return world.call(call->at("name").as_string(), std::move(arguments));
}

std::vector<std::string> played(World& world, std::span<const std::string> calls) {
  std::vector<std::string> texts;
  for (const std::string& call : calls) {
    const env::bfcl::CallOutcome outcome = answer(world, call);
    texts.push_back(outcome.text + core::python_repr(outcome.value) + (outcome.raised ? "!" : ""));
  }
  return texts;
}

void run(const WorldState& state, std::string_view input) {
  const Play play = read_play(input);
  World world = play.long_context && state.long_context ? *state.long_context : state.world;
  const std::span<const std::string> calls(play.calls);
  const auto before = calls.first(calls.size() / 2);
  const auto after = calls.subspan(before.size());
  played(world, before);
  World kept = world;
  const std::string kept_text = printed(kept);
  const std::vector<std::string> answers = played(world, after);
  FR_CHECK(printed(kept) == kept_text, "a copy changed with its original");
  const std::vector<std::string> answers_again = played(kept, after);
  FR_CHECK(answers == answers_again, "a copy answers otherwise than its original");
  FR_CHECK(printed(kept) == printed(world), "a copy ends otherwise than its original");
  check_uses(world, kept);
}

std::string random_call(const WorldState& state, const RandomValues& values, Rng& rng) {
  const env::bfcl::Method& method = rng.pick(state.world.simulator(0).methods());
  core::Dict arguments;
  for (const env::bfcl::Parameter& parameter : method.parameters) {
    if (parameter.default_value && rng.chance(0.4)) continue;
    if (rng.chance(0.02)) continue;
    // A default may be an object of the reference's own, which no caller can write.
    const bool is_default = parameter.default_value && !parameter.default_value->is_object() && rng.chance(0.2);
    arguments.set(parameter.name, is_default ? *parameter.default_value : values.value(rng));
  }
  if (rng.chance(0.8)) return python_call(method.name, arguments, values, rng);
  return core::dump_json(core::Dict{{"name", method.name}, {"arguments", std::move(arguments)}});
}

Target world_target(const std::shared_ptr<const WorldState>& state) {
  const auto values = std::make_shared<const RandomValues>(state->examples);
  Vocabulary vocabulary;
  vocabulary.call_a_line = true;
  vocabulary.call = [state, values](Rng& rng) { return random_call(*state, *values, rng); };
  vocabulary.value = [values](Rng& rng) { return python_value(*values, rng); };
  vocabulary.tokens = {"(", ")", ",", "=", "'", "\n", "*", "**", "+", "[", "]", "{", "}", ":", "world."};
  for (const env::bfcl::Method& method : state->world.simulator(0).methods()) {
    vocabulary.tokens.push_back(method.name + "(");
    for (const env::bfcl::Parameter& parameter : method.parameters) vocabulary.tokens.push_back(parameter.name + "=");
  }
  return {state->name, [state](std::string_view input) { run(*state, input); }, std::move(vocabulary)};
}

}  // namespace

std::vector<Target> world_targets() {
  std::vector<Target> targets;
  for (const auto& state : world_states()) targets.push_back(world_target(state));
  return targets;
}

}  // namespace fuzz
