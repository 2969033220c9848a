// Steps a second of the benchmark's worlds: every true call of every multi-turn entry, as text, answered as text.
// Prints one JSON object; bench/peers/world_steps.py makes the same calls in the reference's simulators.
//   replay, replay_cpu  worlds made, then all calls: what judging an entry costs; by the clock, and by the processor's
//   time steps, steps_cpu    the calls alone CLASS               the calls of this class alone, by the clock
#include <chrono>
#include <cstdio>
#include <ctime>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/heap.h"
#include "core/json.h"
#include "eval/multi_turn_checker.h"

namespace {

using Clock = std::chrono::steady_clock;
using env::bfcl::World;

constexpr int kRounds = 20;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Tally {
  size_t calls = 0;
  double seconds = 0;
  double cpu_seconds = 0;

  double per_second() const { return static_cast<double>(calls) / seconds; }
  double per_cpu_second() const { return static_cast<double>(calls) / cpu_seconds; }
};

// Adds what `work` takes, which returns the number of its calls.
template <class Work>
void measure_calls(Tally& tally, Work work) {
  const Clock::time_point began = Clock::now();
  const std::clock_t cpu_began = std::clock();
  tally.calls += work();
  tally.cpu_seconds += static_cast<double>(std::clock() - cpu_began) / CLOCKS_PER_SEC;
  tally.seconds += seconds_since(began);
}

std::vector<env::bfcl::Entry> all_entries() {
  const env::bfcl::Dataset dataset = env::bfcl::Dataset::standard();
  std::vector<env::bfcl::Entry> entries;
  for (const env::bfcl::Category& category : env::bfcl::all_categories()) {
    if (category.checker != env::bfcl::Checker::multi_turn) continue;
    for (env::bfcl::Entry& entry : dataset.load(category)) entries.push_back(std::move(entry));
  }
  return entries;
}

std::unique_ptr<World> make_world(const env::bfcl::Entry& entry) {
  return eval::make_entry_world(entry, "bench_eval", std::make_shared<env::bfcl::ProcessState>());
}

template <class Each>
void for_each_call(const env::bfcl::Entry& entry, Each each) {
  for (const core::Value& turn : entry.ground_truth.as_list()) {
    for (const core::Value& call : turn.as_list()) each(call.as_string());
  }
}

// The class that answers a call by its name; of two the later one, as in a world.
std::string class_of(const World& world, const std::string& call) {
  const std::string name = call.substr(0, call.find('('));
  for (size_t i = world.size(); i-- > 0;) {
    for (const env::bfcl::Method& method : world.simulator(i).methods()) {
      if (method.name == name) return std::string(world.simulator(i).class_name());
    }
  }
  return "none";
}

size_t play(World& world, const env::bfcl::Entry& entry) {
  size_t calls = 0;
  for_each_call(entry, [&](const std::string& call) {
    world.execute(call);
    ++calls;
  });
  return calls;
}

core::Dict measure() {
  const std::vector<env::bfcl::Entry> entries = all_entries();
  Tally replay;
  Tally steps;
  std::map<std::string, Tally> classes;
  for (int round = 0; round < kRounds; ++round) {
    measure_calls(replay, [&] {
      size_t calls = 0;
      for (const env::bfcl::Entry& entry : entries) calls += play(*make_world(entry), entry);
      return calls;
    });

    std::vector<std::unique_ptr<World>> worlds;
    for (const env::bfcl::Entry& entry : entries) worlds.push_back(make_world(entry));
    measure_calls(steps, [&] {
      size_t calls = 0;
      for (size_t i = 0; i < entries.size(); ++i) calls += play(*worlds[i], entries[i]);
      return calls;
    });

    for (const env::bfcl::Entry& entry : entries) {
      const std::unique_ptr<World> world = make_world(entry);
      for_each_call(entry, [&](const std::string& call) {
        Tally& tally = classes[class_of(*world, call)];
        const Clock::time_point began = Clock::now();
        world->execute(call);
        tally.seconds += seconds_since(began);
        ++tally.calls;
      });
    }
  }
  core::Dict metrics{{"replay", replay.per_second()},
                     {"replay_cpu", replay.per_cpu_second()},
                     {"steps", steps.per_second()},
                     {"steps_cpu", steps.per_cpu_second()}};
  for (const auto& [name, tally] : classes) metrics[name] = tally.per_second();
  return metrics;
}

}  // namespace

int main() {
  try {
    core::expect_heap(size_t{96} << 20U);  // as `funreason eval` does
    std::printf("%s\n", core::dump_json(measure()).c_str());
    return 0;
  } catch (const core::Error& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return error.exit_code();
  }
}
