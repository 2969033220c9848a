// funreason: parse the command line, run one command, print one line for an error.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <new>

#include "app/commands.h"
#include "core/error.h"
#include "core/progress.h"

namespace {

constexpr int kInternalError = 5;
constexpr int kUsageError = 2;
// What a shell reports for a program that Ctrl-C ended.
constexpr int kInterrupted = 130;

int report(const char* message, const char* hint, int code) {
  std::fprintf(stderr, "error: %s\n", message);
  if (*hint != '\0') std::fprintf(stderr, "hint: %s\n", hint);
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App parser("Make language models good at calling tools: synthesise data, train, evaluate.", "funreason");
  parser.require_subcommand(1);
  parser.set_version_flag("--version", "funreason 0.1.0");
  app::Action chosen;
  app::add_synth_command(parser, chosen);
  app::add_train_command(parser, chosen);
  app::add_eval_command(parser, chosen);
  app::add_steps_command(parser, chosen);
  app::add_chat_command(parser, chosen);
  app::add_view_command(parser, chosen);
  app::add_serve_command(parser, chosen);
  app::add_convert_command(parser, chosen);

  try {
    parser.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = parser.exit(error);
    return code == 0 ? 0 : kUsageError;
  }
  core::catch_interrupts();
  try {
    const int code = chosen();
    if (code == app::kEndedAsAsked) return 0;
    return core::interrupted() ? kInterrupted : code;
  } catch (const core::Error& error) {
    return report(error.what(), error.hint().c_str(), error.exit_code());
  } catch (const std::bad_alloc&) {
    return report("out of memory", "use a smaller batch, or a machine with more memory", 4);
  } catch (const std::exception& error) {
    return report(error.what(), "this is a bug in funreason; please report it with the command", kInternalError);
  }
}
