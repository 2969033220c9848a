#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "app/commands.h"
#include "app/served_model.h"
#include "core/config.h"
#include "core/error.h"
#include "core/log.h"
#include "eval/run_facts.h"
#include "eval/steps/step_run.h"

namespace app {
namespace {

int run_steps_command(const eval::steps::StepConfig& config) {
  require_model(config.model);
  if (config.data.empty()) throw core::usage_error("no trajectories given", "add data=FILE.jsonl");
  const ServedModel served = load_served_model(config);
  const eval::steps::StepOutcome outcome = eval::steps::run_steps(
      config, {*served.policy, served.tokenizer, *served.renderer, eval::model_fingerprint(config.model)});
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
