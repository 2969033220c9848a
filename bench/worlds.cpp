// Cost of every simulated class on a full state, with Google Benchmark: the long-context scenario of the first entry
// that has one, after that entry's true calls; memories and web search after calls of their own.
//   clone/CLASS       a copy of the world
//   clone_call/CLASS  a copy, and a first call in it
//   call/CLASS        a typical call as values: the median of the truth's calls of the class in long-context entries,
//                     each in the world of its entry; the counter `mean` (µs) also has the rare ones with long answers
//   text/CLASS        the same calls as texts: read, bound, run, answered as text
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/json.h"
#include "env/bfcl/dataset.h"
#include "env/bfcl/worlds/plain_call.h"
#include "env/bfcl/worlds/world.h"

namespace {

using Clock = std::chrono::steady_clock;
using env::bfcl::CallArguments;
using env::bfcl::World;
using env::bfcl::WorldOptions;

struct Call {
  std::string text;
  std::string method;
  CallArguments arguments;
};

// A scenario of one class, and the calls that are made in it.
struct Play {
  WorldOptions options;
  std::vector<Call> calls;

  World world() const {
    WorldOptions fresh = options;
    fresh.process = std::make_shared<env::bfcl::ProcessState>();
    return World(fresh);
  }
};

// Only plain calls can be made as values; those are nearly all.
void add_call(Play& play, const World& world, const std::string& text) {
  auto plain = env::bfcl::parse_plain_call(text);
  if (!plain) return;
  for (const env::bfcl::Method& method : world.simulator(0).methods()) {
    if (method.name == plain->name) play.calls.push_back({text, method.name, std::move(plain->arguments)});
  }
}

// Every long-context entry of this class that calls it.
std::vector<Play> benchmark_plays(const std::vector<env::bfcl::Entry>& entries, const std::string& class_name) {
  std::vector<Play> plays;
  for (const env::bfcl::Entry& entry : entries) {
    const core::Value* scenario = entry.initial_config.find(std::string_view(class_name));
    if (std::find(entry.involved_classes.begin(), entry.involved_classes.end(), class_name) ==
        entry.involved_classes.end())
      continue;
    Play play;
    play.options.classes = {class_name};
    if (scenario != nullptr) play.options.initial_config[class_name] = *scenario;
    play.options.long_context = true;
    const World world = play.world();
    for (const core::Value& turn : entry.ground_truth.as_list()) {
      for (const core::Value& call : turn.as_list()) add_call(play, world, call.as_string());
    }
    if (!play.calls.empty()) plays.push_back(std::move(play));
  }
  return plays;
}

std::string sentence(int number) {
  return core::format("Note {}: the traveller likes window seats, tea without sugar, and trains that leave at {}.",
                      number, number % 12);
}

Play scripted_play(const std::string& class_name, const std::vector<std::string>& texts,
                   const core::Dict& scenario = {}) {
  Play play;
  play.options.classes = {class_name};
  if (!scenario.empty()) play.options.initial_config[class_name] = scenario;
  const World world = play.world();
  for (const std::string& text : texts) add_call(play, world, text);
  return play;
}

Play key_value_play() {
  std::vector<std::string> texts;
  for (int i = 0; i < 40; ++i) {
    texts.push_back(core::format("archival_memory_add(key='note_{}', value='{}')", i, sentence(i)));
    texts.push_back(core::format("archival_memory_retrieve(key='note_{}')", i / 2));
  }
  texts.push_back("archival_memory_list_keys()");
  return scripted_play("MemoryAPI_kv", texts);
}

Play summary_play() {
  std::vector<std::string> texts;
  for (int i = 0; i < 40; ++i) texts.push_back(core::format("memory_append(text='{}')", sentence(i)));
  texts.push_back("memory_retrieve()");
  return scripted_play("MemoryAPI_rec_sum", texts);
}

Play vector_play() {
  std::vector<std::string> texts;
  for (int i = 0; i < 40; ++i) texts.push_back(core::format("archival_memory_add(text='{}')", sentence(i)));
  for (int i = 0; i < 10; ++i) texts.push_back(core::format("archival_memory_remove(vec_id={})", i));
  return scripted_play("MemoryAPI_vector", texts);
}

Play web_play() {
  return scripted_play(
      "WebSearchAPI",
      {"search_engine_query(keywords='capital of France')", "fetch_url_content(url='example', mode='raw')"},
      {{"show_snippet", true}});
}

std::vector<World> worlds_of(const std::vector<Play>& plays) {
  std::vector<World> worlds;
  for (const Play& play : plays) worlds.push_back(play.world());
  return worlds;
}

World played(const Play& play) {
  World world = play.world();
  for (const Call& call : play.calls) world.execute(call.text);
  return world;
}

void clone(benchmark::State& state, const Play& play) {
  const World world = played(play);
  for (auto _ : state) {
    World copy = world;
    benchmark::DoNotOptimize(copy.size());
  }
}

void clone_call(benchmark::State& state, const Play& play) {
  const World world = played(play);
  for (auto _ : state) {
    World copy = world;
    benchmark::DoNotOptimize(copy.call(play.calls.front().method, play.calls.front().arguments));
  }
}

// The median call, in fresh worlds that no one shares. Making worlds and arguments is not counted.
template <class Run>
void calls(benchmark::State& state, const std::vector<Play>& plays, Run run) {
  double sum = 0;
  size_t count = 0;
  for (auto _ : state) {
    std::vector<World> worlds = worlds_of(plays);
    std::vector<Play> arguments = plays;
    std::vector<double> times;
    for (size_t i = 0; i < worlds.size(); ++i) {
      for (Call& call : arguments[i].calls) {
        const Clock::time_point start = Clock::now();
        run(worlds[i], call);
        times.push_back(std::chrono::duration<double>(Clock::now() - start).count());
        sum += times.back();
        ++count;
      }
    }
    std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2), times.end());
    state.SetIterationTime(times[times.size() / 2]);
  }
  state.counters["mean"] = 1e6 * sum / static_cast<double>(count);
}

void add_benchmarks(const std::string& class_name, const std::shared_ptr<const std::vector<Play>>& plays) {
  const auto add = [&](const std::string& what, auto run) {
    return benchmark::RegisterBenchmark((what + "/" + class_name).c_str(), run)->Unit(benchmark::kMicrosecond);
  };
  add("clone", [plays](benchmark::State& state) { clone(state, plays->front()); });
  add("clone_call", [plays](benchmark::State& state) { clone_call(state, plays->front()); });
  const auto by_value = [](World& world, Call& call) {
    benchmark::DoNotOptimize(world.call(call.method, std::move(call.arguments)));
  };
  const auto by_text = [](World& world, const Call& call) { benchmark::DoNotOptimize(world.execute(call.text)); };
  // Few rounds give a steady mean: each is of hundreds of calls.
  add("call", [=](benchmark::State& state) { calls(state, *plays, by_value); })->UseManualTime()->Iterations(100);
  add("text", [=](benchmark::State& state) { calls(state, *plays, by_text); })->UseManualTime()->Iterations(100);
}

void add_all() {
  const env::bfcl::Dataset dataset = env::bfcl::Dataset::standard();
  const auto entries = dataset.load(env::bfcl::find_category("multi_turn_long_context"));
  std::map<std::string, std::vector<Play>> plays = {{"MemoryAPI_kv", {key_value_play()}},
                                                    {"MemoryAPI_rec_sum", {summary_play()}},
                                                    {"MemoryAPI_vector", {vector_play()}},
                                                    {"WebSearchAPI", {web_play()}}};
  for (const env::bfcl::ClassInfo& info : env::bfcl::simulated_classes()) {
    const std::string name(info.name);
    std::vector<Play>& own = plays[name];
    if (own.empty()) own = benchmark_plays(entries, name);
    if (own.empty()) throw core::data_error(name + ": no long-context entry calls it");
    add_benchmarks(name, std::make_shared<std::vector<Play>>(std::move(own)));
  }
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  try {
    add_all();
  } catch (const core::Error& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return error.exit_code();
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
