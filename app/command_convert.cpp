#include <CLI/CLI.hpp>
#include <memory>

#include "app/backend.h"
#include "app/commands.h"
#include "core/log.h"

namespace app {

void add_convert_command(CLI::App& parser, Action& chosen) {
  auto* command = parser.add_subcommand("convert", "Write a model (GGUF or safetensors) as a Hugging Face directory");
  auto options = std::make_shared<ConvertOptions>();
  command->add_option("model", options->model, "Hugging Face directory or .gguf file")->required();
  command->add_option("out", options->out, "folder to write; must not exist")->required();
  command->add_option("--dtype", options->dtype, "fp32 or bf16")->capture_default_str();
  command->callback([options, &chosen] {
    chosen = [options] {
      torch_backend().convert(*options);
      core::log_info("wrote {}", options->out.string());
      return 0;
    };
  });
}

}  // namespace app
