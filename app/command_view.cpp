// A page of recorded conversations.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "app/commands.h"
#include "app/view_page.h"
#include "core/files.h"

namespace app {
namespace {

int run_view(const ViewOptions& options, std::string output) {
  const ViewPage page = view_page(options);
  if (output.empty()) output = options.files.front() + ".html";
  core::write_derived_file(output, page.html);
  std::printf("%s: %ld of %ld conversations\n", output.c_str(), static_cast<long>(page.shown),
              static_cast<long>(page.total));
  return 0;
}

}  // namespace

void add_view_command(CLI::App& parser, Action& chosen) {
  auto* command = parser.add_subcommand("view", "Make a page of recorded rollouts, trajectories or conversations");
  auto options = std::make_shared<ViewOptions>();
  auto output = std::make_shared<std::string>();
  command->add_option("files", options->files, "JSON Lines of `chat --record` or `synth`, or OpenAI conversations")
      ->required();
  command->add_option("-o,--output", *output, "the page; FILE.html when not given");
  command->add_option("--id", options->id, "show this one alone");
  command->add_option("--limit", options->limit, "conversations on the page")
      ->capture_default_str()
      ->check(CLI::Range(int64_t{1}, int64_t{100'000}));
  command->callback([options, output, &chosen] { chosen = [options, output] { return run_view(*options, *output); }; });
}

}  // namespace app
