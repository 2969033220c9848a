// What settings do to a set of trajectories: shares of rounds, targets that cannot be, values that make no sense.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>

#include "core/error.h"
#include "synth/graph/api_graph.h"
#include "synth/trajectory/trajectory_run.h"
#include "tests/synth/trajectory_fixtures.h"
#include "tests/test_scale.h"

namespace synth {
namespace {

namespace fs = std::filesystem;
using core::Value;
using fixtures::lines_of;

class TrajectorySettings : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() / ("settings_" + std::string(info->name()) + std::to_string(getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path folder_;
};

TEST_F(TrajectorySettings, BadSettingsAreUsageErrors) {
  const auto kind_of = [&](auto change) {
    SynthConfig config = fixtures::trajectory_config(folder_ / "x.jsonl", 5);
    change(config);
    try {
      run_trajectories(config);
    } catch (const core::Error& error) {
      return error.kind();
    }
    ADD_FAILURE() << "no error";
    return core::ErrorKind::internal;
  };
  using core::ErrorKind;
  EXPECT_EQ(kind_of([](SynthConfig& c) { c.format = "csv"; }), ErrorKind::usage);
  EXPECT_EQ(kind_of([](SynthConfig& c) { c.count = 0; }), ErrorKind::usage);
  EXPECT_EQ(kind_of([](SynthConfig& c) { c.trajectories.mode = "sideways"; }), ErrorKind::usage);
  EXPECT_EQ(kind_of([](SynthConfig& c) { c.trajectories.thoughts = "loud"; }), ErrorKind::usage);
  EXPECT_EQ(kind_of([](SynthConfig& c) { c.trajectories.tool_text = "long"; }), ErrorKind::usage);
  EXPECT_EQ(kind_of([](SynthConfig& c) { c.trajectories.min_rounds = 0; }), ErrorKind::usage);
  EXPECT_EQ(kind_of([](SynthConfig& c) { c.trajectories.turns = {0, 0, 0, 0, 0}; }), ErrorKind::usage);
  EXPECT_EQ(kind_of([](SynthConfig& c) { c.trajectories.worlds = {0, 0, 0}; }), ErrorKind::usage);
  EXPECT_EQ(kind_of([](SynthConfig& c) { c.trajectories.graph = "/nowhere/graph.json"; }), ErrorKind::environment);
  // A window that no conversation fits into ends by itself.
  EXPECT_EQ(kind_of([](SynthConfig& c) { c.trajectories.max_tokens = 60; }), ErrorKind::usage);
}

// A graph with a cycle and with a tool that was never reached: both are named in the report, the rest goes on.
TEST_F(TrajectorySettings, TargetsThatCannotBeAreNamedAndLeftOut) {
  ApiGraph graph = ApiGraph::load(fixtures::graph_file());
  graph.add_edge({EdgeKind::prerequisite, "cancel_booking", "book_flight", {}, {}, {}, 2});
  graph.add_edge({EdgeKind::prerequisite, "book_flight", "cancel_booking", {}, {}, {}, 2});
  graph.add_node("tail").problem = "no call of it was seen to succeed";
  SynthConfig config = fixtures::trajectory_config(folder_ / "cyclic.jsonl", 12);
  config.trajectories.graph = (folder_ / "cyclic.graph.json").string();
  graph.save(config.trajectories.graph);
  const TrajectoryReport report = run_trajectories(config);
  EXPECT_EQ(report.written, 12);
  ASSERT_EQ(report.not_targets.size(), 3U);
  EXPECT_NE(report.not_targets.at("book_flight").find("form a cycle"), std::string::npos);
  EXPECT_NE(report.to_text().find("no target: tail: no call of it was seen to succeed"), std::string::npos);
  for (const Value& line : lines_of(config.output)) {
    for (const Value& round : line.at("metadata").at("rounds").as_list()) {
      EXPECT_FALSE(report.not_targets.contains(round.get_string("target")));
    }
  }
  // Where nothing is left there is nothing to do.
  for (Node& node : graph.nodes()) node.problem = "no call of it was seen to succeed";
  graph.save(config.trajectories.graph);
  try {
    run_trajectories(config);
    ADD_FAILURE() << "no error";
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::data);
    EXPECT_NE(std::string(error.what()).find("GorillaFileSystem"), std::string::npos) << error.what();
  }
}

// Rounds of a kind that is hard to make, or that takes more room than others, come as often as was asked for.
TEST_F(TrajectorySettings, KindsOfRoundsComeInTheirShares) {
  SynthConfig config = fixtures::trajectory_config(folder_ / "k.jsonl", 160 / ::test::kScale);
  const TurnShares shares = {
      .plain = 0.3, .missing_function = 0.15, .missing_parameter = 0.15, .irrelevance = 0.15, .error_recovery = 0.25};
  config.trajectories.turns = shares;
  run_trajectories(config);
  std::map<std::string, double> kinds;
  double rounds = 0;
  for (const Value& line : lines_of(config.output)) {
    for (const Value& round : line.at("metadata").at("rounds").as_list()) {
      ++kinds[round.get_string("kind")];
      ++rounds;
    }
  }
  const auto check = [&](const std::string& kind, double share) {
    const double deviation = std::sqrt(rounds * share * (1 - share));
    EXPECT_NEAR(kinds[kind], rounds * share, 2.6 * deviation) << kind << " of " << rounds << " rounds";
  };
  check("plain", shares.plain);
  check("missing_function", shares.missing_function);
  check("missing_parameter", shares.missing_parameter);
  check("irrelevance", shares.irrelevance);
  check("error_recovery", shares.error_recovery);
}

}  // namespace
}  // namespace synth
