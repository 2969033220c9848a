// What the tests of worlds share: worlds of one class, and calls on them.
#pragma once

#include <string>
#include <string_view>

#include "core/json.h"
#include "env/bfcl/worlds/world.h"

namespace fixtures {

inline env::bfcl::World world_of(const std::string& class_name, core::Dict scenario, bool long_context = false) {
  env::bfcl::WorldOptions options;
  options.classes = {class_name};
  options.initial_config[class_name] = std::move(scenario);
  options.long_context = long_context;
  return env::bfcl::World(options);
}

inline env::bfcl::World file_world(std::string_view root = R"({})", std::string stem = "w") {
  env::bfcl::WorldOptions options;
  options.classes = {"GorillaFileSystem"};
  options.instance_stem = std::move(stem);
  core::Dict scenario;
  if (root != "{}") scenario["root"] = core::parse_json(root);
  options.initial_config["GorillaFileSystem"] = std::move(scenario);
  return env::bfcl::World(options);
}

// The text of the last of several calls.
template <class... Texts>
std::string run(env::bfcl::World& world, const Texts&... calls) {
  std::string text;
  ((text = world.execute(calls).text), ...);
  return text;
}

}  // namespace fixtures
