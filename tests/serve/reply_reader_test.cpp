// Replies taken apart as they come: however a text is cut into pieces, its parts come out the same.
#include "serve/reply_reader.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "chat/call_parser.h"
#include "core/json.h"
#include "core/rng.h"
#include "serve/stop_scanner.h"

namespace serve {
namespace {

ReplyPart read(const ReplyReader::Options& options, const std::vector<std::string>& pieces) {
  ReplyReader reader(options);
  ReplyPart all;
  const auto add = [&](ReplyPart part) {
    all.reasoning += part.reasoning;
    all.content += part.content;
    std::ranges::move(part.calls, std::back_inserter(all.calls));
  };
  for (const std::string& piece : pieces) add(reader.push(piece));
  add(reader.finish());
  return all;
}

std::string shown(const ReplyPart& part) {
  std::string text = "R:" + part.reasoning + "|C:" + part.content;
  for (const chat::ToolCall& call : part.calls) text += "|" + call.name + core::dump_json(call.arguments);
  return text;
}

struct Case {
  const char* text;
  const char* expected;
};

using chat::CallForm;
const ReplyReader::Options kHermes{.calls = CallForm::hermes, .reasons = true};
const ReplyReader::Options kPython{.calls = CallForm::python};
const ReplyReader::Options kLlama3{.calls = CallForm::llama3_json};
const ReplyReader::Options kMistral{.calls = CallForm::mistral};

const std::vector<Case> kHermesCases = {
    {"", "R:|C:"},
    {"Hello there. ", "R:|C:Hello there. "},
    {"<think>\nHm.\n</think>\n\nYes.", "R:Hm.|C:Yes."},
    {"<think>\n\n</think>\n\nYes.", "R:|C:Yes."},
    {"<think>never ends ", "R:never ends|C:"},
    {"<thin", "R:|C:<thin"},
    {"a < b and <tool", "R:|C:a < b and <tool"},
    {"<tool_call>\n{\"name\": \"f\", \"arguments\": {\"x\": 1}}\n</tool_call>", "R:|C:|f{\"x\": 1}"},
    {"Sure.\n<tool_call>\n{\"name\": \"f\", \"arguments\": {}}\n</tool_call>\n<tool_call>{\"name\": \"g\", "
     "\"arguments\": {}}</tool_call>\n",
     "R:|C:Sure.|f{}|g{}"},
    {"<think>a</think><tool_call>{\"name\": \"f\", \"arguments\": {\"s\": \"</tool_call>\"}}</tool_call>",
     "R:a|C:|f{\"s\": \"</tool_call>\"}"},
    {"<tool_call>{broken</tool_call>", "R:|C:<tool_call>{broken</tool_call>"},
    {"<tool_call>{\"name\": \"f\"", "R:|C:<tool_call>{\"name\": \"f\""},
    // No JSON to others than Python.
    {"Yes. <tool_call>{\"name\": \"f\", \"arguments\": {\"x\": [NaN]}}</tool_call>",
     "R:|C:Yes.<tool_call>{\"name\": \"f\", \"arguments\": {\"x\": [NaN]}}</tool_call>"},
};
const std::vector<Case> kPythonCases = {
    {"[f(a=1), g(b='x')]", "R:|C:|f{\"a\": 1}|g{\"b\": \"x\"}"},
    {"f(a=1)", "R:|C:|f{\"a\": 1}"},
    {"```\n[f()]\n```", "R:|C:|f{}"},
    {"The answer is f(a=1).", "R:|C:The answer is f(a=1)."},
    {"[not a call", "R:|C:[not a call"},
    {"[f(a={(1, 2): 3})]", "R:|C:[f(a={(1, 2): 3})]"},
    {"[f(a=1), g(b=[{'c': (1, -inf)}])]", "R:|C:[f(a=1), g(b=[{'c': (1, -inf)}])]"},
    {"[f(a={1: (2, None)})]", "R:|C:|f{\"a\": {\"1\": [2, null]}}"},
    {"word", "R:|C:word"},
};

const std::vector<Case> kLlama3Cases = {
    {"", "R:|C:"},
    {"Hello {there}.", "R:|C:Hello {there}."},
    {R"({"name": "f", "parameters": {"x": 1}})", "R:|C:|f{\"x\": 1}"},
    {" {\"name\": \"f\", \"parameters\": {}}; {\"name\": \"g\", \"parameters\": {}}", "R:|C:|f{}|g{}"},
    {"[f(x=1)]", "R:|C:|f{\"x\": 1}"},
    {"Let me see.\n<|python_tag|>{\"name\": \"f\", \"parameters\": {\"s\": \"<|python_tag|>\"}}",
     "R:|C:Let me see.|f{\"s\": \"<|python_tag|>\"}"},
    {"1 <|python_ 2", "R:|C:1 <|python_ 2"},
    {R"({"answer": 42})", R"(R:|C:{"answer": 42})"},
    {R"({"name": "f", "param)", R"(R:|C:{"name": "f", "param)"},
    {R"({"name": "f", "parameters": {}}; {"name": )", R"(R:|C:{"name": "f", "parameters": {}}; {"name": )"},
    {"<|python_tag|>print(1)", "R:|C:<|python_tag|>print(1)"},
};
const std::vector<Case> kMistralCases = {
    {"Hello [there].", "R:|C:Hello [there]."},
    {R"([TOOL_CALLS] [{"name": "f", "arguments": {"x": 1}, "id": "abcdefghi"}])", "R:|C:|f{\"x\": 1}"},
    {R"([TOOL_CALLS][{"name": "f", "arguments": {}}, {"name": "g", "arguments": {"s": "]"}}])",
     "R:|C:|f{}|g{\"s\": \"]\"}"},
    {"Let me see. [TOOL_CALLS] [{\"name\": \"f\", \"arguments\": {}}] Done.", "R:|C:Let me see.Done.|f{}"},
    {"[TOOL_CALL", "R:|C:[TOOL_CALL"},
    {"[TOOL_CALLS] [{\"name\": ", "R:|C:[TOOL_CALLS] [{\"name\": "},
};

void expect_whatever_the_cuts(const ReplyReader::Options& options, const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    const std::string text = one.text;
    EXPECT_EQ(shown(read(options, {text})), one.expected) << text;
    std::vector<std::string> bytes;
    for (const char c : text) bytes.emplace_back(1, c);
    EXPECT_EQ(shown(read(options, bytes)), one.expected) << text;
    for (uint64_t seed = 0; seed < 50; ++seed) {
      core::Rng rng(seed);
      std::vector<std::string> pieces;
      for (size_t at = 0; at < text.size();) {
        const size_t count = 1 + rng.index(9);
        pieces.push_back(text.substr(at, count));
        at += count;
      }
      EXPECT_EQ(shown(read(options, pieces)), one.expected) << text << " seed " << seed;
    }
  }
}

TEST(ReplyReader, HermesWhateverTheCuts) {
  expect_whatever_the_cuts(kHermes, kHermesCases);
}

TEST(ReplyReader, PythonWhateverTheCuts) {
  expect_whatever_the_cuts(kPython, kPythonCases);
}

TEST(ReplyReader, Llama3WhateverTheCuts) {
  expect_whatever_the_cuts(kLlama3, kLlama3Cases);
}

TEST(ReplyReader, MistralWhateverTheCuts) {
  expect_whatever_the_cuts(kMistral, kMistralCases);
}

TEST(ReplyReader, OneCallIsTheFirstInAnyForm) {
  const std::vector<chat::ToolCall> calls = {{"f", {{"x", 1}}, {}, {}}, {"g", {}, {}, {}}};
  for (const CallForm form : {CallForm::hermes, CallForm::python, CallForm::llama3_json, CallForm::mistral}) {
    const std::string text = chat::format_calls(form, calls);
    EXPECT_EQ(shown(read({.calls = form, .one_call = true}, {text})), "R:|C:|f{\"x\": 1}") << text;
    EXPECT_EQ(shown(read({.calls = form}, {text})), "R:|C:|f{\"x\": 1}|g{}") << text;
  }
}

TEST(ReplyReader, WithoutToolsATagIsText) {
  EXPECT_EQ(shown(read({}, {"<tool_", "call>x</tool_call>"})), "R:|C:<tool_call>x</tool_call>");
}

TEST(StopScanner, NoPartOfAStopTextIsEverShown) {
  for (uint64_t seed = 0; seed < 500; ++seed) {
    core::Rng rng(seed);
    const auto random_text = [&](size_t most) {
      std::string text;
      for (size_t i = 1 + rng.index(most); i > 0; --i) text += static_cast<char>('a' + rng.index(2));
      return text;
    };
    const std::vector<std::string> stops = {random_text(4), random_text(6)};
    const std::string text = random_text(60);
    size_t end = std::string::npos;  // of what is shown: before the stop text that is complete first
    for (size_t size = 1; size <= text.size() && end == std::string::npos; ++size) {
      for (const std::string& stop : stops) {
        if (text.substr(0, size).ends_with(stop)) end = std::min(end, size - stop.size());
      }
    }
    StopScanner scanner(stops);
    std::string out;
    for (size_t at = 0; at < text.size();) {
      const size_t count = 1 + rng.index(5);
      out += scanner.push(text.substr(at, count));
      at += count;
      ASSERT_TRUE(text.substr(0, end).starts_with(out)) << seed;
    }
    EXPECT_EQ(scanner.stopped(), end != std::string::npos);
    EXPECT_EQ(out + scanner.finish(), text.substr(0, end)) << seed;
  }
}

}  // namespace
}  // namespace serve
