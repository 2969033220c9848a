#include "synth/chain/reasoner.h"

#include <algorithm>

#include "core/format.h"
#include "core/python_text.h"
#include "core/text.h"
#include "synth/query/effect.h"

namespace synth::chain {

using core::Value;
using From = ArgumentThought::From;
using How = Need::How;
using Shape = query::Locator::Shape;
using Why = Step::Why;

// One run through the goals. Every function that cannot go on returns false or nullopt, and the attempt ends there.
class Attempt {
 public:
  Attempt(Reasoner& reasoner, env::Environment& world)
      : self_(reasoner), briefing_(reasoner.briefing_), world_(world), goal_step_(briefing_.request.goals.size()) {}

  std::vector<Step> run() {
    for (size_t g = 0; g < briefing_.request.goals.size(); ++g) {
      if (!reach(g)) break;
    }
    return std::move(steps_);
  }

 private:
  struct Found {
    Value value;
    ArgumentThought thought;
  };

  bool reach(size_t g) {
    const Goal& goal = briefing_.request.goals[g];
    const query::Effect* effect = query::effect_by_key(goal.effect);
    if (effect == nullptr || find_tool(briefing_.tools, effect->tool) == nullptr) return false;
    const std::string tool(effect->tool);
    const std::string key = core::format("goal {}", g);

    // More descriptions of the tool than outcomes that ask for it: it takes more than one go.
    const auto wanted =
        std::ranges::count_if(briefing_.request.goals, [&](const Goal& other) { return other.effect == goal.effect; });
    const bool may_try =
        briefing_.hint.empty() ? has_trial(goal) : self_.hinted(tool) > wanted && !tried_.contains(tool);
    const std::string try_key = key + " try";
    const auto tried = [&]() -> std::optional<bool> {
      if (!may_try || self_.choose(try_key, 2) != 0) return std::nullopt;
      tried_[tool] = true;
      if (!call_goal(goal, tool, key, true, {try_key})) return false;
      if (!steps_.back().result.ok) return std::nullopt;
      steps_.back().why = Why::goal;
      goal_step_[g] = steps_.size() - 1;
      return true;
    };
    // A wrong name shows in the right place; what was forgotten shows at once.
    if (!has_trial(goal)) {
      if (const auto done = tried()) return *done;
    }
    if (!go_to_place(goal, key)) return false;
    if (has_trial(goal)) {
      if (const auto done = tried()) return *done;
    }
    if (!call_goal(goal, tool, key, false, {})) return false;
    goal_step_[g] = steps_.size() - 1;
    return steps_.back().result.ok;
  }

  bool go_to_place(const Goal& goal, const std::string& key) {
    size_t folder = 0;
    for (size_t i = 0; i < goal.place.size(); ++i) {
      const Need& need = goal.place[i];
      auto found = resolve(need, "cd", "folder", core::format("{} place {}", key, i));
      if (!found) return false;
      if (need.how == How::described && need.shape == Shape::component) {
        const auto part = folder_of(found->value, folder++);
        if (!part) return false;
        found->value = *part;
      }
      if (need.fresh && !make(found->value, "folder")) return false;
      if (!go(*found)) return false;
    }
    return true;
  }

  static bool has_trial(const Goal& goal) {
    return std::ranges::any_of(goal.needs, [](const Need& need) { return need.tried.has_value(); });
  }

  bool call_goal(const Goal& goal, const std::string& tool, const std::string& key, bool trial,
                 std::vector<std::string> choices) {
    chat::ToolCall call{tool, {}, {}};
    std::vector<ArgumentThought> thoughts;
    for (const Need& need : goal.needs) {
      std::optional<Found> found;
      if (trial && need.tried) {
        found = Found{*need.tried, {need.role, need.noun, From::request, 0, {}}};
      } else {
        found = resolve(need, tool, need.role, key + " " + need.role);
      }
      if (!found) return false;
      if (need.how == How::described && need.shape == Shape::component) found->value = base_name(found->value);
      if (need.tried && !trial && !correct(need, *found)) return false;
      if (need.fresh && !trial && !make(found->value, need.noun == "file" ? "file" : "folder")) return false;
      call.arguments.set(Value(need.role), found->value);
      thoughts.push_back(std::move(found->thought));
    }
    execute(trial ? Why::trial : Why::goal, std::move(call), std::move(thoughts), {}, std::move(choices));
    return trial || steps_.back().result.ok;
  }

  // What the request names does not exist: the right name has to come from a result or from earlier on.
  bool correct(const Need& need, Found& found) {
    found.thought.instead_of = core::python_str(*need.tried);
    if (found.thought.from == From::result) return true;
    for (size_t i = steps_.size(); i-- > 0;) {
      if (!steps_[i].result.ok || !query::holds(steps_[i].result.value, found.value)) continue;
      found.thought.from = From::result;
      found.thought.step = i;
      return true;
    }
    found.thought.from = From::conversation;
    return briefing_.conversation.knows(found.value);
  }

  std::optional<Found> resolve(const Need& need, const std::string& consumer, const std::string& parameter,
                               const std::string& key) {
    ArgumentThought thought{parameter, need.noun, From::request, 0, {}};
    switch (need.how) {
      case How::stated:
        return Found{need.value, thought};
      case How::earlier: {
        const std::vector<Value> seen = briefing_.conversation.latest(need.noun);
        if (seen.empty()) return std::nullopt;
        thought.from = From::conversation;
        const size_t at = self_.choose(key + " which", seen.size());
        thought.choices.push_back(key + " which");
        return Found{seen[at], thought};
      }
      case How::result: {
        const size_t step = goal_step_[need.goal];
        if (step >= steps_.size() || !steps_[step].result.value.is_dict()) return std::nullopt;
        for (const auto& [field, value] : steps_[step].result.value.as_dict()) {
          if (query::noun_of_field(core::python_str(field)) != need.noun) continue;
          thought.from = From::result;
          thought.step = step;
          return Found{value, thought};
        }
        return std::nullopt;
      }
      case How::described:
        return find_out(need, consumer, parameter, key, std::move(thought));
    }
    return std::nullopt;
  }

  // Asks a tool whose result tells the thing and that the described parts suffice for.
  std::optional<Found> find_out(const Need& need, const std::string& consumer, const std::string& parameter,
                                const std::string& key, ArgumentThought thought) {
    struct Way {
      const Feed* feed;
      int score;
    };
    std::vector<Way> ways;
    for (const Feed* feed : briefing_.knowledge.producers(consumer, parameter)) {
      const chat::ToolSpec* tool = find_tool(briefing_.tools, feed->producer);
      if (tool == nullptr) continue;
      const Parameters parameters = parameters_of(*tool);
      const bool fits = std::ranges::all_of(need.parts, [&](const Need& part) { return parameters.has(part.role); });
      const bool suffices = std::ranges::all_of(parameters.required, [&](const std::string& name) {
        return std::ranges::any_of(need.parts, [&](const Need& part) { return part.role == name; });
      });
      if (fits && suffices) ways.push_back({feed, std::min(self_.hinted(feed->producer), 1)});
    }
    if (ways.empty()) return std::nullopt;
    core::Rng order = self_.rng_.fork(key);
    order.shuffle(ways);
    std::ranges::stable_sort(ways, [](const Way& a, const Way& b) { return a.score > b.score; });
    const std::string choice = key + " way";
    const Feed& feed = *ways[self_.choose(choice, ways.size())].feed;
    thought.choices.push_back(choice);

    chat::ToolCall call{feed.producer, {}, {}};
    std::vector<ArgumentThought> thoughts;
    for (const Need& part : need.parts) {
      auto found = resolve(part, feed.producer, part.role, key + " " + part.role);
      if (!found) return std::nullopt;
      call.arguments.set(Value(part.role), found->value);
      thoughts.push_back(std::move(found->thought));
    }
    const auto known = things_.find(need.thing);
    const size_t step = known == things_.end() ? steps_.size() : known->second;
    if (known == things_.end()) {
      things_[need.thing] = step;
      const query::Effect* effect = query::find_effect(feed.producer);
      const bool login = effect != nullptr && effect->kind == query::EffectKind::login;
      execute(login ? Why::login : Why::detail, std::move(call), std::move(thoughts), need.noun, {choice});
    }
    const Step& asked = steps_[step];
    if (!asked.result.ok) return std::nullopt;
    const auto value = query::read_at(asked.result.value, {need.shape, feed.field, need.part, need.pick});
    if (!value) return std::nullopt;
    thought.from = From::result;
    thought.step = step;
    return Found{*value, std::move(thought)};
  }

  bool make(const Value& name, std::string_view kind) {
    const bool file = kind == "file";
    chat::ToolCall call{file ? "touch" : "mkdir", {}, {}};
    const std::string role = file ? "file_name" : "dir_name";
    if (find_tool(briefing_.tools, call.name) == nullptr) return false;
    call.arguments.set(Value(role), name);
    execute(Why::make, std::move(call), {{role, std::string(kind), From::request, 0, {}}}, {}, {});
    return steps_.back().result.ok;
  }
  bool go(Found& found) {
    if (find_tool(briefing_.tools, "cd") == nullptr) return false;
    chat::ToolCall call{"cd", {}, {}};
    call.arguments.set(Value("folder"), found.value);
    execute(Why::place, std::move(call), {std::move(found.thought)}, {}, {});
    return steps_.back().result.ok;
  }
  void execute(Why why, chat::ToolCall call, std::vector<ArgumentThought> thoughts, std::string serves,
               std::vector<std::string> choices) {
    env::ToolResult result = world_.call(call);
    steps_.push_back(
        {why, std::move(call), std::move(result), std::move(thoughts), std::move(serves), std::move(choices)});
  }

  static std::vector<std::string> components(const Value& path) {
    std::vector<std::string> parts;
    for (std::string& part : core::split(core::python_str(path), '/')) {
      if (!part.empty() && part != ".") parts.push_back(std::move(part));
    }
    return parts;
  }
  static Value base_name(const Value& path) {
    const auto parts = components(path);
    return parts.empty() ? path : Value(parts.back());
  }
  static std::optional<Value> folder_of(const Value& path, size_t depth) {
    const auto parts = components(path);
    if (depth >= parts.size()) return std::nullopt;
    return Value(parts[depth]);
  }

  Reasoner& self_;
  const Briefing& briefing_;
  env::Environment& world_;
  std::vector<Step> steps_;
  std::vector<size_t> goal_step_;
  std::map<std::string, bool> tried_;
  std::map<size_t, size_t> things_;  // thing -> the step that told it
};

std::vector<Step> Reasoner::attempt(env::Environment& world) {
  options_.clear();
  last_ = Attempt(*this, world).run();
  return last_;
}

bool Reasoner::take(const Feedback& feedback) {
  const auto bump = [&](const std::string& key) {
    const auto found = options_.find(key);
    if (found == options_.end() || chosen_[key] + 1 >= found->second) return false;
    ++chosen_[key];
    return true;
  };
  if (feedback.step < last_.size()) {
    const Step& step = last_[feedback.step];
    for (const ArgumentThought& argument : step.arguments) {
      if (argument.name != feedback.argument) continue;
      if (std::ranges::any_of(argument.choices, bump)) return true;
    }
    if (std::ranges::any_of(step.choices, bump)) return true;
    for (const ArgumentThought& argument : step.arguments) {
      if (std::ranges::any_of(argument.choices, bump)) return true;
    }
  }
  // The place itself leaves no choice: something before it must have been read wrongly.
  return std::ranges::any_of(options_, [&](const auto& decision) { return bump(decision.first); });
}

size_t Reasoner::choose(const std::string& key, size_t options) {
  options_[key] = options;
  const auto found = chosen_.find(key);
  return found == chosen_.end() ? 0 : std::min(found->second, options - 1);
}

int Reasoner::hinted(std::string_view tool) const {
  const chat::ToolSpec* spec = find_tool(briefing_.tools, tool);
  if (spec == nullptr || briefing_.hint.empty()) return 0;
  const std::string line = "\n- " + spec->description();
  int count = 0;
  for (size_t at = briefing_.hint.find(line); at != std::string::npos; at = briefing_.hint.find(line, at + 1)) {
    const size_t end = at + line.size();
    if (end == briefing_.hint.size() || briefing_.hint[end] == '\n') ++count;
  }
  return count;
}

std::string_view category_name(Feedback::Category category) {
  switch (category) {
    case Feedback::Category::wrong_tool:
      return "wrong tool";
    case Feedback::Category::missing_step:
      return "missing step";
    case Feedback::Category::wrong_key:
      return "wrong key";
    case Feedback::Category::wrong_literal:
      return "wrong literal";
    case Feedback::Category::order:
      return "order";
  }
  return "";
}

std::string Feedback::text() const {
  std::string out = core::format("{} at call {}", category_name(category), step + 1);
  if (!argument.empty()) out += ", argument " + argument;
  return out;
}

}  // namespace synth::chain
