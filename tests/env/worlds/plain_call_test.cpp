// Plain call texts against the way that every text takes: a blank in front is enough to send one there.
#include "env/bfcl/worlds/plain_call.h"

#include <gtest/gtest.h>

#include "core/files.h"
#include "core/python_text.h"
#include "core/rng.h"
#include "env/bfcl/category.h"
#include "env/bfcl/dataset.h"
#include "tests/test_scale.h"
#include "world_fixtures.h"

namespace {

using env::bfcl::parse_plain_call;

std::string shown(std::string_view text) {
  const auto call = parse_plain_call(text);
  if (!call) return "not plain";
  std::string out = std::string(call->name) + "|";
  for (const core::Value& value : call->arguments.positional) out += core::python_repr(value) + "|";
  for (const auto& [name, value] : call->arguments.keywords) out += name + "=" + core::python_repr(value) + "|";
  return out;
}

TEST(PlainCall, ReadsLiteralArguments) {
  EXPECT_EQ(shown("ls()"), "ls|");
  EXPECT_EQ(shown("ls ( )"), "ls|");
  EXPECT_EQ(shown("f(1, -2, 'a', \"it's\", x = [ ], y={'k':[1.50,True], 'k': None},z=-0.0)"),
            "f|1|-2|'a'|\"it's\"|x=[]|y={'k': None}|z=-0.0|");
  EXPECT_EQ(shown("f(999999999999999999, 0, -0, 0.5)"), "f|999999999999999999|0|0|0.5|");
}

TEST(PlainCall, ReadsEscapesAndUtf8) {
  EXPECT_EQ(shown("f('it\\'s\\n\\t\\\\ \\\"x\\\"')"), "f|'it\\'s\\n\\t\\\\ \"x\"'|");
  EXPECT_EQ(shown("f('\\u2019\\u0028')"), "f|'\xe2\x80\x99('|");
  EXPECT_EQ(shown("f('\xc3\xa9')"), "f|'\xc3\xa9'|");
}

TEST(PlainCall, LeavesTheRestToTheEvaluator) {
  for (const char* text : {"",
                           "f",
                           "f(",
                           "f()x",
                           "f() ",
                           " f()",
                           "f(1,)",
                           "f(,)",
                           "f(01)",
                           "f(1_0)",
                           "f(1.)",
                           "f(.5)",
                           "f(1e5)",
                           "f(1j)",
                           "f(0x1)",
                           "f(1000000000000000000)",
                           "f(- 1)",
                           "f(--1)",
                           "f(+1)",
                           "f(x=1, 2)",
                           "f(x=1, x=2)",
                           "f(x==1)",
                           "f(*a)",
                           "f(**a)",
                           "f('a' 'b')",
                           "f('a\\r')",
                           "f('\\x41')",
                           "f('\\u12')",
                           "f('\\u+123')",
                           "f('\\ud83d')",
                           "f('a\\')",
                           "f('see g(x)')",
                           "f(b'a')",
                           "f(f'a')",
                           "f('\xc3')",
                           "f('\xed\xa0\xbd')",
                           "f('a\nb')",
                           "f('a\tb')",
                           "f('''a''')",
                           "f((1, 2))",
                           "f({1: 2})",
                           "f({'a'})",
                           "f([1,])",
                           "f({'a': 1,})",
                           "f(true)",
                           "f(None_)",
                           "f(g(1))",
                           "a.f(1)",
                           "f(1)(2)",
                           "f('a'.upper())",
                           "f(1 + 1)",
                           "f([1][0])",
                           "f(x=lambda: 1)",
                           "\xc3\xa9(1)",
                           "f(1 # c\n)",
                           "f(1)\n",
                           "f(\n1)",
                           "f(1 if True else 2)",
                           "f(1if True else 2)"}) {
    EXPECT_EQ(shown(text), "not plain") << text;
  }
  EXPECT_EQ(shown("f('" + std::string(20000, 'x') + "')"), "not plain");
  EXPECT_EQ(shown("f(" + std::string(40, '[') + std::string(40, ']') + ")"), "not plain");
}

// Texts of calls, most of them with something that is no plain literal, some broken. No name that is refused for what
// it is: a space before it, which the test below puts there, lets it pass.
std::string random_call(core::Rng& rng) {
  static const std::vector<std::string> kMethods = {"cd",
                                                    "ls",
                                                    "mkdir",
                                                    "touch",
                                                    "echo",
                                                    "cat",
                                                    "rm",
                                                    "mv",
                                                    "add",
                                                    "mean",
                                                    "percentage",
                                                    "round_number",
                                                    "nothing",
                                                    "startEngine",
                                                    "fillFuelTank",
                                                    "lockDoors",
                                                    "setCruiseControl",
                                                    "print"};
  static const std::vector<std::string> kNames = {"folder",         "file_name", "a",    "b",       "numbers",
                                                  "decimal_places", "number",    "self", "None",    "class",
                                                  "fuelAmount",     "unlock",    "door", "dir_name"};
  static const std::vector<std::string> kValues = {"1",           "-2",         "0.5",
                                                   "007",         "1e3",        "'docs'",
                                                   "\"a b\"",     "'it\\'s'",   "'ls (x)'",
                                                   "[1, 2.5, 3]", "['driver']", "[]",
                                                   "{}",          "{'a': 1}",   "True",
                                                   "None",        "ls()",       "(1,)",
                                                   "1 + 2",       "b'x'",       "-0",
                                                   "-0.0",        "'\xc3\xa9'", "x",
                                                   "[1,]",        "10 ** 3",    "'\\n\\t'",
                                                   "\"\\\"\"",    "'\\\\'",     "'\\u2019'",
                                                   "'\\ud83d'",   "'\\x41'",    "{'\\'': '\\u00e9'}",
                                                   "'\xc3'"};
  std::string text = rng.pick(kMethods) + "(";
  for (int64_t i = 0, count = rng.integer(0, 3); i < count; ++i) {
    if (i > 0) text += rng.chance(0.5) ? ", " : ",";
    if (rng.chance(0.7)) text += rng.pick(kNames) + (rng.chance(0.8) ? "=" : " = ");
    text += rng.pick(kValues);
  }
  text += ")";
  if (rng.chance(0.1)) text.erase(rng.index(text.size()), 1);
  return text;
}

TEST(PlainCall, GivesWhatTheEvaluatorGives) {
  env::bfcl::WorldOptions options;
  options.classes = {"GorillaFileSystem", "MathAPI", "VehicleControlAPI"};
  env::bfcl::World plain(options);
  env::bfcl::World evaluated(options);
  core::Rng rng(7);
  size_t read_plainly = 0;
  for (size_t i = 0; i < 20000 / test::kScale; ++i) {
    const std::string text = random_call(rng);
    read_plainly += parse_plain_call(text) ? 1 : 0;
    const env::bfcl::CallOutcome here = plain.execute(text);
    const env::bfcl::CallOutcome there = evaluated.execute(" " + text);
    ASSERT_EQ(here.text, there.text) << text;
    ASSERT_EQ(here.raised, there.raised) << text;
    ASSERT_TRUE(identical(here.value, there.value)) << text;
  }
  EXPECT_GE(read_plainly, 4000 / test::kScale);
  for (size_t i = 0; i < plain.size(); ++i) EXPECT_TRUE(plain.simulator(i).equals(evaluated.simulator(i)));
}

TEST(PlainCall, IsTheFormOfMostTruths) {
  const core::fs::path root = core::fs::path(FR_DEPS_DIR) / "data/bfcl/data";
  if (!core::fs::exists(root)) GTEST_SKIP() << root << " is missing: run scripts/setup";
  const env::bfcl::Dataset dataset(root);
  size_t calls = 0;
  size_t read_plainly = 0;
  for (const env::bfcl::Entry& entry : dataset.load(env::bfcl::find_category("multi_turn_base"))) {
    for (const core::Value& turn : entry.ground_truth.as_list()) {
      for (const core::Value& call : turn.as_list()) {
        ++calls;
        read_plainly += parse_plain_call(call.as_string()) ? 1 : 0;
      }
    }
  }
  EXPECT_GE(calls, 1000U);
  EXPECT_GE(static_cast<double>(read_plainly), 0.8 * static_cast<double>(calls));
}

}  // namespace
