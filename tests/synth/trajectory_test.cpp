// Trajectories as `run_trajectories` writes them: replay, what is withheld, thoughts, threads, resuming, forms.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "chat/call_parser.h"
#include "chat/message.h"
#include "core/config.h"
#include "core/files.h"
#include "core/json.h"
#include "synth/chain/thoughts.h"
#include "synth/query/surface.h"
#include "synth/trajectory/replay.h"
#include "synth/trajectory/trajectory_json.h"
#include "synth/trajectory/trajectory_run.h"
#include "synth/trajectory/unserved.h"
#include "tests/synth/hand_trace.h"
#include "tests/synth/trajectory_fixtures.h"
#include "tests/test_scale.h"

namespace synth {
namespace {

namespace fs = std::filesystem;
using core::Value;
using fixtures::lines_of;

constexpr size_t kSet = 300 / ::test::kScale;

class Trajectories : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() / ("trajectories_" + std::string(info->name()) + std::to_string(getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  // The set that most tests look at.
  const std::vector<Value>& made() {
    static const std::vector<Value> kLines = [] {
      const fs::path file = fs::temp_directory_path() / ("trajectories_set_" + std::to_string(getpid()) + ".jsonl");
      run_trajectories(fixtures::trajectory_config(file, kSet));
      std::vector<Value> lines = lines_of(file);
      for (const char* end : {"", ".report.json", ".report.html"}) fs::remove(file.string() + end);
      return lines;
    }();
    return kLines;
  }

  fs::path folder_;
};

// What a reader who has nothing but the line can do: build the state, call the calls, compare the results.
TEST_F(Trajectories, ReplayFromTheirInitialState) {
  ASSERT_EQ(made().size(), kSet);
  size_t results = 0;
  for (const Value& line : made()) {
    const Value& meta = line.at("metadata");
    Scenario scenario;
    for (const Value& name : meta.at("classes").as_list()) scenario.classes.push_back(name.as_string());
    scenario.initial_config = meta.at("initial_config").as_dict();
    const auto world = build_world(scenario, test::tools_of(scenario.classes));
    std::map<std::string, chat::ToolCall> open;
    for (const chat::Message& message : chat::conversation_from_json(line).messages) {
      for (const chat::ToolCall& call : message.tool_calls) open[call.id] = call;
      if (message.role != chat::Role::tool) continue;
      ASSERT_TRUE(open.contains(message.tool_call_id));
      EXPECT_EQ(world->call(open[message.tool_call_id]).text, message.content) << meta.get_string("id");
      ++results;
    }
    const Scenario drawn =
        draw_scenario(scenario.classes, scenario_stream(static_cast<uint64_t>(meta.get_int("seed", -1)),
                                                        static_cast<uint64_t>(meta.get_int("index", -1)),
                                                        static_cast<uint64_t>(meta.get_int("attempt", -1))));
    EXPECT_EQ(Value(drawn.initial_config), Value(scenario.initial_config)) << "the seed gives another state";
  }
  EXPECT_GT(results, 5 * kSet);
}

TEST_F(Trajectories, TheReplayCheckSeesWhatIsWrong) {
  Trajectory trajectory;
  trajectory.index = 3;
  trajectory.scenario = draw_scenario({"GorillaFileSystem"}, scenario_stream(1, 3, 0));
  const auto tools = test::tools_of({"GorillaFileSystem"});
  const auto world = build_world(trajectory.scenario, tools);
  chat::Message call;
  call.role = chat::Role::assistant;
  call.tool_calls = {{"mkdir", {{"dir_name", "kiln_shelf"}}, "call_0_0"}};
  chat::Message result;
  result.role = chat::Role::tool;
  result.tool_call_id = "call_0_0";
  result.content = world->call(call.tool_calls[0]).text;
  trajectory.messages = {call, result};
  trajectory.final_state = world->state();
  EXPECT_EQ(replay(trajectory, 1, tools), "");
  EXPECT_EQ(replay(trajectory, 2, tools), "scenario");
  Trajectory other = trajectory;
  other.messages[1].content = "something else";
  EXPECT_EQ(replay(other, 1, tools), "result");
  other = trajectory;
  other.final_state = build_world(trajectory.scenario, tools)->state();
  EXPECT_EQ(replay(other, 1, tools), "state");
}

TEST_F(Trajectories, ThoughtsGiveNothingAway) {
  size_t thoughts = 0;
  for (const Value& line : made()) {
    for (const chat::Message& message : chat::conversation_from_json(line).messages) {
      if (message.role != chat::Role::assistant) continue;
      ASSERT_TRUE(message.reasoning && !message.reasoning->empty());
      EXPECT_EQ(chain::leak(*message.reasoning), "") << *message.reasoning;
      for (const char* left : {"{", "<", "|", "  "}) {
        EXPECT_EQ(message.reasoning->find(left), std::string::npos) << *message.reasoning;
      }
      EXPECT_TRUE(!message.tool_calls.empty() || !message.content.empty());
      ++thoughts;
    }
  }
  EXPECT_GT(thoughts, 5 * kSet);
}

TEST_F(Trajectories, TheReasonerFailsNowAndThenAndIsPutRight) {
  std::map<int64_t, size_t> k;
  for (const Value& line : made()) {
    for (const Value& round : line.at("metadata").at("rounds").as_list()) {
      if (round.find("k") == nullptr) continue;
      const int64_t attempts = round.get_int("k", 0);
      ++k[attempts];
      EXPECT_EQ(static_cast<int64_t>(round.at("feedback").as_list().size()), attempts - 1);
    }
  }
  EXPECT_GT(k[1], 0U);
  EXPECT_GT(k[2] + k[3], 0U) << "every chain was right at once";
  EXPECT_EQ(k[0], 0U);
  for (const auto& [attempts, count] : k) EXPECT_LE(attempts, 3) << count;
}

TEST_F(Trajectories, RoundsReachThreeCallsAndEveryKind) {
  std::map<std::string, size_t> kinds;
  double calls = 0;
  double rounds = 0;
  for (const Value& line : made()) {
    for (const Value& round : line.at("metadata").at("rounds").as_list()) {
      ++kinds[round.get_string("kind")];
      const Value* trace = round.find("trace");
      if (trace == nullptr) continue;
      calls += static_cast<double>(trace->as_list().size());
      ++rounds;
    }
  }
  EXPECT_EQ(kinds.size(), kTurnKinds);
  if (!::test::kStatistics) return;
  EXPECT_GT(calls / rounds, 2.8);
  EXPECT_LT(calls / rounds, 3.8);
}

// Values that were held back: not a word of them before the user supplies them, and no call before that.
TEST_F(Trajectories, HeldBackValuesStayUnsaid) {
  size_t seen = 0;
  for (const Value& line : made()) {
    const auto messages = chat::conversation_from_json(line).messages;
    for (const Value& round : line.at("metadata").at("rounds").as_list()) {
      if (round.get_string("kind") != "missing_parameter") continue;
      const auto first = static_cast<size_t>(round.at("messages").as_list()[0].as_int());
      const auto supplied = static_cast<size_t>(round.get_int("supplied_in", 0));
      const std::string parameter = round.get_string("withheld");
      const Value& value = round.at("held_value");
      ASSERT_EQ(supplied, first + 2);
      for (size_t i = 0; i < supplied; ++i) {
        if (messages[i].role != chat::Role::user) continue;
        EXPECT_FALSE(query::says(messages[i].content, value, parameter)) << messages[i].content;
      }
      EXPECT_TRUE(messages[first + 1].tool_calls.empty());
      EXPECT_TRUE(messages[first + 1].content.ends_with("?")) << messages[first + 1].content;
      EXPECT_TRUE(query::says(messages[supplied].content, value, parameter)) << messages[supplied].content;
      ++seen;
    }
  }
  EXPECT_GT(seen, kSet / 15);
}

TEST_F(Trajectories, WithheldToolsAreNeitherOfferedNorCalledBefore) {
  size_t seen = 0;
  for (const Value& line : made()) {
    const chat::Conversation conversation = chat::conversation_from_json(line);
    for (const Value& round : line.at("metadata").at("rounds").as_list()) {
      if (round.get_string("kind") != "missing_function") continue;
      const std::string tool = round.get_string("withheld");
      const auto supplied = static_cast<size_t>(round.get_int("supplied_in", 0));
      for (const chat::ToolSpec& offered : conversation.tools) EXPECT_NE(offered.name(), tool);
      for (size_t i = 0; i < supplied; ++i) {
        for (const chat::ToolCall& call : conversation.messages[i].tool_calls) EXPECT_NE(call.name, tool);
      }
      EXPECT_NE(conversation.messages[supplied].content.find("'name': '" + tool + "'"), std::string::npos);
      EXPECT_TRUE(conversation.messages[supplied - 1].tool_calls.empty());
      ++seen;
    }
  }
  EXPECT_GT(seen, kSet / 15);
}

TEST_F(Trajectories, EveryCalledToolIsOnOfferOrAnnounced) {
  for (const Value& line : made()) {
    const chat::Conversation conversation = chat::conversation_from_json(line);
    std::set<std::string> known;
    for (const chat::ToolSpec& tool : conversation.tools) known.insert(tool.name());
    for (const Value& round : line.at("metadata").at("rounds").as_list()) {
      if (round.get_string("kind") == "missing_function") known.insert(round.get_string("withheld"));
    }
    for (const chat::Message& message : conversation.messages) {
      for (const chat::ToolCall& call : message.tool_calls) EXPECT_TRUE(known.contains(call.name)) << call.name;
    }
    EXPECT_LE(line.at("metadata").get_int("tokens", 0), 2800);
  }
}

TEST_F(Trajectories, RecoveredErrorsAreFlagged) {
  for (const Value& line : made()) {
    const Value& meta = line.at("metadata");
    bool failed = false;
    for (const chat::Message& message : chat::conversation_from_json(line).messages) {
      failed = failed || (message.role == chat::Role::tool && message.content.find("\"error\"") != std::string::npos);
    }
    if (meta.get_bool("error_tool_response", false)) {
      EXPECT_TRUE(failed) << meta.get_string("id");
    }
  }
}

TEST_F(Trajectories, NoTwoAreAlike) {
  std::set<std::string> prints;
  for (const Value& line : made()) prints.insert(line.at("metadata").get_string("fingerprint"));
  EXPECT_EQ(prints.size(), made().size());
}

TEST_F(Trajectories, ThreadsDoNotChangeTheBytes) {
  SynthConfig one = fixtures::trajectory_config(folder_ / "one.jsonl", 70 / ::test::kScale);
  one.threads = 1;
  SynthConfig three = fixtures::trajectory_config(folder_ / "three.jsonl", 70 / ::test::kScale);
  three.threads = 3;
  run_trajectories(one);
  run_trajectories(three);
  EXPECT_EQ(core::read_file(one.output), core::read_file(three.output));
}

TEST_F(Trajectories, ContinuesAnInterruptedRunToTheSameBytes) {
  const SynthConfig whole = fixtures::trajectory_config(folder_ / "whole.jsonl", 80 / ::test::kScale);
  run_trajectories(whole);
  // Another count with the same settings leaves what a cut run leaves.
  const SynthConfig cut = fixtures::trajectory_config(folder_ / "cut.jsonl", 80 / ::test::kScale);
  const std::string text = core::read_file(whole.output);
  std::ofstream(cut.output + ".part") << text.substr(0, text.size() / 3);
  core::Dict dict = core::config_to_dict(cut);
  core::Dict settings;
  for (const char* key : {"source", "format", "seed", "contamination_guard", "trajectories"})
    settings[key] = dict.at(key);
  std::ofstream(cut.output + ".part.settings.json") << core::dump_json(Value(settings));
  const TrajectoryReport report = run_trajectories(cut);
  EXPECT_GE(report.resumed, static_cast<int64_t>(10 / ::test::kScale));
  EXPECT_EQ(core::read_file(cut.output), text);
}

TEST_F(Trajectories, TheBenchmarksFormHasCallListsAndThoughtsInTheContent) {
  SynthConfig config = fixtures::trajectory_config(folder_ / "b.jsonl", 40 / ::test::kScale);
  config.format = "bfcl";
  config.trajectories.thoughts = "inline";
  run_trajectories(config);
  size_t calls = 0;
  for (const Value& line : lines_of(config.output)) {
    EXPECT_EQ(line.find("tools"), nullptr);
    const auto messages = chat::conversation_from_json(line).messages;
    EXPECT_EQ(messages[0].role, chat::Role::system);
    for (size_t i = 0; i < messages.size(); ++i) {
      if (messages[i].role != chat::Role::assistant) continue;
      const std::string& content = messages[i].content;
      ASSERT_TRUE(content.starts_with("<think>\n")) << content;
      const std::string said = content.substr(content.find("</think>") + 10);
      const bool has_results = i + 1 < messages.size() && messages[i + 1].role == chat::Role::tool;
      const chat::ParsedCalls parsed = chat::parse_python_calls(said);
      EXPECT_EQ(parsed.ok(), has_results) << said;
      size_t results = 0;
      while (i + 1 + results < messages.size() && messages[i + 1 + results].role == chat::Role::tool) ++results;
      EXPECT_EQ(parsed.calls.size(), results);
      calls += results;
    }
  }
  EXPECT_GT(calls, ::test::kStatistics ? 200U : 0U);
}

TEST_F(Trajectories, TheBaselineNamesItsSteps) {
  SynthConfig config = fixtures::trajectory_config(folder_ / "r.jsonl", 60 / ::test::kScale);
  config.trajectories.mode = "random";
  config.trajectories.turns = {
      .plain = 1, .missing_function = 0, .missing_parameter = 0, .irrelevance = 0, .error_recovery = 0};
  run_trajectories(config);
  for (const Value& line : lines_of(config.output)) {
    EXPECT_EQ(line.at("metadata").get_string("mode"), "random");
    for (const Value& round : line.at("metadata").at("rounds").as_list()) EXPECT_EQ(round.get_int("hidden", -1), 0);
  }
}

TEST_F(Trajectories, NothingIsSharedWithTheBenchmark) {
  SynthConfig config = fixtures::trajectory_config(folder_ / "g.jsonl", 120 / ::test::kScale);
  config.contamination_guard = true;
  const TrajectoryReport report = run_trajectories(config);
  EXPECT_EQ(report.written, static_cast<int64_t>(120 / ::test::kScale));
  const auto found = report.rejections.find("trajectory: contamination");
  const int64_t refused = found == report.rejections.end() ? 0 : found->second;
  EXPECT_LT(refused, static_cast<int64_t>(60 / ::test::kScale)) << "the generators copy the benchmark";
}

TEST(Unserved, RequestsAndAnswersAreFilled) {
  for (uint64_t i = 0; i < 400; ++i) {
    core::Rng rng(i);
    const std::vector<std::string> classes = {i % 2 == 0 ? "GorillaFileSystem" : "TravelAPI"};
    const Unserved asked = draw_unserved(classes, rng);
    for (const std::string& text : {asked.request, decline(asked, classes, rng), think_decline(asked, classes, rng)}) {
      EXPECT_EQ(text.find_first_of("<>{}|"), std::string::npos) << text;
      EXPECT_EQ(text.find("  "), std::string::npos) << text;
    }
  }
}

}  // namespace
}  // namespace synth
