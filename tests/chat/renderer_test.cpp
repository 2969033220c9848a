#include "chat/renderer.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "chat/assistant_spans.h"
#include "chat/call_parser.h"
#include "core/error.h"
#include "core/json.h"
#include "core/python_text.h"
#include "tests/chat/random_conversation.h"

namespace {

using chat::Span;
using chat::SpanKind;

chat::Conversation conversation(std::string_view json) {
  return chat::conversation_from_json(core::parse_json(json));
}

// "kind:text|kind:text…" of the generated spans of one message; \n printed as ~.
std::string generated(const std::vector<Span>& spans, int32_t message) {
  std::string out;
  for (const Span& span : spans) {
    if (!span.generated || span.message != message) continue;
    if (!out.empty()) out += "|";
    out += std::string(chat::span_name(span.kind)) + ":" + span.text;
  }
  for (char& c : out) c = c == '\n' ? '~' : c;
  return out;
}

std::string smollm2_answer(std::string_view content) {
  chat::Conversation c;
  c.messages.emplace_back();
  c.messages.back().role = chat::Role::assistant;
  c.messages.back().content = content;
  const std::vector<Span> spans = chat::make_renderer("smollm2")->render(c, {});
  return generated(spans, 0);
}

TEST(Renderer, LabelsReasoningAndCallsOfQwen3) {
  const std::vector<Span> spans = chat::make_renderer("qwen3")->render(conversation(R"({"messages": [
      {"role": "user", "content": "hi"},
      {"role": "assistant", "content": "ok", "reasoning_content": "\nhm\n", "tool_calls": [
        {"function": {"name": "f", "arguments": {"a": [1, "ü"], "b": "x\"y"}}}, {"function": {"name": "g", "arguments": {}}}]}]})"),
                                                                       {});
  EXPECT_EQ(generated(spans, 1),
            "think:<think>~hm~</think>|text:~~ok|call_syntax:~<tool_call>~{\"name\": \"|call_name:f|call_syntax:\", "
            "\"arguments\": {\"|call_key:a|call_syntax:\": |call_value:[1, \"ü\"]|call_syntax:, "
            "\"|call_key:b|call_syntax:\": "
            "|call_value:\"x\\\"y\"|call_syntax:}}~</tool_call>~<tool_call>~{\"name\": \"|call_name:g|call_syntax:\", "
            "\"arguments\": {}}~</tool_call>|text:<|im_end|>");
}

TEST(Renderer, LabelsPythonCallLists) {
  EXPECT_EQ(
      smollm2_answer("[math.add(a=1, b=[2, (3, 4)]), g()]"),
      "call_syntax:[|call_name:math.add|call_syntax:(|call_key:a|call_syntax:=|call_value:1|call_syntax:, "
      "|call_key:b|call_syntax:=|call_value:[2, (3, 4)]|call_syntax:), |call_name:g|call_syntax:()]|text:<|im_end|>");
  EXPECT_EQ(smollm2_answer("[f(a='it\\'s, (', b=\"\"\"x\"y\"\"\",)]\n"),
            "call_syntax:[|call_name:f|call_syntax:(|call_key:a|call_syntax:=|call_value:'it\\'s, ('|call_syntax:, "
            "|call_key:b|call_syntax:=|call_value:\"\"\"x\"y\"\"\"|call_syntax:,)]~|text:<|im_end|>");
  EXPECT_EQ(smollm2_answer("<think>a, b</think>\n[f()]"),
            "think:<think>a, b</think>|call_syntax:~[|call_name:f|call_syntax:()]|text:<|im_end|>");
}

TEST(Renderer, LabelsHermesCallsInsideContent) {
  EXPECT_EQ(
      smollm2_answer("so: <tool_call>{\"arguments\": {\"k\": {\"z\": \"}\"}}, \"name\": \"f\"}</tool_call> done"),
      "text:so: |call_syntax:<tool_call>{\"arguments\": {\"|call_key:k|call_syntax:\": |call_value:{\"z\": \"}\"}|"
      "call_syntax:}, \"name\": \"|call_name:f|call_syntax:\"}</tool_call>|text: done<|im_end|>");
}

TEST(Renderer, WhatIsNotWellFormedIsText) {
  for (const std::string text : {"[]",
                                 "[f(1)]",
                                 "[f(a=1)",
                                 "f(a=1)",
                                 "[f(a=)]",
                                 "[f(a=(]) ]",
                                 "[f(a='x)]",
                                 "see [f(a=1)]",
                                 "[f(a=1)] ok",
                                 "[f(a=1 b]",
                                 "[1, 2]",
                                 "[f, g]",
                                 "[f(a=1),,g()]",
                                 "<think>open",
                                 "</think>",
                                 "<tool_call>",
                                 "<tool_call>{}</tool_call>",
                                 "<tool_call>{\"name\": 3, \"arguments\": {}}</tool_call>",
                                 "<tool_call>{\"name\": \"f\"</tool_call>",
                                 "<tool_call>{\"arguments\": {}}</tool_call>",
                                 "<tool_call>{\"name\": \"f\", \"arguments\": {\"a\" 1}}</tool_call>",
                                 "[",
                                 "[f",
                                 "[f(",
                                 "[f(a",
                                 "[f(a=",
                                 "[f(a=\"",
                                 "[f(a=1\\",
                                 "<tool_call>{\"name\": \"f\\"}) {
    EXPECT_EQ(smollm2_answer(text), "text:" + text + "<|im_end|>");
  }
}

// Labels never change the text: any damage to a call leaves every byte in place.
TEST(Renderer, DamagedCallsKeepEveryByte) {
  const std::vector<std::string> seeds = {
      "[f(a=1, b=[2, {'k': (3,)}], c='it\\'s'), g.h()]", "<think>a</think>\n[f(a=\"\"\"x\"\"\")]",
      "<tool_call>{\"name\": \"f\", \"arguments\": {\"a\": [1, {\"b\": \"}\"}], \"c\": \"\\\"\"}}</tool_call> t"};
  const std::string alphabet = "[](){}'\"\\,:=<>/ \nab1";
  chat_test::RandomConversations random(5);
  for (int i = 0; i < 20000; ++i) {
    std::string text = seeds[static_cast<size_t>(random.pick(static_cast<int>(seeds.size())))];
    for (int edit = random.pick(4); edit >= 0; --edit) {
      const auto at = static_cast<size_t>(random.pick(static_cast<int>(text.size())));
      const char c = alphabet[static_cast<size_t>(random.pick(static_cast<int>(alphabet.size())))];
      if (random.chance(40))
        text.erase(at, 1);
      else if (random.chance(50))
        text.insert(at, 1, c);
      else
        text[at] = c;
    }
    std::string joined;
    for (const chat::Piece& piece : chat::assistant_pieces(text)) {
      ASSERT_FALSE(piece.text.empty());
      joined += piece.text;
    }
    ASSERT_EQ(joined, text);
  }
}

TEST(Renderer, LongHostileContentIsCutInTime) {
  const auto repeat = [](std::string_view text, int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += text;
    return out;
  };
  for (const std::string& text :
       {repeat("<tool_call>", 100000) + "</tool_call>", repeat("<think>", 100000), "[f(a=" + repeat("[", 1000000),
        "[" + repeat("f(a='x'), ", 100000) + "f()]", repeat("<think></think>[f(", 50000)}) {
    size_t size = 0;
    for (const chat::Piece& piece : chat::assistant_pieces(text)) size += piece.text.size();
    EXPECT_EQ(size, text.size());
  }
}

// Every call that this program writes is cut at exactly its names, keys and values, in both styles.
TEST(Renderer, WrittenCallsAreCutWhereTheyWereJoined) {
  chat_test::RandomConversations random(17);
  int calls = 0;
  int hermes_cut = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::vector<chat::ToolCall> written = random.ending_in_answer(true).messages.back().tool_calls;
    if (written.empty()) continue;
    std::vector<std::string> python;
    std::vector<std::string> hermes;
    for (const chat::ToolCall& call : written) {
      python.push_back(call.name);
      hermes.push_back(call.name);
      for (const core::DictItem& item : call.arguments) {
        for (auto* parts : {&python, &hermes}) parts->push_back(item.key.as_string());
        python.push_back(core::python_repr(item.value));
        hermes.push_back(core::dump_json(item.value));
      }
    }
    calls += static_cast<int>(written.size());
    const auto labelled = [](std::string_view text) {
      std::vector<std::string> parts;
      for (const chat::Piece& piece : chat::assistant_pieces(text)) {
        EXPECT_NE(piece.kind, SpanKind::think) << text;
        if (piece.kind != SpanKind::call_syntax && piece.text != "\n") parts.push_back(piece.text);
      }
      return parts;
    };
    EXPECT_EQ(labelled(chat::format_python_calls(written)), python);
    // A value that quotes reasoning or call tags cannot be told from the real ones.
    const auto quotes_tag = [](const std::string& part) { return part.find('<') != std::string::npos; };
    if (std::none_of(hermes.begin(), hermes.end(), quotes_tag)) {
      EXPECT_EQ(labelled(chat::format_hermes_calls(written)), hermes);
      ++hermes_cut;
    }
  }
  EXPECT_GE(hermes_cut, 300);
  EXPECT_GE(calls, 1000);
}

TEST(Renderer, SmolLm2PutsItsDefaultSystemMessage) {
  chat::RenderOptions options;
  options.add_generation_prompt = true;
  EXPECT_EQ(chat::rendered_text(chat::make_renderer("smollm2")->render(
                conversation(R"({"messages": [{"role": "user", "content": "hi"}]})"), options)),
            "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n"
            "<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n");
}

TEST(Renderer, SmolLm2RefusesWhatItsTemplateWouldDrop) {
  const auto renderer = chat::make_renderer("smollm2");
  for (const std::string_view json :
       {R"({"messages": [{"role": "user", "content": "hi"}], "tools": [{"name": "f"}]})",
        R"({"messages": [{"role": "assistant", "content": "", "tool_calls": [{"name": "f", "arguments": {}}]}]})"}) {
    try {
      renderer->render(conversation(json), {});
      FAIL() << json;
    } catch (const core::Error& error) {
      EXPECT_EQ(error.kind(), core::ErrorKind::data);
      EXPECT_NE(std::string(error.what()).find("tool"), std::string::npos);
      EXPECT_FALSE(error.hint().empty());
    }
  }
}

TEST(Renderer, ToolResultsAreObservations) {
  const auto spans = chat::make_renderer("qwen3")->render(conversation(R"({"messages": [
      {"role": "user", "content": "q"}, {"role": "tool", "content": "r1"}, {"role": "tool", "content": "r2"}]})"),
                                                          {});
  std::string observed;
  for (const Span& span : spans) {
    if (span.kind == SpanKind::observation) observed += span.text + "@" + std::to_string(span.message) + " ";
    EXPECT_FALSE(span.generated);
  }
  EXPECT_EQ(observed, "r1@1 r2@2 ");
}

TEST(Renderer, ThinkingOffTakesTheEmptyBlockFromThePrompt) {
  const chat::Conversation c =
      conversation(R"({"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]})");
  const auto renderer = chat::make_renderer("qwen3");
  EXPECT_EQ(generated(renderer->render(c, {}), 1), "think:<think>~~</think>|text:~~a<|im_end|>");
  EXPECT_EQ(generated(renderer->render(c, {.thinking = chat::Thinking::off}), 1), "text:a<|im_end|>");
  EXPECT_EQ(generated(renderer->render(c, {.thinking = chat::Thinking::opened}), 1),
            "think:~~</think>|text:~~a<|im_end|>");
}

TEST(Renderer, UnknownNamesAndTemplatesAreErrors) {
  EXPECT_THROW(chat::make_renderer("llama"), core::Error);
  EXPECT_THROW(chat::make_renderer(""), core::Error);
  EXPECT_THROW(chat::renderer_for_template(""), core::Error);
  EXPECT_THROW(chat::renderer_for_template("{% for message in messages %}{{ message.content }}{% endfor %}"),
               core::Error);
}

// Where generation begins and ends, nothing else is generated, and spans carry text.
void check_spans(const std::vector<Span>& spans) {
  for (size_t i = 0; i < spans.size(); ++i) {
    EXPECT_FALSE(spans[i].text.empty());
    EXPECT_TRUE(!spans[i].generated || spans[i].role == chat::Role::assistant);
    const bool change = i > 0 && spans[i].generated != spans[i - 1].generated;
    EXPECT_EQ(spans[i].boundary, change || (i == 0 && spans[i].generated));
  }
}

// Whether the template renders history as it stood when the last answer was generated.
bool template_keeps_history(const chat::Conversation& c, std::string_view name, chat::Thinking thinking) {
  const chat::Message& last = c.messages.back();
  if (name != "qwen3" || thinking != chat::Thinking::off) return true;
  // Without thinking the prompt ends in an empty block: an answer with reasoning cannot follow it.
  const std::string reasoning = last.reasoning.value_or(
      last.content.find("</think>") == std::string::npos ? "" : last.content.substr(0, last.content.find("</think>")));
  std::string_view inner = reasoning;
  if (const size_t open = inner.rfind("<think>"); !last.reasoning && open != std::string_view::npos)
    inner.remove_prefix(open + 7);
  return inner.find_first_not_of('\n') == std::string_view::npos;
}

TEST(Renderer, AnswerFollowsItsGenerationPrompt) {
  int checked = 0;
  for (const std::string_view name : {"qwen3", "qwen2.5", "smollm2"}) {
    const auto renderer = chat::make_renderer(name);
    for (const chat::Thinking thinking : {chat::Thinking::on, chat::Thinking::off, chat::Thinking::opened}) {
      chat_test::RandomConversations random(7);
      for (int i = 0; i < 1000; ++i) {
        chat::Conversation c = random.ending_in_answer(name != "smollm2");
        const std::vector<Span> full = renderer->render(c, {.thinking = thinking});
        check_spans(full);
        if (!template_keeps_history(c, name, thinking)) continue;
        const auto index = static_cast<int32_t>(c.messages.size() - 1);
        std::string answer;
        for (const Span& span : full) answer += span.generated && span.message == index ? span.text : "";
        EXPECT_TRUE(answer.ends_with("<|im_end|>"));
        c.messages.pop_back();
        const std::string prompt =
            chat::rendered_text(renderer->render(c, {.add_generation_prompt = true, .thinking = thinking}));
        ASSERT_EQ(prompt + answer + "\n", chat::rendered_text(full)) << name << " " << i;
        ++checked;
      }
    }
  }
  EXPECT_GE(checked, 4000);
  RecordProperty("conversations", checked);
}

}  // namespace
