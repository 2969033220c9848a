// Reading tool calls back: round trips over random calls, the ways models get them wrong, and hostile text.
#include "chat/call_parser.h"

#include <gtest/gtest.h>

#include <array>
#include <ctime>
#include <limits>
#include <random>

#include "core/python_text.h"
#include "tests/test_scale.h"

namespace chat {
namespace {

using core::Dict;
using core::List;
using core::Value;

class RandomCalls {
 public:
  explicit RandomCalls(uint64_t seed) : random_(seed) {}

  std::vector<ToolCall> calls() {
    std::vector<ToolCall> out(1 + below(3));
    for (ToolCall& call : out) {
      call.name = pick({"f", "get_weather", "a.b.c", "_x1", "math.sqrt"});
      for (size_t i = below(5); i > 0; --i) call.arguments.set(name(), value(3));
    }
    return out;
  }

  size_t below(size_t limit) { return random_() % limit; }
  std::string pick(std::initializer_list<const char*> options) { return *(options.begin() + below(options.size())); }

  std::string text() {
    std::string out;
    for (size_t i = below(8); i > 0; --i) {
      out += pick({"a", "é", "\"", "'",  "\\",           "\n",   "\t", "</tool_call>", "<tool_call>", "</think>",
                   "{", "]", ")",  "😀", "\xed\xa0\x80", "\x01", "=",  ", ",           "[f(a=1)]",    "```"});
    }
    return out;
  }

 private:
  std::string name() { return pick({"a", "city", "class", "a-b", "", "x y", "None", "ª", "lambda", "unit"}); }

  Value value(int depth) {
    switch (below(depth > 0 ? 9 : 6)) {
      case 0:
        return nullptr;
      case 1:
        return below(2) == 0;
      case 2:
        return static_cast<int64_t>(random_()) >> below(64);
      case 3:
        return core::BigInt{"-123456789012345678901234567890"};
      case 4:
        return below(9) == 0 ? std::numeric_limits<double>::infinity() : static_cast<double>(random_()) / 1e17 - 50;
      case 5:
        return text();
      case 6: {
        List items;
        for (size_t i = below(4); i > 0; --i) items.push_back(value(depth - 1));
        return items;
      }
      default: {
        Dict items;
        for (size_t i = below(4); i > 0; --i) items.set(text(), value(depth - 1));
        return items;
      }
    }
  }

  std::mt19937_64 random_;
};

void expect_same(const std::vector<ToolCall>& found, const std::vector<ToolCall>& expected, const std::string& text) {
  ASSERT_EQ(found.size(), expected.size()) << text;
  for (size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].name, expected[i].name) << text;
    EXPECT_TRUE(core::identical(found[i].arguments, expected[i].arguments)) << text;
  }
}

constexpr std::array kForms = {CallForm::hermes, CallForm::python, CallForm::llama3_json, CallForm::mistral};

TEST(CallParser, RoundTrips) {
  for (const CallForm form : kForms) {
    RandomCalls random(1 + static_cast<uint64_t>(form));
    for (size_t i = 0; i < 3000 / test::kScale; ++i) {
      std::vector<ToolCall> calls = random.calls();
      size_t ids = 0;
      if (form == CallForm::mistral && i % 2 == 0) complete_call_ids(calls, ids);
      const std::string text = format_calls(form, calls);
      const ParsedCalls parsed = parse_calls(form, text);
      ASSERT_TRUE(parsed.ok()) << parsed.message << "\n" << text;
      expect_same(parsed.calls, calls, text);
      EXPECT_EQ(parsed.text, "");
      for (size_t c = 0; c < calls.size(); ++c) EXPECT_EQ(parsed.calls[c].id, calls[c].id) << text;
    }
  }
}

TEST(CallParser, IdsAreNineCharactersLong) {
  std::vector<ToolCall> calls(3);
  calls[1].id = "abcdefghi";
  calls[2].id = "call_7";
  size_t next = 41;
  complete_call_ids(calls, next);
  EXPECT_EQ(calls[0].id, "call00041");
  EXPECT_EQ(calls[1].id, "abcdefghi");
  EXPECT_EQ(calls[2].id, "call00042");
}

struct Case {
  const char* text;
  CallError error;
  size_t calls;
};

void check(const std::vector<Case>& cases, CallForm form) {
  for (const Case& c : cases) {
    const ParsedCalls parsed = parse_calls(form, c.text);
    EXPECT_EQ(call_error_name(parsed.error), call_error_name(c.error)) << c.text << "\n" << parsed.message;
    EXPECT_EQ(parsed.calls.size(), c.calls) << c.text;
    EXPECT_EQ(parsed.message.empty(), parsed.ok()) << c.text;
    EXPECT_EQ(parsed.message.find('\n'), std::string::npos) << parsed.message;
  }
}

TEST(CallParser, HermesTolerancesAndErrors) {
  check(
      {{R"(<tool_call>{"name": "f", "arguments": {}}</tool_call>)", CallError::none, 1},
       {"<tool_call>\n```json\n{\"name\": \"f\", \"arguments\": {}}\n```\n</tool_call>", CallError::none, 1},
       {R"(<tool_call>{"name": "f", "arguments": "{\"a\": 1}"}</tool_call>)", CallError::none, 1},
       {R"(Sure! <tool_call>{"name": "f", "arguments": {"a": "</tool_call>"}}</tool_call> done)", CallError::none, 1},
       {"Just prose.", CallError::no_call, 0},
       {"", CallError::no_call, 0},
       {"<think>I could <tool_call>{}</tool_call></think>No.", CallError::no_call, 0},
       {"<think>never ends <tool_call>", CallError::no_call, 0},
       {R"(<tool_call>{"name": "f", "arguments": {}})", CallError::unclosed_tag, 0},
       {"<tool_call>{name: f}</tool_call>", CallError::invalid_json, 0},
       {"<tool_call>[]</tool_call>", CallError::not_an_object, 0},
       {R"(<tool_call>{"arguments": {}}</tool_call>)", CallError::missing_name, 0},
       {R"(<tool_call>{"name": 1, "arguments": {}}</tool_call>)", CallError::missing_name, 0},
       {R"(<tool_call>{"name": "f"}</tool_call>)", CallError::bad_arguments, 0},
       {R"(<tool_call>{"name": "f", "arguments": [1]}</tool_call>)", CallError::bad_arguments, 0},
       {R"(<tool_call>{"name": "f", "arguments": "nope"}</tool_call>)", CallError::bad_arguments, 0},
       {R"(<tool_call>"</tool_call><tool_call>{"name": "f", "arguments": {}}</tool_call>)", CallError::invalid_json, 1},
       {"<tool_call><tool_call>{}</tool_call>", CallError::invalid_json, 0}},
      CallForm::hermes);
  const ParsedCalls parsed = parse_hermes_calls(
      "<think>\nhm\n</think>\n\nLet me see. <tool_call>{\"name\": \"f\", \"arguments\": {\"a\": NaN}}</tool_call> ok");
  EXPECT_EQ(parsed.reasoning, "hm");
  EXPECT_EQ(parsed.text, "Let me see.  ok");
}

TEST(CallParser, PythonTolerancesAndErrors) {
  check({{"[f(a=1)]", CallError::none, 1},
         {"f(a=1)", CallError::none, 1},
         {"f(a=1), g()", CallError::none, 2},
         {"f(a=1)]", CallError::none, 1},
         {"[f(a=[1]), g(b={'c': (1, -2.5)})", CallError::none, 2},
         {"`[f(a=1)]`", CallError::none, 1},
         {"```python\n[f(a=1),\n g()]\n```", CallError::none, 2},
         {"```\nf()\n```", CallError::none, 1},
         {" [f(a=true, b=null, c=False)] ", CallError::none, 1},
         {"[f(**{'class': 1}, a=2)]", CallError::none, 1},
         {"<think>x</think>\n[f()]", CallError::none, 1},
         {"Sorry, no function fits.", CallError::no_call, 0},
         {"Hello", CallError::no_call, 0},
         {"[]", CallError::no_call, 0},
         {"", CallError::no_call, 0},
         {"[f(a=1)] I hope this helps!", CallError::invalid_python, 0},
         {"[f(a=1", CallError::invalid_python, 0},
         {"[f(a=01)]", CallError::invalid_python, 0},
         {"[f(a=1, a=2)]", CallError::invalid_python, 0},
         {"[f]", CallError::not_a_call_list, 0},
         {"[f(), 1]", CallError::not_a_call_list, 0},
         {"{'a': 1}", CallError::not_a_call_list, 0},
         {"[f()()]", CallError::not_a_call_list, 0},
         {"[f(1)]", CallError::positional_argument, 0},
         {"[f(*x)]", CallError::positional_argument, 0},
         {"[f(a=b)]", CallError::unsupported_value, 0},
         {"[f(a=g())]", CallError::unsupported_value, 0},
         {"[f(a={1, 2})]", CallError::unsupported_value, 0},
         {"[f(a={[]: 2})]", CallError::unsupported_value, 0},
         {"[f(a=b'x')]", CallError::unsupported_value, 0},
         {"[f(**x)]", CallError::unsupported_value, 0}},
        CallForm::python);
  const ParsedCalls parsed = parse_python_calls("[f(a=-9223372036854775808, b=+1, c=-inf, d=--1, e=(1,))]");
  ASSERT_TRUE(parsed.ok()) << parsed.message;
  EXPECT_EQ(core::python_repr(parsed.calls[0].arguments),
            "{'a': -9223372036854775808, 'b': 1, 'c': -inf, 'd': 1, 'e': (1,)}");
  EXPECT_EQ(parse_python_calls("No call here.").text, "No call here.");
}

TEST(CallParser, Llama3TolerancesAndErrors) {
  check({{R"({"name": "f", "parameters": {"a": 1}})", CallError::none, 1},
         {R"({"name": "f", "parameters": {"a": ";"}}; {"name": "g", "parameters": {}})", CallError::none, 2},
         {R"({"name": "f", "parameters": {}}, {"name": "g", "parameters": {}})", CallError::none, 2},
         {"{\"name\": \"f\", \"parameters\": {}}\n{\"name\": \"g\", \"parameters\": {}}\n", CallError::none, 2},
         {R"([{"name": "f", "parameters": {}}, {"name": "g", "parameters": {}}])", CallError::none, 2},
         {R"({"type": "function", "name": "f", "parameters": "{\"a\": 1}"})", CallError::none, 1},
         {R"({"name": "f", "arguments": {}})", CallError::none, 1},
         {R"(<|python_tag|>{"name": "f", "parameters": {}})", CallError::none, 1},
         {R"(Let me see.<|python_tag|>{"name": "f", "parameters": {}}<|python_tag|>{"name": "g", "parameters": {}})",
          CallError::none, 2},
         {R"({"name": "f", "parameters": {"a": "<|python_tag|></think>"}})", CallError::none, 1},
         {"[f(a=1), g()]", CallError::none, 2},
         {"<|python_tag|>[f(a='}')]", CallError::none, 1},
         {"<think>hm</think>\n{\"name\": \"f\", \"parameters\": {}}", CallError::none, 1},
         {"", CallError::no_call, 0},
         {"Just prose with {\"name\": \"f\", \"parameters\": {}} in it.", CallError::no_call, 0},
         {R"({"answer": [1, 2]})", CallError::no_call, 0},
         {"[1, 2]", CallError::no_call, 0},
         {"[Note] {}", CallError::no_call, 0},
         {"{ int x; }", CallError::no_call, 0},
         {R"({"name": "f", "parameters": {"a": 1)", CallError::unclosed_tag, 0},
         {R"({"name": "f", "parameters": {}}; {"name": "g", "param)", CallError::unclosed_tag, 1},
         {R"({"name": "f", "parameters": {'a': 1}})", CallError::invalid_json, 0},
         {R"({"name": "f"})", CallError::bad_arguments, 0},
         {R"({"name": "f", "parameters": [1]})", CallError::bad_arguments, 0},
         {R"({"name": 1, "parameters": {}})", CallError::missing_name, 0},
         {R"([{"name": "f", "parameters": {}}, 7])", CallError::not_an_object, 1},
         {R"(<|python_tag|>{"parameters": {}})", CallError::missing_name, 0},
         {"<|python_tag|>print(1)", CallError::invalid_json, 0},
         {"<|python_tag|>", CallError::invalid_json, 0},
         {"<|python_tag|>[]", CallError::invalid_json, 0},
         {"[f(1)]", CallError::positional_argument, 0},
         {"[f(a=1", CallError::invalid_python, 0}},
        CallForm::llama3_json);
  const ParsedCalls parsed = parse_llama3_calls(
      "<think>\nhm\n</think>\n\nLet me see. <|python_tag|>{\"name\": \"f\", \"parameters\": {\"a\": true}}; that's it");
  EXPECT_EQ(parsed.reasoning, "hm");
  EXPECT_EQ(parsed.text, "Let me see. that's it");
  EXPECT_EQ(core::python_repr(parsed.calls.at(0).arguments), "{'a': True}");
  EXPECT_EQ(parse_llama3_calls(R"({"answer": 42})").text, R"({"answer": 42})");
  EXPECT_EQ(parse_llama3_calls("<|python_tag|>print(1)").text, "print(1)") << "what cannot be read is not lost";
}

TEST(CallParser, MistralTolerancesAndErrors) {
  check({{R"([TOOL_CALLS] [{"name": "f", "arguments": {"a": 1}, "id": "abcdefghi"}])", CallError::none, 1},
         {R"([TOOL_CALLS][{"name": "f", "arguments": {}}, {"arguments": {}, "name": "g"}])", CallError::none, 2},
         {R"([TOOL_CALLS] {"name": "f", "arguments": {}})", CallError::none, 1},
         {R"([TOOL_CALLS][{"name": "f", "arguments": {}}][TOOL_CALLS][{"name": "g", "arguments": {}}])",
          CallError::none, 2},
         {R"([TOOL_CALLS] [{"name": "f", "arguments": {"a": "[TOOL_CALLS]</think>]"}}])", CallError::none, 1},
         {R"([TOOL_CALLS] [{"name": "f", "arguments": "{\"a\": 1}"}])", CallError::none, 1},
         {"<think>hm [TOOL_CALLS]</think>[TOOL_CALLS][{\"name\": \"f\", \"arguments\": {}}]", CallError::none, 1},
         {"", CallError::no_call, 0},
         {R"([{"name": "f", "arguments": {}}])", CallError::no_call, 0},
         {"[TOOL_CALLS] []", CallError::no_call, 0},
         {"[TOOL_CALLS] f(a=1)", CallError::invalid_json, 0},
         {"[TOOL_CALLS]", CallError::invalid_json, 0},
         {R"([TOOL_CALLS] [{"name": "f", "arguments": {}})", CallError::unclosed_tag, 0},
         {R"([TOOL_CALLS] [{'name': 'f', 'arguments': {}}])", CallError::invalid_json, 0},
         {R"([TOOL_CALLS] [{"arguments": {}}])", CallError::missing_name, 0},
         {R"([TOOL_CALLS] [{"name": "f"}])", CallError::bad_arguments, 0},
         {R"([TOOL_CALLS] [{"name": "f", "parameters": {}}])", CallError::bad_arguments, 0},
         {R"([TOOL_CALLS] [{"name": "f", "arguments": {}}, "g"])", CallError::not_an_object, 1}},
        CallForm::mistral);
  const ParsedCalls parsed =
      parse_mistral_calls("Let me see. [TOOL_CALLS] [{\"name\": \"f\", \"arguments\": {}, \"id\": \"x\"}] ok");
  EXPECT_EQ(parsed.text, "Let me see.  ok");
  EXPECT_EQ(parsed.calls.at(0).id, "x");
  EXPECT_EQ(parse_mistral_calls("[TOOL_CALLS] f(a=1)").text, "f(a=1)") << "what cannot be read is not lost";
}

TEST(CallParser, InNoFormAllIsText) {
  const ParsedCalls parsed = parse_calls(CallForm::none, " <tool_call>x ");
  EXPECT_EQ(parsed.error, CallError::no_call);
  EXPECT_EQ(parsed.text, "<tool_call>x");
}

TEST(CallParser, HostileTextNeverHurts) {
  RandomCalls random(3);
  for (size_t i = 0; i < 30000 / test::kScale; ++i) {
    std::string text = format_calls(kForms.at(random.below(kForms.size())), random.calls());
    for (size_t edits = 1 + random.below(4); edits > 0 && !text.empty(); --edits) {
      const size_t at = random.below(text.size());
      switch (random.below(4)) {
        case 0:
          text.erase(at, 1 + random.below(10));
          break;
        case 1:
          text.insert(at, random.text());
          break;
        case 2:
          text[at] = static_cast<char>(random.below(256));
          break;
        default:
          text.resize(at);
      }
    }
    for (const CallForm form : kForms) {
      const ParsedCalls parsed = parse_calls(form, text);
      EXPECT_EQ(parsed.ok(), parsed.message.empty());
      EXPECT_TRUE(!parsed.ok() || !parsed.calls.empty());
    }
  }
}

TEST(CallParser, MegabytesInLinearTime) {
  const std::clock_t start = std::clock();  // processor time: other work on the machine does not count
  for (const char* piece : {"<tool_call>",
                            "</tool_call>",
                            "<tool_call>\"</tool_call>",
                            "<tool_call>\"",
                            "[",
                            "f(",
                            "f(a=",
                            "'",
                            "`",
                            "<think>",
                            "</think>",
                            "[f()] ",
                            "f(a=1), ",
                            "<tool_call>{\"a\":",
                            "]",
                            "<tool_call>{\"",
                            "f(a=-",
                            "a.",
                            "\\",
                            "<tool_call><",
                            "<|python_tag|>",
                            "<|python_tag|>{",
                            "{\"name\"",
                            "{\"name\":1};",
                            "[{\"name\":",
                            "[TOOL_CALLS]",
                            "[TOOL_CALLS][",
                            "[TOOL_CALLS][]",
                            "[TOOL_CALLS]{\""}) {
    std::string text;
    while (text.size() < 1000000 / test::kScale) text += piece;
    for (const CallForm form : kForms) parse_calls(form, text);
  }
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  EXPECT_LT(seconds, 30.0);  // about a second; quadratic behaviour would take minutes
}

}  // namespace
}  // namespace chat
