#include <CLI/CLI.hpp>
#include <memory>

#include "app/commands.h"
#include "core/config.h"
#include "core/error.h"
#include "synth/run.h"
#include "synth/synth_config.h"
#include "synth/trajectory/trajectory_run.h"

namespace app {

void add_synth_command(CLI::App& parser, Action& chosen) {
  auto* command = parser.add_subcommand("synth", "Make executed, verified tool-use data (JSONL)");
  auto arguments = std::make_shared<ConfigArguments>();
  arguments->add_to(*command, core::config_help<synth::SynthConfig>());
  command->callback([arguments, &chosen] {
    chosen = [arguments] {
      arguments->normalise();
      const auto config = core::load_config<synth::SynthConfig>(arguments->file, arguments->overrides);
      if (config.source == "trajectories") {
        synth::run_trajectories(config);
      } else if (config.source == "single_turn") {
        synth::run_synth(config);
      } else {
        throw core::usage_error(core::format("source: '{}' is no source", config.source),
                                "single_turn or trajectories");
      }
      return 0;
    };
  });
}

}  // namespace app
