// The checker on hand-made calls: order of checks, quirks of the reference, messages. The oracle's cases are in
// oracle_test.cpp.
#include "eval/ast_checker.h"

#include <gtest/gtest.h>

#include <fstream>

#include "core/json.h"
#include "core/python_string.h"
#include "core/python_text.h"
#include "eval/standardise.h"
#include "eval/type_check.h"
#include "eval/value_check.h"

namespace {

using core::parse_json;
using core::Value;
using env::bfcl::Checker;
using eval::Verdict;

// One function f with these properties (JSON) and required names, one accepted answer, one call.
Verdict check(const std::string& properties, const std::string& accepted, const std::string& given,
              const std::string& required = "[]") {
  const Value function = parse_json(R"({"name":"f","parameters":{"type":"dict","properties":)" + properties +
                                    R"(,"required":)" + required + "}}");
  return eval::check_call(function, parse_json("{\"f\":" + given + "}"), parse_json("{\"f\":" + accepted + "}"), {});
}

std::string type_of(const Verdict& verdict) {
  return verdict.valid() ? "valid" : verdict.failure->error_type;
}
std::string text_of(const Verdict& verdict) {
  return verdict.valid() ? "" : core::dump_json(Value(verdict.failure->errors));
}

TEST(AstChecker, NamesAndCounts) {
  const Value functions = parse_json(
      R"([{"name":"a.b","parameters":{"properties":{},"required":[]}},{"name":"g","parameters":{"properties":{},"required":[]}}])");
  const auto run = [&](Checker checker, const char* calls, const char* truth, bool dots) {
    const Value call_list = parse_json(calls);
    const Value answers = parse_json(truth);
    return type_of(eval::check_ast(checker, {functions.as_list(), call_list.as_list(), answers.as_list(), {dots}}));
  };
  EXPECT_EQ(run(Checker::simple, R"([{"a.b":{}}])", R"([{"a.b":{}}])", false), "valid");
  EXPECT_EQ(run(Checker::simple, R"([{"a_b":{}}])", R"([{"a.b":{}}])", false),
            "simple_function_checker:wrong_func_name");
  EXPECT_EQ(run(Checker::simple, R"([{"a_b":{}}])", R"([{"a.b":{}}])", true), "valid");
  EXPECT_EQ(run(Checker::simple, "[]", R"([{"a.b":{}}])", false), "simple_function_checker:wrong_count");
  EXPECT_EQ(run(Checker::multiple, R"([{"g":{}}])", R"([{"g":{}}])", false), "valid");
  EXPECT_EQ(run(Checker::multiple, R"([{"g":{}},{"g":{}}])", R"([{"g":{}}])", false),
            "multiple_function_checker:wrong_count");
  EXPECT_EQ(run(Checker::parallel, R"([{"g":{}},{"a.b":{}}])", R"([{"a.b":{}},{"g":{}}])", false), "valid");
  EXPECT_EQ(run(Checker::parallel, R"([{"g":{}},{"g":{}}])", R"([{"a.b":{}},{"g":{}}])", false),
            "parallel_function_checker_no_order:cannot_find_match");
  EXPECT_EQ(run(Checker::multiple, R"([{"x":{}}])", R"([{"x":{}}])", false), eval::kReferenceRaises);
}

TEST(AstChecker, ParallelIsGreedyAndReportsWhatItTried) {
  // The first answer takes the call that the second one needs: a perfect matching exists, the reference misses it.
  const Value functions =
      parse_json(R"([{"name":"f","parameters":{"properties":{"x":{"type":"integer"}},"required":[]}}])");
  const Value calls = parse_json(R"([{"f":{"x":1}},{"f":{"x":2}}])");
  const Value truth = parse_json(R"([{"f":{"x":[1,2]}},{"f":{"x":[1]}}])");
  const Verdict verdict =
      eval::check_ast(Checker::parallel, {functions.as_list(), calls.as_list(), truth.as_list(), {}});
  ASSERT_FALSE(verdict.valid());
  EXPECT_EQ(
      text_of(verdict),
      "[\"Could not find a matching function among index [1] of model output for index 1 of possible answers.\", "
      "{\"Model Result Index 1\": {\"sub_error\": [\"Invalid value for parameter 'x': 2. Expected one of [1].\"], "
      "\"sub_error_type\": \"value_error:others\", \"model_output_item\": {\"f\": {\"x\": 2}}, "
      "\"possible_answer_item\": {\"f\": {\"x\": [1]}}}}]");
}

TEST(AstChecker, OrderOfChecks) {
  const std::string properties = R"({"a":{"type":"integer"},"b":{"type":"string"}})";
  EXPECT_EQ(type_of(check(properties, R"({"a":[1],"b":["x",""]})", R"({"a":1})", R"(["a"])")), "valid");
  EXPECT_EQ(text_of(check(properties, R"({"a":[1]})", R"({"zzz":1})", R"(["a"])")),
            R"(["Missing required parameter: 'a'."])");
  EXPECT_EQ(text_of(check(properties, R"({"a":[1]})", R"({"b":"x","a":"no"})")), R"(["Unexpected parameter: 'b'."])");
  EXPECT_EQ(text_of(check(properties, R"({"a":[1],"b":["x"]})", R"({"a":1})")),
            R"(["Optional parameter 'b' not provided and not marked as optional."])");
}

TEST(AstChecker, TypesAreExact) {
  EXPECT_EQ(type_of(check(R"({"a":{"type":"integer"}})", R"({"a":[1]})", R"({"a":true})")), "type_error:simple");
  EXPECT_EQ(type_of(check(R"({"a":{"type":"integer"}})", R"({"a":[1]})", R"({"a":1.0})")), "type_error:simple");
  EXPECT_EQ(type_of(check(R"({"a":{"type":"float"}})", R"({"a":[5.0]})", R"({"a":5})")), "valid")
      << "int becomes float";
  EXPECT_EQ(type_of(check(R"({"a":{"type":"boolean"}})", R"({"a":[true]})", R"({"a":1})")), "type_error:simple");
  EXPECT_EQ(text_of(check(R"({"a":{"type":"string"}})", R"({"a":["x"]})", R"({"a":["x"]})")),
            R"(["Incorrect type for parameter 'a'. Expected type string, got list. Parameter value: ['x']."])");
  EXPECT_EQ(type_of(check(R"({"a":{"type":"widget"}})", R"({"a":["x"]})", R"({"a":"x"})")), eval::kReferenceRaises);
  EXPECT_EQ(type_of(check(R"({"a":{"type":"array"}})", R"({"a":[["x"]]})", R"({"a":["x"]})")), eval::kReferenceRaises);
}

TEST(AstChecker, TuplesAndVariables) {
  const std::string nested = R"({"a":{"type":"tuple","items":{"type":"integer"}}})";
  EXPECT_EQ(type_of(check(nested, R"({"a":[[1,2]]})", R"({"a":[1,2]})")), "valid");
  const Value function =
      parse_json(R"({"name":"f","parameters":{"properties":{"a":{"type":"tuple","items":{"type":"integer"}},)"
                 R"("b":{"type":"array","items":{"type":"integer"}}},"required":[]}})");
  const auto tuple_call = [](const char* name) {
    core::Dict arguments;
    arguments[name] = core::Tuple{{1, 2}};
    core::Dict call;
    call["f"] = arguments;
    return Value(call);
  };
  const Value a_answer = parse_json(R"({"f":{"a":[[1,2]]}})");
  const Value b_answer = parse_json(R"({"f":{"b":[[1,2]]}})");
  EXPECT_TRUE(eval::check_call(function, tuple_call("a"), a_answer, {}).valid());
  EXPECT_EQ(text_of(eval::check_call(function, tuple_call("b"), b_answer, {})),
            R"(["Incorrect type for parameter 'b'. Expected type array, got tuple. Parameter value: (1, 2)."])");
  // An accepted answer of another type than documented is a variable: compared as it stands.
  EXPECT_EQ(type_of(check(R"({"a":{"type":"integer"}})", R"({"a":["max_value"]})", R"({"a":"max_value"})")), "valid");
  EXPECT_EQ(type_of(check(R"({"a":{"type":"integer"}})", R"({"a":["max_value"]})", R"({"a":"Max Value"})")),
            "value_error:others");
  EXPECT_EQ(type_of(check(R"({"a":{"type":"integer"}})", R"({"a":["max_value", 5]})", R"({"a":5})")), "valid");
}

TEST(AstChecker, NestedTypes) {
  const std::string strings = R"({"a":{"type":"array","items":{"type":"string"}}})";
  EXPECT_EQ(type_of(check(strings, R"({"a":[["x"]]})", R"({"a":[1]})")), "type_error:nested");
  EXPECT_EQ(
      text_of(check(strings, R"({"a":[["x"]]})", R"({"a":[1]})")),
      "[\"Nested type checking failed for parameter 'a'. Expected outer type array with inner type <class 'str'>. "
      "Parameter value: [1].\"]");
  // "" among the answers lets any element type pass; then the values decide.
  EXPECT_EQ(type_of(check(strings, R"({"a":[["x"],""]})", R"({"a":[1]})")), "value_error:list/tuple");
  EXPECT_EQ(type_of(check(strings, R"({"a":[[]]})", R"({"a":[1]})")), "type_error:nested");
  EXPECT_EQ(type_of(check(strings, R"({"a":[]})", R"({"a":[1]})")), "type_error:simple")
      << "both messages, simple type";
  EXPECT_EQ(check(strings, R"({"a":[]})", R"({"a":[1]})").failure->errors.size(), 2U);
  EXPECT_EQ(type_of(check(strings, R"({"a":[["x"],""]})", R"({"a":[]})")), "valid") << "[] equals a standardised \"\"";
}

TEST(AstChecker, DictsAndListsOfDicts) {
  const std::string dict = R"({"a":{"type":"dict","properties":{}}})";
  EXPECT_EQ(type_of(check(dict, R"({"a":[{"k":["New York"]}]})", R"({"a":{"k":"new-york."}})")), "valid");
  EXPECT_EQ(text_of(check(dict, R"({"a":[{"k":["v"]}]})", R"({"a":{"z":1}})")),
            R"(["Unexpected dict key parameter: 'z'.", "Missing dict key parameter: 'k'."])");
  EXPECT_EQ(type_of(check(dict, R"({"a":[{"k":["v",""]}]})", R"({"a":{}})")), "valid");
  EXPECT_EQ(type_of(check(dict, R"({"a":[""]})", R"({"a":{}})")), "dict_checker:unclear");
  EXPECT_EQ(type_of(check(dict, R"({"a":[{"k":"text"}]})", R"({"a":{"k":"t"}})")), "valid")
      << "a bare string is read letter by letter";
  EXPECT_EQ(type_of(check(dict, R"({"a":[{"k":5}]})", R"({"a":{"k":5}})")), eval::kReferenceRaises);
  const std::string list = R"({"a":{"type":"array","items":{"type":"dict"}}})";
  EXPECT_EQ(type_of(check(list, R"({"a":[[{"k":[1]}]]})", R"({"a":[{"k":1.0}]})")), "valid");
  EXPECT_EQ(type_of(check(list, R"({"a":[[{"k":[1]}]]})", R"({"a":[]})")), "value_error:list_dict_count");
  EXPECT_EQ(type_of(check(list, R"({"a":[""]})", R"({"a":[]})")), "valid");
  EXPECT_EQ(type_of(check(list, R"({"a":[[{"k":[1]}],""]})", R"({"a":[7]})")), eval::kReferenceRaises)
      << "a number among dicts gets past the type check and ends the reference's run";
}

TEST(AstChecker, HostileShapesNeverThrow) {
  const Value function = parse_json(R"({"name":"f"})");
  const Value call = parse_json(R"({"f":{}})");
  EXPECT_EQ(type_of(eval::check_call(function, call, call, {})), eval::kReferenceRaises);
  EXPECT_EQ(type_of(eval::check_call(Value(), call, call, {})), eval::kReferenceRaises);
  EXPECT_EQ(type_of(eval::check_call(function, Value(3), Value("x"), {})), eval::kReferenceRaises);
  core::Dict none_key;
  none_key.set(Value(), Value(1));
  core::Dict outer;
  outer["f"] = none_key;
  const Value good = parse_json(R"({"name":"f","parameters":{"properties":{},"required":[]}})");
  EXPECT_EQ(text_of(eval::check_call(good, Value(outer), call, {})), R"(["Unexpected parameter: None."])");
}

TEST(Standardise, DropsPunctuationAndCase) {
  EXPECT_EQ(eval::standardise("San Francisco, C.A. a/b-c_d*e^f"), "sanfranciscocaabcdef");
  EXPECT_EQ(eval::standardise("It's \"x\""), "it\"s\"x\"");
  EXPECT_EQ(eval::standardise("a\tb\nc\xC2\xA0"), "a\tb\nc\xC2\xA0");
  EXPECT_EQ(eval::standardise("ÀÉÎ"), "àéî");
  EXPECT_EQ(core::python_lower("İ"), "i̇");
  EXPECT_EQ(core::python_lower("ΟΔΟΣ"), "οδος");
  EXPECT_EQ(core::python_lower("ΣΑ Σ"), "σα σ");
  EXPECT_EQ(core::python_lower("\xff Z"), "\xff z");
}

TEST(Standardise, LowersEveryCodePointAsPython) {
  const std::filesystem::path path = std::filesystem::path(FR_PARITY_DIR) / "python_lower.jsonl";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " missing: run tests/parity/make_python_lower.py";
  size_t cases = 0;
  size_t wrong = 0;
  core::for_each_jsonl(path, [&](Value&& line, size_t) {
    ++cases;
    if (core::python_lower(line.at("text").as_string()) != line.at("lower").as_string() && ++wrong < 6) {
      ADD_FAILURE() << core::dump_json(line, {.ensure_ascii = true});
    }
  });
  EXPECT_EQ(wrong, 0U);
  EXPECT_GT(cases, 100000U);
}

}  // namespace
