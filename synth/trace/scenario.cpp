#include "synth/trace/scenario.h"

#include "core/error.h"
#include "core/format.h"

namespace synth {
namespace {

struct Generator {
  std::string name;
  core::Dict (*draw)(core::Rng& rng);
};

const std::vector<Generator>& generators() {
  static const std::vector<Generator> kGenerators = {{"GorillaFileSystem", draw_file_system},
                                                     {"TravelAPI", draw_travel_account}};
  return kGenerators;
}

}  // namespace

const std::vector<std::string>& scenario_classes() {
  static const std::vector<std::string> kClasses = [] {
    std::vector<std::string> names;
    for (const Generator& generator : generators()) names.push_back(generator.name);
    return names;
  }();
  return kClasses;
}

Scenario draw_scenario(const std::vector<std::string>& classes, core::Rng rng) {
  Scenario scenario{classes, {}};
  for (const std::string& name : classes) {
    const Generator* found = nullptr;
    for (const Generator& generator : generators()) {
      if (generator.name == name) found = &generator;
    }
    if (found == nullptr) throw core::data_error(core::format("no scenarios of the class '{}'", name));
    core::Rng own = rng.fork(name);  // a class's state does not depend on the others
    scenario.initial_config.set(name, found->draw(own));
  }
  return scenario;
}

std::unique_ptr<env::bfcl::WorldEnvironment> build_world(const Scenario& scenario,
                                                         std::shared_ptr<const env::bfcl::Tools> tools) {
  env::bfcl::WorldOptions options;
  options.classes = scenario.classes;
  options.initial_config = scenario.initial_config;
  return std::make_unique<env::bfcl::WorldEnvironment>(env::bfcl::World(options), std::move(tools));
}

}  // namespace synth
