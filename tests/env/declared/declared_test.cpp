// Declared tools: strict arguments, formulas, deterministic records.
#include <gtest/gtest.h>

#include <cmath>

#include "core/json.h"
#include "env/declared/declared_tool.h"

namespace env {
namespace {

chat::ToolSpec spec(std::string_view json) {
  return chat::ToolSpec::from_json(core::parse_json(json));
}

constexpr std::string_view kBooking =
    R"({"name": "book", "description": "", "parameters": {"type": "object", "properties": {
  "city": {"type": "string"}, "nights": {"type": "integer"}, "price": {"type": "number"},
  "room": {"type": "string", "enum": ["single", "double"]}, "pets": {"type": "boolean"},
  "dates": {"type": "array", "items": {"type": "string"}},
  "guest": {"type": "object", "properties": {"age": {"type": "integer"}}, "required": ["age"]}},
  "required": ["city", "nights"]}})";

std::string first_problem(std::string_view arguments) {
  const chat::ToolSpec tool = spec(kBooking);
  const auto problems = check_arguments(*tool.parameters(), core::parse_json(arguments).as_dict());
  return problems.empty() ? "" : problems[0].path + ": " + problems[0].message;
}

TEST(CheckArguments, AcceptsWhatFits) {
  EXPECT_EQ(first_problem(R"({"city": "Oslo", "nights": 2})"), "");
  EXPECT_EQ(first_problem(R"({"city": "Oslo", "nights": 2, "price": 3, "room": "single", "pets": false,
                              "dates": ["a"], "guest": {"age": 4}})"),
            "");
}

TEST(CheckArguments, NamesEveryKindOfMistake) {
  EXPECT_EQ(first_problem(R"({"city": "Oslo"})"), "nights: required, but missing");
  EXPECT_EQ(first_problem(R"({"city": "Oslo", "nights": 2, "colour": 1})"), "colour: unknown parameter");
  EXPECT_EQ(first_problem(R"({"city": "Oslo", "nights": "2"})"), "nights: expected integer, found str");
  EXPECT_EQ(first_problem(R"({"city": "Oslo", "nights": 2.0})"), "nights: expected integer, found float");
  EXPECT_EQ(first_problem(R"({"city": "Oslo", "nights": true})"), "nights: expected integer, found bool");
  EXPECT_EQ(first_problem(R"({"city": "Oslo", "nights": 2, "room": "triple"})"),
            "room: 'triple' is not one of ['single', 'double']");
  EXPECT_EQ(first_problem(R"({"city": "Oslo", "nights": 2, "dates": ["a", 3]})"),
            "dates[1]: expected string, found int");
  EXPECT_EQ(first_problem(R"({"city": "Oslo", "nights": 2, "guest": {}})"), "guest.age: required, but missing");
  EXPECT_EQ(first_problem(R"({"city": "Oslo", "nights": 2, "pets": 1})"), "pets: expected boolean, found int");
}

double value_of(std::string_view formula, const FormulaInputs& inputs = {}) {
  const FormulaResult result = evaluate_formula(formula, inputs);
  EXPECT_TRUE(result.ok()) << formula << ": " << result.error;
  return result.value;
}

TEST(Formula, ArithmeticAsInMathematics) {
  EXPECT_DOUBLE_EQ(value_of("1+2*3"), 7);
  EXPECT_DOUBLE_EQ(value_of("-2^2"), -4);
  EXPECT_DOUBLE_EQ(value_of("2^3^2"), 512);
  EXPECT_DOUBLE_EQ(value_of("(1+2)*3 % 5"), 4);
  EXPECT_DOUBLE_EQ(value_of("10-4-3"), 3);
  EXPECT_DOUBLE_EQ(value_of("2*-3"), -6);
  EXPECT_DOUBLE_EQ(value_of("pi*r^2", {{"r", {2}}}), 4 * M_PI);
  EXPECT_DOUBLE_EQ(value_of("sqrt(mean(x))+gcd(12, 18)", {{"x", {3, 4, 5}}}), 8);
  EXPECT_DOUBLE_EQ(value_of("median(x)", {{"x", {5, 1, 9, 3}}}), 4);
  EXPECT_DOUBLE_EQ(value_of("dot(x, y)/sum(y)", {{"x", {1, 3}}, {"y", {2, 2}}}), 2);
  EXPECT_DOUBLE_EQ(value_of("correlation(x, y)", {{"x", {1, 2, 3}}, {"y", {2, 4, 6}}}), 1);
  EXPECT_DOUBLE_EQ(value_of("normcdf(0)+asind(0.5)"), 30.5);
  EXPECT_DOUBLE_EQ(value_of("fact(5)/(fact(2)*fact(3))"), 10);
}

TEST(Formula, MistakesAreResults) {
  for (const char* formula :
       {"1+", "(1", "foo", "foo(1)", "1/0", "sqrt(-1)", "1 2", "mean(3)", "2**3", "log(8)", "dot(1, 2)", ""}) {
    EXPECT_FALSE(evaluate_formula(formula, {}).ok()) << formula;
  }
}

TEST(CallDeclared, FormulaWithPercentAndDefault) {
  DeclaredTool tool;
  tool.spec = spec(R"({"name": "f", "description": "", "parameters": {"type": "object", "properties":
    {"amount": {"type": "integer"}, "yearly_rate": {"type": "number"}, "years": {"type": "integer"}}, "required": ["amount"]}})");
  tool.formula = "p*(1+r)^t";
  tool.variables = {{"amount", "p"}, {"yearly_rate", "r"}, {"years", "t"}};
  tool.percent_points = {"r"};
  tool.defaults = {{"t", {2}}, {"r", {0}}};
  const auto result = call_declared(tool, core::Dict{{"amount", 100}, {"yearly_rate", 10}});
  ASSERT_TRUE(result.ok()) << result.error;
  EXPECT_NEAR(result.value.at("result").as_double(), 121, 1e-9);
  EXPECT_FALSE(call_declared(tool, core::Dict{{"yearly_rate", 10}}).ok());
}

TEST(CallDeclared, RecordsDependOnArgumentsOnly) {
  DeclaredTool tool;
  tool.spec = spec(kBooking);
  const core::Dict oslo{{"city", "Oslo"}, {"nights", 2}};
  const core::Dict bergen{{"city", "Bergen"}, {"nights", 2}};
  EXPECT_TRUE(core::identical(call_declared(tool, oslo).value, call_declared(tool, oslo).value));
  EXPECT_FALSE(core::identical(call_declared(tool, oslo).value, call_declared(tool, bergen).value));
}

}  // namespace
}  // namespace env
