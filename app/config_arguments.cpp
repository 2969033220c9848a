#include <CLI/CLI.hpp>

#include "app/commands.h"

namespace app {

void ConfigArguments::add_to(CLI::App& command, const std::string& help_text) {
  command.add_option("config", file, "YAML file; without one the defaults below hold");
  command.add_option("overrides", overrides, "key.path=value, applied after the file");
  command.footer("Config keys and their defaults:\n" + help_text);
}

void ConfigArguments::normalise() {
  if (file.find('=') == std::string::npos) return;
  overrides.insert(overrides.begin(), file);
  file.clear();
}

}  // namespace app
