#include <CLI/CLI.hpp>
#include <memory>

#include "app/backend.h"
#include "app/commands.h"
#include "core/config.h"

namespace app {

void add_train_command(CLI::App& parser, Action& chosen) {
  auto* command = parser.add_subcommand("train", "Fine-tune a model on tool-use data (SFT)");
  auto arguments = std::make_shared<ConfigArguments>();
  arguments->add_to(*command, core::config_help<train::SftConfig>());
  command->callback([arguments, &chosen] {
    chosen = [arguments] {
      arguments->normalise();
      const auto config = core::load_config<train::SftConfig>(arguments->file, arguments->overrides);
      torch_backend().run_sft(config);
      return 0;
    };
  });
}

}  // namespace app
