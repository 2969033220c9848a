// int(), float() and ast.literal_eval() of texts; the expected values are CPython 3.11's.
#include <gtest/gtest.h>

#include <random>

#include "chat/python/exception.h"
#include "chat/python/literal_eval.h"
#include "chat/python/number_text.h"
#include "core/python_text.h"

namespace chat::python {
namespace {

std::string int_text(std::string_view text) {
  const auto value = int_of_text(text);
  return value ? core::python_repr(*value) : "ValueError";
}

std::string float_text(std::string_view text) {
  const auto value = float_of_text(text);
  return value ? core::python_float(*value) : "ValueError";
}

std::string literal_text(std::string_view text) {
  try {
    return core::python_repr(literal_eval(text));
  } catch (const PythonError& error) {
    return error.exception;
  }
}

TEST(NumberText, Ints) {
  EXPECT_EQ(int_text(" -007\n"), "-7");
  EXPECT_EQ(int_text("+1_000"), "1000");
  EXPECT_EQ(int_text("9223372036854775808"), "9223372036854775808");
  EXPECT_EQ(int_text("-9223372036854775808"), "-9223372036854775808");
  EXPECT_EQ(int_text("\u0661\u0662"), "12") << "Arabic digits";
  EXPECT_EQ(int_text("\u20031\u00a0"), "1") << "Unicode spaces";
  for (const char* bad : {"", " ", "-", "1_", "_1", "1__0", "- 1", "1.0", "0x10", "1e3", "\u00b2", "\u4e00", "--1"}) {
    EXPECT_EQ(int_text(bad), "ValueError") << bad;
  }
  EXPECT_NE(int_text(std::string(4300, '9')), "ValueError");
  EXPECT_EQ(int_text(std::string(4301, '9')), "ValueError");
}

TEST(NumberText, Floats) {
  EXPECT_EQ(float_text("1_0.5e1_0"), "105000000000.0");
  EXPECT_EQ(float_text(" .5 "), "0.5");
  EXPECT_EQ(float_text("-1."), "-1.0");
  EXPECT_EQ(float_text("1e400"), "inf");
  EXPECT_EQ(float_text("-Infinity"), "-inf");
  EXPECT_EQ(float_text("nAn"), "nan");
  EXPECT_EQ(float_text("-0"), "-0.0");
  EXPECT_EQ(float_text("\u0661.\u0665"), "1.5");
  for (const char* bad : {"", ".", "1e", "1_.5", "1._5", "0x1p3", "infinit", "1 2", "1,5", "e5", "+-1"}) {
    EXPECT_EQ(float_text(bad), "ValueError") << bad;
  }
}

TEST(LiteralEval, Values) {
  EXPECT_EQ(literal_text(" \t[1, 'a', (2,), {'k': None}]"), "[1, 'a', (2,), {'k': None}]");
  EXPECT_EQ(literal_text("-1.5"), "-1.5");
  EXPECT_EQ(literal_text("+3"), "3");
  EXPECT_EQ(literal_text("1 + 2j"), "(1+2j)");
  EXPECT_EQ(literal_text("-1 - 2j"), "(-1-2j)");
  EXPECT_EQ(literal_text("'a' 'b'"), "'ab'");
  EXPECT_EQ(literal_text("b'x'"), "b'x'");
  EXPECT_EQ(literal_text("{1: 2, True: 3}"), "{1: 3}");
}

TEST(LiteralEval, WhatIsNoLiteral) {
  for (const char* bad :
       {"x", "f()", "1 + 2", "1j + 2", "--1", "not True", "-True", "[x]", "{**{}}", "f'a'", "a.b", "[1][0]",
        "1 if 2 else 3", "lambda: 1", "~1", "-'a'", "1 * 2j", "__import__('os').system('true')"}) {
    EXPECT_EQ(literal_text(bad), "ValueError") << bad;
  }
  EXPECT_EQ(literal_text(""), "SyntaxError");
  EXPECT_EQ(literal_text("[1, 2"), "SyntaxError");
  EXPECT_EQ(literal_text("{[]: 1}"), "TypeError");
  EXPECT_EQ(literal_text("{1, 2}"), "NotImplementedError") << "no core::Value is a set";
  EXPECT_EQ(literal_text("set()"), "NotImplementedError");
  EXPECT_EQ(literal_text("..."), "NotImplementedError");
}

TEST(LiteralEval, HostileTextNeverHurts) {
  std::mt19937_64 random(7);
  constexpr std::string_view kAlphabet = "ab(=1, )[]{}'\"\\-+*%.:0x9jf\n\xc3\xa9\xff\xed\xa0\x80";
  for (int i = 0; i < 5000; ++i) {
    std::string text(random() % 40, ' ');
    for (char& c : text) c = kAlphabet[random() % kAlphabet.size()];
    literal_text(text);
    int_text(text);
    float_text(text);
  }
  for (const char* piece : {"[", "(", "{1:", "-", "1+", "'", "[1],", "1_", "9", "\xff"}) {
    std::string text;
    while (text.size() < 200000) text += piece;
    literal_text(text);
    int_text(text);
    float_text(text);
  }
}

}  // namespace
}  // namespace chat::python
