// Properties of sampled rounds, over many seeds: they replay, their origins are true, nothing in them is idle.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/python_text.h"
#include "env/bfcl/state_index.h"
#include "phase1_fixtures.h"
#include "synth/graph/value_path.h"
#include "synth/trace/trace_checks.h"
#include "synth/trace/trace_report.h"
#include "synth/trace/trace_sampler.h"
#include "synth/trace/walk_sampler.h"
#include "tests/synth/hand_trace.h"
#include "tests/test_scale.h"

namespace {

using synth::Origin;
using synth::Trace;

#define NEEDS_DATA() \
  if (!fixtures::has_data()) GTEST_SKIP() << "benchmark data missing: run scripts/setup"

constexpr size_t kTrajectories = 150 / ::test::kScale;
constexpr size_t kRounds = 3;

using Trajectory = std::vector<Trace>;

std::vector<const Trace*> pointers(const Trajectory& rounds) {
  std::vector<const Trace*> all;
  for (const Trace& round : rounds) all.push_back(&round);
  return all;
}

Trajectory play(const synth::TraceSource& source, uint64_t number, synth::TraceReport* report = nullptr) {
  core::Rng rng(31, number);
  std::shared_ptr<const env::Environment> world = fixtures::world(32, number);
  Trajectory rounds;
  for (size_t r = 0; r < kRounds; ++r) {
    const std::string target = rng.pick(fixtures::schemas()).name;
    std::string why;
    auto trace = source.sample(target, *world, pointers(rounds), rng.fork(r), why);
    if (!trace) {
      EXPECT_NE(why, "");
      if (report != nullptr) report->add_failure(target, why);
      continue;
    }
    if (report != nullptr) report->add(*trace);
    world = trace->after;
    rounds.push_back(std::move(*trace));
  }
  return rounds;
}

const synth::TraceSampler& sampler() {
  synth::TraceOptions options;
  options.error_share = 0.15;
  static const synth::TraceSampler kSampler(fixtures::graph(), fixtures::schemas(), options);
  return kSampler;
}

const std::vector<Trajectory>& trajectories() {
  static const std::vector<Trajectory> kAll = [] {
    std::vector<Trajectory> all;
    for (size_t i = 0; i < kTrajectories; ++i) all.push_back(play(sampler(), i));
    return all;
  }();
  return kAll;
}

template <class Check>
void for_each_round(const Check& check) {
  for (size_t i = 0; i < trajectories().size(); ++i) {
    for (size_t r = 0; r < trajectories()[i].size(); ++r) {
      SCOPED_TRACE("trajectory " + std::to_string(i) + " round " + std::to_string(r));
      check(trajectories()[i], r);
    }
  }
}

std::string text_of(const std::vector<Trajectory>& all) {
  std::string text;
  for (const Trajectory& rounds : all) {
    for (const Trace& trace : rounds) {
      text += trace.target;
      for (const synth::TracedCall& call : trace.calls) {
        text += call.call.name + core::python_repr(call.call.arguments) + call.result.text;
        for (const auto& origin : call.origins) text += origin.argument + origin.path + std::to_string(origin.call);
      }
      for (const auto& needs : trace.needs) {
        for (const size_t need : needs) text += std::to_string(need) + ",";
      }
      text += core::python_repr(trace.after->state());
    }
  }
  return text;
}

TEST(Trace, ReplaysInAFreshWorld) {
  NEEDS_DATA();
  for (size_t i = 0; i < trajectories().size(); ++i) {
    const auto world = fixtures::world(32, i)->clone();
    for (const Trace& trace : trajectories()[i]) {
      EXPECT_TRUE(core::identical(world->state(), trace.before->state())) << i;
      for (const synth::TracedCall& call : trace.calls) {
        const env::ToolResult result = world->call(call.call);
        EXPECT_EQ(result.text, call.result.text) << i;
        EXPECT_EQ(result.ok, call.result.ok) << i;
      }
      EXPECT_TRUE(core::identical(world->state(), trace.after->state())) << i;
    }
  }
}

TEST(Trace, TheTargetRanAndOnlyIntendedErrorsFail) {
  NEEDS_DATA();
  size_t errors = 0;
  for_each_round([&](const Trajectory& rounds, size_t r) {
    const Trace& trace = rounds[r];
    bool ran = false;
    for (size_t k = 0; k < trace.calls.size(); ++k) {
      const synth::TracedCall& call = trace.calls[k];
      EXPECT_EQ(call.result.ok, !call.intended_error);
      ran = ran || (call.call.name == trace.target && call.result.ok);
      if (!call.intended_error) continue;
      ++errors;
      const auto repaired = std::find_if(trace.calls.begin() + static_cast<ptrdiff_t>(k) + 1, trace.calls.end(),
                                         [&](const auto& later) { return later.call.name == call.call.name; });
      EXPECT_NE(repaired, trace.calls.end()) << "an error that nobody repairs";
    }
    EXPECT_TRUE(ran) << trace.target;
  });
  EXPECT_GT(errors, 10U / ::test::kScale);
}

TEST(Trace, OriginsAreTrue) {
  NEEDS_DATA();
  for_each_round([&](const Trajectory& rounds, size_t r) {
    const auto world = rounds[r].before->clone();
    for (size_t k = 0; k < rounds[r].calls.size(); ++k) {
      const synth::TracedCall& call = rounds[r].calls[k];
      EXPECT_EQ(call.origins.size(), call.call.arguments.size());
      for (const synth::ArgumentOrigin& origin : call.origins) {
        const core::Value& value = call.call.arguments.at(origin.argument);
        if (origin.origin == Origin::output) {
          ASSERT_TRUE(origin.round < r || (origin.round == r && origin.call < k));
          const synth::TracedCall& shows = rounds[origin.round].calls.at(origin.call);
          const auto found = synth::value_at(shows.result.value, origin.path);
          ASSERT_TRUE(found) << origin.path;
          EXPECT_TRUE(core::identical(*found, value)) << call.call.name << " " << origin.path;
        } else if (origin.origin == Origin::state) {
          const auto found = synth::value_at(world->state(), origin.path);
          ASSERT_TRUE(found) << origin.path;
          EXPECT_TRUE(core::identical(*found, value)) << call.call.name << " " << origin.path;
        }
      }
      world->call(call.call);
    }
  });
}

TEST(Trace, LeavingOutANeededCallBreaksSomething) {
  NEEDS_DATA();
  for_each_round([&](const Trajectory& rounds, size_t r) {
    const Trace& trace = rounds[r];
    ASSERT_EQ(trace.needs.size(), trace.calls.size());
    for (size_t k = 0; k < trace.calls.size(); ++k) {
      for (const size_t j : trace.needs[k]) {
        ASSERT_LT(j, k);
        std::vector<bool> without(trace.calls.size(), false);
        without[j] = true;
        const bool breaks = !synth::replay(trace.calls, *trace.before, without).same[k];
        const bool quotes = std::ranges::any_of(trace.calls[k].origins, [&](const auto& origin) {
          return origin.origin == Origin::output && origin.round == r && origin.call == j;
        });
        EXPECT_TRUE(breaks || quotes) << trace.calls[k].call.name << " needs " << trace.calls[j].call.name;
      }
    }
  });
}

TEST(Trace, NothingIsIdleAndNothingIsUndone) {
  NEEDS_DATA();
  for_each_round([&](const Trajectory& rounds, size_t r) {
    const Trace& trace = rounds[r];
    EXPECT_FALSE(synth::undoes_itself(trace.calls, *trace.before)) << trace.target;
    for (size_t k = 0; k < trace.calls.size(); ++k) {
      const synth::TracedCall& call = trace.calls[k];
      const synth::Node* node = fixtures::graph().find(call.call.name);
      if (node->changes_state || call.call.name == trace.target || call.intended_error) continue;
      bool needed = !trace.needs[k].empty() && !call.call.arguments.empty();
      for (size_t later = k + 1; later < trace.calls.size(); ++later) {
        needed = needed || std::ranges::find(trace.needs[later], k) != trace.needs[later].end();
      }
      EXPECT_TRUE(needed) << call.call.name;
    }
  });
}

TEST(Trace, TheSameSeedGivesTheSameBytes) {
  NEEDS_DATA();
  std::vector<Trajectory> again;
  for (size_t i = 0; i < kTrajectories; ++i) again.push_back(play(sampler(), i));
  EXPECT_EQ(text_of(again), text_of(trajectories()));
}

TEST(Trace, LengthsAreAsWanted) {
  NEEDS_DATA();
  const synth::TraceSampler plain(fixtures::graph(), fixtures::schemas());
  synth::TraceReport report;
  for (size_t i = 0; i < 400 / ::test::kScale; ++i) play(plain, i, &report);
  EXPECT_GT(report.rounds(), 1000U / ::test::kScale);
  if (!::test::kStatistics) return;
  EXPECT_NEAR(report.mean_length(), 3.2, 0.25);
  EXPECT_GE(report.share_of_length(3), 0.6);
}

TEST(Trace, EveryToolIsReachedAsATarget) {
  NEEDS_DATA();
  constexpr size_t kWanted = ::test::kStatistics ? 6 : 1;
  for (const synth::ToolSchema& tool : fixtures::schemas()) {
    size_t made = 0;
    for (uint64_t i = 0; i < 40 && made < kWanted; ++i) {
      std::string why;
      made += sampler().sample(tool.name, *fixtures::world(51, i), {}, core::Rng(52, i), why).has_value();
    }
    EXPECT_EQ(made, kWanted) << tool.name;
  }
}

TEST(Trace, TargetsThatCannotBeReachedAreNamed) {
  NEEDS_DATA();
  synth::ApiGraph graph = fixtures::graph();
  graph.add_edge({synth::EdgeKind::prerequisite, "cancel_booking", "book_flight", {}, {}, {}, 2});
  const synth::TraceSampler cyclic(graph, fixtures::schemas());
  const auto world = fixtures::world(61, 0);
  std::string why;
  EXPECT_FALSE(cyclic.sample("book_flight", *world, {}, core::Rng(1), why));
  EXPECT_EQ(why, "its prerequisites form a cycle");
  EXPECT_FALSE(cyclic.sample("fly", *world, {}, core::Rng(1), why));
  EXPECT_EQ(why, "unknown tool");

  synth::ApiGraph unreached;
  for (const synth::ToolSchema& tool : fixtures::schemas()) unreached.add_node(tool.name).problem = "never seen";
  EXPECT_FALSE(synth::TraceSampler(unreached, fixtures::schemas()).sample("ls", *world, {}, core::Rng(1), why));
  EXPECT_EQ(why, "never seen");

  unreached.add_node("fly");
  EXPECT_THROW(synth::TraceSampler(unreached, fixtures::schemas()), core::Error);
}

// A world in which nothing is there to read.
TEST(Trace, AnEmptyWorldIsNoTrap) {
  NEEDS_DATA();
  synth::Scenario scenario{synth::scenario_classes(), {}};
  scenario.initial_config.set("GorillaFileSystem", core::Dict());
  scenario.initial_config.set("TravelAPI", core::Dict());
  const auto world = synth::build_world(scenario, fixtures::tools());
  std::set<std::string> reasons;
  for (const synth::ToolSchema& tool : fixtures::schemas()) {
    std::string why;
    const auto trace = sampler().sample(tool.name, *world, {}, core::Rng(3), why);
    EXPECT_EQ(trace.has_value(), why.empty()) << tool.name;
    if (!trace) reasons.insert(why);
  }
  EXPECT_FALSE(reasons.empty());
}

TEST(Trace, StatesThatCannotBeBuiltAreErrors) {
  NEEDS_DATA();
  synth::Scenario scenario{{"GorillaFileSystem"}, {}};
  scenario.initial_config.set("GorillaFileSystem", core::Dict{{"root", core::Dict{{"a", "no directory"}}}});
  EXPECT_THROW(synth::build_world(scenario, fixtures::tools()), core::Error);
  EXPECT_THROW(synth::draw_scenario({"NoSuchAPI"}, core::Rng(1)), core::Error);
}

TEST(TraceChecks, WritingWhatIsThereIsNothing) {
  NEEDS_DATA();
  const auto tools = synth::test::tools_of({"GorillaFileSystem"});
  synth::Scenario scenario{{"GorillaFileSystem"}, {}};
  const core::Value file = core::Dict{{"type", "file"}, {"content", "one line"}};
  const core::Value home = core::Dict{{"type", "directory"}, {"contents", core::Dict{{"a.txt", file}}}};
  scenario.initial_config.set("GorillaFileSystem", core::Dict{{"root", core::Dict{{"home", home}}}});
  const auto world = synth::build_world(scenario, tools);
  const auto calls_of = [&](std::string_view text) { return synth::test::trace_of(*world, text).calls; };

  const auto rewrites = calls_of("[cat(file_name='a.txt'), echo(content='one line', file_name='a.txt')]");
  EXPECT_TRUE(synth::undoes_itself(rewrites, *world)) << "the target, which is never left out, writes nothing new";
  EXPECT_EQ(synth::find_droppable(rewrites, 0, *world, 0), (std::vector<bool>{false, true}));
  const auto writes = calls_of("[cat(file_name='a.txt'), echo(content='another', file_name='a.txt')]");
  EXPECT_FALSE(synth::undoes_itself(writes, *world));
  EXPECT_EQ(synth::find_droppable(writes, 0, *world, 0), (std::vector<bool>{false, false}));
}

TEST(Walk, ExecutesWithoutDirection) {
  NEEDS_DATA();
  const synth::WalkSampler walk(fixtures::graph(), fixtures::schemas());
  synth::TraceReport report;
  for (size_t i = 0; i < 60 / ::test::kScale; ++i) {
    for (const Trace& trace : play(walk, i, &report)) {
      const auto world = trace.before->clone();
      for (const synth::TracedCall& call : trace.calls) EXPECT_EQ(world->call(call.call).text, call.result.text);
      EXPECT_EQ(trace.target, trace.calls.back().call.name);
    }
  }
  EXPECT_GT(report.rounds(), ::test::kStatistics ? 150U : 0U);
}

TEST(StateIndex, RefusesTheBenchmarksStatesAndNoGeneratedOne) {
  NEEDS_DATA();
  const env::bfcl::Dataset dataset(fixtures::kData);
  const env::bfcl::StateIndex index(dataset);
  EXPECT_GT(index.states(), 100U);
  const auto entries = dataset.load(env::bfcl::find_category("multi_turn_base"));
  for (size_t i = 0; i < entries.size(); i += 20) {
    const auto hit = index.check(entries[i].initial_config);
    ASSERT_TRUE(hit) << entries[i].id;
    EXPECT_EQ(hit->kind, "state");
  }
  for (uint64_t i = 0; i < 2000 / ::test::kScale; ++i) {
    const synth::Scenario scenario = synth::draw_scenario(synth::scenario_classes(), core::Rng(71, i));
    EXPECT_FALSE(index.check(scenario.initial_config)) << i;
  }
}

TEST(StateIndex, OrderAndNumberFormsDoNotMatter) {
  env::bfcl::StateIndex index;
  index.add("A", core::Dict{{"x", 5}, {"y", core::List{1.5, "t"}}}, "entry");
  EXPECT_TRUE(index.check({{"A", core::Dict{{"y", core::List{1.5, "t"}}, {"x", 5.0}}}}));
  EXPECT_FALSE(index.check({{"B", core::Dict{{"x", 5}, {"y", core::List{1.5, "t"}}}}}));
  EXPECT_FALSE(index.check({{"A", core::Dict{{"x", "5"}, {"y", core::List{1.5, "t"}}}}}));
}

}  // namespace
