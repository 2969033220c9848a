// The simulators of one entry: call texts in, result texts out, as the reference's multi-turn execution does. Knows
// nothing of turns, of the truth's calls or of verdicts.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.h"
#include "env/bfcl/worlds/binding.h"
#include "env/bfcl/worlds/class_table.h"
#include "env/bfcl/worlds/process_state.h"
#include "env/bfcl/worlds/simulator.h"

namespace env::bfcl {

struct WorldOptions {
  std::vector<std::string> classes;  // involved_classes, in their order
  core::Dict initial_config;         // by class; a missing one is {}
  bool long_context = false;
  // What the names of instances begin with: "<model>[_ground_truth]_eval_<test id>". Shows where a string argument
  // holds `word(`; see rewrite_calls.
  std::string instance_stem = "world";
  // Shared with the worlds that the reference runs in the same process; nullptr: alone.
  std::shared_ptr<ProcessState> process;
};

// What came of one call.
struct CallOutcome {
  core::Value value;  // None where the call raised
  std::string text;   // as the reference prints it
  bool raised = false;
};

class World {
 public:
  // Loads every class's scenario. Throws core::Error(data) for a class that the program does not simulate, and for a
  // scenario that the reference could not load.
  explicit World(const WorldOptions& options) : World(options, options.initial_config) {}
  // With these scenarios instead of the options', which need no copy.
  World(const WorldOptions& options, const core::Dict& initial_config);
  World(const World& other);  // independent of the other
  World(World&&) = default;
  World& operator=(const World&) = delete;

  // A call as text: "cd(folder='docs')". It takes the reference's way: rewriting, refused names, evaluation.
  // Whatever the text, there is an outcome.
  CallOutcome execute(std::string_view call_text);
  // A call as values: straight to the method; nothing is rewritten, and no name is refused but an unknown one.
  CallOutcome call(std::string_view method, CallArguments arguments);

  size_t size() const { return instances_.size(); }
  const Simulator& simulator(size_t i) const { return *instances_[i].simulator; }
  // "<stem>_<Class>_instance" with each of - . / : replaced.
  std::string instance_name(size_t i) const;

 private:
  struct Instance {
    const ClassInfo* info = nullptr;
    std::unique_ptr<Simulator> simulator;
  };
  struct Place {
    Simulator* simulator = nullptr;
    const MethodOfClass* method = nullptr;
    size_t instance = 0;
  };
  class Reach;  // what evaluate_call sees

  // Of two classes with a method of this name the later one's.
  std::optional<Place> find_method(std::string_view name) const;
  // Runs a call text of the plain form; false: of another, or one that is refused or does not fit the method.
  bool run_plain(std::string_view call_text, core::Value& answer);
  core::Value evaluate(std::string_view call_text);
  static core::Value run(const Place& place, CallArguments arguments);
  template <class Function>
  static CallOutcome attempt(Function function);

  std::vector<Instance> instances_;
  std::string stem_;  // WorldOptions::instance_stem
};

}  // namespace env::bfcl
