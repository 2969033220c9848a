#include "synth/graph/api_graph.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <set>

#include "core/error.h"
#include "core/format.h"

namespace synth {

std::string_view edge_kind_name(EdgeKind kind) {
  switch (kind) {
    case EdgeKind::prerequisite:
      return "prerequisite";
    case EdgeKind::data_flow:
      return "data_flow";
    case EdgeKind::state:
      return "state";
  }
  return "";
}

std::string_view role_name(Role role) {
  switch (role) {
    case Role::unknown:
      return "unknown";
    case Role::open:
      return "open";
    case Role::checked:
      return "checked";
    case Role::fresh:
      return "fresh";
  }
  return "";
}

Node& ApiGraph::add_node(std::string tool) {
  linked_ = false;
  const auto found = std::ranges::find(nodes_, tool, &Node::tool);
  if (found != nodes_.end()) return *found;
  nodes_.push_back({std::move(tool), false, false, {}, {}});
  return nodes_.back();
}

void ApiGraph::add(std::vector<Edge>& edges, Edge edge) {
  for (const std::string& end : {edge.producer, edge.consumer}) {
    if (find(end) == nullptr)
      throw core::data_error(core::format("the graph has an edge of '{}', which is no node", end));
  }
  linked_ = false;
  const auto found = std::ranges::find_if(edges, [&](const Edge& other) {
    return other.kind == edge.kind && other.producer == edge.producer && other.consumer == edge.consumer &&
           other.argument == edge.argument && other.field == edge.field && other.from_argument == edge.from_argument;
  });
  if (found != edges.end()) {
    found->witnesses += edge.witnesses;
  } else {
    edges.push_back(std::move(edge));
  }
}

void ApiGraph::add_edge(Edge edge) {
  add(edges_, std::move(edge));
}

void ApiGraph::add_offer(Edge edge) {
  add(offers_, std::move(edge));
}

const Node* ApiGraph::find(std::string_view tool) const {
  const auto found = std::ranges::find(nodes_, tool, &Node::tool);
  return found == nodes_.end() ? nullptr : &*found;
}

const ParamProfile& ApiGraph::profile(std::string_view tool, std::string_view param) const {
  static const ParamProfile kUnknown;
  const Node* node = find(tool);
  if (node == nullptr) return kUnknown;
  const auto found = node->params.find(std::string(param));
  return found == node->params.end() ? kUnknown : found->second;
}

const ApiGraph::Links& ApiGraph::links(std::string_view tool) const {
  static const Links kNone;
  if (!linked_) {
    links_.clear();
    for (const Edge& edge : edges_) {
      links_[edge.consumer].in.push_back(&edge);
      links_[edge.producer].out.push_back(&edge);
    }
    for (const std::vector<Edge>* list : {&edges_, &offers_}) {
      for (const Edge& edge : *list) {
        links_[edge.consumer].in_all.push_back(&edge);
        links_[edge.producer].out_all.push_back(&edge);
      }
    }
    linked_ = true;
  }
  const auto found = links_.find(tool);
  return found == links_.end() ? kNone : found->second;
}

const std::vector<const Edge*>& ApiGraph::into(std::string_view tool, bool with_offers) const {
  const Links& found = links(tool);
  return with_offers ? found.in_all : found.in;
}

const std::vector<const Edge*>& ApiGraph::out_of(std::string_view tool, bool with_offers) const {
  const Links& found = links(tool);
  return with_offers ? found.out_all : found.out;
}

bool ApiGraph::same_domain(std::string_view tool_a, std::string_view param_a, std::string_view tool_b,
                           std::string_view param_b) const {
  if (tool_a == tool_b && param_a == param_b) return true;
  for (const Edge* a : into(tool_a)) {
    if (a->kind != EdgeKind::data_flow || a->argument != param_a) continue;
    for (const Edge* b : into(tool_b)) {
      if (b->kind == EdgeKind::data_flow && b->argument == param_b && b->producer == a->producer &&
          b->field == a->field) {
        return true;
      }
    }
  }
  return false;
}

size_t ApiGraph::distance(std::string_view from, std::string_view to) const {
  std::map<std::string_view, size_t> steps = {{from, 0}};
  std::deque<std::string_view> open = {from};
  while (!open.empty()) {
    const std::string_view here = open.front();
    open.pop_front();
    if (here == to) return steps[here];
    for (const Edge* edge : out_of(here)) {
      if (steps.emplace(edge->consumer, steps[here] + 1).second) open.push_back(edge->consumer);
    }
  }
  return SIZE_MAX;
}

std::vector<std::vector<std::string>> ApiGraph::prerequisite_cycles() const {
  // Few nodes: reachability by search is plain enough.
  std::map<std::string, std::set<std::string>> reach;
  for (const Node& node : nodes_) {
    std::deque<std::string> open = {node.tool};
    while (!open.empty()) {
      const std::string here = open.front();
      open.pop_front();
      for (const Edge* edge : out_of(here)) {
        if (edge->kind == EdgeKind::prerequisite && reach[node.tool].insert(edge->consumer).second) {
          open.push_back(edge->consumer);
        }
      }
    }
  }
  std::vector<std::vector<std::string>> cycles;
  std::set<std::string> done;
  for (const Node& node : nodes_) {
    if (done.contains(node.tool) || !reach[node.tool].contains(node.tool)) continue;
    std::vector<std::string> cycle;
    for (const Node& other : nodes_) {
      if (reach[node.tool].contains(other.tool) && reach[other.tool].contains(node.tool)) cycle.push_back(other.tool);
    }
    done.insert(cycle.begin(), cycle.end());
    cycles.push_back(std::move(cycle));
  }
  return cycles;
}

}  // namespace synth
