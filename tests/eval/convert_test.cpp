// Java and JavaScript values as the reference reads them; the expected values are bfcl_eval 2026.3.23's.
#include "eval/convert.h"

#include <gtest/gtest.h>

#include <array>
#include <ctime>
#include <random>

#include "chat/python/exception.h"
#include "core/python_text.h"

namespace eval {
namespace {

using Nested = std::optional<std::string_view>;

template <class Convert>
std::string shown(Convert convert, std::string_view text, std::string_view type, Nested nested) {
  try {
    return core::python_repr(convert(text, type, nested));
  } catch (const chat::python::PythonError& error) {
    return error.exception;
  }
}
std::string java(std::string_view text, std::string_view type, Nested nested = {}) {
  return shown(convert_java, text, type, nested);
}
std::string javascript(std::string_view text, std::string_view type, Nested nested = {}) {
  return shown(convert_javascript, text, type, nested);
}

TEST(ConvertJava, Numbers) {
  EXPECT_EQ(java("-5", "integer"), "-5");
  EXPECT_EQ(java("+5", "integer"), "'+5'");
  EXPECT_EQ(java("5\n", "byte"), "5");
  EXPECT_EQ(java("\u0661\u0662", "short"), "12");
  EXPECT_EQ(java("1L", "integer"), "'1L'");
  EXPECT_EQ(java("9223372036854775808L", "long"), "9223372036854775808");
  EXPECT_EQ(java("1L\n", "long"), "1");
  EXPECT_EQ(java("3e3F", "float"), "3000.0");
  EXPECT_EQ(java("1.5", "float"), "'1.5'");
  EXPECT_EQ(java("1.5f", "double"), "'1.5f'");
  EXPECT_EQ(java("1.", "double"), "'1.'");
  EXPECT_EQ(java("1e400", "double"), "inf");
  EXPECT_EQ(java("true", "boolean"), "True");
  EXPECT_EQ(java("True", "boolean"), "'True'");
  EXPECT_EQ(java("'a'", "char"), "\"'a'\"");
  EXPECT_EQ(java(std::string(5000, '1'), "integer"), "ValueError") << "Python's limit for int()";
  EXPECT_EQ(java("x", "Set"), "NotImplementedError");
  EXPECT_EQ(java("x", "Queue"), "NotImplementedError");
  EXPECT_EQ(java("x", "list"), "ValueError");
}

TEST(ConvertJava, Collections) {
  EXPECT_EQ(java("new int[] { 1, 2,,3 }", "Array", "integer"), "[1, 2, 3]");
  EXPECT_EQ(java("new String[]{\"a\"}", "Array", "String"), "['\"a\"']") << "the quotes stay";
  EXPECT_EQ(java("new a[]{1} and new b[]{2}", "Array"), "[1]");
  EXPECT_EQ(java("new a[]{1\n2}", "Array"), "'new a[]{1\\n2}'");
  EXPECT_EQ(java("new x new int[]{1L, 2.5f, \"s\", true, nan, 1_0, y}", "Array"), "[1, 2.5, 's', True, nan, 10, 'y']");
  EXPECT_EQ(java("new ArrayList<>(Arrays.asList(\"a\", \"b\"))", "ArrayList", "String"), "['a', 'b']");
  EXPECT_EQ(java("new ArrayList<>(Arrays.asList())", "ArrayList"), "'new ArrayList<>(Arrays.asList())'");
  EXPECT_EQ(java("new ArrayList<String>() {{ add(\"a\"); add(b)}; }}", "ArrayList"), "['a', 'b']");
  EXPECT_EQ(java("new ArrayList<>() {{ }}", "ArrayList"), "[]");
  EXPECT_EQ(java("new ArrayList<List<String>>()", "ArrayList"), "'new ArrayList<List<String>>()'");
  EXPECT_EQ(java("new ArrayList<x>()", "ArrayList"), "[]");
  EXPECT_EQ(
      java("new HashMap<String, Object>() {{ put(\"a\", 1); put(\"b\", \"x, y)\"); put(\"a\", 2L); }}", "HashMap"),
      "{'a': 2, 'b': '\"x, y'}");
  EXPECT_EQ(java("new HashMap<A<B>>() { { put(\"k\",\n 3L); } }", "HashMap"), "{'k': 3}");
  EXPECT_EQ(java("new HashMap<>()", "HashMap"), "{}");
  EXPECT_EQ(java("new HashMap<\n>()", "HashMap"), "'new HashMap<\\n>()'");
  EXPECT_EQ(java("map", "HashMap"), "'map'");
}

TEST(ConvertJavaScript, Values) {
  EXPECT_EQ(javascript("'s'", "String"), "'s'");
  EXPECT_EQ(javascript("\"m'", "String"), "'\"m\\''");
  EXPECT_EQ(javascript("\"", "String"), "''");
  EXPECT_EQ(javascript("1e3", "float"), "'1e3'");
  EXPECT_EQ(javascript("-2n", "Bigint"), "-2");
  EXPECT_EQ(javascript("-2n\n", "Bigint"), "ValueError");
  EXPECT_EQ(javascript("true", "Boolean"), "True");
  EXPECT_EQ(javascript("x", "Array"), "ValueError");
}

TEST(ConvertJavaScript, Arrays) {
  EXPECT_EQ(javascript(" [1, 'two', true] ", "array"), "[1, 'two', True]");
  EXPECT_EQ(javascript("[1,,2]", "array"), "[1, '', 2]");
  EXPECT_EQ(javascript("[ ]", "array"), "[]");
  EXPECT_EQ(javascript("new Array(1, 2) tail", "array"), "[1, 2]");
  EXPECT_EQ(javascript("[[1, 2], [3, x]] tail", "array"), "[[1, 2], [3, 'x']]");
  EXPECT_EQ(javascript("[ [1] ,\n [2] ]", "array"), "[[1], [2]]");
  EXPECT_EQ(javascript("new Array([1],[2])", "array"), "[[1], [2]]");
  EXPECT_EQ(javascript("[[1], [2]", "array"), "['[1']") << "no array of arrays, so the first bracket closes";
  EXPECT_EQ(javascript("[1, 2", "array"), "'[1, 2'");
  EXPECT_EQ(javascript("['a', 2]", "array", "integer"), "[\"'a'\", 2]");
  EXPECT_EQ(javascript("[1]", "array", "tuple"), "'[1]'") << "errors give the text back";
  EXPECT_EQ(javascript("[{a: 1}, {b: 2}]", "array", "dict"), "[{'a': 1}, {'b': 2}]");
}

TEST(ConvertJavaScript, Dicts) {
  EXPECT_EQ(javascript("{}", "dict"), "{}");
  EXPECT_EQ(javascript("{'a': 1, \"b\": 'x', c: '2'}", "dict"), "{'a': 1, 'b': 'x', 'c': 2}");
  EXPECT_EQ(javascript("{a: [1, 2], b: 3}", "dict"), "{'a': [1, 2], 'b': 3}");
  EXPECT_EQ(javascript("{a: 'x, y'}", "dict"), "{'a': 'x, y'}");
  EXPECT_EQ(javascript("{a: 1,}", "dict"), "{'a': '1,'}");
  EXPECT_EQ(javascript("{a: x, : y}", "dict"), "{'a': 'x', '': 'y'}");
  EXPECT_EQ(javascript("{a}", "dict"), "{}");
  EXPECT_EQ(javascript("{\n a: 1\n}", "dict"), "'{\\n a: 1\\n}'");
}

TEST(Convert, HostileTextNeverHurts) {
  constexpr std::array<std::string_view, 30> kPieces = {
      "new ",       "ArrayList<", "HashMap<", ">",    "(Arrays.asList(",
      "()",         "{{",         "}}",       "{",    "}",
      "[",          "]",          "put(\"",   "\",",  "add(",
      ")",          ",",          ":",        "'",    "\"",
      "new int[]{", "new Array(", "\n",       " ",    "1",
      "L",          "f",          "\xc3\xa9", "\xff", "-"};
  const auto convert_all = [](const std::string& text) {
    for (const char* type : {"Array", "ArrayList", "HashMap", "float", "long"}) java(text, type, Nested("String"));
    for (const char* type : {"array", "dict", "String", "Bigint"}) javascript(text, type);
  };
  std::mt19937_64 random(3);
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (size_t n = random() % 20; n > 0; --n) text += kPieces[random() % kPieces.size()];
    convert_all(text);
  }
  const std::clock_t start = std::clock();  // processor time: other work on the machine does not count
  for (const char* unit : {"new ", "[", "[[1],", "[1]\n,", "{a:,", "{a:1,:", "new ArrayList<>(Arrays.asList(",
                           "new a[]{", "new ArrayList<>() {{ ", "new HashMap<>", "new HashMap<>() {{ put(\"",
                           "put(\"a\",", "add(", "1", "\n", "new HashMap<>() {{ put(\"\",}"}) {
    std::string text;
    while (text.size() < 100000) text += unit;
    convert_all(text);
    convert_all(text + "\n" + text);
    convert_all("[[" + text + "]");
    convert_all("{a:" + text + "}");
  }
  EXPECT_LT(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC, 20.0);
}

}  // namespace
}  // namespace eval
