#include "synth/trace/trace_plan.h"

#include <algorithm>

#include "synth/trace/habits.h"

namespace synth {
namespace {

constexpr size_t kMaxNodes = 9;
constexpr double kOffer = 0.6;  // weight of an offer beside an edge
constexpr double kPlace = 0.7;  // weight of a producer that changes where a call works

bool is_linked(const PlanNode& node, std::string_view argument) {
  return std::ranges::any_of(node.links, [&](const PlanLink& link) { return link.argument == argument; });
}

}  // namespace

const ToolSchema* Planner::schema(std::string_view tool) const {
  const auto found = std::ranges::find(tools_, tool, &ToolSchema::name);
  return found == tools_.end() ? nullptr : &*found;
}

bool Planner::is_on_way(size_t node, std::string_view tool) const {
  for (;; node = nodes_[node].consumer) {
    if (nodes_[node].tool->name == tool) return true;
    if (nodes_[node].consumer == node) return false;
  }
}

bool Planner::waits(size_t node, size_t for_node) const {
  return node == for_node ||
         std::ranges::any_of(nodes_[node].waits_for, [&](size_t other) { return waits(other, for_node); });
}

std::optional<size_t> Planner::find_shared(const Edge& edge, size_t consumer) const {
  for (size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].tool->name == edge.producer && !waits(i, consumer)) return i;
  }
  return std::nullopt;
}

size_t Planner::add(const Edge& edge, size_t consumer) {
  const size_t made = nodes_.size();
  PlanNode node;
  node.tool = schema(edge.producer);
  node.consumer = consumer;
  node.serves = edge.argument;
  node.distance = nodes_[consumer].distance + 1;
  nodes_.push_back(std::move(node));
  PlanNode& owner = nodes_[consumer];
  const bool is_place = edge.argument.empty() && edge.kind == EdgeKind::state;
  if (!edge.argument.empty()) owner.links.push_back({edge.argument, made, edge.field, edge.from_argument});
  // What the consumer waits for happens where the consumer works.
  if (is_place) {
    for (const size_t other : owner.waits_for) nodes_[other].waits_for.push_back(made);
    owner.place = made;
  } else if (owner.place) {
    nodes_[made].waits_for.push_back(*owner.place);
  }
  owner.waits_for.push_back(made);
  return made;
}

bool Planner::require(size_t node, std::string& why) {
  const ToolSchema& tool = *nodes_[node].tool;
  for (const SchemaParam& param : tool.params) {
    const bool is_needed = param.required || graph_.profile(tool.name, param.name).needed;
    if (!is_needed || is_linked(nodes_[node], param.name) || !arguments_.is_looked_up(tool, param)) continue;
    if (arguments_.is_held(tool, param, state_)) continue;
    // What has to come first is known by the prerequisites; where there are none, what makes such things will do, or
    // else what changes something that the tool depends on.
    std::vector<const Edge*> first, linked, other;
    for (const Edge* edge : graph_.into(tool.name)) {
      const bool fits = edge->argument == param.name || (edge->kind == EdgeKind::state && edge->argument.empty());
      if (!fits || edge->kind == EdgeKind::prerequisite || is_on_way(node, edge->producer)) continue;
      const Node* producer = graph_.find(edge->producer);
      if (schema(edge->producer) == nullptr || producer == nullptr || !producer->problem.empty()) continue;
      if (!producer->changes_state) continue;  // a look-up makes nothing
      const bool is_prerequisite = std::ranges::any_of(graph_.into(tool.name), [&](const Edge* another) {
        return another->kind == EdgeKind::prerequisite && another->producer == edge->producer;
      });
      (is_prerequisite ? first : edge->argument.empty() ? other : linked).push_back(edge);
    }
    const auto& edges = !first.empty() ? first : !linked.empty() ? linked : other;
    if (edges.empty() || nodes_.size() >= kMaxNodes) {
      why = "no way to " + param.name + " of " + tool.name;
      return false;
    }
    const Edge& edge = *rng_.pick(edges);
    if (const std::optional<size_t> shared = find_shared(edge, node)) {
      if (!edge.argument.empty())
        nodes_[node].links.push_back({edge.argument, *shared, edge.field, edge.from_argument});
      nodes_[node].waits_for.push_back(*shared);
      continue;
    }
    const size_t made = add(edge, node);
    if (!require(made, why)) return false;
  }
  return true;
}

bool Planner::deepen() {
  struct Option {
    const Edge* edge;
    size_t node;
  };
  std::vector<Option> options;
  std::vector<double> weights;
  for (size_t i = 0; i < nodes_.size(); ++i) {
    const ToolSchema& tool = *nodes_[i].tool;
    for (const Edge* edge : graph_.into(tool.name, true)) {
      if (edge->kind == EdgeKind::prerequisite || schema(edge->producer) == nullptr) continue;
      const Node* producer = graph_.find(edge->producer);
      if (!producer->problem.empty() || is_on_way(i, edge->producer)) continue;
      const Habit& habit = habit_of(edge->producer);
      double weight =
          habit.look_up * flow_habit(edge->producer, tool.name, edge->argument, edge->kind == EdgeKind::state);
      if (edge->argument.empty()) {
        if (nodes_[i].place) continue;
        weight *= kPlace;
      } else {
        const SchemaParam* param = tool.param(edge->argument);
        if (param == nullptr || is_linked(nodes_[i], edge->argument)) continue;
        if (!param->required && !graph_.profile(tool.name, param->name).needed) weight *= 0.4;
      }
      const bool is_offer = std::ranges::find(graph_.into(tool.name), edge) == graph_.into(tool.name).end();
      if (is_offer) weight *= kOffer;
      // One way out of several fields of one result: the more fields, the less each.
      const auto same = std::ranges::count_if(graph_.into(tool.name, true), [&](const Edge* other) {
        return other->producer == edge->producer && other->argument == edge->argument;
      });
      weight /= static_cast<double>(same);
      if (weight <= 0) continue;
      options.push_back({edge, i});
      weights.push_back(weight);
    }
  }
  if (options.empty()) return false;
  const Option& option = options[rng_.weighted(weights)];
  const std::vector<PlanNode> before = nodes_;
  // One list serves several arguments; only what is asked a question of its own is called again.
  const ToolSchema& producer = *schema(option.edge->producer);
  const bool is_list = std::ranges::none_of(producer.params, [&](const SchemaParam& param) {
    return param.required && Inventor::knows(producer.name, param.name);
  });
  if (const auto shared = is_list ? find_shared(*option.edge, option.node) : std::nullopt;
      shared && !option.edge->argument.empty()) {
    PlanNode& owner = nodes_[option.node];
    owner.links.push_back({option.edge->argument, *shared, option.edge->field, option.edge->from_argument});
    if (std::ranges::find(owner.waits_for, *shared) == owner.waits_for.end()) owner.waits_for.push_back(*shared);
    return true;
  }
  const size_t made = add(*option.edge, option.node);
  std::string ignored;
  if (require(made, ignored) && nodes_.size() <= kMaxNodes) return true;
  nodes_ = before;
  return false;
}

bool Planner::require_all(size_t node, std::string& why) {
  for (const Edge* edge : graph_.into(nodes_[node].tool->name)) {
    if (edge->kind != EdgeKind::prerequisite || schema(edge->producer) == nullptr) continue;
    const Habit& habit = habit_of(edge->producer);
    const bool is_moot =
        std::ranges::any_of(state_.values(), [&](const StateValue& value) { return value.source == habit.moot_with; });
    if (is_moot || find_shared(*edge, node)) continue;
    if (!require(add(*edge, node), why)) return false;
  }
  return true;
}

std::vector<PlanNode> Planner::plan(const ToolSchema& target, size_t length, bool with_all, std::string& why) {
  nodes_.clear();
  nodes_.push_back({&target, 0, {}, 0, {}, {}, {}});
  if (!require(0, why) || (with_all && !require_all(0, why))) return {};
  for (size_t tries = 0; nodes_.size() < length && tries < 2 * length; ++tries) deepen();
  return nodes_;
}

}  // namespace synth
