// The chat templates beside Qwen3's and SmolLM2's: exact texts where no copy of the template is at hand, what is
// generated, and how templates are told apart. tests/chat/renderer_parity_test.cpp compares with the real ones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "chat/call_parser.h"
#include "chat/renderer.h"
#include "core/error.h"
#include "core/json.h"

namespace {

using chat::Span;
using testing::HasSubstr;

chat::Conversation conversation(std::string_view json) {
  return chat::conversation_from_json(core::parse_json(json));
}

std::vector<Span> spans_of(std::string_view renderer, std::string_view json, bool prompt = false) {
  return chat::make_renderer(renderer)->render(conversation(json), {.add_generation_prompt = prompt});
}

std::string text_of(std::string_view renderer, std::string_view json, bool prompt = false) {
  return chat::rendered_text(spans_of(renderer, json, prompt));
}

std::string generated_by(std::string_view renderer, std::string_view json) {
  std::string text;
  for (const Span& span : spans_of(renderer, json)) text += span.generated ? span.text : "";
  return text;
}

constexpr std::string_view kTalk = R"({"messages": [{"role": "system", "content": "S "},
  {"role": "user", "content": " q1 "}, {"role": "assistant", "content": " a1 "}, {"role": "user", "content": "q2"}]})";
constexpr std::string_view kAnswered =
    R"({"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]})";
constexpr std::string_view kTools = R"({"tools": [{"name": "f", "description": "d", "parameters": {"type": "object"}}],
  "messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "", "tool_calls": [
    {"id": "abcdefgh1", "type": "function", "function": {"name": "f", "arguments": {"x": 1}}}]},
  {"role": "tool", "content": "7", "tool_call_id": "abcdefgh1"}, {"role": "assistant", "content": " seven "}]})";

TEST(RendererFamilies, Llama2WrapsEveryExchange) {
  EXPECT_EQ(text_of("llama2", kTalk), "<s>[INST] <<SYS>>\nS \n<</SYS>>\n\n q1 [/INST] a1 </s><s>[INST] q2 [/INST]");
  EXPECT_EQ(generated_by("llama2", kAnswered), " a </s>");
}

TEST(RendererFamilies, MistralsFirstHasSpacesAroundItsMarks) {
  EXPECT_EQ(text_of("mistral-v1", kTalk), "<s> [INST] S \n\n q1  [/INST]  a1 </s> [INST] q2 [/INST]");
  EXPECT_EQ(generated_by("mistral-v1", kAnswered), " a</s>");
}

TEST(RendererFamilies, WriteCallsInOneForm) {
  const std::map<std::string_view, chat::CallForm> forms = {{"qwen3", chat::CallForm::hermes},
                                                            {"qwen2.5", chat::CallForm::hermes},
                                                            {"llama3", chat::CallForm::llama3_json},
                                                            {"mistral-v3", chat::CallForm::mistral},
                                                            {"mistral-tekken", chat::CallForm::mistral}};
  for (const char* name :
       {"smollm2", "qwen3", "qwen2.5", "llama2", "llama3", "mistral-v1", "mistral-v3", "mistral-tekken", "gemma3"}) {
    const auto renderer = chat::make_renderer(name);
    const auto form = forms.find(name);
    EXPECT_EQ(renderer->call_form(), form == forms.end() ? chat::CallForm::none : form->second) << name;
    EXPECT_EQ(renderer->thinks(), std::string_view(name) == "qwen3") << name;
    if (form == forms.end()) continue;
    const std::string said = generated_by(name, kTools);
    const chat::ParsedCalls read = chat::parse_calls(form->second, said);
    ASSERT_EQ(read.calls.size(), 1U) << name << ": " << said << read.message;
    EXPECT_EQ(read.calls[0].name, "f");
    EXPECT_EQ(core::dump_json(read.calls[0].arguments), "{\"x\": 1}");
  }
}

TEST(RendererFamilies, MistralPutsSystemAndToolsBeforeTheLastUserMessage) {
  EXPECT_EQ(text_of("mistral-v3", kTalk), "<s>[INST]  q1 [/INST] a1</s>[INST] S \n\nq2[/INST]");
  EXPECT_EQ(text_of("mistral-tekken", kTalk), "<s>[INST] q1 [/INST] a1 </s>[INST]S \n\nq2[/INST]");
  EXPECT_EQ(
      text_of("mistral-v3", kTools),
      R"(<s>[AVAILABLE_TOOLS] [{"type": "function", "function": {"name": "f", "description": "d", "parameters": )"
      R"({"type": "object"}}}][/AVAILABLE_TOOLS][INST] q[/INST][TOOL_CALLS] [{"name": "f", "arguments": {"x": 1}, )"
      R"("id": "abcdefgh1"}]</s>[TOOL_RESULTS] {"content": 7, "call_id": "abcdefgh1"}[/TOOL_RESULTS] seven</s>)");
  EXPECT_EQ(generated_by("mistral-v3", kAnswered), " a</s>");
  EXPECT_EQ(generated_by("mistral-tekken", kAnswered), "a</s>");
}

TEST(RendererFamilies, GenerationBeginsBehindThePrompt) {
  EXPECT_EQ(generated_by("llama3", kTools), R"({"name": "f", "parameters": {"x": 1}}<|eot_id|>seven<|eot_id|>)");
  EXPECT_EQ(generated_by("gemma3", kAnswered), "a<end_of_turn>");
  EXPECT_EQ(generated_by("qwen2.5", kTools),
            "<tool_call>\n{\"name\": \"f\", \"arguments\": {\"x\": 1}}\n</tool_call><|im_end|> seven <|im_end|>");
  const std::string user = R"({"messages": [{"role": "user", "content": "q"}]})";
  for (const char* name : {"llama2", "llama3", "gemma3", "qwen2.5", "mistral-v1", "mistral-v3", "mistral-tekken"}) {
    const std::string prompt = text_of(name, user, true);
    const std::string whole = text_of(name, kAnswered);
    EXPECT_TRUE(whole.starts_with(prompt + generated_by(name, kAnswered))) << name;
    for (const Span& span : spans_of(name, kAnswered)) EXPECT_EQ(span.generated && span.message != 1, false) << name;
  }
}

TEST(RendererFamilies, CallsAndResultsAreLabelled) {
  for (const char* name : {"llama3", "qwen2.5", "mistral-v3", "mistral-tekken"}) {
    std::string names;
    std::string values;
    std::string observed;
    for (const Span& span : spans_of(name, kTools)) {
      if (span.kind == chat::SpanKind::call_name) names += span.text;
      if (span.kind == chat::SpanKind::call_value) values += span.text;
      if (span.kind == chat::SpanKind::observation) observed += span.text;
    }
    EXPECT_EQ(names, "f") << name;
    EXPECT_EQ(values, "1") << name;
    EXPECT_THAT(observed, HasSubstr("7")) << name;
  }
}

TEST(RendererFamilies, RefusesWhatTheTemplatesRefuseOrDrop) {
  const auto refuses = [](std::string_view name, std::string_view json, std::string_view part) {
    EXPECT_THAT([&] { text_of(name, json); }, testing::ThrowsMessage<core::Error>(HasSubstr(std::string(part))))
        << name;
  };
  for (const char* name : {"llama2", "llama3", "gemma3", "qwen2.5", "mistral-v1", "mistral-v3"})
    refuses(name, R"({"messages": []})", "empty");
  for (const char* name : {"llama2", "gemma3", "mistral-v1", "mistral-v3"}) {
    refuses(name, R"({"messages": [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}]})",
            "messages[1]");
  }
  refuses("llama2", kTools, "tools");
  refuses("gemma3", kTools, "tools");
  refuses("mistral-v1", kTools, "tools");
  refuses("mistral-v1", R"({"messages": [{"role": "user", "content": "a"}, {"role": "tool", "content": "b"}]})",
          "messages[1]");
  std::string other_id(kTools);
  other_id.replace(other_id.find("abcdefgh1"), 9, "1");
  refuses("mistral-tekken", other_id, "nine characters");
}

TEST(RendererFamilies, TemplatesAreToldApartAndUnknownOnesNameTheOption) {
  const auto name_of = [](std::string_view jinja) { return std::string(chat::renderer_for_template(jinja)->name()); };
  EXPECT_EQ(name_of("[INST] <<SYS>> {{ bos_token + '[INST] ' + x }}{{ ' ' + content.strip() + ' ' + eos_token }}"),
            "llama2");
  const std::string mistral =
      R"([AVAILABLE_TOOLS] user_messages[-1] "call_id": " loop.last and system_message is defined )";
  EXPECT_EQ(name_of(mistral + R"("[TOOL_CALLS] [" "[INST] " + " " + message["content"]|trim + eos_token)"),
            "mistral-v3");
  EXPECT_EQ(name_of(mistral + R"("[TOOL_CALLS][" "[INST]" + )"), "mistral-tekken");
  EXPECT_EQ(name_of("{% if loop.first and system_message is defined %}{{ ' [INST] ' + system_message + '\\n\\n' + "
                    "message['content'] + ' [/INST]' }}{{ ' ' + message['content'] + eos_token }}"),
            "mistral-v1");
  // Mistral's earliest, without a system message and with other spaces.
  const char* const early = "{{ '[INST] ' + message['content'] + ' [/INST]' }}{{ message['content'] + eos_token }}";
  for (const char* unknown : {early, "", "{{ messages }}", "<start_of_turn>", "[INST]", "<|start_header_id|>"}) {
    try {
      name_of(unknown);
      FAIL() << unknown;
    } catch (const core::Error& error) {
      EXPECT_EQ(error.kind(), core::ErrorKind::data);
      EXPECT_THAT(error.hint(), HasSubstr("option `renderer`"));
      EXPECT_THAT(error.hint(), HasSubstr("qwen2.5"));
    }
  }
  EXPECT_THAT([] { chat::make_renderer("lama3"); },
              testing::Throws<core::Error>(testing::Property(&core::Error::hint, HasSubstr("llama3"))));
}

}  // namespace
