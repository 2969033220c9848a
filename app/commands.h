// The commands of the program: each parses its own options from CLI11 and calls one library function.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace app {

// A subcommand registers itself and, when chosen, stores what main must run.
using Action = std::function<int()>;

// What a command returns whose ordinary end is Ctrl-C or SIGTERM: the program exits with 0.
inline constexpr int kEndedAsAsked = -1;

void add_synth_command(CLI::App& parser, Action& chosen);
void add_train_command(CLI::App& parser, Action& chosen);
void add_eval_command(CLI::App& parser, Action& chosen);
void add_steps_command(CLI::App& parser, Action& chosen);
void add_chat_command(CLI::App& parser, Action& chosen);
void add_view_command(CLI::App& parser, Action& chosen);
void add_serve_command(CLI::App& parser, Action& chosen);
void add_convert_command(CLI::App& parser, Action& chosen);

// What every command with a config takes: `funreason NAME [config.yaml] [key.path=value …]`.
struct ConfigArguments {
  std::string file;
  std::vector<std::string> overrides;

  // `help_text` lists the config's fields below the options.
  void add_to(CLI::App& command, const std::string& help_text);
  // The config file, unless the first word was an override already.
  void normalise();
};

}  // namespace app
