// A world whose tools a conversation in the terminal may use.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "chat/message.h"
#include "env/environment.h"

namespace app {

struct ChatWorldOptions {
  std::vector<std::string> classes;  // GorillaFileSystem, TravelAPI, …; empty: no world
  std::string scenario;              // JSON file {class: its state}; empty: the classes' own states
};

// nullptr without classes. Throws core::Error(usage) for a class that there is not, core::Error(data) for a scenario
// that cannot be loaded.
std::unique_ptr<env::Environment> make_chat_world(const ChatWorldOptions& options);

// Executes the calls of the conversation's last message, shows each with its result, and adds the results, which are
// returned, too.
std::vector<env::ToolResult> execute_calls(env::Environment& world, chat::Conversation& conversation);

}  // namespace app
