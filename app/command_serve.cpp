// A model behind an OpenAI-compatible HTTP server.
#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <thread>

#include "app/commands.h"
#include "app/served_model.h"
#include "chat/bfcl_prompt.h"
#include "core/config.h"
#include "core/error.h"
#include "core/log.h"
#include "core/progress.h"
#include "serve/server.h"

namespace app {
namespace {

// Only models whose template has no place for tools need them.
std::optional<chat::BfclPrompts> bfcl_prompts(const serve::ServeConfig& config, const chat::Renderer& renderer) {
  if (config.tool_form != "python" && serve::natural_tool_form(renderer) != serve::ToolForm::python)
    return std::nullopt;
  try {
    return chat::BfclPrompts::load();
  } catch (const core::Error& error) {
    core::log_warning("requests with tools will be refused: {}", error.what());
    return std::nullopt;
  }
}

int run_serve(const serve::ServeConfig& config) {
  require_model(config.model);
  serve::check_serve_config(config);
  const ServedModel served = load_served_model(config);
  const std::optional<chat::BfclPrompts> prompts = bfcl_prompts(config, *served.renderer);
  serve::Server server(config, {.tokenizer = served.tokenizer,
                                .renderer = *served.renderer,
                                .policy = *served.policy,
                                .prompts = prompts ? &*prompts : nullptr});
  const std::string host = config.host.find(':') == std::string::npos ? config.host : "[" + config.host + "]";
  core::log_info("serving {} at http://{}:{}/v1, context {} tokens; Ctrl-C stops", server.model(), host, server.port(),
                 served.policy->context_length());
  while (!core::interrupted()) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  core::log_info("stopping: {} replies are left to end; once more stops at once", server.replies());
  server.stop();
  return kEndedAsAsked;
}

}  // namespace

void add_serve_command(CLI::App& parser, Action& chosen) {
  auto* command = parser.add_subcommand("serve", "Serve a model over HTTP, as OpenAI's API does");
  auto arguments = std::make_shared<ConfigArguments>();
  arguments->add_to(*command, core::config_help<serve::ServeConfig>());
  command->callback([arguments, &chosen] {
    chosen = [arguments] {
      arguments->normalise();
      return run_serve(core::load_config<serve::ServeConfig>(arguments->file, arguments->overrides));
    };
  });
}

}  // namespace app
