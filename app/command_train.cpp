#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "app/backend.h"
#include "app/commands.h"
#include "core/config.h"
#include "core/error.h"
#include "core/log.h"
#include "core/progress.h"

namespace app {
namespace {

namespace fs = std::filesystem;

// run_dir/final -> the last checkpoint, so that scripts need not know the number of steps.
void link_final(const fs::path& run_dir, const fs::path& checkpoint) {
  const fs::path temporary = run_dir / "final.tmp";
  std::error_code code;
  fs::remove(temporary, code);
  fs::create_directory_symlink(checkpoint.lexically_relative(run_dir), temporary, code);
  if (!code) fs::rename(temporary, run_dir / "final", code);
  if (code) throw core::environment_error(core::format("{}: {}", (run_dir / "final").string(), code.message()));
}

int run_train(const train::SftConfig& config) {
  const train::SftResult result = torch_backend().run_sft(config);
  if (result.interrupted) {
    core::log_info("stopped at step {}; the same command continues from {}", result.steps, result.checkpoint.string());
    return 0;
  }
  link_final(config.run_dir, result.checkpoint);
  const double rate = result.seconds > 0 ? static_cast<double>(result.tokens) / result.seconds : 0;
  core::log_info("{} steps, loss {.4}, {} tokens ({} computed) at {} tokens/s; model in {}", result.steps, result.loss,
                 result.tokens, result.computed_tokens, core::format_count(rate),
                 (fs::path(config.run_dir) / "final").string());
  return 0;
}

}  // namespace

void add_train_command(CLI::App& parser, Action& chosen) {
  auto* command = parser.add_subcommand("train", "Fine-tune a model on tool-use data (SFT)");
  auto arguments = std::make_shared<ConfigArguments>();
  arguments->add_to(*command, core::config_help<train::SftConfig>());
  command->callback([arguments, &chosen] {
    chosen = [arguments] {
      arguments->normalise();
      return run_train(core::load_config<train::SftConfig>(arguments->file, arguments->overrides));
    };
  });
}

}  // namespace app
