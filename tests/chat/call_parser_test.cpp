// Reading tool calls back: round trips over random calls, the ways models get them wrong, and hostile text.
#include "chat/call_parser.h"

#include <gtest/gtest.h>

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

TEST(CallParser, HermesRoundTrip) {
  RandomCalls random(1);
  for (int i = 0; i < 3000; ++i) {
    const std::vector<ToolCall> calls = random.calls();
    const std::string text = format_hermes_calls(calls);
    const ParsedCalls parsed = parse_hermes_calls(text);
    ASSERT_TRUE(parsed.ok()) << parsed.message << "\n" << text;
    expect_same(parsed.calls, calls, text);
    EXPECT_EQ(parsed.text, "");
  }
}

TEST(CallParser, PythonRoundTrip) {
  RandomCalls random(2);
  for (int i = 0; i < 3000; ++i) {
    const std::vector<ToolCall> calls = random.calls();
    const std::string text = format_python_calls(calls);
    const ParsedCalls parsed = parse_python_calls(text);
    ASSERT_TRUE(parsed.ok()) << parsed.message << "\n" << text;
    expect_same(parsed.calls, calls, text);
  }
}

ParsedCalls both(std::string_view text, bool hermes) {
  return hermes ? parse_hermes_calls(text) : parse_python_calls(text);
}

struct Case {
  const char* text;
  CallError error;
  size_t calls;
};

void check(const std::vector<Case>& cases, bool hermes) {
  for (const Case& c : cases) {
    const ParsedCalls parsed = both(c.text, hermes);
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
      true);
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
        false);
  const ParsedCalls parsed = parse_python_calls("[f(a=-9223372036854775808, b=+1, c=-inf, d=--1, e=(1,))]");
  ASSERT_TRUE(parsed.ok()) << parsed.message;
  EXPECT_EQ(core::python_repr(parsed.calls[0].arguments),
            "{'a': -9223372036854775808, 'b': 1, 'c': -inf, 'd': 1, 'e': (1,)}");
  EXPECT_EQ(parse_python_calls("No call here.").text, "No call here.");
}

TEST(CallParser, HostileTextNeverHurts) {
  RandomCalls random(3);
  for (size_t i = 0; i < 30000 / test::kScale; ++i) {
    std::string text = random.below(2) == 0 ? format_hermes_calls(random.calls()) : format_python_calls(random.calls());
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
    for (const bool hermes : {true, false}) {
      const ParsedCalls parsed = both(text, hermes);
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
                            "<tool_call><"}) {
    std::string text;
    while (text.size() < 1000000 / test::kScale) text += piece;
    for (const bool hermes : {true, false}) both(text, hermes);
  }
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  EXPECT_LT(seconds, 30.0);  // about a second; quadratic behaviour would take minutes
}

}  // namespace
}  // namespace chat
