// Schemas that cannot be constrained, large ones, and the benchmark's own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "chat/call_parser.h"
#include "core/error.h"
#include "core/files.h"
#include "tests/chat/constraint/programs.h"

namespace {

using namespace chat::constraint;
using namespace constraint_test;

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
  EXPECT_THAT(refusal({tool("{}", "a-b")}, {.form = CallForm::python}), testing::HasSubstr("tool 'a-b'"));
  EXPECT_THAT(refusal({tool("{}", "lambda")}, {.form = CallForm::python}), testing::HasSubstr("tool 'lambda'"));
  EXPECT_THAT(refusal({tool(R"({"additionalProperties": true})")}, {.form = CallForm::python}),
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
      const bool in_all = std::ranges::all_of(
          kForms, [&](CallForm form) { return takes(program(form, tools), chat::format_calls(form, calls)); });
      in_all ? ++taken : ++outside;
    }
  }
  // Some truths lie outside of their functions' own schemas: a null, a text that the enum does not have.
  EXPECT_GT(taken, 440U);
  EXPECT_LT(outside, taken / 50);
}

}  // namespace
