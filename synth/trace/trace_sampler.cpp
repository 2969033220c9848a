#include "synth/trace/trace_sampler.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "synth/graph/tool_probe.h"
#include "synth/trace/error_round.h"
#include "synth/trace/habits.h"
#include "synth/trace/trace_checks.h"
#include "synth/trace/trace_plan.h"

namespace synth {

// Shares of rounds with wishes that have nothing to do with each other: about things of one kind (more often where the
// target leaves nothing to take up), or about things of any kind.
constexpr double kUnrelated = 0.2;
constexpr double kUnrelatedAfterNothing = 0.6;
constexpr double kFarApart = 0.04;

// One attempt at one round.
class Round {
 public:
  Round(const TraceSampler& sampler, const env::Environment& before, const std::vector<const Trace*>& earlier,
        core::Rng rng)
      : sampler_(sampler),
        round_(earlier.size()),
        rng_(rng),
        inventor_(rng.fork("story")),
        shown_(shown_results(earlier)) {
    world_ = before.clone();
    view_.emplace(world_->state());
  }

  // The calls up to `length`, not yet reduced to what is needed.
  // `plainly`: nothing is looked up that could be had otherwise.
  bool make(const ToolSchema& target, size_t length, bool with_all, bool plainly, std::string& why) {
    const Habit& habit = habit_of(target.name);
    if (!habit.moot_with.empty() && holds(habit.moot_with)) {
      why = "nothing to do: " + std::string(habit.moot_with) + " is there";
      return false;
    }
    // How much of the round leads to the target, and how much goes on from it.
    size_t ahead = plainly ? 1 : length;
    while (ahead > 1 && rng_.chance(0.3)) --ahead;
    Planner planner(sampler_.graph_, sampler_.tools_, sampler_.arguments_, *view_, rng_.fork("plan"));
    std::vector<PlanNode> plan = planner.plan(target, ahead, with_all, why);
    return !plan.empty() && follow(plan, why) && go_on(length);
  }

  std::vector<TracedCall>& calls() { return calls_; }
  size_t target_call() const { return target_call_; }

 private:
  bool holds(std::string_view source) const {
    return std::ranges::any_of(view_->values(), [&](const StateValue& value) { return value.source == source; });
  }

  // Equation 2: of the calls that are legal, the one nearest to the target.
  bool follow(const std::vector<PlanNode>& plan, std::string& why) {
    std::vector<size_t> call_of(plan.size(), SIZE_MAX);
    for (size_t done = 0; done < plan.size(); ++done) {
      std::vector<size_t> nearest;
      for (size_t i = 0; i < plan.size(); ++i) {
        const bool legal = call_of[i] == SIZE_MAX && std::ranges::all_of(plan[i].waits_for, [&](size_t other) {
                             return call_of[other] != SIZE_MAX;
                           });
        if (!legal || (!nearest.empty() && plan[i].distance > plan[nearest[0]].distance)) continue;
        if (!nearest.empty() && plan[i].distance < plan[nearest[0]].distance) nearest.clear();
        nearest.push_back(i);
      }
      if (nearest.empty()) {  // the calls wait for each other
        why = "its prerequisites form a cycle";
        return false;
      }
      const size_t next = rng_.pick(nearest);
      std::vector<ArgumentLink> links;
      for (const PlanLink& link : plan[next].links) {
        links.push_back({link.argument, call_of[link.node], link.field, link.from_argument});
      }
      if (!call(*plan[next].tool, plan[next].serves, links, false, why)) return false;
      call_of[next] = calls_.size() - 1;
    }
    target_call_ = call_of[0];
    return true;
  }

  // Equation 2 once the target was called: any legal tool, weighted.
  bool go_on(size_t length) {
    wanders_ = rng_.chance(calls_.back().origins.empty() ? kUnrelatedAfterNothing : kUnrelated);
    roams_ = rng_.chance(kFarApart);
    std::set<std::string_view> tried;
    while (calls_.size() < length && tried.size() < 10) {
      std::vector<const ToolSchema*> tools;
      std::vector<double> weights;
      for (const ToolSchema& tool : sampler_.tools_) {
        const double weight = tried.contains(tool.name) ? 0 : weight_after(tool);
        if (weight <= 0) continue;
        tools.push_back(&tool);
        weights.push_back(weight);
      }
      if (tools.empty()) break;
      const ToolSchema& tool = *tools[rng_.weighted(weights)];
      std::string ignored;
      if (call(tool, {}, {}, true, ignored)) {
        tried.clear();
      } else {
        tried.insert(tool.name);
      }
    }
    return true;
  }

  double weight_after(const ToolSchema& tool) const {
    const Node* node = sampler_.graph_.find(tool.name);
    const Habit& habit = habit_of(tool.name);
    if (node == nullptr || !node->reached || !node->problem.empty()) return 0;
    if (!habit.moot_with.empty() && holds(habit.moot_with)) return 0;
    double weight = is_related(tool.name) ? 0.03 : roams_ ? 0.02 : 0;
    for (const TracedCall& made : calls_) {
      double best = flow_habit(made.call.name, tool.name, "destination", true);
      for (const Edge* edge : sampler_.graph_.into(tool.name, true)) {
        if (edge->producer != made.call.name || edge->kind == EdgeKind::prerequisite) continue;
        best = std::max(best, flow_habit(edge->producer, tool.name, edge->argument, edge->kind == EdgeKind::state));
      }
      weight += best;
    }
    const bool again = std::ranges::any_of(calls_, [&](const TracedCall& made) { return made.call.name == tool.name; });
    return weight * habit.also * (again ? habit.again : 1) * (node->changes_state ? 1.3 : 1);
  }
  // Is it about the same things as the target?
  bool is_related(const std::string& tool) const {
    return sampler_.groups_.at(tool) == sampler_.groups_.at(calls_[target_call_].call.name);
  }

  bool is_repeated(const chat::ToolCall& call) const {
    return std::ranges::any_of(calls_, [&](const TracedCall& made) {
      return made.call.name == call.name && identical(made.call.arguments, call.arguments);
    });
  }
  // Does it take something up that the round did?
  bool takes_up(const TracedCall& traced) const {
    for (const ArgumentOrigin& origin : traced.origins) {
      if (origin.argument == "access_token") continue;
      if (origin.origin == Origin::output && origin.round == round_) return true;
      const core::Value& value = traced.call.arguments.at(origin.argument);
      if (value.is_string() && std::ranges::any_of(shown_, [&](const Shown& shown) {
            return shown.round == round_ && shown.repeats(value);
          })) {
        return true;
      }
    }
    // Or work where the round went?
    return std::ranges::any_of(calls_, [&](const TracedCall& made) {
      return std::ranges::any_of(sampler_.graph_.into(traced.call.name), [&](const Edge* edge) {
        return edge->producer == made.call.name && edge->kind == EdgeKind::state && edge->argument.empty();
      });
    });
  }
  // Does it move, copy or remove what the round itself made or changed?
  bool touches_own(const TracedCall& traced) const {
    const core::Value* value = traced.call.arguments.find(habit_of(traced.call.name).not_own);
    if (value == nullptr) return false;
    return std::ranges::any_of(shown_, [&](const Shown& shown) {
      if (shown.round != round_ || !sampler_.graph_.find(shown.tool)->changes_state) return false;
      return shown.repeats(*value) ||
             std::ranges::any_of(shown.pieces, [&](const Piece& piece) { return identical(piece.value, *value); });
    });
  }

  bool call(const ToolSchema& tool, std::string_view serves, const std::vector<ArgumentLink>& links, bool is_further,
            std::string& why) {
    why = "call fails: " + tool.name;
    for (size_t i = 0; i < sampler_.options_.retries; ++i) {
      std::string missing;
      auto traced = sampler_.arguments_.draw(tool, {*view_, shown_, round_, serves, links}, inventor_, rng_, missing);
      if (!traced) {
        why = "no way to " + missing + " of " + tool.name;
        continue;
      }
      if (is_repeated(traced->call)) continue;
      if (touches_own(*traced)) {
        why = "undoes itself";
        continue;
      }
      const bool changes = sampler_.graph_.find(tool.name)->changes_state;
      if (is_further && !takes_up(*traced) && !(changes && (wanders_ || roams_))) continue;
      Attempt attempt = attempt_call(tool, *world_, traced->call);
      if (!attempt.useful) continue;
      traced->result = std::move(attempt.result);
      shown_.emplace_back(round_, calls_.size(), *traced);
      calls_.push_back(std::move(*traced));
      world_ = std::move(attempt.after);
      if (changes) view_.emplace(world_->state());
      return true;
    }
    return false;
  }

  const TraceSampler& sampler_;
  size_t round_;
  core::Rng rng_;
  Inventor inventor_;
  std::vector<Shown> shown_;
  std::unique_ptr<env::Environment> world_;
  std::optional<StateView> view_;
  std::vector<TracedCall> calls_;
  size_t target_call_ = 0;
  bool wanders_ = false;
  bool roams_ = false;
};

TraceSampler::TraceSampler(const ApiGraph& graph, const std::vector<ToolSchema>& tools, TraceOptions options)
    : graph_(graph), tools_(tools), options_(std::move(options)), arguments_(graph) {
  for (const Node& node : graph.nodes()) {
    if (schema(node.tool) == nullptr) {
      throw core::data_error(core::format("the graph has a tool '{}' that the world lacks", node.tool));
    }
    if (!node.problem.empty()) problems_[node.tool] = node.problem;
  }
  for (const std::vector<std::string>& cycle : graph.prerequisite_cycles()) {
    for (const std::string& tool : cycle) problems_[tool] = "its prerequisites form a cycle";
  }
  find_groups();
  graph.into("");  // indexes the graph before threads share it
}

// Tools are about the same things where their documents open alike, or where edges connect them.
void TraceSampler::find_groups() {
  std::map<std::string, size_t> by_opening;
  for (const Node& node : graph_.nodes()) {
    const std::string& text = schema(node.tool)->description;
    const size_t end = text.find("Tool description:");
    const std::string opening = end == std::string::npos ? node.tool : text.substr(0, end);
    groups_[node.tool] = by_opening.emplace(opening, by_opening.size()).first->second;
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (const Edge& edge : graph_.edges()) {
      size_t& a = groups_[edge.producer];
      size_t& b = groups_[edge.consumer];
      changed = changed || a != b;
      a = b = std::min(a, b);
    }
  }
}

const ToolSchema* TraceSampler::schema(std::string_view tool) const {
  const auto found = std::ranges::find(tools_, tool, &ToolSchema::name);
  return found == tools_.end() ? nullptr : &*found;
}

std::optional<Trace> TraceSampler::sample(std::string_view target, const env::Environment& world,
                                          const std::vector<const Trace*>& earlier, core::Rng rng,
                                          std::string& why) const {
  const ToolSchema* tool = schema(target);
  if (tool == nullptr || graph_.find(target) == nullptr) {
    why = "unknown tool";
    return std::nullopt;
  }
  if (const auto problem = problems_.find(target); problem != problems_.end()) {
    why = problem->second;
    return std::nullopt;
  }
  const size_t length = rng.weighted(options_.lengths) + 1;
  const bool with_error = rng.chance(options_.error_share);
  for (size_t i = 0; i < options_.attempts; ++i) {
    Round round(*this, world, earlier, rng.fork(i));
    // Where the target itself failed, what the state seemed to have was not enough.
    const bool with_all = why == "call fails: " + tool->name && rng.fork(i).chance(0.5);
    const bool plainly = i + options_.attempts / 3 >= options_.attempts;  // plans have failed often enough
    if (!round.make(*tool, length, with_all, plainly, why)) {
      if (why.starts_with("nothing to do")) break;
      continue;
    }
    Trace trace;
    trace.target = target;
    trace.calls = std::move(round.calls());
    const std::vector<bool> dropped = find_droppable(trace.calls, earlier.size(), world, round.target_call());
    if (!compact(trace.calls, earlier.size(), world, dropped)) {
      why = "does not replay";
      continue;
    }
    // Too short a round is worth another plan, but not for ever.
    if (trace.calls.size() < std::min<size_t>(length, 3) && i + 2 < options_.attempts) {
      why = "too short";
      continue;
    }
    if (undoes_itself(trace.calls, world)) {
      why = "undoes itself";
      continue;
    }
    trace.needs = find_needs(trace.calls, earlier.size(), world);
    if (with_error && insert_error(trace, earlier.size(), world, graph_, rng.fork("error"))) {
      trace.needs = find_needs(trace.calls, earlier.size(), world);
    }
    trace.before = world.clone();
    trace.after = replay(trace.calls, world, std::vector<bool>(trace.calls.size(), false)).after;
    why.clear();
    return trace;
  }
  return std::nullopt;
}

}  // namespace synth
