// What the machine takes and what it refuses, byte by byte.
#include "chat/constraint/machine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "chat/bfcl_prompt.h"
#include "chat/call_parser.h"
#include "chat/constraint/calls.h"
#include "core/error.h"
#include "core/json.h"
#include "core/python_text.h"

namespace {

using namespace chat::constraint;
using chat::ToolSpec;
using core::Dict;
using core::List;
using core::Value;

bool takes(const Program& program, std::string_view text) {
  Machine machine(program);
  Machine::State state = machine.start();
  for (const char byte : text) state = machine.step(state, static_cast<uint8_t>(byte));
  return machine.accepts(state);
}

// How far the text can go on.
size_t alive_until(const Program& program, std::string_view text) {
  Machine machine(program);
  Machine::State state = machine.start();
  for (size_t i = 0; i < text.size(); ++i) {
    state = machine.step(state, static_cast<uint8_t>(text[i]));
    if (state == Machine::kDead) return i;
  }
  return text.size();
}

ToolSpec tool(std::string_view parameters, const std::string& name = "f") {
  return {Dict{{"name", name}, {"parameters", core::parse_json(parameters)}}};
}

const ToolSpec kWeather = tool(R"({"type": "object", "properties": {"city": {"type": "string"},
  "days": {"type": "integer"}, "unit": {"type": "string", "enum": ["C", "F"]}}, "required": ["city"]})",
                               "get_weather");
const ToolSpec kNow = {Dict{{"name", "time.now"}}};

Program hermes(const std::vector<ToolSpec>& tools, CallMode mode = CallMode::required) {
  return compile_calls(tools, {.style = CallStyle::hermes, .mode = mode});
}
Program python(const std::vector<ToolSpec>& tools, CallMode mode = CallMode::required) {
  return compile_calls(tools, {.style = CallStyle::python, .mode = mode});
}

std::string call(std::string_view arguments, std::string_view name = "get_weather") {
  return "<tool_call>\n{\"name\": \"" + std::string(name) + "\", \"arguments\": " + std::string(arguments) +
         "}\n</tool_call>";
}

TEST(Constraint, TakesHermesCalls) {
  const Program program = hermes({kWeather, kNow});
  const std::string good = call(R"({"city": "Köln \"x\" 日 \u00e9 \ud83d\ude00 😀", "unit": "C", "days": -3})");
  EXPECT_TRUE(takes(program, good));
  EXPECT_TRUE(takes(program, good + "\n" + call("{}", "time.now")));
  EXPECT_TRUE(takes(program, call("{\n  \"days\": 0,\n  \"city\": \"\"\n}")));
  EXPECT_TRUE(takes(program, "<tool_call>\n{\"name\":\"time.now\",\"arguments\":{}}\n</tool_call>"));
  for (const std::string& bad : {call("{}"),
                                 call(R"({"city": 1})"),
                                 call(R"({"city": "a", "city": "b"})"),
                                 call(R"({"city": "a", "x": 1})"),
                                 call(R"({"city": "a",})"),
                                 call(R"({"city": "a", "days": 1.0})"),
                                 call(R"({"city": "a", "days": 01})"),
                                 call(R"({"city": "a", "unit": "K"})"),
                                 call(R"({"city": "a", "days": true})"),
                                 call("{}", "time"),
                                 call("{\"city\": \"a\nb\"}"),
                                 call(R"({"city": "\ud83d"})"),
                                 call(R"({"city": "\ude00\ud83d"})"),
                                 call(R"({"city": "\x"})"),
                                 call("{\"city\": \"\xff\"}"),
                                 call("{\"city\": \"\xc0\x80\"}"),
                                 call("{\"city\": \"\xed\xa0\x80\"}"),
                                 call("{\"city\": \"\xf4\x90\x80\x80\"}"),
                                 call("{  }", "time.now"),
                                 good + "!",
                                 good + good,
                                 std::string("hello"),
                                 std::string(),
                                 " " + good}) {
    EXPECT_FALSE(takes(program, bad)) << bad;
  }
}

TEST(Constraint, TakesPythonCalls) {
  const Program program = python({kWeather, kNow});
  const std::string good = R"([get_weather(unit="F", city='K\'ö\n\x41é\U0001F600', days=12), time.now()])";
  EXPECT_TRUE(takes(program, good));
  EXPECT_TRUE(takes(program, "[time.now()]"));
  EXPECT_TRUE(takes(program, "[\n    get_weather(city=\"a'b\"),\n    time.now()\n]"));
  for (const char* bad :
       {"[]", "[get_weather()]", "get_weather(city='a')", "[get_weather('a')]", "[get_weather(city='a', city='b')]",
        "[get_weather(city='a')", "[get_weather(city=a)]", "[get_weather(city='a', unit='K')]", "[time()]",
        "[time.now(x=1)]", "[get_weather(city='a\nb')]", "[get_weather(city='\\ud800')]",
        "[get_weather(city='\\N{DASH}')]", "[get_weather(city='a', days=0x1)]", "[get_weather(city='a', days=1_0)]",
        "[time.now()] ok", ""}) {
    EXPECT_FALSE(takes(program, bad)) << bad;
  }
}

TEST(Constraint, FreeTextGoesOnUntilACallOpens) {
  const Program in_hermes = hermes({kNow}, CallMode::automatic);
  const std::string now = call("{}", "time.now");
  for (const std::string& text : {std::string(), std::string("Hi <tool_cal <<tool_"), "Let me see. " + now,
                                  "<<tool_call" + now, now + "\n" + now, std::string("\xff\xfe")}) {
    EXPECT_TRUE(takes(in_hermes, text)) << text;
  }
  EXPECT_FALSE(takes(in_hermes, "x <tool_call>\n"));
  EXPECT_FALSE(takes(in_hermes, "x <tool_call>\n{\"name\": \"other\"}"));
  EXPECT_FALSE(takes(in_hermes, now + " done"));
  const Program in_python = python({kNow}, CallMode::automatic);
  for (const char* text : {"", "The list [x] is", "  ", "a\n[", "\n [time.now()]", "[time.now()]"}) {
    EXPECT_TRUE(takes(in_python, text)) << text;
  }
  for (const char* text : {"[", " [x", "[time.now(", "[time.now()] and"}) EXPECT_FALSE(takes(in_python, text)) << text;
}

TEST(Constraint, AChainOfThoughtIsFree) {
  const std::string now = call("{}", "time.now");
  const std::vector<ToolSpec> tools = {kNow};
  for (const CallStyle style : {CallStyle::hermes, CallStyle::python}) {
    const std::string calls = style == CallStyle::hermes ? now : "[time.now()]";
    const std::string bad = style == CallStyle::hermes ? "<tool_call>x" : "[x";
    const auto program = [&](CallMode mode, Reasoning reasoning) {
      return compile_calls(tools, {.style = style, .mode = mode, .reasoning = reasoning});
    };
    for (const CallMode mode : {CallMode::automatic, CallMode::required}) {
      const Program may = program(mode, Reasoning::may_begin);
      EXPECT_TRUE(takes(may, "<think>\nI <tool_call>[x] </thin</think>\n\n" + calls));
      EXPECT_TRUE(takes(may, calls));
      EXPECT_EQ(takes(may, "<think>so"), mode == CallMode::automatic);
      EXPECT_EQ(takes(may, "<think>so</think>\n\nNo."), mode == CallMode::automatic);
      EXPECT_EQ(takes(may, "<thing>"), mode == CallMode::automatic);
      EXPECT_FALSE(takes(may, "<think>\n</think>\n\n" + bad));
      EXPECT_FALSE(takes(may, "<think>\n</think>\n\n" + calls + "x"));
      const Program opened = program(mode, Reasoning::opened);
      EXPECT_TRUE(takes(opened, "so " + calls + "</think>\n\n" + calls));
      EXPECT_FALSE(takes(opened, "so</think>\n\n" + bad));
      EXPECT_EQ(takes(opened, calls), mode == CallMode::automatic);
    }
  }
  EXPECT_TRUE(takes(hermes(tools, CallMode::automatic), "<think>" + now));
  EXPECT_TRUE(takes(compile_calls(tools, {.mode = CallMode::automatic, .reasoning = Reasoning::may_begin}),
                    "<tho <t<tool_call>" + now.substr(11)));
}

TEST(Constraint, OneCallWhereSeveralAreNotAskedFor) {
  for (const CallStyle style : {CallStyle::hermes, CallStyle::python}) {
    const Program program =
        compile_calls(std::vector{kNow, kWeather},
                      {.style = style, .mode = CallMode::required, .only = "time.now", .several = false});
    const std::vector<chat::ToolCall> one = {{"time.now", {}, {}, {}}};
    const std::vector<chat::ToolCall> two = {one[0], one[0]};
    const auto text = style == CallStyle::hermes ? chat::format_hermes_calls : chat::format_python_calls;
    EXPECT_TRUE(takes(program, text(one)));
    EXPECT_FALSE(takes(program, text(two)));
    EXPECT_FALSE(takes(program, text({{"get_weather", {{"city", "a"}}, {}, {}}})));
  }
}

// The values of one parameter `v`.
struct Values {
  const char* schema;
  std::vector<const char*> json_good;
  std::vector<const char*> json_bad;
  std::vector<const char*> python_good;
  std::vector<const char*> python_bad;
};

TEST(Constraint, HoldsToSchemas) {
  const std::vector<Values> cases = {
      {R"({"type": "number"})",
       {"1", "-0.5e-7", "1E+10", "5e-324"},
       {".5", "1.", "NaN", "1e400", "-"},
       {"1", "1.5"},
       {"inf", "1j", "True"}},
      {R"({"type": ["integer", "null"]})", {"3", "null"}, {"3.5", "None"}, {"3", "None"}, {"null", "3.0"}},
      {R"({"type": "boolean"})", {"true", "false"}, {"True", "1"}, {"True", "False"}, {"true"}},
      {R"({"type": "array", "items": {"type": "integer"}})",
       {"[]", "[1]", "[1, 2,3]"},
       {"[1,]", "[\"a\"]", "[,]"},
       {"[]", "[1, 2]"},
       {"(1, 2)", "[1.0]"}},
      {R"({"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 3})",
       {"[1, 2]", "[1, 2, 3]"},
       {"[]", "[1]", "[1, 2, 3, 4]"},
       {"[1, 2]"},
       {"[1]"}},
      {R"({"type": "array", "maxItems": 1})", {"[]", "[{\"a\": []}]"}, {"[1, 2]"}, {"[]", "[None]"}, {"[1, 2]"}},
      {R"({"type": "tuple", "items": {"type": "integer"}})",
       {"[1, 2]", "[]"},
       {"(1, 2)"},
       {"(1, 2)", "(1,)", "()", "[1]"},
       {"(1)", "(,)", "(1, 2,)"}},
      {R"({"prefixItems": [{"type": "integer"}, {"type": "string"}]})",
       {"[1, \"a\"]"},
       {"[1]", "[\"a\", 1]", "[1, \"a\", 2]"},
       {"(1, 'a')", "[1, 'a']"},
       {"(1,)"}},
      {R"({"type": "dict", "properties": {"a": {"type": "integer"}, "b c": {"type": "string"}}, "required": ["b c"]})",
       {"{\"b c\": \"x\"}", "{\"b c\":\"x\",\"a\":1}", "{\"a\": 1, \"b c\": \"x\"}"},
       {"{}", "{\"a\": 1}", "{'b c': \"x\"}"},
       {"{'b c': 'x'}", "{\"b c\": 'x', 'a': 1}"},
       {"{}", "{a: 1}"}},
      {R"({"type": "object"})",
       {"{}", "{\"q\": [1, {\"r\": null}]}"},
       {"[]", "{1: 2}"},
       {"{}", "{'q': [1, {'r': None}]}"},
       {"{1: 2}"}},
      {R"({"type": "object", "additionalProperties": {"type": "integer"}})",
       {"{\"q\": 1, \"r\": 2}"},
       {"{\"q\": \"x\"}"},
       {"{'q': 1}"},
       {"{'q': 'x'}"}},
      {R"({"type": "object", "properties": {}, "additionalProperties": false})", {"{}"}, {"{\"q\": 1}"}, {"{}"}, {}},
      {R"({"enum": ["a\"b", 1, 2.5, null, [1, "x"], {"k": true}]})",
       {"\"a\\\"b\"", "1", "2.5", "null", "[1, \"x\"]", "{\"k\": true}"},
       {"\"a\"", "2", "true"},
       {"'a\"b'", "\"a\\\"b\"", "None", "[1, 'x']", "{'k': True}"},
       {"null"}},
      {R"({"const": "x"})", {"\"x\""}, {"\"y\"", "\"xx\""}, {"'x'", "\"x\""}, {"x"}},
      {R"({"type": "array", "items": {"type": "string"}, "enum": ["a", "b"]})",
       {"[\"a\", \"b\"]"},
       {"[\"c\"]"},
       {"['a']"},
       {}},
      {R"({"anyOf": [{"type": "integer"}, {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]},
          {"type": "object", "properties": {"a": {"type": "string"}, "b": {}}, "required": ["a", "b"]}]})",
       {"7", "{\"a\": 1}", "{\"a\": \"x\", \"b\": 0}"},
       {"{\"a\": \"x\"}", "{\"a\": 1, \"b\": 0}"},
       {"{'a': 1}"},
       {}},
      {R"({"type": "string", "nullable": true})", {"\"\"", "null"}, {"1"}, {"''", "None"}, {}},
      {R"({"type": "any"})",
       {"[[1.5, \"x\"], {\"y\": null}, true]"},
       {"x"},
       {"[[1.5, 'x'], {'y': None}, True]"},
       {"(1, 2)"}},
      {R"({"$ref": "#/$defs/node"})",
       {"{\"next\": {\"next\": null}}", "{\"next\": null}"},
       {"null", "{}"},
       {"{'next': {'next': None}}"},
       {}},
  };
  const Value node = core::parse_json(
      R"({"type": "object", "properties": {"next": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/node"}]}},
          "required": ["next"]})");
  for (const Values& values : cases) {
    const Dict parameters{{"type", "object"},
                          {"properties", Dict{{"v", core::parse_json(values.schema)}}},
                          {"required", List{"v"}},
                          {"$defs", Dict{{"node", node}}}};
    const ToolSpec f{Dict{{"name", "f"}, {"parameters", parameters}}};
    const Program in_json = hermes({f});
    const auto json = [&](const char* v) { return call("{\"v\": " + std::string(v) + "}", "f"); };
    for (const char* v : values.json_good) EXPECT_TRUE(takes(in_json, json(v))) << values.schema << ": " << v;
    for (const char* v : values.json_bad) EXPECT_FALSE(takes(in_json, json(v))) << values.schema << ": " << v;
    const Program in_python = python({f});
    const auto text = [&](const char* v) { return core::format("[f(v={})]", v); };
    for (const char* v : values.python_good) EXPECT_TRUE(takes(in_python, text(v))) << values.schema << ": " << v;
    for (const char* v : values.python_bad) EXPECT_FALSE(takes(in_python, text(v))) << values.schema << ": " << v;
  }
}

TEST(Constraint, NamesThatPythonHasOtherwiseStandInADict) {
  const Program program = python({tool(
      R"({"properties": {"class": {"type": "integer"}, "a b": {"type": "integer"}, "x": {"type": "integer"}}})")});
  EXPECT_TRUE(takes(program, "[f(**{'class': 1}, x=2, **{\"a b\": 3})]"));
  EXPECT_FALSE(takes(program, "[f(class=1)]"));
  EXPECT_FALSE(takes(program, "[f(**{'class': 1}, **{'class': 1})]"));
  const std::vector<chat::ToolCall> calls = {{"f", {{"class", 1}, {"a b", 3}}, {}, {}}};
  EXPECT_TRUE(takes(program, chat::format_python_calls(calls)));
}

TEST(Constraint, ManyPropertiesStillComeOnceEach) {
  Dict properties;
  List required;
  Dict all;
  for (int i = 0; i < 150; ++i) {
    const std::string name = core::format("p{}", i);
    properties[name] = Dict{{"type", "integer"}};
    all[name] = i;
    if (i % 70 == 0) required.emplace_back(name);
  }
  const Program program =
      hermes({{Dict{{"name", "f"}, {"parameters", Dict{{"properties", properties}, {"required", required}}}}}});
  EXPECT_TRUE(takes(program, call(core::dump_json(all), "f")));
  EXPECT_TRUE(takes(program, call(R"({"p140": 1, "p0": 2, "p70": 3})", "f")));
  EXPECT_FALSE(takes(program, call(R"({"p140": 1, "p0": 2})", "f")));
  EXPECT_FALSE(takes(program, call(R"({"p140": 1, "p0": 2, "p70": 3, "p140": 1})", "f")));
  // With all of them there, a comma would lead nowhere.
  std::string text = call(core::dump_json(all), "f");
  const size_t end = text.find('}');
  text[end] = ',';
  EXPECT_EQ(alive_until(program, text), end);
}

TEST(Constraint, WhiteSpaceAndNumbersEnd) {
  const Program program = hermes({kWeather});
  const std::string front = "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {";
  EXPECT_LT(alive_until(program, front + "\n" + std::string(1000, ' ')), front.size() + 30);
  EXPECT_EQ(alive_until(program, front + "\n\n"), front.size() + 1);
  EXPECT_LT(alive_until(program, front + "\"days\": " + std::string(1000, '1')), front.size() + 50);
}

TEST(Constraint, OneJsonValue) {
  const Program any = compile_json(std::nullopt, {});
  EXPECT_TRUE(takes(any, "{\"a\": [1, {\"b\": \"c\"}]}"));
  EXPECT_FALSE(takes(any, "[1]"));
  EXPECT_FALSE(takes(any, "{} "));
  const Program list = compile_json(core::parse_json(R"({"type": "array", "items": {"enum": ["x"]}})"), {});
  EXPECT_TRUE(takes(list, "[\"x\", \"x\"]"));
  EXPECT_FALSE(takes(list, "[\"y\"]"));
  EXPECT_TRUE(takes(compile_json(std::nullopt, {.reasoning = Reasoning::may_begin}), "<think>a</think>\n\n{}"));
}

std::string refusal(const std::vector<ToolSpec>& tools, const CallRules& rules) {
  try {
    (void)compile_calls(tools, rules);
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::usage);
    return error.what();
  }
  return "taken";
}

TEST(Constraint, HostileSchemasAreRefusedByNameAndPlace) {
  const auto expect = [](std::string_view parameters, std::string_view message, bool strict = false) {
    EXPECT_THAT(refusal({tool(parameters)}, {.strict = std::vector<std::string>(strict ? 1 : 0, "f")}),
                testing::HasSubstr(std::string(message)))
        << parameters;
  };
  expect(R"({"properties": {"a": {"type": "strnig"}}})", "tool 'f': parameters.a: the type 'strnig' is not known");
  expect(R"({"properties": {"a": {"items": {"not": {}}}}})",
         "tool 'f': parameters.a.items: replies cannot be constrained to `not`");
  expect(R"({"properties": {"a": 1}})", "tool 'f': parameters.a: a schema is an object");
  expect(R"({"properties": [1]})", "tool 'f': parameters: `properties` must be an object");
  expect(R"({"properties": {}, "required": "a"})", "`required` must be a list");
  expect(R"({"properties": {"a": {"enum": []}}})", "parameters.a: `enum`");
  expect(R"({"properties": {"a": {"type": []}}})", "parameters.a: `type` names no type");
  expect(R"({"properties": {"a": {"type": 3}}})", "parameters.a: a type is a text");
  expect(R"({"properties": {"a": {"$ref": "#/$defs/x"}}})", "which is not there");
  expect(R"({"properties": {"a": {"$ref": "http://x"}}})", "must point into this schema");
  expect(R"({"properties": {"a": {"$ref": "#/properties/a"}}, "required": ["a"]})", "no value ends");
  expect(R"({"$ref": "#"})", "no value ends");
  expect(R"({"properties": {"a": {"$ref": "#"}}, "required": ["a"]})", "no value ends");
  expect(R"({"properties": {"a": {"minItems": 5, "maxItems": 2, "type": "array"}}})", "`minItems` is above");
  expect(R"({"properties": {"a": {"minItems": 99999999999, "type": "array"}}})", "cannot be counted");
  expect(R"({"properties": {"a": {"minItems": "x", "type": "array"}}})", "must be a count");
  expect(R"({"properties": {"a": {"allOf": [{}, {}]}}})", "`allOf`");
  expect(R"({"properties": {"a": {"anyOf": {}}}})", "must be a list of schemas");
  expect(R"({"properties": {"a": {"type": "string", "pattern": "x"}}})", "`pattern`", true);
  expect(R"({"properties": {"a": {"type": "string", "pattern": "x"}}})", "taken");
  expect(R"({"properties": {"a": {"$ref": "#"}}})", "taken");  // may stay away
  EXPECT_THAT(refusal({}, {}), testing::HasSubstr("there are no tools"));
  EXPECT_THAT(refusal({kNow}, {.only = "x"}), testing::HasSubstr("no tool is called 'x'"));
  EXPECT_THAT(refusal({tool("{}", "a-b")}, {.style = CallStyle::python}), testing::HasSubstr("tool 'a-b'"));
  EXPECT_THAT(refusal({tool("{}", "lambda")}, {.style = CallStyle::python}), testing::HasSubstr("tool 'lambda'"));
  EXPECT_THAT(refusal({tool(R"({"additionalProperties": true})")}, {.style = CallStyle::python}),
              testing::HasSubstr("of any name"));
}

TEST(Constraint, ASchemaThatGrowsWithoutBoundEndsInAnError) {
  Value inner = Dict{{"type", "integer"}};
  for (int i = 0; i < 40; ++i) {
    inner = Dict{{"type", "object"}, {"properties", Dict{{"a", inner}, {"b", Dict{{"type", "integer"}}}}}};
  }
  EXPECT_EQ(refusal({{Dict{{"name", "f"}, {"parameters", inner}}}}, {}), "taken");
  const Value fan = core::parse_json(
      R"({"properties": {"a": {"$ref": "#"}, "b": {"$ref": "#"}, "c": {"$ref": "#"}, "d": {"$ref": "#"}}})");
  EXPECT_EQ(refusal({{Dict{{"name", "f"}, {"parameters", fan}}}}, {}), "taken");
  List values;
  for (int i = 0; i < 200'000; ++i) values.emplace_back(core::format("value number {}", i));
  EXPECT_THAT(
      refusal({{Dict{{"name", "f"}, {"parameters", Dict{{"properties", Dict{{"a", Dict{{"enum", values}}}}}}}}}}, {}),
      testing::HasSubstr("too large"));
}

// Values of dicts in the truths are lists of choices, too.
Value first_choices(const Value& value) {
  if (!value.is_dict()) return value;
  Dict chosen;
  for (const auto& [key, choices] : value.as_dict()) {
    if (!choices.is_list()) return value;
    for (const Value& choice : choices.as_list()) {
      if (choice == Value("")) continue;
      chosen.set(key, first_choices(choice));
      break;
    }
  }
  return chosen;
}

// The benchmark's own answers are such replies.
TEST(Constraint, TakesTheBenchmarksTruths) {
  const core::fs::path data = core::fs::path(FR_DEPS_DIR) / "bfcl/bfcl_eval/data";
  if (!core::fs::exists(data)) GTEST_SKIP() << data << " is missing";
  size_t taken = 0;
  size_t outside = 0;  // of what their own functions allow
  for (const char* category :
       {"simple_python", "multiple", "parallel", "parallel_multiple", "live_simple", "live_multiple"}) {
    const std::string file = core::format("BFCL_v4_{}.json", category);
    const std::vector<Value> entries = core::read_jsonl(data / file);
    const std::vector<Value> truths = core::read_jsonl(data / "possible_answer" / file);
    ASSERT_EQ(entries.size(), truths.size());
    for (size_t i = 0; i < entries.size(); i += 5) {
      std::vector<ToolSpec> tools;
      for (const Value& function : entries[i].at("function").as_list()) tools.push_back(ToolSpec::from_json(function));
      std::vector<chat::ToolCall> calls;
      for (const Value& truth : truths[i].at("ground_truth").as_list()) {
        chat::ToolCall& made = calls.emplace_back();
        made.name = truth.as_dict().begin()->key.as_string();
        for (const auto& [name, choices] : truth.as_dict().begin()->value.as_dict()) {
          const Value& value = choices.as_list().front();
          if (value != Value("")) made.arguments[name.as_string()] = first_choices(value);
        }
      }
      const bool in_hermes = takes(hermes(tools), chat::format_hermes_calls(calls));
      const bool in_python = takes(python(tools), chat::format_python_calls(calls));
      in_hermes&& in_python ? ++taken : ++outside;
    }
  }
  // Some truths lie outside of their functions' own schemas: a null, a text that the enum does not have.
  EXPECT_GT(taken, 440U);
  EXPECT_LT(outside, taken / 50);
}

}  // namespace
