// Requests as prompts: which form of tools suits which chat template.
#include "serve/prepare.h"

#include <gtest/gtest.h>

#include "chat/call_parser.h"

namespace serve {
namespace {

TEST(Prepare, TemplatesGetTheToolsWhoseCallsCanBeReadBack) {
  chat::Conversation conversation;
  conversation.messages.push_back({.role = chat::Role::user, .content = "How warm is it?"});
  conversation.messages.push_back({.role = chat::Role::assistant});
  chat::ToolCall call;
  call.name = "weather";
  conversation.messages.back().tool_calls.push_back(call);
  for (const std::string_view name :
       {"smollm2", "qwen3", "qwen2.5", "llama2", "llama3", "mistral-v3", "mistral-tekken", "gemma3"}) {
    const std::unique_ptr<chat::Renderer> renderer = chat::make_renderer(name);
    const bool hermes = natural_tool_form(*renderer) == ToolForm::model_template;
    EXPECT_EQ(hermes, name == "qwen3" || name == "qwen2.5") << name;
    if (!hermes) continue;
    const std::string text = chat::rendered_text(renderer->render(conversation, {}));
    const chat::ParsedCalls read = chat::parse_hermes_calls(text.substr(text.rfind("<tool_call>")));
    ASSERT_EQ(read.calls.size(), 1U) << name;
    EXPECT_EQ(read.calls[0].name, "weather");
  }
}

}  // namespace
}  // namespace serve
