// Requests as prompts: which form of tools suits which chat template.
#include "serve/prepare.h"

#include <gtest/gtest.h>

#include "chat/call_parser.h"
#include "chat/constraint/token_constraint.h"
#include "core/json.h"
#include "rollout/scripted_policy.h"
#include "serve/api_error.h"
#include "tests/byte_tokenizer.h"

namespace serve {
namespace {

TEST(Prepare, TemplatesGetTheToolsWhoseCallsCanBeReadBack) {
  chat::Conversation conversation;
  conversation.messages.push_back({.role = chat::Role::user, .content = "How warm is it?"});
  conversation.messages.push_back({.role = chat::Role::assistant});
  chat::ToolCall call;
  call.name = "weather";
  call.id = "abcdefghi";
  conversation.messages.back().tool_calls.push_back(call);
  for (const std::string_view name :
       {"smollm2", "qwen3", "qwen2.5", "llama2", "llama3", "mistral-v1", "mistral-v3", "mistral-tekken", "gemma3"}) {
    const std::unique_ptr<chat::Renderer> renderer = chat::make_renderer(name);
    const bool in_template = natural_tool_form(*renderer) == ToolForm::model_template;
    EXPECT_EQ(in_template,
              name.starts_with("qwen") || name == "llama3" || name == "mistral-v3" || name == "mistral-tekken")
        << name;
    if (!in_template) continue;
    std::string said;
    for (const chat::Span& span : renderer->render(conversation, {})) said += span.generated ? span.text : "";
    const chat::ParsedCalls read = chat::parse_calls(renderer->call_form(), said);
    ASSERT_EQ(read.calls.size(), 1U) << name;
    EXPECT_EQ(read.calls[0].name, "weather");
  }
}

// What a request lets a reply be, on a tokenizer of bytes.
class Constrained : public testing::Test {
 protected:
  ChatRequest read(std::string_view body) const {
    core::Dict fields = core::parse_json(body).as_dict();
    fields["model"] = "m";
    fields["messages"] = core::List{core::Dict{{"role", "user"}, {"content", "Hi"}}};
    return read_chat_request(fields, {.model = "m", .limits = {}, .tokenizer = tokenizer_});
  }
  std::shared_ptr<const chat::constraint::TokenConstraint> constraint(std::string_view body,
                                                                      bool constrain = false) const {
    const Preparer preparer({tokenizer_, *renderer_, policy_}, ToolForm::model_template, 100, constrain);
    return preparer.chat(read(body)).requests.at(0).params.constraint;
  }
  bool takes(std::string_view body, std::string_view reply, bool constrain = false) const {
    const auto held = constraint(body, constrain);
    if (held == nullptr) return true;
    auto state = held->start();
    for (const chat::TokenId id : tokenizer_.encode(reply)) {
      if (!held->allowed(state)->allows(id)) return false;
      state = held->advance(state, id);
    }
    return held->accepts(state);
  }

  static std::string body(std::string_view more, std::string_view strict = "false") {
    return R"({"tools": [{"type": "function", "function": {"name": "f", "strict": )" + std::string(strict) +
           R"(, "parameters": {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}}},
             {"type": "function", "function": {"name": "g"}}])" +
           std::string(more) + "}";
  }
  static std::string call(std::string_view name, std::string_view arguments) {
    return "<tool_call>\n{\"name\": \"" + std::string(name) + "\", \"arguments\": " + std::string(arguments) +
           "}\n</tool_call>";
  }

  chat::Tokenizer tokenizer_ = fixtures::byte_tokenizer({}, {"<|eot_id|>", "<|python_tag|>", "</s>", "[TOOL_CALLS]"});
  std::unique_ptr<chat::Renderer> renderer_ = chat::make_renderer("qwen3");
  mutable rollout::ScriptedPolicy policy_{tokenizer_, std::vector<std::string>{}};
};

TEST_F(Constrained, RepliesToWhatTheRequestAsksFor) {
  const std::string f = call("f", "{\"a\": 1}");
  const std::string g = call("g", "{}");
  const std::string bad = call("f", "{\"a\": \"x\"}");
  EXPECT_EQ(constraint(body("")), nullptr);
  EXPECT_EQ(constraint(body(R"(, "tool_choice": "none")", "true")), nullptr);
  EXPECT_EQ(constraint(R"({"response_format": {"type": "text"}})"), nullptr);

  const std::string required = body(R"(, "tool_choice": "required")");
  EXPECT_TRUE(takes(required, f + "\n" + g));
  for (const std::string& reply : {bad, std::string("Hello"), "<think>x</think>\n\n" + f}) {
    EXPECT_FALSE(takes(required, reply)) << reply;
  }
  EXPECT_FALSE(takes(body(R"(, "tool_choice": "required", "parallel_tool_calls": false)"), f + "\n" + g));
  const std::string named = body(R"(, "tool_choice": {"type": "function", "function": {"name": "g"}})");
  EXPECT_TRUE(takes(named, g));
  EXPECT_FALSE(takes(named, f));
  EXPECT_FALSE(takes(named, g + "\n" + g));

  for (const auto& [text, constrain] : {std::pair{body("", "true"), false}, std::pair{body(""), true}}) {
    EXPECT_TRUE(takes(text, "Hello", constrain));
    EXPECT_TRUE(takes(text, "<think>" + bad + "</think>\n\n" + f, constrain));
    EXPECT_FALSE(takes(text, bad, constrain));
  }

  const std::string object = R"({"response_format": {"type": "json_object"}})";
  EXPECT_TRUE(takes(object, "{\"q\": [1]}"));
  EXPECT_FALSE(takes(object, "Hello"));
  const std::string schema = R"({"response_format": {"type": "json_schema",
    "json_schema": {"name": "n", "strict": true, "schema": {"type": "array", "items": {"enum": ["x"]}}}}})";
  EXPECT_TRUE(takes(schema, "[\"x\"]"));
  EXPECT_FALSE(takes(schema, "[\"y\"]"));
}

TEST_F(Constrained, InTheFormOfEachTemplate) {
  const std::vector<chat::ToolCall> good = {{"f", {{"a", 1}}, {}, {}}, {"g", {}, {}, {}}};
  const std::vector<chat::ToolCall> bad = {{"f", {{"a", "x"}}, {}, {}}};
  const std::string required = body(R"(, "tool_choice": "required")");
  const std::string named = body(R"(, "tool_choice": {"type": "function", "function": {"name": "g"}})");
  for (const char* name : {"qwen2.5", "llama3", "mistral-v3", "mistral-tekken"}) {
    renderer_ = chat::make_renderer(name);
    const auto text = [&](const std::vector<chat::ToolCall>& calls) {
      return chat::format_calls(renderer_->call_form(), calls);
    };
    EXPECT_TRUE(takes(required, text(good))) << name;
    EXPECT_FALSE(takes(required, text(bad))) << name;
    EXPECT_FALSE(takes(required, "Hello")) << name;
    EXPECT_TRUE(takes(named, text({good[1]}))) << name;
    EXPECT_FALSE(takes(named, text(good))) << name;
    EXPECT_TRUE(takes(body("", "true"), "Hello")) << name;
    EXPECT_TRUE(takes(body("", "true"), text(good))) << name;
    EXPECT_FALSE(takes(body("", "true"), text(bad))) << name;
  }
}

TEST_F(Constrained, TheSameToolsShareWhatWasWorkedOut) {
  const Preparer preparer({tokenizer_, *renderer_, policy_}, ToolForm::model_template, 100);
  const std::string required = body(R"(, "tool_choice": "required")");
  const auto first = preparer.chat(read(required)).requests.at(0).params.constraint;
  EXPECT_EQ(preparer.chat(read(required)).requests.at(0).params.constraint, first);
  EXPECT_NE(preparer.chat(read(body("", "true"))).requests.at(0).params.constraint, first);
}

}  // namespace
}  // namespace serve
