#include <CLI/CLI.hpp>
#include <memory>

#include "app/commands.h"
#include "core/config.h"
#include "synth/run.h"
#include "synth/synth_config.h"

namespace app {

void add_synth_command(CLI::App& parser, Action& chosen) {
  auto* command = parser.add_subcommand("synth", "Make executed, verified tool-use data (JSONL)");
  auto arguments = std::make_shared<ConfigArguments>();
  arguments->add_to(*command, core::config_help<synth::SynthConfig>());
  command->callback([arguments, &chosen] {
    chosen = [arguments] {
      arguments->normalise();
      synth::run_synth(core::load_config<synth::SynthConfig>(arguments->file, arguments->overrides));
      return 0;
    };
  });
}

}  // namespace app
