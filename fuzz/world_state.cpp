#include "fuzz/world_state.h"

#include "core/error.h"
#include "core/files.h"
#include "core/json.h"
#include "core/python_text.h"
#include "env/bfcl/worlds/memory_api.h"
#include "env/bfcl/worlds/python_error.h"

namespace fuzz {
namespace {

using core::Value;
using env::bfcl::World;

World world_of(const std::string& class_name, core::Value scenario, bool long_context,
               std::shared_ptr<const env::bfcl::WebSource> web = nullptr) {
  env::bfcl::WorldOptions options;
  options.classes = {class_name};
  options.initial_config[class_name] = std::move(scenario);
  options.long_context = long_context;
  options.process = std::make_shared<env::bfcl::ProcessState>();
  options.process->web = std::move(web);
  return World(options);
}

std::shared_ptr<const WorldState> read_state(const std::string& name, const Value& line) {
  const std::string& class_name = line.at("class").as_string();
  const Value& scenario = line.at("scenario");
  std::shared_ptr<const env::bfcl::WebSource> web;
  if (const Value* recording = line.find("web")) web = std::make_shared<env::bfcl::RecordedWeb>(*recording);
  WorldState state{name, world_of(class_name, scenario, false, web), {}, {line.at("words"), scenario}};
  if (line.get_bool("long_context", false)) state.long_context.emplace(world_of(class_name, scenario, true));

  // What a call without arguments answers is what others ask for: airports, users, keys.
  World asked = state.world;
  for (const env::bfcl::Method& method : asked.simulator(0).methods()) {
    if (method.parameters.empty()) state.examples.push_back(asked.call(method.name, {}).value);
  }
  return std::make_shared<const WorldState>(std::move(state));
}

// Trees that hold themselves have no repr.
std::string repr_of_state(const env::bfcl::Simulator& simulator) {
  try {
    return simulator.state_repr();
  } catch (const env::bfcl::PythonError& error) {
    return "raised: " + error.text;
  }
}

}  // namespace

std::vector<std::shared_ptr<const WorldState>> world_states() {
  std::vector<std::shared_ptr<const WorldState>> states;
  const Value lines = core::read_json_file(core::fs::path(FR_FUZZ_DIR) / "states.json");
  for (const auto& [name, line] : lines.as_dict()) states.push_back(read_state(name.as_string(), line));
  return states;
}

std::string printed(const World& world) {
  std::string out;
  for (size_t i = 0; i < world.size(); ++i) {
    const env::bfcl::Simulator& simulator = world.simulator(i);
    out += core::python_repr(simulator.state()) + "\n" + core::python_repr(simulator.private_state()) + "\n";
    out += repr_of_state(simulator);
    if (const auto* memory = dynamic_cast<const env::bfcl::MemorySimulator*>(&simulator)) {
      out += "\n" + memory->context() + "\n" + snapshot_text(*memory);
    }
  }
  return out;
}

void check_uses(const World& world, const World& equal) {
  const env::bfcl::Simulator& simulator = world.simulator(0);
  try {
    const bool same = simulator.equals(equal.simulator(0));
    // What is not equal to itself is no fault of ours.
    FR_CHECK(same || printed(world).find("nan") != std::string::npos, "a world differs from its like");
  } catch (const env::bfcl::PythonError&) {
    // trees that hold themselves cannot be compared
  }
  if (const auto* memory = dynamic_cast<const env::bfcl::MemorySimulator*>(&simulator)) {
    const World later =
        world_of(std::string(simulator.class_name()), core::Dict{{"snapshot", memory->snapshot()}}, false);
    FR_CHECK(printed(later) == printed(world), "a memory differs from what its snapshot gives");
  }
}

}  // namespace fuzz
