#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "app/backend.h"
#include "app/commands.h"
#include "chat/model_template.h"
#include "core/config.h"
#include "core/error.h"
#include "core/log.h"
#include "eval/run_facts.h"
#include "eval/steps/step_run.h"

namespace app {
namespace {

int run_steps_command(const eval::steps::StepConfig& config) {
  if (config.model.empty()) throw core::usage_error("no model given", "add model=FOLDER_OR_GGUF");
  if (config.data.empty()) throw core::usage_error("no trajectories given", "add data=FILE.jsonl");
  const chat::Tokenizer tokenizer = chat::Tokenizer::from_model(config.model);
  const auto renderer = chat::renderer_for_model(config.model, config.renderer == "auto" ? "" : config.renderer);
  const auto policy = torch_backend().load_policy(
      {.model = config.model, .dtype = config.dtype, .threads = config.threads, .max_batch = config.batch_size});
  const eval::steps::StepOutcome outcome =
      eval::steps::run_steps(config, {*policy, tokenizer, *renderer, eval::model_fingerprint(config.model)});
  if (outcome.interrupted) {
    core::log_info("stopped; the same command continues from {}", config.run_dir);
    return 0;
  }
  std::fputs(eval::steps::step_table(outcome).c_str(), stdout);
  return 0;
}

}  // namespace

void add_steps_command(CLI::App& parser, Action& chosen) {
  auto* command = parser.add_subcommand("steps", "Score a model on single steps of recorded trajectories");
  auto arguments = std::make_shared<ConfigArguments>();
  arguments->add_to(*command, core::config_help<eval::steps::StepConfig>());
  command->callback([arguments, &chosen] {
    chosen = [arguments] {
      arguments->normalise();
      return run_steps_command(core::load_config<eval::steps::StepConfig>(arguments->file, arguments->overrides));
    };
  });
}

}  // namespace app
