#include "synth/graph/tool_probe.h"

#include <algorithm>
#include <set>

#include "synth/trace/inventor.h"

namespace synth {
namespace {

using core::Value;

constexpr size_t kTriesPerWorld = 30;
constexpr size_t kSuccessesPerWorld = 2;
constexpr size_t kSuccesses = 24;  // of one tool that its parameters are learned from
constexpr size_t kNaiveTries = 2;  // per success

std::vector<const StateValue*> of_source(const StateView& view, std::string_view source) {
  std::vector<const StateValue*> found;
  for (const StateValue& value : view.values()) {
    if (value.source == source) found.push_back(&value);
  }
  return found;
}

}  // namespace

Attempt attempt_call(const ToolSchema& tool, const env::Environment& world, const chat::ToolCall& call) {
  Attempt attempt;
  attempt.after = world.clone();
  attempt.result = attempt.after->call(call);
  attempt.useful = tool.succeeded(attempt.result) && !ToolSchema::is_vacuous(attempt.result);
  return attempt;
}

Value visible_state(const env::Environment& world) {
  Value state = world.state();
  if (!state.is_dict()) return state;
  for (auto& [name, attributes] : state.as_dict()) {
    if (attributes.is_dict()) attributes.as_dict().erase("_random");
  }
  return state;
}

ParamWords::ParamWords(const std::vector<ToolSchema>& tools) {
  for (const ToolSchema& tool : tools) {
    for (const SchemaParam& param : tool.params) {
      std::vector<std::string>& words = words_[{param.name, param.type}];
      for (const std::string& word : param.words) {
        if (std::ranges::find(words, word) == words.end()) words.push_back(word);
      }
    }
  }
}

const std::vector<std::string>& ParamWords::of(const SchemaParam& param) const {
  return words_.at({param.name, param.type});
}

std::vector<std::string> ToolProbe::propose_sources(const SchemaParam& param) const {
  std::set<std::string> proposed;
  for (const ProbeWorld& world : worlds_) {
    for (const StateValue& value : world.view.values()) {
      if (proposed.contains(value.source) || value_family(value.value) != type_family(param.type)) continue;
      if (share_word(words_.of(param), content_words(value.source))) proposed.insert(value.source);
    }
  }
  return {proposed.begin(), proposed.end()};
}

std::vector<ToolProbe::Success> ToolProbe::find_successes(const ToolSchema& tool, Node& node) {
  std::vector<Success> successes;
  core::Rng rng = rng_.fork(tool.name);
  for (const ProbeWorld& world : worlds_) {
    size_t found = 0;
    for (size_t i = 0; i < kTriesPerWorld && found < kSuccessesPerWorld; ++i) {
      Inventor inventor(rng.fork(rng.next()));
      chat::ToolCall call{tool.name, {}, {}};
      for (const SchemaParam& param : tool.params) {
        // What may be left out is tried first, or the calls that succeed easily would all lack it.
        if (!param.required && i > kTriesPerWorld / 2 && rng.chance(0.5)) continue;
        const std::vector<std::string>& sources = sources_.at(tool.name + " " + param.name);
        const std::optional<Value> invented = inventor.invent({tool, param, world.view, call.arguments, {}, {}});
        if (!sources.empty() && (!invented || rng.chance(0.5))) {
          const auto values = of_source(world.view, rng.pick(sources));
          if (!values.empty()) call.arguments.set(param.name, values[rng.index(values.size())]->value);
        } else if (invented) {
          call.arguments.set(param.name, *invented);
        } else if (!param.choices.empty()) {
          call.arguments.set(param.name, rng.pick(param.choices));
        } else {
          call.arguments.set(param.name, naive_value(param.type, rng));
        }
      }
      const Attempt attempt = attempt_call(tool, *world.world, call);
      if (!attempt.useful) continue;
      ++found;
      node.reached = true;
      if (!node.changes_state) {
        node.changes_state = !identical(visible_state(*world.world), visible_state(*attempt.after));
      }
      successes.push_back({&world, std::move(call.arguments)});
    }
  }
  // Worlds in which a tool is easy come first; a sample of all is fairer.
  rng.shuffle(successes);
  if (successes.size() > kSuccesses) successes.resize(kSuccesses);
  return successes;
}

bool ToolProbe::repeats_useful(const ToolSchema& tool, const Success& success, const std::string& param,
                               const Value* value) {
  chat::ToolCall call{tool.name, success.arguments, {}};
  if (value == nullptr) {
    call.arguments.erase(param);
  } else {
    call.arguments.set(param, *value);
  }
  return attempt_call(tool, *success.world->world, call).useful;
}

ParamProfile ToolProbe::learn(const ToolSchema& tool, const SchemaParam& param, const std::vector<Success>& successes,
                              ApiGraph& graph) {
  ParamProfile profile;
  core::Rng rng = rng_.fork(tool.name + " " + param.name);
  Trial naive, without;
  std::map<std::string, Trial> by_source;
  for (const Success& success : successes) {
    const Value* used = success.arguments.find(std::string_view(param.name));
    if (used == nullptr) {
      ++without.tried;
      ++without.useful;
      continue;
    }
    ++without.tried;
    without.useful += repeats_useful(tool, success, param.name, nullptr);
    for (size_t i = 0; i < kNaiveTries; ++i) {
      const Value value = naive_value(param.type, rng);
      ++naive.tried;
      naive.useful += repeats_useful(tool, success, param.name, &value);
    }
    for (const std::string& source : sources_.at(tool.name + " " + param.name)) {
      const auto values = of_source(success.world->view, source);
      if (values.empty()) continue;
      const Value& value = values[rng.index(values.size())]->value;
      ++by_source[source].tried;
      by_source[source].useful += repeats_useful(tool, success, param.name, &value);
    }
  }
  if (naive.tried == 0) return profile;
  profile.needed = without.useful == 0;
  bool refuses = false;  // a kind of things that are there
  for (const std::string& source : sources_.at(tool.name + " " + param.name)) {
    const Trial& trial = by_source[source];
    ++graph.dropped["source: proposed"];
    if (trial.useful > 0) {
      profile.sources.push_back(source);
      ++graph.dropped["source: kept"];
    } else {
      ++graph.dropped[trial.tried == 0 ? "source: never there" : "source: refused"];
      refuses = refuses || trial.tried >= 3;
    }
  }
  // A guess that works now and then (a random number below a limit) is no check.
  profile.role = naive.useful == 0 ? Role::checked : refuses ? Role::fresh : Role::open;
  return profile;
}

void ToolProbe::run(ApiGraph& graph) {
  for (const ToolSchema& tool : tools_) {
    for (const SchemaParam& param : tool.params) sources_[tool.name + " " + param.name] = propose_sources(param);
  }
  for (const ToolSchema& tool : tools_) {
    Node& node = graph.add_node(tool.name);
    const std::vector<Success> successes = find_successes(tool, node);
    for (const SchemaParam& param : tool.params) node.params[param.name] = learn(tool, param, successes, graph);
    if (!node.reached) node.problem = "no call of it was seen to succeed";
  }
}

}  // namespace synth
