#include "chat/served_turns.h"

#include <string>
#include <utility>

#include "chat/reasoning.h"

namespace chat {

std::vector<Conversation> served_turns(const Conversation& conversation) {
  std::vector<Conversation> turns;
  Conversation history;
  history.tools = conversation.tools;
  for (const Message& message : conversation.messages) {
    if (message.role == Role::assistant) {
      turns.push_back(history);
      turns.back().messages.push_back(message);
    }
    history.messages.push_back(message);
    if (message.role != Role::assistant) continue;
    Message& reply = history.messages.back();
    reply.reasoning.reset();
    if (reply.content.starts_with("<think>")) reply.content = std::string(split_reasoning(reply.content).content);
  }
  return turns;
}

}  // namespace chat
