// The expression parser against CPython's ast (parity), and against input that wants to hurt it.
#include <gtest/gtest.h>

#include <ctime>
#include <random>

#include "chat/python/parser.h"
#include "chat/python/unparse.h"
#include "core/files.h"
#include "core/json.h"
#include "core/python_text.h"
#include "tests/test_scale.h"

namespace chat::python {
namespace {

// "text", or the exception class after "!".
std::string outcome(std::string_view source) {
  const ParsedExpression parsed = parse_expression(source);
  if (!parsed.ok()) return "!" + parsed.failure.exception;
  try {
    return unparse(*parsed.tree.root);
  } catch (const UnparseFailure&) {
    return "!unparse ValueError";
  }
}

TEST(PythonParser, AgreesWithCPython) {
  const core::fs::path path = core::fs::path(FR_PARITY_DIR) / "python_ast.jsonl";
  if (!core::fs::exists(path)) GTEST_SKIP() << path << " is missing: run tests/parity/make_python_ast.py";
  size_t cases = 0;
  size_t accepted = 0;
  size_t failures = 0;
  core::for_each_jsonl(path, [&](core::Value&& line, size_t number) {
    const std::string& source = line.at("source").as_string();
    const bool fails = line.at("unparse").is_none();
    const std::string expected = fails ? "!" + line.at("error").as_string() : line.at("unparse").as_string();
    ++cases;
    accepted += fails ? 0 : 1;
    const std::string found = outcome(source);
    if (found == expected || ++failures > 20) return;
    ADD_FAILURE() << "line " << number << ": " << core::python_repr_string(source) << "\n  expected "
                  << core::python_repr_string(expected) << "\n  found    " << core::python_repr_string(found);
  });
  EXPECT_EQ(failures, 0U);
  EXPECT_GE(cases, 10000U);
  EXPECT_GE(accepted, 4000U);
  std::cout << cases << " expressions, " << accepted << " accepted\n";
}

TEST(PythonParser, UnparsesCanonically) {
  EXPECT_EQ(outcome("f( a = 1 ,b='x' )"), "f(a=1, b='x')");
  EXPECT_EQ(outcome("(2**3)**-x"), "(2 ** 3) ** (-x)");
  EXPECT_EQ(outcome("0xFF + 1_000"), "255 + 1000");
  EXPECT_EQ(outcome("'a' \"b\""), "'ab'");
  EXPECT_EQ(outcome("lambda a,/,b=1,*,c:0"), "lambda a, /, b=1, *, c: 0");
  EXPECT_EQ(outcome("f'{x!r:>{w}}'"), "f'{x!r:>{w}}'");
  EXPECT_EQ(outcome("0x" + std::string(64, 'f')),
            "115792089237316195423570985008687907853269984665640564039457584007913129639935");
}

TEST(PythonParser, RefusesWhatPythonRefuses) {
  for (const char* source : {"", " 1", "01", "1__0", "'a", "f(a=1", "f(a=1))", "f(**a, *b)", "a b", "x = 1", "*a, b",
                             "f(a=1, 2)", "'\\x4'", "b'\xc3\xa9'", "lambda a=1, b: 0", "[x for 1 in y]", "a\xc2\xa0"}) {
    EXPECT_EQ(outcome(source), "!SyntaxError") << source;
  }
  EXPECT_EQ(outcome(std::string_view("a\0b", 3)), "!SyntaxError");
  EXPECT_EQ(outcome("'\xed\xa0\x80'"), "!UnicodeEncodeError");
}

std::string repeated(std::string_view piece, size_t count) {
  std::string out;
  for (size_t i = 0; i < count; ++i) out += piece;
  return out;
}

TEST(PythonParser, NestingIsLimitedNotFatal) {
  EXPECT_EQ(outcome(repeated("(", 200) + "1" + repeated(")", 200)), "1");
  EXPECT_EQ(outcome(repeated("(", 201) + "1" + repeated(")", 201)), "!SyntaxError");
  constexpr size_t kMany = 200000 / test::kScale;
  for (const char* piece : {"(",       "[",      "{",  "f(",    "-",    "not ", "~",   "lambda: ", "a if b else ",
                            "1 ** ",   "await ", "a.", "1+",    "a[",   "f'{",  "{1:", "a()",      "[a for a in ",
                            "(yield ", "x:=",    "*",  "1 or ", "1 < ", "''"}) {
    outcome(repeated(piece, kMany));
    outcome(repeated(piece, kMany) + "1");
    outcome(repeated(piece, 900) + "1");
  }
  EXPECT_EQ(outcome(repeated("1 < ", kMany) + "1").substr(0, 5), "1 < 1");
}

TEST(PythonParser, RandomBytesNeverHurt) {
  std::mt19937_64 random(7);
  constexpr std::string_view kAlphabet = "ab1 ()[]{}'\"\\,:=.*+-fFrRbBuU#\n\t!<>_0xjeE\xc3\xa9\xed\xa0\x80\xff";
  for (size_t i = 0; i < 50000 / test::kScale; ++i) {
    std::string text(random() % 40, ' ');
    for (char& c : text) {
      c = random() % 4 == 0 ? static_cast<char>(random()) : kAlphabet[random() % kAlphabet.size()];
    }
    const std::string first = outcome(text);
    // What unparse writes is canonical: it reads back as itself.
    if (first[0] == '!') continue;
    EXPECT_EQ(outcome(first), first) << core::python_repr_string(text);
  }
}

TEST(PythonParser, MegabytesInLinearTime) {
  const std::clock_t start = std::clock();  // processor time: other work on the machine does not count
  for (const char* piece :
       {"1, ", "'abc', ", "f(a=1, b='x'), ", "a.b[0], ", "f'{x}', ", "{'a': [1, 2]}, ", "'a' ", "#", "\\\n"}) {
    const std::string text = "[" + repeated(piece, 1000000 / test::kScale / std::string_view(piece).size()) + "]";
    parse_expression(text);
  }
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  EXPECT_LT(seconds, 20.0);  // about a second; quadratic behaviour would take minutes
}

}  // namespace
}  // namespace chat::python
