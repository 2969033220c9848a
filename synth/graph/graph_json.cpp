// The graph as a file: readable, and loaded again exactly.
#include <array>

#include "core/error.h"
#include "core/files.h"
#include "core/format.h"
#include "core/json.h"
#include "synth/graph/api_graph.h"

namespace synth {
namespace {

using core::Dict;
using core::List;
using core::Value;

constexpr auto kKinds = std::to_array({EdgeKind::prerequisite, EdgeKind::data_flow, EdgeKind::state});
constexpr auto kRoles = std::to_array({Role::unknown, Role::open, Role::checked, Role::fresh});

template <class T, size_t N>
T parse_name(const std::array<T, N>& all, std::string_view (*name_of)(T), std::string_view what,
             std::string_view name) {
  for (const T item : all) {
    if (name_of(item) == name) return item;
  }
  throw core::data_error(core::format("'{}' is no {}", name, what));
}

Dict edge_json(const Edge& edge) {
  Dict json = {{"kind", edge_kind_name(edge.kind)}, {"producer", edge.producer}, {"consumer", edge.consumer}};
  if (!edge.argument.empty()) json["argument"] = edge.argument;
  if (!edge.field.empty()) json["field"] = edge.field;
  if (!edge.from_argument.empty()) json["from_argument"] = edge.from_argument;
  json["witnesses"] = edge.witnesses;
  return json;
}

Edge read_edge(const Value& json) {
  Edge edge;
  edge.kind = parse_name(kKinds, edge_kind_name, "kind of edge", json.at("kind").as_string());
  edge.producer = json.at("producer").as_string();
  edge.consumer = json.at("consumer").as_string();
  edge.argument = json.get_string("argument");
  edge.field = json.get_string("field");
  edge.from_argument = json.get_string("from_argument");
  edge.witnesses = static_cast<size_t>(json.get_int("witnesses", 0));
  return edge;
}

Dict node_json(const Node& node) {
  Dict params;
  for (const auto& [name, profile] : node.params) {
    List sources;
    for (const std::string& source : profile.sources) sources.emplace_back(source);
    params.set(name,
               Dict{{"role", role_name(profile.role)}, {"needed", profile.needed}, {"sources", std::move(sources)}});
  }
  Dict json = {{"tool", node.tool}, {"reached", node.reached}, {"changes_state", node.changes_state}};
  if (!node.problem.empty()) json["problem"] = node.problem;
  json["params"] = std::move(params);
  return json;
}

void read_node(const Value& json, ApiGraph& graph) {
  Node& node = graph.add_node(json.at("tool").as_string());
  node.reached = json.get_bool("reached", false);
  node.changes_state = json.get_bool("changes_state", false);
  node.problem = json.get_string("problem");
  for (const auto& [name, item] : json.at("params").as_dict()) {
    ParamProfile& profile = node.params[name.as_string()];
    profile.role = parse_name(kRoles, role_name, "role", item.at("role").as_string());
    profile.needed = item.get_bool("needed", false);
    for (const Value& source : item.at("sources").as_list()) profile.sources.push_back(source.as_string());
  }
}

}  // namespace

Value ApiGraph::to_json() const {
  List nodes, edges, offers;
  for (const Node& node : nodes_) nodes.emplace_back(node_json(node));
  for (const Edge& edge : edges_) edges.emplace_back(edge_json(edge));
  for (const Edge& edge : offers_) offers.emplace_back(edge_json(edge));
  Dict counts;
  for (const auto& [reason, count] : dropped) counts.set(reason, count);
  return Dict{{"nodes", std::move(nodes)},
              {"edges", std::move(edges)},
              {"offers", std::move(offers)},
              {"dropped", std::move(counts)}};
}

ApiGraph ApiGraph::from_json(const Value& json) {
  ApiGraph graph;
  for (const Value& node : json.at("nodes").as_list()) read_node(node, graph);
  for (const Value& edge : json.at("edges").as_list()) graph.add_edge(read_edge(edge));
  for (const Value& edge : json.at("offers").as_list()) graph.add_offer(read_edge(edge));
  for (const auto& [reason, count] : json.at("dropped").as_dict()) {
    graph.dropped[reason.as_string()] = static_cast<size_t>(count.as_int());
  }
  return graph;
}

void ApiGraph::save(const std::filesystem::path& path) const {
  core::JsonStyle style;
  style.indent = 1;
  core::write_file_atomic(path, core::dump_json(to_json(), style) + "\n");
}

ApiGraph ApiGraph::load(const std::filesystem::path& path) {
  const Value json = core::read_json_file(path);
  try {
    return from_json(json);
  } catch (const core::Error& error) {
    throw core::data_error(core::format("{}: no API graph: {}", path.string(), error.what()),
                           "leave trajectories.graph empty to build one");
  }
}

}  // namespace synth
