// What the machine takes and what it refuses, byte by byte.
#include <gtest/gtest.h>

#include "chat/call_parser.h"
#include "core/format.h"
#include "tests/chat/constraint/programs.h"

namespace {

using namespace chat::constraint;
using namespace constraint_test;

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

TEST(Constraint, TakesLlama3Calls) {
  const Program calls = program(CallForm::llama3_json, {kWeather, kNow});
  const std::string good = R"({"name": "get_weather", "parameters": {"unit": "F", "city": "K\"ö;}", "days": 12}})";
  const std::string now = R"({"name": "time.now", "parameters": {}})";
  for (const std::string& text : {good, now, good + "; " + now, good + ";\n" + now + ";" + now, "<|python_tag|>" + good,
                                  std::string("{\"name\":\"time.now\",\"parameters\":{}}")}) {
    EXPECT_TRUE(takes(calls, text)) << text;
    EXPECT_TRUE(chat::parse_llama3_calls(text).ok()) << text;
  }
  for (const std::string& bad :
       {std::string(), "Hi " + now, good + now, good + ", " + now, good + "; ", good + " ok", "[" + now + "]",
        std::string("[time.now()]"), "<|python_tag|> " + now, std::string(R"({"name": "time.now", "arguments": {}})"),
        std::string(R"({"parameters": {}, "name": "time.now"})"), std::string(R"({"name": "time", "parameters": {}})"),
        std::string(R"({"name": "get_weather", "parameters": {}})")}) {
    EXPECT_FALSE(takes(calls, bad)) << bad;
  }
}

TEST(Constraint, TakesMistralCalls) {
  const Program calls = program(CallForm::mistral, {kWeather, kNow});
  const std::string good = R"({"name": "get_weather", "arguments": {"city": "]", "unit": "C"}})";
  const std::string named = R"({"name": "time.now", "arguments": {}, "id": "aB3456789"})";
  for (const std::string& text : {"[TOOL_CALLS] [" + good + "]", "[TOOL_CALLS][" + named + ", " + good + "]",
                                  "[TOOL_CALLS][\n  " + good + ",\n  " + named + "\n]"}) {
    EXPECT_TRUE(takes(calls, text)) << text;
    EXPECT_TRUE(chat::parse_mistral_calls(text).ok()) << text;
  }
  for (const std::string& bad :
       {std::string(), "[" + good + "]", std::string("[TOOL_CALLS] []"), "[TOOL_CALLS] " + good, "[TOOL_CALLS][" + good,
        "[TOOL_CALLS][" + good + "] ok", "[TOOL_CALLS][" + good + ",]", "Hi [TOOL_CALLS][" + good + "]",
        std::string(R"([TOOL_CALLS][{"name": "time.now", "arguments": {}, "id": "short"}])"),
        std::string(R"([TOOL_CALLS][{"name": "time.now", "arguments": {}, "id": "tenletters"}])"),
        std::string(R"([TOOL_CALLS][{"name": "time.now", "parameters": {}}])")}) {
    EXPECT_FALSE(takes(calls, bad)) << bad;
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

  const Program in_llama = program(CallForm::llama3_json, {kNow}, CallMode::automatic);
  const std::string object = R"({"name": "time.now", "parameters": {}})";
  for (const std::string& text : {std::string(), std::string("I see {\"name\": 1} [x]"), std::string("a\n{"), object,
                                  "\n " + object, "So:<|python_tag|>" + object + "; " + object,
                                  std::string("<|python_ta <|<|python"), std::string(1, '\0') + "x"}) {
    EXPECT_TRUE(takes(in_llama, text)) << text;
    EXPECT_TRUE(chat::parse_llama3_calls(text).ok() || chat::parse_llama3_calls(text).error == chat::CallError::no_call)
        << text;
  }
  for (const std::string& text :
       {std::string("{"), std::string(" {\"a\""), std::string("["), std::string("\n[time.now()]"),
        std::string("x <|python_tag|>"), "x <|python_tag|> " + object, object + " and",
        std::string("<|python_tag|>[time.now()]")}) {
    EXPECT_FALSE(takes(in_llama, text)) << text;
  }
  const Program in_mistral = program(CallForm::mistral, {kNow}, CallMode::automatic);
  const std::string list = R"([TOOL_CALLS] [{"name": "time.now", "arguments": {}}])";
  for (const std::string& text :
       {std::string(), std::string("[TOOL_CALL [x] {"), "Well. " + list, "[TOOL_CALLS[" + list.substr(1)}) {
    EXPECT_TRUE(takes(in_mistral, text)) << text;
  }
  for (const std::string& text :
       {list + " and", std::string("x [TOOL_CALLS]"), std::string("[TOOL_CALLS] time.now()")}) {
    EXPECT_FALSE(takes(in_mistral, text)) << text;
  }
}

TEST(Constraint, AChainOfThoughtIsFree) {
  const std::string now = call("{}", "time.now");
  const std::vector<ToolSpec> tools = {kNow};
  for (const CallForm form : kForms) {
    const std::string calls = form == CallForm::hermes ? now : chat::format_calls(form, {{"time.now", {}, {}, {}}});
    const std::string bad = form == CallForm::hermes    ? "<tool_call>x"
                            : form == CallForm::mistral ? "[TOOL_CALLS]x"
                                                        : calls.substr(0, 1) + "x";
    const auto program = [&](CallMode mode, Reasoning reasoning) {
      return compile_calls(tools, {.form = form, .mode = mode, .reasoning = reasoning});
    };
    for (const CallMode mode : {CallMode::automatic, CallMode::required}) {
      const Program may = program(mode, Reasoning::may_begin);
      EXPECT_TRUE(takes(may, "<think>\nI <tool_call>[x] {[TOOL_CALLS] </thin</think>\n\n" + calls));
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
  for (const CallForm form : kForms) {
    const Program program = compile_calls(
        std::vector{kNow, kWeather}, {.form = form, .mode = CallMode::required, .only = "time.now", .several = false});
    const std::vector<chat::ToolCall> one = {{"time.now", {}, {}, {}}};
    const std::vector<chat::ToolCall> two = {one[0], one[0]};
    EXPECT_TRUE(takes(program, chat::format_calls(form, one)));
    EXPECT_FALSE(takes(program, chat::format_calls(form, two)));
    EXPECT_FALSE(takes(program, chat::format_calls(form, {{"get_weather", {{"city", "a"}}, {}, {}}})));
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

}  // namespace
