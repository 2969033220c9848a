// The API graph: what execution shows of both worlds' tools, and graphs that are broken.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/error.h"
#include "core/json.h"
#include "phase1_fixtures.h"
#include "synth/graph/graph_drawing.h"
#include "synth/graph/value_path.h"

namespace {

using synth::ApiGraph;
using synth::Edge;
using synth::EdgeKind;

#define NEEDS_DATA() \
  if (!fixtures::has_data()) GTEST_SKIP() << "benchmark data missing: run scripts/setup"

bool has_edge(const ApiGraph& graph, EdgeKind kind, std::string_view producer, std::string_view consumer,
              std::string_view argument = {}) {
  return std::ranges::any_of(graph.edges(), [&](const Edge& edge) {
    return edge.kind == kind && edge.producer == producer && edge.consumer == consumer && edge.argument == argument;
  });
}

TEST(Graph, EveryToolOfBothWorldsIsReached) {
  NEEDS_DATA();
  ASSERT_EQ(fixtures::graph().nodes().size(), 36U);
  for (const synth::Node& node : fixtures::graph().nodes()) {
    EXPECT_TRUE(node.reached) << node.tool;
    EXPECT_EQ(node.problem, "") << node.tool;
  }
}

TEST(Graph, ExecutionShowsTheRelationsThatPeopleKnow) {
  NEEDS_DATA();
  const ApiGraph& graph = fixtures::graph();
  EXPECT_TRUE(has_edge(graph, EdgeKind::prerequisite, "authenticate_travel", "set_budget_limit"));
  EXPECT_TRUE(has_edge(graph, EdgeKind::prerequisite, "book_flight", "cancel_booking"));
  EXPECT_TRUE(has_edge(graph, EdgeKind::data_flow, "register_credit_card", "book_flight", "card_id"));
  EXPECT_TRUE(has_edge(graph, EdgeKind::data_flow, "authenticate_travel", "book_flight", "access_token"));
  EXPECT_TRUE(has_edge(graph, EdgeKind::data_flow, "get_nearest_airport_by_city", "get_flight_cost", "travel_from"));
  EXPECT_TRUE(has_edge(graph, EdgeKind::data_flow, "ls", "cat", "file_name"));
  EXPECT_TRUE(has_edge(graph, EdgeKind::state, "touch", "echo", "file_name"));
  EXPECT_TRUE(has_edge(graph, EdgeKind::state, "mkdir", "cd", "folder"));
  EXPECT_TRUE(has_edge(graph, EdgeKind::state, "cd", "grep"));
  // What shares words and types, but nothing else.
  EXPECT_FALSE(has_edge(graph, EdgeKind::data_flow, "list_all_airports", "cat", "file_name"));
  EXPECT_FALSE(has_edge(graph, EdgeKind::state, "book_flight", "cancel_booking", "access_token"));
  EXPECT_EQ(graph.profile("touch", "file_name").role, synth::Role::fresh);
  EXPECT_EQ(graph.profile("cat", "file_name").role, synth::Role::checked);
  EXPECT_EQ(graph.profile("echo", "content").role, synth::Role::open);
}

TEST(Graph, EveryProposalIsCounted) {
  NEEDS_DATA();
  const auto& counts = fixtures::graph().dropped;
  for (const std::string kind : {"data_flow", "state", "prerequisite"}) {
    size_t proposed = 0, decided = 0;
    for (const auto& [reason, count] : counts) {
      if (!reason.starts_with(kind + ":")) continue;
      (reason == kind + ": proposed" ? proposed : decided) += count;
    }
    EXPECT_GT(proposed, 0U) << kind;
    EXPECT_EQ(proposed, decided) << kind;
  }
}

// Each kept data-flow edge once more, in worlds that the builder never saw.
TEST(Graph, KeptEdgesHoldInOtherWorlds) {
  NEEDS_DATA();
  const ApiGraph other = synth::build_graph(fixtures::schemas(), fixtures::worlds(99, 24), {});
  size_t shared = 0, total = 0;
  for (const Edge& edge : fixtures::graph().edges()) {
    if (edge.kind == EdgeKind::prerequisite) continue;
    ++total;
    shared += has_edge(other, edge.kind, edge.producer, edge.consumer, edge.argument);
  }
  EXPECT_GT(static_cast<double>(shared), 0.9 * static_cast<double>(total));
}

TEST(Graph, TheSameWorldsGiveTheSameGraph) {
  NEEDS_DATA();
  const auto text = [](const ApiGraph& graph) { return core::dump_json(graph.to_json()); };
  const ApiGraph again = synth::build_graph(fixtures::schemas(), fixtures::worlds(7, 24), {});
  EXPECT_EQ(text(again), text(fixtures::graph()));
  EXPECT_EQ(text(ApiGraph::from_json(core::parse_json(text(again)))), text(again));
}

TEST(Graph, AnEdgeOfAnUnknownToolIsAnError) {
  ApiGraph graph;
  graph.add_node("a");
  EXPECT_THROW(graph.add_edge({EdgeKind::state, "a", "b", {}, {}, {}, 1}), core::Error);
  EXPECT_THROW(ApiGraph::from_json(core::parse_json(R"({"nodes": [{"tool": "a", "params": {}}], "edges": [
    {"kind": "friendship", "producer": "a", "consumer": "a"}], "offers": [], "dropped": {}})")),
               core::Error);
  EXPECT_THROW(synth::build_graph({}, {}, {}), core::Error);
}

TEST(Graph, AFileThatIsNoGraphIsNamed) {
  const core::fs::path path = core::fs::path(testing::TempDir()) / "no.graph.json";
  for (const char* text : {"{\"nodes\": 5}", "{}", "[]", R"({"nodes": [{"tool": "a"}]})", "not even JSON"}) {
    core::write_file_atomic(path, text);
    try {
      ApiGraph::load(path);
      ADD_FAILURE() << text;
    } catch (const core::Error& error) {
      EXPECT_EQ(error.kind(), core::ErrorKind::data) << text;
      EXPECT_NE(std::string(error.what()).find("no.graph.json"), std::string::npos) << error.what();
    }
  }
}

TEST(Graph, CyclesOfPrerequisitesAreNamed) {
  ApiGraph graph;
  for (const char* tool : {"a", "b", "c"}) graph.add_node(tool);
  graph.add_edge({EdgeKind::prerequisite, "a", "b", {}, {}, {}, 2});
  graph.add_edge({EdgeKind::prerequisite, "b", "a", {}, {}, {}, 2});
  graph.add_edge({EdgeKind::prerequisite, "a", "c", {}, {}, {}, 2});
  EXPECT_EQ(synth::mark_cycles(graph), 2U);
  EXPECT_EQ(graph.find("a")->problem, "its prerequisites form a cycle: a, b");
  EXPECT_EQ(graph.find("c")->problem, "");
}

TEST(Graph, DrawsEachToolOnce) {
  NEEDS_DATA();
  const std::string dot = synth::to_dot(fixtures::graph());
  for (const synth::Node& node : fixtures::graph().nodes()) {
    EXPECT_NE(dot.find("\"" + node.tool + "\";"), std::string::npos) << node.tool;
  }
}

TEST(ValuePath, FindsEveryPieceAgain) {
  const core::Value result = core::parse_json(
      R"({"matches": ["./a b/c", "./d.txt"], "list": {"x-1": {"n": 1}, "y": {"n": 2.5}}, "ok": true, "a key": "v"})");
  const auto pieces = synth::pieces_of(result);
  EXPECT_GE(pieces.size(), 9U);
  for (const synth::Piece& piece : pieces) {
    const auto found = synth::value_at(result, piece.path);
    ASSERT_TRUE(found) << piece.path;
    EXPECT_TRUE(core::identical(*found, piece.value)) << piece.path;
  }
  EXPECT_FALSE(synth::value_at(result, "matches[7]"));
  EXPECT_FALSE(synth::value_at(result, "nothing.here"));
}

}  // namespace
