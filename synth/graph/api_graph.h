// The API relation graph: tools and what execution showed about them. An edge says that the consumer failed without
// the producer and succeeded with it. Beside the edges stand offers, relations that work but that nobody needs (a
// price that may become a limit), and what each parameter accepts. Made by GraphBuilder; knows no world.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.h"

namespace synth {

enum class EdgeKind {
  prerequisite,  // no call of the consumer succeeds before the producer ran (in states such as those tried)
  data_flow,     // the consumer's argument has to be a value that the producer's result shows
  state,         // a call of the consumer fails, and the same call succeeds once the producer changed the state
};
std::string_view edge_kind_name(EdgeKind kind);

struct Edge {
  EdgeKind kind = EdgeKind::state;
  std::string producer;
  std::string consumer;
  std::string argument;       // of the consumer; empty: the call as a whole
  std::string field;          // data_flow: pattern of the place in the producer's result (value_path.h)
  std::string from_argument;  // state: the producer's argument that the consumer's has to equal; may be empty
  size_t witnesses = 0;       // runs that showed it
};

// What a parameter accepts, as execution showed.
enum class Role {
  unknown,  // no call was seen to succeed
  open,     // invented values do
  checked,  // invented values fail: it has to name something
  fresh,    // it has to be new: the same value does not do twice
};
std::string_view role_name(Role role);

struct ParamProfile {
  Role role = Role::unknown;
  bool needed = false;               // calls without it fail
  std::vector<std::string> sources;  // kinds of places of the state where good values stood (StateValue::source)
};

struct Node {
  std::string tool;
  bool reached = false;        // a call succeeded
  bool changes_state = false;  // a call changed the state
  std::string problem;         // why it cannot be a target; empty where it can
  std::map<std::string, ParamProfile> params;
};

class ApiGraph {
 public:
  ApiGraph() = default;

  Node& add_node(std::string tool);
  // Adds its witnesses where the edge is there. Both ends have to be nodes, or core::Error(data).
  void add_edge(Edge edge);
  void add_offer(Edge edge);

  const std::vector<Node>& nodes() const { return nodes_; }
  std::vector<Node>& nodes() { return nodes_; }
  const std::vector<Edge>& edges() const { return edges_; }
  const std::vector<Edge>& offers() const { return offers_; }
  const Node* find(std::string_view tool) const;
  // Of an unknown tool or parameter: Role::unknown.
  const ParamProfile& profile(std::string_view tool, std::string_view param) const;

  // Edges, and on demand offers, into or out of a tool; indexed, in the order in which they were added.
  const std::vector<const Edge*>& into(std::string_view tool, bool with_offers = false) const;
  const std::vector<const Edge*>& out_of(std::string_view tool, bool with_offers = false) const;
  // Could one value go into both arguments? So it is where one field of one producer feeds both.
  bool same_domain(std::string_view tool_a, std::string_view param_a, std::string_view tool_b,
                   std::string_view param_b) const;
  // Length of the shortest directed path; SIZE_MAX where there is none.
  size_t distance(std::string_view from, std::string_view to) const;
  // Groups of tools that are, by prerequisites alone, each before the other; tools sorted, in node order.
  std::vector<std::vector<std::string>> prerequisite_cycles() const;

  // Counts of what the builder proposed and dropped, by reason.
  std::map<std::string, size_t> dropped;

  core::Value to_json() const;
  // Throws core::Error(data) naming the place.
  static ApiGraph from_json(const core::Value& json);
  void save(const std::filesystem::path& path) const;
  static ApiGraph load(const std::filesystem::path& path);

 private:
  struct Links {
    std::vector<const Edge*> in, out, in_all, out_all;
  };
  const Links& links(std::string_view tool) const;
  void add(std::vector<Edge>& edges, Edge edge);

  std::vector<Node> nodes_;
  std::vector<Edge> edges_;
  std::vector<Edge> offers_;
  // Derived on first use after a change; a graph that threads share is asked once before they start.
  mutable std::map<std::string, Links, std::less<>> links_;
  mutable bool linked_ = false;
};

}  // namespace synth
